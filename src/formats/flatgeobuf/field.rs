//! Columns of a file, found once by name and read by type from then on.

use std::iter::Flatten;
use std::marker::PhantomData;
use std::str::Split;

use flatgeobuf::ColumnType;

use crate::formats::flatgeobuf::LIST_SEPARATOR;

/// A column of the file that was opened, known to hold `T`.
#[derive(Debug)]
pub struct Field<T: ?Sized> {
    pub(super) rank: usize,
    kind: PhantomData<fn() -> T>,
}

impl<T: ?Sized> Field<T> {
    pub(super) fn new(rank: usize) -> Self {
        Self { rank, kind: PhantomData }
    }
}

impl<T: ?Sized> Clone for Field<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Field<T> {}

/// What a column can hold: `str`, `i64`, `f64`, `bool` or a [`List`].
pub trait Kind {
    /// A cell of it.
    type Cell<'a>;
    /// What it is called in a message.
    const WORD: &'static str;
    /// The types of the format that it is read from.
    const TYPES: &'static [ColumnType];
    /// The cell, if it is one of this kind.
    fn of(cell: Cell<'_>) -> Option<Self::Cell<'_>>;
}

/// Several texts, kept as one.
#[derive(Debug)]
pub enum List {}

/// The texts of a list.
pub type Items<'a> = Flatten<std::option::IntoIter<Split<'a, char>>>;

/// A cell as it stands in the file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// Unknown, or of a type that is not read here.
    Null,
    Text(&'a str),
    Integer(i64),
    Number(f64),
    Boolean(bool),
}

impl Kind for str {
    type Cell<'a> = &'a str;
    const WORD: &'static str = "text";
    const TYPES: &'static [ColumnType] = &[ColumnType::String, ColumnType::Json, ColumnType::DateTime];

    fn of(cell: Cell<'_>) -> Option<&str> {
        if let Cell::Text(text) = cell { Some(text) } else { None }
    }
}

impl Kind for i64 {
    type Cell<'a> = i64;
    const WORD: &'static str = "integers of at most 64 bits, signed";
    const TYPES: &'static [ColumnType] = &[
        ColumnType::Long,
        ColumnType::UInt,
        ColumnType::Int,
        ColumnType::UShort,
        ColumnType::Short,
        ColumnType::UByte,
        ColumnType::Byte,
    ];

    fn of(cell: Cell<'_>) -> Option<i64> {
        if let Cell::Integer(number) = cell { Some(number) } else { None }
    }
}

impl Kind for f64 {
    type Cell<'a> = f64;
    const WORD: &'static str = "numbers";
    const TYPES: &'static [ColumnType] = &[ColumnType::Double, ColumnType::Float];

    fn of(cell: Cell<'_>) -> Option<f64> {
        if let Cell::Number(number) = cell { Some(number) } else { None }
    }
}

impl Kind for bool {
    type Cell<'a> = bool;
    const WORD: &'static str = "yes or no";
    const TYPES: &'static [ColumnType] = &[ColumnType::Bool];

    fn of(cell: Cell<'_>) -> Option<bool> {
        if let Cell::Boolean(truth) = cell { Some(truth) } else { None }
    }
}

impl Kind for List {
    type Cell<'a> = Items<'a>;
    const WORD: &'static str = "texts joined by `|`";
    const TYPES: &'static [ColumnType] = <str as Kind>::TYPES;

    fn of(cell: Cell<'_>) -> Option<Items<'_>> {
        let text = <str as Kind>::of(cell)?;
        let items = (!text.is_empty()).then(|| text.split(LIST_SEPARATOR));
        Some(items.into_iter().flatten())
    }
}

/// Takes one cell of a type from the front of the properties; says why it cannot.
pub(super) fn take<'a>(kind: ColumnType, bytes: &mut &'a [u8]) -> Result<Cell<'a>, String> {
    Ok(match kind {
        ColumnType::String | ColumnType::Json | ColumnType::DateTime => {
            let text = std::str::from_utf8(sized(bytes)?).map_err(|_| "a text is not UTF-8")?;
            Cell::Text(text)
        }
        ColumnType::Binary => {
            sized(bytes)?;
            Cell::Null
        }
        ColumnType::Bool => match u8::from_le_bytes(array(bytes)?) {
            0 => Cell::Boolean(false),
            1 => Cell::Boolean(true),
            other => return Err(format!("{other} is neither yes nor no")),
        },
        ColumnType::Byte => Cell::Integer(i8::from_le_bytes(array(bytes)?).into()),
        ColumnType::UByte => Cell::Integer(u8::from_le_bytes(array(bytes)?).into()),
        ColumnType::Short => Cell::Integer(i16::from_le_bytes(array(bytes)?).into()),
        ColumnType::UShort => Cell::Integer(u16::from_le_bytes(array(bytes)?).into()),
        ColumnType::Int => Cell::Integer(i32::from_le_bytes(array(bytes)?).into()),
        ColumnType::UInt => Cell::Integer(u32::from_le_bytes(array(bytes)?).into()),
        ColumnType::Long => Cell::Integer(i64::from_le_bytes(array(bytes)?)),
        // No column of this type is ever handed out: `i64` would not hold it.
        ColumnType::ULong => {
            array::<8>(bytes)?;
            Cell::Null
        }
        ColumnType::Float => Cell::Number(f32::from_le_bytes(array(bytes)?).into()),
        ColumnType::Double => Cell::Number(f64::from_le_bytes(array(bytes)?)),
        other => return Err(format!("no column has type {}", other.0)),
    })
}

/// The next `N` bytes.
pub(super) fn array<const N: usize>(bytes: &mut &[u8]) -> Result<[u8; N], String> {
    let (first, rest) = bytes.split_first_chunk().ok_or("its properties end inside a value")?;
    *bytes = rest;
    Ok(*first)
}

/// The bytes that follow their own count.
fn sized<'a>(bytes: &mut &'a [u8]) -> Result<&'a [u8], String> {
    let count = u32::from_le_bytes(array(bytes)?) as usize;
    let (first, rest) = bytes.split_at_checked(count).ok_or("its properties end inside a text")?;
    *bytes = rest;
    Ok(first)
}
