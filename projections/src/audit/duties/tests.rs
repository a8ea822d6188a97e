//! INV-11; domain, section 11.

use serde_json::json;

use super::*;
use crate::given::{History, history};

/// An order, its decision and an override.
fn handled() -> History {
    let basis = json!({"policy": "own@1"});
    history()
        .and("credit.limit_set", "2025-01-01", json!({"limit": "100", "currency": "CNY"}))
        .and("order.placed", "2025-01-02", json!({"order": "O", "currency": "CNY", "amount": "5"}))
        .and(
            "order.decided",
            "2025-01-03",
            json!({"order": "O", "outcome": "held", "conditions": [], "basis": basis}),
        )
        .and(
            "order.overridden",
            "2025-01-04",
            json!({"order": "O", "outcome": "approved", "justification": "x", "approver": "wu"}),
        )
}

/// Who recorded limit, order, decision and override, each `id:role`.
fn found(who: [&str; 4], asked: bool) -> (Vec<Finding>, People) {
    let history = handled();
    let actors: Vec<Actor> = who
        .iter()
        .map(|text| {
            let (id, role) = text.split_once(':').unwrap();
            serde_json::from_value(json!({"id": id, "role": role})).unwrap()
        })
        .collect();
    let author = Actor { id: "gao".into(), role: Role::Admin };
    let published = BTreeMap::from([(
        "own@1".to_owned(),
        Publication { position: Position(99), actor: author },
    )]);
    let facts: Vec<&Fact> = history.facts().iter().collect();
    let office = Office {
        actor: &|position| actors.get(usize::try_from(position.0).unwrap().checked_sub(2)?),
        cited: &|position| (position == Position(4)).then_some("own@1"),
        published: &published,
        asked: &|_| asked,
    };
    let mut people = People::default();
    for actor in &actors {
        people.saw(actor);
    }
    let mut findings = duties("C-1", &facts, &office, &mut people);
    of_persons(&mut findings, &people);
    (findings, people)
}

fn kinds(who: [&str; 4]) -> Vec<Clash> {
    found(who, true).0.into_iter().map(|finding| finding.kind).collect()
}

#[test]
fn four_people_clash_nowhere() {
    let who = ["li:finance", "zhou:sales", "chen:finance", "wu:approver"];
    let (findings, people) = found(who, true);
    assert_eq!(findings, []);
    let decided: Vec<&str> = people
        .with_duties()
        .filter(|(_, person)| person.counts.contains_key(&Duty::Decided))
        .map(|(id, _)| id)
        .collect();
    assert_eq!(decided, ["chen"]);
}

#[test]
fn duties_that_clash_on_an_order_are_violations() {
    let cases = [
        (["li:finance", "chen:sales", "chen:finance", "wu:approver"], Clash::PlacedAndDecided),
        (["li:finance", "wu:sales", "chen:finance", "wu:approver"], Clash::PlacedAndOverrode),
        (["li:finance", "zhou:sales", "wu:finance", "wu:approver"], Clash::DecidedAndOverrode),
        (["li:finance", "zhou:sales", "chen:finance", "ma:approver"], Clash::OverrideByAnother),
        (["li:finance", "zhou:sales", "chen:finance", "wu:finance"], Clash::OverrideWithoutRole),
    ];
    for (who, clash) in cases {
        assert_eq!(kinds(who), [clash], "{who:?}");
        assert_eq!(clash.severity(), Severity::Violation);
        // Of decisions that are not asked for nothing is said.
        assert_eq!(found(who, false).0, [], "{who:?}");
    }
    let (findings, _) = found(cases[0].0, true);
    assert_eq!(findings[0].events, [Position(3), Position(4)]);
    assert_eq!(findings[0].order.as_deref(), Some("O"));
}

#[test]
fn several_duties_of_one_customer_are_overlaps() {
    let cases = [
        (["chen:finance", "zhou:sales", "chen:finance", "wu:approver"], Clash::LimitAndDecided),
        (["zhou:sales", "zhou:sales", "chen:finance", "wu:approver"], Clash::PlacedAndLimit),
        (["li:finance", "zhou:sales", "gao:admin", "wu:approver"], Clash::PolicyAndDecided),
        (["li:finance", "gao:sales", "chen:finance", "wu:approver"], Clash::PlacedAndPolicy),
    ];
    for (who, clash) in cases {
        assert_eq!(kinds(who), [clash], "{who:?}");
        assert_eq!(clash.severity(), Severity::Overlap);
    }
}

#[test]
fn programs_are_named_and_clash_with_nobody() {
    let who = ["erp:system", "erp:system", "erp:system", "wu:approver"];
    let (findings, people) = found(who, true);
    assert_eq!(findings, []);
    assert!(people.is_program("erp") && !people.is_program("wu"));
    // The control: the same three duties in one person.
    let person = ["a:finance", "a:finance", "a:finance", "wu:approver"];
    let clashes = [Clash::PlacedAndDecided, Clash::LimitAndDecided, Clash::PlacedAndLimit];
    assert_eq!(kinds(person), clashes);
}

/// A role is claimed: who acted once as a person is one.
#[test]
fn a_claimed_role_does_not_make_a_person_a_program() {
    let cases = [
        (["li:finance", "liu:sales", "liu:system", "wu:approver"], Clash::PlacedAndDecided),
        (["li:finance", "liu:system", "liu:finance", "wu:approver"], Clash::PlacedAndDecided),
        (["li:finance", "wu:system", "chen:finance", "wu:approver"], Clash::PlacedAndOverrode),
        (["li:finance", "zhou:sales", "wu:system", "wu:approver"], Clash::DecidedAndOverrode),
        (["liu:system", "zhou:sales", "liu:finance", "wu:approver"], Clash::LimitAndDecided),
    ];
    for (who, clash) in cases {
        assert_eq!(kinds(who), [clash], "{who:?}");
    }
    // An event that performs no duty shows the person as well.
    let (mut findings, mut people) = {
        let history = handled();
        let actor = Actor { id: "liu".into(), role: Role::System };
        let facts: Vec<&Fact> = history.facts().iter().take(4).collect();
        let office = Office {
            actor: &|_| Some(&actor),
            cited: &|_| None,
            published: &BTreeMap::new(),
            asked: &|_| true,
        };
        let mut people = People::default();
        people.saw(&actor);
        (duties("C-1", &facts, &office, &mut people), people)
    };
    let all = findings.clone();
    of_persons(&mut findings, &people);
    assert_eq!(findings, []);
    people.saw(&Actor { id: "Liu ".into(), role: Role::Collector });
    findings = all;
    of_persons(&mut findings, &people);
    assert_eq!(findings[0].kind, Clash::PlacedAndDecided);
    assert!(!people.is_program("liu") && !people.is_program("nobody"));
}

#[test]
fn ids_that_differ_in_case_or_blanks_are_one_person_shown_as_written() {
    let who = ["li:finance", "liu:sales", " LIU:finance", "wu:approver"];
    let (findings, people) = found(who, true);
    let found_kinds: Vec<Clash> = findings.iter().map(|finding| finding.kind).collect();
    assert_eq!(found_kinds, [Clash::PlacedAndDecided]);
    assert_eq!(findings[0].person, " LIU");
    let ids: Vec<&str> = people.with_duties().map(|(id, _)| id).collect();
    assert_eq!(ids, ["li", " LIU", "liu", "wu"]);
    // The approver may be written otherwise than the one who records.
    assert_eq!(kinds(["li:finance", "zhou:sales", "chen:finance", "WU:approver"]), []);
}
