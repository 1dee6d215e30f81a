//! Contours of any year made into the outlines of today's communes and of their zones.
//!
//! Contours of communes that have merged since are dissolved into one. A commune that was
//! re-established since has none: its land lies in the contour of the one it was part of,
//! which is cut between them, nearest point first, and marked as an estimate. Borders stay
//! shared to the bit through all of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::ids::CommuneCode;
use crate::domain::territory::{Commune, Contour, OutlineOrigin};
use crate::geometry::area::Area;
use crate::geometry::bbox::Bbox;
use crate::geometry::coverage::{Flaws, Insertions, seams};
use crate::geometry::dissolve::dissolve;
use crate::geometry::split::split;

/// The outlines of all communes, and what did not fit.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outlines {
    /// One a commune, in the order of their rows; empty for [`OutlineOrigin::Missing`].
    pub areas: Vec<Area>,
    /// How each came about.
    pub origins: Vec<OutlineOrigin>,
    /// Rows that were cut out of one contour, the one it bore the name of first.
    pub cuts: Vec<Vec<u32>>,
    /// Rows that remain without an outline.
    pub without: Vec<u32>,
    /// Codes of contours of no current commune, sorted.
    pub strangers: Vec<CommuneCode>,
    /// Codes of contours given again, sorted; the first of each was taken.
    pub repeated: Vec<CommuneCode>,
    /// Pairs of rows that share a border, smaller first, sorted.
    pub pairs: Vec<(u32, u32)>,
    /// Edges used in a way that is no border between two and no outside: overlaps.
    pub faulty_edges: u64,
    /// What did not close or overlapped when contours were dissolved or cut.
    pub flaws: Flaws,
}

/// The outline of a zone.
#[derive(Debug, Clone, PartialEq)]
pub struct ZoneOutline {
    pub area: Area,
    /// Estimated when a cut between communes is part of its border, or a commune is missing.
    pub origin: OutlineOrigin,
    pub flaws: Flaws,
}

/// The outlines of `communes` from contours of any year. `current` is the passage table: the
/// commune that took the place of an old code.
#[must_use]
pub fn outlines(
    communes: &[Commune],
    current: impl Fn(CommuneCode) -> Option<CommuneCode>,
    contours: &[Contour],
) -> Outlines {
    let mut found = Outlines::default();
    let members = found.members(communes, current, contours);
    for members in members {
        let (area, flaws) = dissolve(members.into_iter().flat_map(Area::rings));
        let missing = area.0.is_empty();
        found.areas.push(area);
        found.origins.push(if missing { OutlineOrigin::Missing } else { OutlineOrigin::Official });
        found.flaws += flaws;
    }
    found.cut_the_missing_out(communes);
    found.without =
        (0..).zip(&found.areas).filter(|(_, area)| area.0.is_empty()).map(|(row, _)| row).collect();
    let seams = seams(&found.areas);
    found.pairs = seams.pairs;
    found.faulty_edges = seams.faulty;
    found
}

