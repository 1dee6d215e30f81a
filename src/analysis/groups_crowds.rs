//! Who may be of a group, where, and as what: the points that groups are looked for among.
//!
//! Only actors with a place of their own: those known by their commune would all stand at its
//! point, and be a group by construction. They are counted, apart. Never those in partial
//! diffusion. One crowd a legal plane and class of density: nothing is measured across planes, and
//! what is near in a village is far in a town.

use std::thread;

use crate::analysis::families::{Activity, of_actor, of_catalogue};
use crate::domain::function::Stage;
use crate::domain::level::Level;
use crate::domain::territory::Density;
use crate::geometry::position::Position;
use crate::geometry::projection::{Grid, Projector};
use crate::snapshot::Snapshot;

/// The density of a commune in three classes: what is near hangs on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    Dense,
    Intermediate,
    /// Also communes whose density the table does not tell.
    Rural,
}

impl Class {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Dense, Self::Intermediate, Self::Rural];

    /// The word in addresses and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Dense => "dense",
            Self::Intermediate => "intermediaire",
            Self::Rural => "rural",
        }
    }

    /// The class of a commune by its own of seven.
    #[must_use]
    pub fn of(density: Option<Density>) -> Self {
        match density {
            Some(Density::GrandCentreUrbain) => Self::Dense,
            Some(density) if density.is_urban() => Self::Intermediate,
            _ => Self::Rural,
        }
    }
}

/// So many kinds at most: 64 functions, then eight families of those whose activity alone is known.
pub const KINDS: usize = 64 + Activity::ALL.len();

/// What an actor is taken for when kinds are dealt out anew: its first function, else its family.
#[derive(Debug, Clone)]
pub struct Kinds {
    pub activity: Vec<Option<Activity>>,
    pub stage: Vec<Option<Stage>>,
}

impl Kinds {
    /// The kinds of a snapshot's catalogue.
    #[must_use]
    pub fn of(snapshot: &Snapshot) -> Self {
        let mut activity = of_catalogue(&snapshot.functions);
        activity.resize(64, None);
        activity.extend(Activity::ALL.map(Some));
        let mut stage: Vec<Option<Stage>> = snapshot.functions.list().iter().map(|f| f.stage).collect();
        stage.resize(KINDS, None);
        Self { activity, stage }
    }

    /// The kind of an actor; `None` where nothing tells.
    #[must_use]
    pub fn kind(&self, snapshot: &Snapshot, row: u32) -> Option<u8> {
        let (own, naf) = (snapshot.actors.functions(row), snapshot.actors.naf(row));
        let main = own.first().map(|id| id.0);
        main.or_else(|| of_actor(&[], own, naf).map(|activity| 64 + activity as u8))
    }
}

/// Actors of one plane and class.
#[derive(Debug, Clone)]
pub struct Crowd {
    pub grid: Grid,
    pub class: Class,
    /// Rows of actors, in order.
    pub rows: Vec<u32>,
    /// Meters in the plane.
    pub points: Vec<[f64; 2]>,
    pub kinds: Vec<Option<u8>>,
}

/// All crowds, and those who stand in none.
#[derive(Debug, Clone)]
pub struct Crowds {
    /// By plane, then by class; empty ones too.
    pub list: Vec<Crowd>,
    /// By commune, actors that are known by it alone, those in partial diffusion included.
    pub placeless: Vec<u32>,
    /// Actors in no known commune.
    pub unplaced: u64,
}

impl Crowds {
    /// The crowds of a snapshot. Threads change nothing but the time. O(actors).
    #[must_use]
    pub fn of(snapshot: &Snapshot, threads: usize) -> Self {
        let kinds = Kinds::of(snapshot);
        let communes = commune_places(snapshot);
        let many = snapshot.actors.len();
        let threads = threads.clamp(1, 64) as u32;
        let part = many.div_ceil(threads).max(1);
        let parts: Vec<Self> = thread::scope(|scope| {
            let (kinds, communes) = (&kinds, &communes);
            let work = |thread: u32| {
                let rows = (thread * part).min(many)..((thread + 1) * part).min(many);
                scope.spawn(move || Self::of_rows(snapshot, kinds, communes, rows))
            };
            let workers: Vec<_> = (0..threads).map(work).collect();
            workers.into_iter().map(|worker| worker.join().expect("placing does not panic")).collect()
        });
        parts.into_iter().reduce(Self::with).unwrap_or_else(|| Self::none(communes.len()))
    }

    fn none(communes: usize) -> Self {
        let of_grid = |grid| Class::ALL.map(|class| Crowd::new(grid, class));
        let list = Grid::PLANE.into_iter().flat_map(of_grid).collect();
        Self { list, placeless: vec![0; communes], unplaced: 0 }
    }

    fn of_rows(
        snapshot: &Snapshot,
        kinds: &Kinds,
        communes: &[(Grid, Class)],
        rows: std::ops::Range<u32>,
    ) -> Self {
        let mut found = Self::none(communes.len());
        let projectors: Vec<Projector> = Grid::PLANE.into_iter().map(Projector::new).collect();
        for row in rows {
            let Some(commune) = snapshot.actors.commune(row) else {
                found.unplaced += 1;
                continue;
            };
            let (grid, class) = communes[commune as usize];
            let plane = Grid::PLANE.into_iter().position(|other| other == grid).unwrap_or(0);
            let own = snapshot.actors.position(row).filter(|_| snapshot.actors.has_own_place(row));
            let Some(point) = own.and_then(|own| on_plane(&projectors[plane], own)) else {
                found.placeless[commune as usize] += 1;
                continue;
            };
            let crowd = &mut found.list[plane * Class::ALL.len() + class as usize];
            crowd.rows.push(row);
            crowd.points.push(point);
            crowd.kinds.push(kinds.kind(snapshot, row));
        }
        found
    }

    /// Those of rows that follow.
    fn with(mut self, next: Self) -> Self {
        for (own, next) in self.list.iter_mut().zip(next.list) {
            own.rows.extend(next.rows);
            own.points.extend(next.points);
            own.kinds.extend(next.kinds);
        }
        self.placeless.iter_mut().zip(next.placeless).for_each(|(own, next)| *own += next);
        self.unplaced += next.unplaced;
        self
    }
}

impl Crowd {
    fn new(grid: Grid, class: Class) -> Self {
        Self { grid, class, rows: Vec::new(), points: Vec::new(), kinds: Vec::new() }
    }
}

/// The coordinates of a position on the plane of a projector, in meters.
#[must_use]
pub fn on_plane(projector: &Projector, position: Position) -> Option<[f64; 2]> {
    let (x, y) = projector.from_degrees(position.lon(), position.lat())?;
    (x.is_finite() && y.is_finite()).then_some([x, y])
}

/// The plane and the class of each commune.
#[must_use]
pub fn commune_places(snapshot: &Snapshot) -> Vec<(Grid, Class)> {
    let communes = snapshot.territories.of(Level::Commune);
    let place = |row: u32| {
        let commune = &communes[row as usize];
        let departement = snapshot.territories.zone(row, Level::Departement);
        let code = departement.map_or("", |row| &snapshot.territories.get(Level::Departement, row).code);
        (Grid::of_departement(code), Class::of(commune.density))
    };
    (0..communes.len() as u32).map(place).collect()
}
