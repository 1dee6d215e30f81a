//! A snapshot from its folder, checked against its manifest before a byte is believed.

mod columns;
mod found;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::domain::function::Functions;
use crate::domain::land::{Equipment, Site};
use crate::domain::level::Level;
use crate::formats::flatgeobuf::fault::FgbError;
use crate::formats::flatgeobuf::read::Reader;
use crate::formats::flatgeobuf::row::Row;
use crate::network::ways_file::{self, WaysError};
use crate::snapshot::actors::{Actors, morton_of};
use crate::snapshot::build::{sha256, sha256_of};
use crate::snapshot::files::LayerFiles;
use crate::snapshot::findings::{Findings, Found, Gathering};
use crate::snapshot::layers::Layer;
use crate::snapshot::layers::finding::Finding;
use crate::snapshot::load::columns::{
    ActorColumns, EquipmentColumns, Links, SiteColumns, TerritoryColumns, link,
};
use crate::snapshot::load::found::FoundColumns;
use crate::snapshot::manifest::{BUILD, FORMAT, LayerFile, Manifest, SectionFile};
use crate::snapshot::offers::{self, Offers, OffersError};
use crate::snapshot::places::Places;
use crate::snapshot::sheets::Sheets;
use crate::snapshot::sheets::file::{self as sheets, SheetsError};
use crate::snapshot::store::{self, CURRENT, FUNCTIONS, MANIFEST, SEAL};
use crate::snapshot::territories::{Territories, Territory};
use crate::snapshot::ties::Ties;
use crate::snapshot::ties_file::{self, TiesError};
use crate::snapshot::ways::HeldWays;
use crate::snapshot::{Parts, Snapshot};

/// Why a folder is no usable snapshot.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error("{path} : {source}")]
    Io { path: PathBuf, source: io::Error },
    #[error("{0} ne contient aucun instantané ; en construire un avec `maillage build`")]
    NoSnapshot(PathBuf),
    #[error("{path} n'est pas un manifeste d'instantané : {why}")]
    Manifest { path: PathBuf, why: String },
    #[error(
        "{path} : format {found}, ce programme lit le format {FORMAT} ({BUILD}) ; reconstruire avec `maillage build`"
    )]
    Format { path: PathBuf, found: String },
    #[error(
        "{path} : {found} octets au lieu de {expected} ; le fichier est tronqué ou modifié, reconstruire"
    )]
    Size { path: PathBuf, found: u64, expected: u64 },
    #[error(
        "{0} : la somme de contrôle ne correspond pas au manifeste ; le fichier est modifié, reconstruire"
    )]
    Checksum(PathBuf),
    #[error(
        "{path} ne correspond pas à {beside} : l'un des deux est modifié, reconstruire avec `maillage build`"
    )]
    Seal { path: PathBuf, beside: PathBuf },
    #[error("la couche {0} manque au manifeste ; reconstruire")]
    Layer(Layer),
    #[error("{path} : {source}")]
    Content { path: PathBuf, source: FgbError },
    #[error("{0} manque au manifeste ; reconstruire")]
    Unlisted(PathBuf),
    #[error("{path} : {source} ; reconstruire avec `maillage build`")]
    Sheets { path: PathBuf, source: SheetsError },
    #[error("{path} : {source} ; reconstruire avec `maillage build`")]
    Ways { path: PathBuf, source: WaysError },
    #[error("{path} : {source} ; reconstruire avec `maillage build`")]
    Ties { path: PathBuf, source: TiesError },
    #[error("{path} : {source} ; reconstruire avec `maillage build`")]
    Offers { path: PathBuf, source: OffersError },
    #[error("{0} est d'un autre nombre de communes ; reconstruire avec `maillage build`")]
    OtherWays(PathBuf),
    #[error("catalogue des fonctions : {0} ; servir avec celui de la construction")]
    Functions(String),
}

/// The id of the snapshot in use under `root`.
pub fn current_id(root: &Path) -> Result<String, LoadError> {
    let path = root.join(CURRENT);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(LoadError::NoSnapshot(root.to_owned()));
        }
        Err(source) => return Err(LoadError::Io { path, source }),
    };
    let id = text.trim();
    let plain = !id.is_empty() && id.bytes().all(|b| b.is_ascii_hexdigit());
    if !plain {
        return Err(LoadError::Manifest { path, why: "son contenu n'est pas un identifiant".to_owned() });
    }
    Ok(id.to_owned())
}

/// Loads the snapshot in use under `root`.
pub fn current(root: &Path) -> Result<Snapshot, LoadError> {
    let place = root.join(current_id(root)?);
    let aside = store::aside(&place);
    // A build that died between the two renames of `store` left it aside.
    folder(if !place.exists() && aside.exists() { &aside } else { &place })
}

