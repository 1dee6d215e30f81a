//! What can be wrong with a FlatGeobuf file.

use std::io;

/// Why a file is not read, or not further.
#[derive(Debug, thiserror::Error)]
pub enum FgbError {
    /// The disk's fault, not the file's.
    #[error("the file cannot be read: {0}")]
    Io(#[from] io::Error),
    /// Another format, or another version of this one.
    #[error("this is no FlatGeobuf file of version 3: it begins with `{}`", .0.escape_ascii())]
    Magic(Vec<u8>),
    /// Fewer bytes than it says.
    #[error("the file is cut short: {what} takes {size} bytes but {left} are left; fetch or write it again")]
    Truncated { what: String, size: u64, left: u64 },
    /// Larger or smaller than any sound one.
    #[error("{what} says that it takes {size} bytes, expected {least} to {most}")]
    Size { what: String, size: u32, least: u32, most: u32 },
    /// What the header says cannot be.
    #[error("the header is damaged: {0}")]
    Header(String),
    /// Another system of coordinates than the only one read here.
    #[error("positions are in EPSG:{0}, expected EPSG:4326: convert with `ogr2ogr -t_srs EPSG:4326`")]
    Crs(i32),
    /// A feature that is not one.
    #[error("feature {rank}: {why}")]
    Feature { rank: u64, why: String },
    /// More bytes than the features of the header.
    #[error("{left} bytes follow the last of {count} features")]
    Trailing { count: u64, left: u64 },
    /// A column that the caller needs.
    #[error("no column `{name}` among {has}")]
    NoColumn { name: String, has: String },
    /// A column of another type.
    #[error("column `{name}` holds {found}, expected {wanted}")]
    ColumnType { name: String, found: String, wanted: &'static str },
}
