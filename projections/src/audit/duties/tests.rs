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
    let mut people = People::new();
    let findings = duties("C-1", &facts, &office, &mut people);
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
        .iter()
        .filter(|(_, person)| person.counts.contains_key(&Duty::Decided))
        .map(|(id, _)| id.as_str())
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
    assert!(people["erp"].is_program() && !people["wu"].is_program());
    // The control: the same three duties in one person.
    let person = ["a:finance", "a:finance", "a:finance", "wu:approver"];
    let clashes = [Clash::PlacedAndDecided, Clash::LimitAndDecided, Clash::PlacedAndLimit];
    assert_eq!(kinds(person), clashes);
}