impl Outlines {
    /// The contours that make up each commune.
    fn members<'a>(
        &mut self,
        communes: &[Commune],
        current: impl Fn(CommuneCode) -> Option<CommuneCode>,
        contours: &'a [Contour],
    ) -> Vec<Vec<&'a Area>> {
        let rows: BTreeMap<CommuneCode, usize> =
            communes.iter().enumerate().map(|(row, commune)| (commune.code, row)).collect();
        let mut members = vec![Vec::new(); communes.len()];
        let mut seen = BTreeSet::new();
        for Contour { code, area } in contours {
            let row = current(*code).and_then(|code| rows.get(&code)).or_else(|| rows.get(code));
            if !seen.insert(*code) {
                self.repeated.push(*code);
            } else if let Some(&row) = row {
                members[row].push(area);
            } else {
                self.strangers.push(*code);
            }
        }
        self.strangers.sort_unstable();
        self.repeated.sort_unstable();
        self.repeated.dedup();
        members
    }

    /// Cuts the contours in which the points of communes without one fall.
    fn cut_the_missing_out(&mut self, communes: &[Commune]) {
        let boxes: Vec<Option<Bbox>> = self.areas.iter().map(Area::bbox).collect();
        let mut children: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (row, commune) in communes.iter().enumerate().filter(|(row, _)| boxes[*row].is_none()) {
            let around = |parent: &usize| {
                boxes[*parent].is_some_and(|bbox| bbox.contains(commune.point))
                    && self.areas[*parent].contains(commune.point)
            };
            if let Some(parent) = (0..communes.len()).find(around) {
                children.entry(parent).or_default().push(row);
            }
        }
        for (parent, children) in children {
            let rows: Vec<usize> = [parent].into_iter().chain(children).collect();
            let inserted = self.cut(communes, &rows);
            self.insert(&inserted, boxes[parent], &boxes);
        }
    }

    /// Cuts the outline of the first of the rows among all of them; leaves it whole when all
    /// of it is nearest to one point.
    fn cut(&mut self, communes: &[Commune], rows: &[usize]) -> Insertions {
        let points: Vec<_> = rows.iter().map(|&row| (row, communes[row].point)).collect();
        let cut = split(&self.areas[rows[0]], &points);
        self.flaws += cut.flaws;
        if cut.parts.iter().filter(|(_, area)| !area.0.is_empty()).count() < 2 {
            return Insertions::default();
        }
        for (row, area) in cut.parts {
            let missing = area.0.is_empty();
            self.origins[row] = if missing { OutlineOrigin::Missing } else { OutlineOrigin::Estimated };
            self.areas[row] = area;
        }
        self.cuts.push(rows.iter().map(|&row| row as u32).collect());
        cut.inserted
    }

    /// The ends of a cut become positions of the neighbours' rings too. Parts of an earlier
    /// cut have no box of their own: they are always looked at.
    fn insert(&mut self, inserted: &Insertions, cut: Option<Bbox>, boxes: &[Option<Bbox>]) {
        for (area, bbox) in self.areas.iter_mut().zip(boxes) {
            if cut.zip(*bbox).is_none_or(|(cut, bbox)| cut.meets(bbox)) {
                inserted.apply(area);
            }
        }
    }

    /// The union of some communes, by their rows.
    #[must_use]
    pub fn zone(&self, rows: &[u32]) -> ZoneOutline {
        let (area, flaws) = dissolve(rows.iter().flat_map(|&row| self.areas[row as usize].rings()));
        let inside: BTreeSet<u32> = rows.iter().copied().collect();
        let across = |cut: &Vec<u32>| {
            let members = cut.iter().filter(|row| inside.contains(row)).count();
            0 < members && members < cut.len()
        };
        let incomplete = || rows.iter().any(|&row| self.origins[row as usize] == OutlineOrigin::Missing);
        let origin = if area.0.is_empty() {
            OutlineOrigin::Missing
        } else if self.cuts.iter().any(across) || incomplete() {
            OutlineOrigin::Estimated
        } else {
            OutlineOrigin::Official
        };
        ZoneOutline { area, origin, flaws }
    }

    /// For each of `count` zones the zones it shares a border with, sorted. `zone_of` gives
    /// the zone of a commune's row.
    #[must_use]
    pub fn neighbours(&self, count: usize, zone_of: impl Fn(u32) -> Option<u32>) -> Vec<Vec<u32>> {
        let mut neighbours = vec![Vec::new(); count];
        for &(a, b) in &self.pairs {
            if let Some((a, b)) = zone_of(a).zip(zone_of(b)).filter(|(a, b)| a != b) {
                neighbours[a as usize].push(b);
                neighbours[b as usize].push(a);
            }
        }
        for list in &mut neighbours {
            list.sort_unstable();
            list.dedup();
        }
        neighbours
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};
    use std::time::Instant;

    use super::*;
    use crate::domain::territory::ZoneRef;
    use crate::geometry::area::Polygon;
    use crate::geometry::position::Position;
    use crate::ingest::{features, open};

    fn code(text: &str) -> CommuneCode {
        CommuneCode::parse(text).expect("a code")
    }

    fn commune(text: &str, lon: f64, lat: f64) -> Commune {
        Commune {
            code: code(text),
            name: text.to_owned(),
            departement: text[..2].to_owned(),
            region: "52".to_owned(),
            epci: None,
            bassin: ZoneRef { code: text.to_owned(), name: text.to_owned() },
            point: Position::from_degrees(lon, lat).expect("on the globe"),
            population: 1,
            density: None,
            attraction: None,
        }
    }

    /// A square contour, one degree wide.
    fn contour(text: &str, west: f64, south: f64) -> Contour {
        let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
        let exterior =
            corners.map(|(x, y)| Position::from_degrees(west + x, south + y).expect("on the globe")).to_vec();
        Contour { code: code(text), area: Area(vec![Polygon { exterior, holes: vec![] }]) }
    }

    #[test]
    fn merged_communes_have_one_outline_and_strange_contours_are_told() {
        let communes = [commune("44001", 0.5, 45.5), commune("44002", 9.5, 45.5)];
        let passage = |old| (old == code("44003")).then(|| code("44001"));
        let contours =
            ["44001", "44003", "44099", "44001"].map(|c| contour(c, f64::from(c == "44003"), 45.0));
        let found = outlines(&communes, passage, &contours);
        assert_eq!(found.areas[0].0[0].exterior.len(), 6);
        assert_eq!(found.origins, [OutlineOrigin::Official, OutlineOrigin::Missing]);
        assert_eq!(
            (found.without, found.strangers, found.repeated),
            (vec![1], vec![code("44099")], vec![code("44001")])
        );
        assert!(found.flaws.is_none());
    }

    #[test]
    fn a_commune_born_again_is_cut_out_of_the_one_it_left_and_neighbours_follow() {
        let communes =
            [commune("44001", 0.2, 45.5), commune("44002", 0.6, 45.5), commune("44003", 0.5, 44.5)];
        let contours = [contour("44001", 0.0, 45.0), contour("44003", 0.0, 44.0)];
        let found = outlines(&communes, |_| None, &contours);
        use OutlineOrigin::{Estimated, Official};
        assert_eq!(found.origins, [Estimated, Estimated, Official]);
        assert_eq!(found.cuts, [[0, 1]]);
        assert!(found.areas[1].contains(communes[1].point) && !found.areas[0].contains(communes[1].point));
        assert_eq!(found.pairs, [(0, 1), (0, 2), (1, 2)]);
        assert_eq!((found.areas[2].0[0].exterior.len(), found.faulty_edges), (5, 0));
        assert_eq!(found.zone(&[0, 1]).origin, Official, "the cut is inside");
        assert_eq!(found.zone(&[1, 2]).origin, Estimated, "the cut is its border");
        assert_eq!(found.neighbours(2, |row| Some(u32::from(row == 2))), [[1], [0]]);
    }

    #[test]
    fn two_communes_at_one_point_leave_the_contour_whole() {
        let communes = [commune("44001", 0.5, 45.5), commune("44002", 0.5, 45.5)];
        let found = outlines(&communes, |_| None, &[contour("44001", 0.0, 45.0)]);
        assert_eq!(found.origins, [OutlineOrigin::Official, OutlineOrigin::Missing]);
        assert_eq!(found.without, [1]);
    }

    /// What the real files say.
    struct Real {
        communes: Vec<Commune>,
        passage: BTreeMap<CommuneCode, CommuneCode>,
        contours: Vec<Contour>,
    }

    fn real() -> Option<Real> {
        let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/real");
        let folder = std::env::var_os("MAILLAGE_REAL").map_or_else(beside, PathBuf::from);
        if !folder.is_dir() {
            println!("skipped: no real files (set MAILLAGE_REAL to their folder)");
            return None;
        }
        let territories = folder.join("territoires");
        let mut communes: Vec<Commune> =
            rows(&territories.join("referentiel_communes_2025_derive.csv")).iter().map(spine).collect();
        communes.sort_by_key(|commune| commune.code);
        let passage = rows(&territories.join("passage_commune_historique_vers_2025_cogiter.csv"));
        let passage = passage.iter().filter_map(|row| {
            CommuneCode::parse(&row["DEPCOM_HIST"]).zip(CommuneCode::parse(&row["DEPCOM"]))
        });
        let contours = read_contours(&folder.join("contours/communes_2018_francegeojson.geojson.gz"));
        Some(Real { communes, passage: passage.collect(), contours })
    }

    fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
        csv::Reader::from_path(path)
            .expect("readable")
            .into_deserialize()
            .map(|row| row.expect("a row"))
            .collect()
    }

    fn spine(row: &BTreeMap<String, String>) -> Commune {
        let degrees = |key: &str| row[key].parse::<f64>().expect("degrees");
        let zone = |key: &str| ZoneRef { code: row[key].clone(), name: String::new() };
        Commune {
            departement: row["dep"].clone(),
            region: row["reg"].clone(),
            epci: row["epci"].starts_with('2').then(|| zone("epci")),
            bassin: zone("bv2022"),
            ..commune(&row["code_commune"], degrees("lon"), degrees("lat"))
        }
    }

    fn read_contours(path: &Path) -> Vec<Contour> {
        let mut contours = Vec::new();
        let file = open::reader(path).expect("readable");
        features::each(file, |_, feature| {
            let feature = feature.expect("a feature");
            let area = feature.area().expect("a surface");
            contours.push(Contour { code: code(feature.text("code").expect("a code")), area });
        })
        .expect("a collection");
        contours
    }

    /// Rows by zone, in the order of the codes.
    fn grouped<'a>(communes: &'a [Commune], zone: impl Fn(&'a Commune) -> Option<&'a str>) -> Vec<Vec<u32>> {
        let mut groups: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (row, commune) in (0..).zip(communes) {
            if let Some(zone) = zone(commune) {
                groups.entry(zone).or_default().push(row);
            }
        }
        groups.into_values().collect()
    }

    fn passes_a_position_twice(area: &Area) -> bool {
        area.rings().any(|ring| ring.iter().collect::<BTreeSet<_>>().len() < ring.len())
    }

    fn exact_size<'a>(areas: impl Iterator<Item = &'a Area>) -> i128 {
        areas.map(Area::twice_signed_size).sum()
    }

    #[test]
    fn the_real_contours_cover_france_without_sliver_or_gap() {
        let Some(Real { communes, passage, contours }) = real() else { return };
        let invalid = contours.iter().filter(|contour| passes_a_position_twice(&contour.area));
        assert_eq!(invalid.map(|contour| contour.code.as_str()).collect::<Vec<_>>(), ["14174"]);
        let start = Instant::now();
        let found = outlines(&communes, |old| passage.get(&old).copied(), &contours);
        println!("outlines of communes: {:.2?}", start.elapsed());
        assert_eq!((found.areas.len(), found.without.len(), found.strangers.len()), (34_875, 0, 0));
        assert_eq!((found.repeated.len(), found.faulty_edges, found.flaws), (0, 0, Flaws::default()));
        assert!(!found.areas.iter().any(passes_a_position_twice));
        assert_eq!(exact_size(found.areas.iter()), exact_size(contours.iter().map(|contour| &contour.area)));
        drop(contours);
        the_seven_are_estimated(&communes, &found);

        let start = Instant::now();
        let surface: f64 = found.areas.iter().map(|area| area.surface().value()).sum();
        println!("surfaces of communes: {:.2?}, {surface:.1} km²", start.elapsed());
        assert!((surface - 638_500.0).abs() < 500.0, "{surface}");
        zones_fit(&found, "epci", 1_255, &grouped(&communes, |c| c.epci.as_ref().map(|epci| &*epci.code)));
        zones_fit(&found, "bassins", 1_707, &grouped(&communes, |c| Some(&c.bassin.code)));
        zones_fit(&found, "régions", 18, &grouped(&communes, |c| Some(&c.region)));
        let departements = grouped(&communes, |c| Some(&c.departement));
        let areas = zones_fit(&found, "départements", 101, &departements);
        // 01…19, 2A, 2B, 21…: Loire-Atlantique is the 45th, Guyane the 99th.
        for (rank, expected) in [(44, 6_900.0), (98, 83_500.0)] {
            let surface = areas[rank].surface().value();
            assert!((surface - expected).abs() < expected / 50.0, "{rank}: {surface}");
        }
    }

    fn the_seven_are_estimated(communes: &[Commune], found: &Outlines) {
        let cuts = found.cuts.iter().map(|cut| cut.iter().map(|&row| communes[row as usize].code.as_str()));
        assert_eq!(
            cuts.map(Iterator::collect::<Vec<_>>).collect::<Vec<_>>(),
            [
                vec!["14712", "14666"],
                vec!["15141", "15031", "15035", "15047", "15171"],
                vec!["85084", "85165", "85212"]
            ]
        );
        let estimated = found.origins.iter().filter(|&&origin| origin == OutlineOrigin::Estimated);
        assert_eq!(estimated.count(), 10);
        for &row in found.cuts.iter().flatten() {
            let (area, commune) = (&found.areas[row as usize], &communes[row as usize]);
            println!("  {} {:.2} km², {} pieces", commune.code, area.surface().value(), area.0.len());
            assert!(area.contains(commune.point), "{}", commune.code);
        }
    }

    /// Zones fill what their communes fill, edge by edge, and have a point inside.
    fn zones_fit(found: &Outlines, level: &str, count: usize, zones: &[Vec<u32>]) -> Vec<Area> {
        let start = Instant::now();
        let outlines: Vec<ZoneOutline> = zones.iter().map(|rows| found.zone(rows)).collect();
        let dissolved = start.elapsed();
        assert!(outlines.iter().all(|zone| zone.flaws.is_none() && zone.origin == OutlineOrigin::Official));
        let areas: Vec<Area> = outlines.into_iter().map(|zone| zone.area).collect();
        let start = Instant::now();
        let inside = areas.iter().filter(|a| a.interior_position().is_some_and(|p| a.contains(p))).count();
        let pointed = start.elapsed();
        let start = Instant::now();
        let surface: f64 = areas.iter().map(|area| area.surface().value()).sum();
        let measured = start.elapsed();
        let edges = seams(&areas);
        println!(
            "{level}: {} edges outside, {} shared, {surface:.1} km²; dissolved in {dissolved:.2?}, points in \
             {pointed:.2?}, surfaces in {measured:.2?}",
            edges.single, edges.shared
        );
        assert_eq!((areas.len(), inside, edges.faulty), (count, count, 0), "{level}");
        assert!(!areas.iter().any(passes_a_position_twice));
        let members = || zones.iter().flatten().map(|&row| &found.areas[row as usize]);
        assert_eq!(exact_size(areas.iter()), exact_size(members()), "{level}");
        assert_eq!(edges.single, seams(members()).single, "{level}");
        areas
    }
}
