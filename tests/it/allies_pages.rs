//! The page of those one could work with: complete without a script, and what one keeps is in its address.

use axum::http::StatusCode;

use crate::asking::{Answered, get};
use crate::worlds::island;

fn page(address: &str) -> (StatusCode, String) {
    let Answered { status, body, .. } = get(&island().world.shared, address);
    (status, String::from_utf8(body).expect("UTF-8"))
}

/// An actor with known partners.
fn tied() -> String {
    island().truths.ties.broker.clone()
}

#[test]
fn both_lists_say_the_reason_before_the_number() {
    for (lang, score) in [("", "Score"), ("&lang=en", "Score")] {
        let (status, html) = page(&format!("/partenaires?acteur={}&minutes=80{lang}", tied()));
        assert_eq!(status, StatusCode::OK);
        assert!(html.contains("id=\"chaine\"") && html.contains("id=\"mutualisation\""));
        let first = html.split("<ol class=\"people allies").nth(1).expect("a list that is not empty");
        let (why, points) =
            (first.find("allies-why").expect("a reason"), first.find(score).expect("a number"));
        assert!(why < points);
        assert!(html.contains("<figure class=\"plan\">"), "a plan without a script");
        assert!(html.contains("id=\"connus\""), "partners already known are apart");
        assert!(html.contains(&format!("/analyses/partners?actor={}", tied())), "the same for programs");
    }
}

#[test]
fn what_one_keeps_is_in_the_address() {
    let actor = tied();
    let (_, html) = page(&format!("/partenaires?acteur={actor}&minutes=80&garder={actor},inconnu"));
    assert!(html.contains("id=\"ma-liste\"") && html.contains("/collections/acteurs/items?filter=id%20IN"));
    let download =
        html.split("href=\"").find(|part| part.starts_with("/collections/acteurs/items?filter=id"));
    let download = download
        .and_then(|part| part.split('"').next())
        .expect("a link")
        .replace("&amp;", "&")
        .replace("&#38;", "&");
    let (status, csv) = page(&download);
    assert_eq!((status, csv.lines().count()), (StatusCode::OK, 2), "{download}");
    let (_, without) = page(&format!("/partenaires?acteur={actor}&minutes=80"));
    assert!(!without.contains("id=\"ma-liste\"") && without.contains("garder="));
}

#[test]
fn an_empty_list_offers_to_look_farther_and_that_finds_some() {
    let commune = &island().truths.cluster.commune;
    let (_, html) = page(&format!("/partenaires?projet=ressourcerie&commune={commune}&minutes=1"));
    let wider = html.split("href=\"").find(|part| part.contains(" min (")).expect("a way out");
    let address = wider.split('"').next().expect("a link").replace("&amp;", "&").replace("&#38;", "&");
    let (_, wide) = page(&address);
    assert!(wide.contains("<ol class=\"people allies"), "{address}");
}

#[test]
fn names_are_understood_and_what_is_not_is_said() {
    for (address, word) in [
        ("/partenaires?acteur=zzzzqqq", "Aucun acteur"),
        ("/partenaires?acteur=", "Dites qui cherche"),
        ("/partenaires?projet=tiers-lieu", "Dites qui cherche"),
        ("/partenaires?projet=tiers-lieu&commune=zzzzqqq", "Aucune commune"),
        ("/partenaires?projet=tiers-lieux&commune=F1001", "ne se comprend pas"),
        ("/partenaires?projet=tiers-lieu&commune=F1001&poids=manque", "ne se comprend pas"),
        ("/partenaires?lieu=departement-F1", "Avec qui travailler"),
    ] {
        let (status, html) = page(address);
        assert_eq!(status, StatusCode::OK, "{address}");
        assert!(html.contains(word), "{address}: {word}");
    }
    let (_, item) = page(&format!("/collections/acteurs/items/{}?f=html", tied()));
    assert!(item.contains("/partenaires?acteur="), "from the sheet of an actor to its partners");
}
