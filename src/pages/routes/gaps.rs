//! Fills what is missing in a territory.

use crate::analysis::gaps::{Gap, Gaps};
use crate::analysis::subjects::Subject;
use crate::analysis::supply::Verdict;
use crate::analysis::told::urgency;
use crate::domain::level::Level;
use crate::pages::address;
use crate::pages::gaps::{GapRow, GapsPart};
use crate::pages::notice::Trouble;
use crate::pages::routes::visit::Visit;
use crate::pages::words::Language;

/// The gaps of a territory larger than a commune: of one commune too few are expected to say much.
pub fn part(visit: &Visit, level: Level, row: u32) -> Result<Option<GapsPart>, Trouble> {
    if level == Level::Commune {
        return Ok(None);
    }
    let snapshot = visit.snapshot();
    let all = visit.served().analysed.gaps(snapshot, level).map_err(|error| {
        tracing::error!(%error, "ways between communes cannot be read");
        Trouble::Ours
    })?;
    let label = |gaps: &Gaps| told(visit, gaps.subject);
    let code = address::escape(&snapshot.territories.get(level, row).code);
    let zone = address::zone(level, &code);
    let mut part = GapsPart {
        address: format!("/analyses/gaps?level={}&zone={zone}&geometry=point&limit=100", level.word()),
        sensitivity: format!("/sensibilite?zone={zone}"),
        what_if: (level == Level::Bassin).then(|| format!("/et-si?zone={zone}")),
        level,
        rows: Vec::new(),
        too_few: Vec::new(),
        unmeasured: Vec::new(),
        peers: 0,
    };
    let mut judged: Vec<(usize, f64, GapRow)> = Vec::new();
    for gaps in all.iter() {
        let gap = &gaps.territories[row as usize];
        part.peers = gap.peers as u64;
        match (gap.verdict(), gap_row(gaps, gap, [gaps.subject.key(snapshot).to_owned(), label(gaps)])) {
            (Verdict::TooFewExpected, _) => part.too_few.push((label(gaps), gap.count)),
            (Verdict::NotMeasured, _) | (_, None) => part.unmeasured.push(label(gaps)),
            (verdict, Some(row)) => {
                judged.push((urgency(verdict), gap.finding.map_or(0.0, |judged| judged.below), row));
            }
        }
    }
    // Stable: of the same certainty the catalogue's order stays.
    judged.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    part.rows = judged.into_iter().map(|(_, _, row)| row).collect();
    Ok(Some(part))
}

/// A subject in the language of the page.
pub fn told(visit: &Visit, subject: Subject) -> String {
    let [french, english] = subject.labels(visit.snapshot());
    if visit.language() == Language::English { english.to_owned() } else { french.to_owned() }
}

fn gap_row(gaps: &Gaps, gap: &Gap, [key, label]: [String; 2]) -> Option<GapRow> {
    let judged = gap.finding.ok()?;
    Some(GapRow {
        key,
        label,
        verdict: judged.verdict,
        count: gap.count,
        expected: judged.expected,
        interval: [judged.interval.low * 1e4, judged.interval.high * 1e4],
        beyond: gap.reach.map(|[reach, ..]| reach.beyond),
        reliability: gaps.reliability(),
        is_isolated: gap.is_isolated(),
    })
}