/// Loads the snapshot of a folder.
pub fn folder(folder: &Path) -> Result<Snapshot, LoadError> {
    let manifest = manifest(&folder.join(MANIFEST))?;
    for file in &manifest.layers {
        check(&folder.join(&file.file), file)?;
    }
    let sheets = sheets(folder, &manifest)?;
    let functions = functions(&folder.join(FUNCTIONS), &manifest)?;
    let load = Loading { folder, manifest: &manifest };
    let territories = load.territories()?;
    let ways = ways(folder, &manifest, territories.of(Level::Commune).len())?;
    let actors = load.actors(&territories, &functions)?;
    let sites = load.sites(&territories)?;
    let equipment = load.equipment(&territories)?;
    let found = Finding::ALL.map(|finding| load.found(finding, &territories));
    let found = found.into_iter().collect::<Result<Vec<_>, _>>()?;
    let findings = Findings::none(&territories).with(found);
    let ties = ties(folder, &manifest, actors.len())?;
    let offers = offers(folder, &manifest, actors.len())?;
    let files = LayerFiles::open(folder, &manifest)
        .map_err(|(name, source)| LoadError::Io { path: folder.join(name), source })?;
    let parts =
        Parts { functions, territories, sheets, ways, actors, sites, equipment, ties, offers, manifest };
    Ok(Snapshot { files, findings, ..Snapshot::new(parts) })
}

fn manifest(path: &Path) -> Result<Manifest, LoadError> {
    let wrong = |why: String| LoadError::Manifest { path: path.to_owned(), why };
    let bytes = fs::read(path).map_err(|source| LoadError::Io { path: path.to_owned(), source })?;
    // The format first: a later one may have other fields, which is no damage.
    let value: serde_json::Value = serde_json::from_slice(&bytes).map_err(|e| wrong(e.to_string()))?;
    let (format, build) = (&value["format"], &value["build"]);
    if *format != FORMAT || *build != BUILD {
        return Err(LoadError::Format { path: path.to_owned(), found: format!("{format} ({build})") });
    }
    check_seal(path, &bytes)?;
    let manifest: Manifest = serde_json::from_value(value).map_err(|e| wrong(e.to_string()))?;
    for file in &manifest.layers {
        if file.file.contains(['/', '\\']) || file.file.starts_with('.') {
            return Err(wrong(format!("nom de fichier interdit : {}", file.file)));
        }
    }
    Ok(manifest)
}

fn check_seal(path: &Path, manifest: &[u8]) -> Result<(), LoadError> {
    let beside = path.with_file_name(SEAL);
    let found = fs::read(&beside).map_err(|source| LoadError::Io { path: beside.clone(), source })?;
    if found != store::seal(manifest).as_bytes() {
        return Err(LoadError::Seal { path: path.to_owned(), beside });
    }
    Ok(())
}

/// The catalogue that the snapshot was built with.
fn functions(path: &Path, manifest: &Manifest) -> Result<Functions, LoadError> {
    let text = fs::read_to_string(path).map_err(|source| LoadError::Io { path: path.to_owned(), source })?;
    if sha256(text.as_bytes()) != manifest.functions_sha256 {
        return Err(LoadError::Checksum(path.to_owned()));
    }
    Functions::parse(&text)
        .map_err(|faults| LoadError::Functions(faults.first().map(ToString::to_string).unwrap_or_default()))
}

/// The outlines at each zoom.
fn sheets(folder: &Path, manifest: &Manifest) -> Result<Sheets, LoadError> {
    let (path, bytes) = section(folder, sheets::NAME, manifest.sheets.as_ref())?;
    sheets::read(&bytes).map_err(|source| LoadError::Sheets { path, source })
}

/// Ways between as many communes as there are: looked through, and left on disk.
fn ways(folder: &Path, manifest: &Manifest, communes: usize) -> Result<HeldWays, LoadError> {
    let (path, bytes) = section(folder, ways_file::NAME, manifest.ways.as_ref())?;
    let known = ways_file::read(&bytes).map_err(|source| LoadError::Ways { path: path.clone(), source })?;
    if ![0, communes].contains(&known.pairs.places()) {
        return Err(LoadError::OtherWays(path));
    }
    let file = fs::File::open(&path).map_err(|source| LoadError::Io { path, source })?;
    Ok(HeldWays::of_file(file))
}

/// Ties between so many actors.
fn ties(folder: &Path, manifest: &Manifest, actors: u32) -> Result<Ties, LoadError> {
    let (path, bytes) = section(folder, ties_file::NAME, manifest.ties.as_ref())?;
    ties_file::read(&bytes, actors).map_err(|source| LoadError::Ties { path, source })
}

/// Offers and needs of so many actors.
fn offers(folder: &Path, manifest: &Manifest, actors: u32) -> Result<Offers, LoadError> {
    let (path, bytes) = section(folder, offers::NAME, manifest.offers.as_ref())?;
    Offers::read(&bytes, actors).map_err(|source| LoadError::Offers { path, source })
}

