//! Every figure of a site's sheet can be traced from the page itself: each link is followed, and what it shows is compared.

use maillage::domain::place::Criterion;
use serde_json::Value;

use crate::asking::{ask, list, text, told};

/// The text of a piece of a page: without tags, spaces of all kinds as one.
fn plain(html: &str) -> String {
    let mut out = String::new();
    let mut is_tag = false;
    for letter in html.chars() {
        match letter {
            '<' => is_tag = true,
            '>' => {
                is_tag = false;
                out.push(' ');
            }
            letter if !is_tag => out.push(letter),
            _ => {}
        }
    }
    let plain = entities(&out);
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn entities(text: &str) -> String {
    [("&#38;", "&"), ("&#39;", "'"), ("&#34;", "\""), ("&#60;", "<"), ("&#62;", ">"), ("&amp;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (written, letter)| text.replace(written, letter))
}

/// What stands between two marks, each time.
fn between<'a>(html: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    html.split(start).skip(1).map(|rest| rest.split(end).next().unwrap_or_default()).collect()
}

fn links(html: &str) -> Vec<String> {
    between(html, "href=\"", "\"").into_iter().map(entities).collect()
}

/// A French number at the start of a text, and how precise it is written.
fn number(text: &str) -> (f64, f64) {
    let written: String =
        text.chars().take_while(|c| c.is_ascii_digit() || "-−,\u{202f}\u{a0}".contains(*c)).collect();
    let digits: String = written.chars().filter(|c| c.is_ascii_digit() || *c == ',').collect();
    let decimals = digits.split_once(',').map_or(0, |(_, after)| after.len());
    let value = digits.replace(',', ".").parse().unwrap_or_else(|_| panic!("a number begins {text}"));
    (value, 0.5 * 10.0_f64.powi(-(decimals as i32)) + 1e-9)
}

fn assert_close(written: &str, figure: f64, what: &str) {
    let (shown, half) = number(written);
    assert!((shown - figure).abs() <= half, "{what}: the page says {shown}, its rows {figure}");
}

/// The rows behind a link of a page, which answers in the form that it names.
fn rows(link: &str) -> Vec<Value> {
    assert_eq!(ask(link).status, 200, "{link}");
    let answer = told(&link.replace("f=csv", "f=geojson").replace("f=html", "f=geojson"));
    match answer["features"].as_array() {
        Some(features) => features.iter().map(|feature| feature["properties"].clone()).collect(),
        None => vec![answer["properties"].clone()],
    }
}

fn sum(rows: &[Value], column: &str) -> f64 {
    rows.iter().map(|row| row[column].as_f64().expect("a number")).sum()
}

/// Of one site: a kept one of the département, by its place in the list, or one that is set aside.
fn sheets() -> Vec<(String, bool)> {
    let of = |rows: &str| told(&format!("/analyses/sites?zone=departement:F1&rows={rows}&limit=1000"));
    let (kept, excluded) = (of("sites"), of("ecartes"));
    let id = |feature: &Value| text(&feature["properties"]["id"]).to_owned();
    let kept = list(&kept["features"]);
    let aside = list(&excluded["features"]);
    vec![(id(&kept[0]), true), (id(&kept[kept.len() / 2]), true), (id(&aside[aside.len() / 2]), false)]
}

#[test]
fn every_figure_of_a_sheet_is_shown_by_the_rows_that_its_link_leads_to() {
    for (id, is_kept) in sheets() {
        let answered = ask(&format!("/foncier/{id}?zone=departement:F1"));
        let html = String::from_utf8(answered.body).expect("text");
        let [article] = between(&html, "<article", "</article>")[..] else { panic!("one sheet of {id}") };
        for link in links(article) {
            let link = link.split('#').next().unwrap_or_default().to_owned();
            assert_eq!(ask(&link).status, 200, "{id}: {link}");
        }
        let leads = |to: &str| {
            links(article).into_iter().find(|link| link.contains(to)).unwrap_or_else(|| panic!("{id}: {to}"))
        };
        let criteria = rows(&leads("rows=criteres"));
        assert_eq!(criteria.len(), Criterion::ALL.len(), "{id}");
        if is_kept {
            rank_and_score(article, &rows(&leads("rows=sites")));
        }
        facts(article, &leads("/collections/foncier/items/"));
        let [table] = between(article, "<tbody>", "</tbody>")[..] else { panic!("a table of criteria") };
        for (row, told) in between(table, "<tr>", "</tr>").into_iter().zip(&criteria) {
            criterion(row, told);
        }
        sharers(article);
    }
}

/// `78/100 … 3e de 31`: both stand in the row of the ranking.
fn rank_and_score(article: &str, rows: &[Value]) {
    let [row] = rows else { panic!("one row, got {rows:?}") };
    let lead = plain(between(article, "<strong>", "</p>")[0]);
    assert_close(&lead, row["score"].as_f64().expect("a score"), "the score");
    let rank = row["rang"].to_string();
    let figures: Vec<&str> = lead.split(|c: char| !c.is_ascii_digit()).collect();
    assert!(figures.contains(&rank.as_str()), "rank {rank} in {lead}");
    let percent = (row["fiabilite"].as_f64().expect("a share") * 100.0).round().to_string();
    assert!(figures.contains(&percent.as_str()), "{percent} % in {lead}");
}

/// Facts with a figure stand in the record of the inventory, which says the source and its own id.
fn facts(article: &str, link: &str) {
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    let record = squeezed(&plain(&String::from_utf8(ask(link).body).expect("text")));
    let mut seen = 0;
    for value in between(article, "<dd>", "</dd>") {
        let value = plain(value);
        for part in value.split(", ").filter(|part| part.chars().any(|c| c.is_ascii_digit())) {
            let part = squeezed(part.trim_end_matches(['²', 'm', '%', ' ']));
            // An owner's name is in brackets after its kind.
            let part = part.split('(').next_back().unwrap_or_default().trim_end_matches(')').to_owned();
            assert!(record.contains(&part), "{part} in {link}");
            seen += 1;
        }
    }
    assert!(3 <= seen, "{seen} figures");
}

/// Value, weight and points of a criterion stand in its row, and its rows add up to it.
fn criterion(row: &str, told: &Value) {
    let cells: Vec<String> = between(row, "<td", "</td>")
        .into_iter()
        .map(|cell| plain(cell.split_once('>').map_or("", |(_, cell)| cell)))
        .collect();
    let [_, scale, weight, points, _] = &cells[..] else { panic!("five cells, got {cells:?}") };
    let word = text(&told["critere"]);
    assert_eq!(weight.parse::<f64>().ok(), told["poids"].as_f64(), "{word}");
    match told["points"].as_f64() {
        Some(figure) => assert_close(points, figure, word),
        None => assert!(!points.contains(|c: char| c.is_ascii_digit()), "{word}: {points}"),
    }
    let Some(value) = told["valeur"].as_f64() else {
        assert_eq!(scale, "", "{word}");
        return;
    };
    assert_close(scale, value, word);
    let link = links(row).pop().unwrap_or_else(|| panic!("{word} has rows"));
    let rows = rows(&link);
    let near = |figure: f64| assert!((figure - value).abs() < 1e-6, "{word}: {figure} of the rows, {value}");
    match Criterion::from_word(word).expect("a criterion") {
        Criterion::Besoin => {
            near(sum(&rows, "besoin"));
            let lacking: Vec<Value> = rows.iter().filter(|row| row["desservie"] == false).cloned().collect();
            let told: String = cells[0].chars().filter(|c| !c.is_whitespace()).collect();
            for people in [sum(&rows, "habitants"), sum(&lacking, "habitants")] {
                assert!(people == 0.0 || told.contains(&people.to_string()), "{people} in {told}");
            }
        }
        Criterion::Manque => near(rows[0]["p_manque"].as_f64().expect("told")),
        Criterion::Partenaires => {
            let unseen = cells[4].rsplit_once("(et ").map_or(0.0, |(_, note)| number(note).0);
            near(rows.len() as f64 + unseen);
        }
        Criterion::Quotidien => near(rows.len() as f64),
        Criterion::Gare | Criterion::Services => {
            assert!(cells[0].contains(text(&rows[0]["nom"])), "{}: {}", cells[0], rows[0]["nom"]);
        }
        Criterion::Centralite => {
            let people: Vec<f64> = rows.iter().filter_map(|row| row["population"].as_f64()).collect();
            let most = people.iter().copied().fold(0.0, f64::max).min(20_000.0);
            let is_one = people.iter().any(|own| ((own / most).min(1.0) - value).abs() < 1e-9);
            assert!(is_one, "{value} is of no commune");
        }
        Criterion::Artificialise => assert!(value == 0.0 || value == 1.0),
        Criterion::Proprietaire => {
            assert!(!rows[0]["proprietaires"].is_null() || !rows[0]["niveau_public"].is_null())
        }
        Criterion::Bati => assert!(rows[0]["bati_m2"].is_number() || rows[0]["batiments"] == 0),
        Criterion::Taille => {
            // The usual kind of place wants so much land.
            let land = rows[0]["surface_m2"].as_f64().expect("an area");
            let wanted = (land / value).round();
            assert!((land / wanted - value).abs() < 1e-6 && wanted <= 1_000_000.0);
        }
        Criterion::Sol => assert!(rows[0]["pollution"].is_string()),
    }
}

/// Minutes and score of each who could share the place stand in the rows of the analysis.
fn sharers(article: &str) {
    let Some(link) = links(article).into_iter().find(|link| link.starts_with("/analyses/partners")) else {
        assert!(!article.contains("people-name"), "sharers without their rows");
        return;
    };
    let rows = rows(&link);
    for one in between(article, "<p class=\"people-name\">", "</li>") {
        let id = links(one)[0].split(['/', '?']).nth(4).expect("an id").replace("%3A", ":");
        let [_, told, _] = &one.split("<p").collect::<Vec<_>>()[..] else { panic!("{one}") };
        let told = plain(told.trim_start_matches('>'));
        let minutes = told.split(" min ").next().unwrap_or_default().rsplit(' ').next().unwrap_or_default();
        let score = told.rsplit(' ').next().unwrap_or_default();
        let is_row = |row: &&Value| text(&row["id"]) == id || text(&row["acteur"]) == id;
        let close = |row: &Value| {
            let near = |written: &str, column: &str| {
                let (shown, half) = number(written);
                row[column].as_f64().is_some_and(|figure| (figure - shown).abs() <= half)
            };
            near(minutes, "minutes") && near(score, "score")
        };
        assert!(rows.iter().filter(is_row).any(close), "{id}: {told}");
    }
}