/// The bytes of a file that is no layer, as they were written.
fn section(folder: &Path, name: &str, listed: Option<&SectionFile>) -> Result<(PathBuf, Vec<u8>), LoadError> {
    let path = folder.join(name);
    let listed = listed.filter(|listed| listed.file == name);
    let listed = listed.ok_or_else(|| LoadError::Unlisted(path.clone()))?;
    let bytes = fs::read(&path).map_err(|source| LoadError::Io { path: path.clone(), source })?;
    let found = bytes.len() as u64;
    if found != listed.bytes {
        return Err(LoadError::Size { path, found, expected: listed.bytes });
    }
    if sha256(&bytes) != listed.sha256 {
        return Err(LoadError::Checksum(path));
    }
    Ok((path, bytes))
}

fn check(path: &Path, file: &LayerFile) -> Result<(), LoadError> {
    let io = |source| LoadError::Io { path: path.to_owned(), source };
    let found = fs::metadata(path).map_err(io)?.len();
    if found != file.bytes {
        return Err(LoadError::Size { path: path.to_owned(), found, expected: file.bytes });
    }
    if sha256_of(path, &mut |_| ()).map_err(io)? != file.sha256 {
        return Err(LoadError::Checksum(path.to_owned()));
    }
    Ok(())
}

/// A folder whose files have been checked.
struct Loading<'a> {
    folder: &'a Path,
    manifest: &'a Manifest,
}

impl Loading<'_> {
    /// Reads a layer's file: `columns` finds its columns, `visit` takes each row.
    fn each<C>(
        &self,
        layer: Layer,
        columns: impl Fn(&Reader<io::BufReader<fs::File>>) -> Result<C, FgbError>,
        mut visit: impl FnMut(&C, Row<'_>) -> Result<(), FgbError>,
    ) -> Result<(), LoadError> {
        let file = self.manifest.layer(layer.name()).ok_or(LoadError::Layer(layer))?;
        let path = self.folder.join(&file.file);
        let mut read = || {
            let reader = Reader::open(&path)?;
            let columns = columns(&reader)?;
            reader.each(|row| visit(&columns, row))
        };
        read().map_err(|source| LoadError::Content { path: path.clone(), source })
    }

    fn territories(&self) -> Result<Territories, LoadError> {
        let mut levels: [Vec<Territory>; 5] = Default::default();
        let mut links: [Vec<Links>; 5] = Default::default();
        for level in Level::ALL {
            let list = &mut levels[level as usize];
            let of_level = &mut links[level as usize];
            self.each(Layer::Territories(level), TerritoryColumns::find, |columns, row| {
                let (territory, links) = columns.territory(row)?;
                if list.last().is_some_and(|last: &Territory| last.code >= territory.code) {
                    return Err(FgbError::Header(format!("{} is out of order", territory.code)));
                }
                list.push(territory);
                of_level.push(links);
                Ok(())
            })?;
        }
        link(&mut levels, links);
        Ok(Territories::new(levels))
    }

    fn actors(&self, territories: &Territories, functions: &Functions) -> Result<Actors, LoadError> {
        let mut actors = Actors::default();
        let mut last = 0;
        self.each(Layer::Acteurs, ActorColumns::find, |columns, row| {
            let actor = columns.actor(&row, territories, functions)?;
            // Tiles are runs of rows: one out of its place would be lost from them.
            let next = morton_of(actor.position);
            if next < last {
                return Err(FgbError::Header(format!("{} is out of order", actor.id)));
            }
            last = next;
            actors.push(&actor);
            Ok(())
        })?;
        actors.shrink();
        Ok(actors)
    }

    fn found(&self, finding: Finding, territories: &Territories) -> Result<Found, LoadError> {
        let mut gathering = Gathering::new(finding);
        let find = |reader: &Reader<_>| FoundColumns::find(reader, finding);
        self.each(Layer::Found(finding), find, |columns, row| {
            columns.take(&row, territories, &mut gathering)
        })?;
        let found = gathering.done(territories);
        if !found.is_in_order() {
            let file = format!("{finding:?} is out of order");
            return Err(LoadError::Content { path: self.folder.to_owned(), source: FgbError::Header(file) });
        }
        Ok(found)
    }

    fn sites(&self, territories: &Territories) -> Result<Places<Site>, LoadError> {
        let mut rows = Vec::new();
        self.each(Layer::Foncier, SiteColumns::find, |columns, row| {
            rows.push(columns.site(&row, territories)?);
            Ok(())
        })?;
        Ok(Places::new(rows, |site| site.id.clone()))
    }

    fn equipment(&self, territories: &Territories) -> Result<Places<Equipment>, LoadError> {
        let mut rows = Vec::new();
        self.each(Layer::Equipements, EquipmentColumns::find, |columns, row| {
            rows.push(columns.equipment(&row, territories)?);
            Ok(())
        })?;
        Ok(Places::new(rows, Equipment::key))
    }
}
