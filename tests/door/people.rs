//! Who may do what: overrides, the ledger's own stream, policies, holds.

use serde_json::{Value, json};

use crate::program::{by, event, named};
use crate::world::{c1, invoice, refuse, retracted, try_all};

const DAY: &str = "2024-05-01";

/// SHA-256 of the built-in policy's text is published with it.
fn built_in() -> (String, String) {
    let policy = duebook_projections::Policy::built_in();
    (duebook_projections::policy::DEFAULT_TEXT.to_owned(), policy.sha256)
}

fn published(field: &str, value: Value) -> Value {
    let (text, sha256) = built_in();
    let mut data = json!({"policy": "default", "version": 1, "effective_from": "2024-01-01",
        "text": text, "sha256": sha256});
    data[field] = value;
    event("policy.published", "$ledger", "2024-01-01", data)
}

#[test]
fn an_override_needs_an_approver_who_did_neither_place_nor_decide() {
    let overridden = |actor: &str, role: &str, approver: &str| {
        let data = json!({"order": "O-1", "outcome": "rejected", "justification": "too risky",
            "approver": approver});
        by(actor, role, c1("order.overridden", DAY, data))
    };
    let justified = |text: &str| {
        let mut event = overridden("wu", "approver", "wu");
        event["data"]["justification"] = json!(text);
        event
    };
    let mut again = by("wu", "finance", crate::world::decided("O-1", "2024-03-01"));
    again["data"]["outcome"] = json!("held");
    let cases = [
        refuse("by finance", overridden("wu", "finance", "wu")).at("actor.role").saying("approver"),
        refuse("by the system", overridden("erp", "system", "wu")).at("actor.role"),
        refuse("by sales", overridden("wu", "sales", "wu")).at("actor.role"),
        refuse("approved by the placer", overridden("wu", "approver", "zhou"))
            .at("data.approver")
            .saying("placed"),
        refuse("approved by the decider", overridden("wu", "approver", "li"))
            .at("data.approver")
            .saying("decided"),
        refuse("recorded by the placer", overridden("zhou", "approver", "wu")).at("actor.id"),
        refuse("recorded by the decider", overridden("li", "approver", "wu")).at("actor.id"),
        refuse("by a second decider", overridden("wu", "approver", "wu"))
            .after([again])
            .at("data.approver"),
        refuse("without a justification", justified("")).at("data.justification"),
        refuse("with a blank justification", justified("  ")).at("data.justification"),
        refuse("without an approver", overridden("wu", "approver", "")).at("data.approver"),
        refuse("of another's order", {
            let mut event = overridden("wu", "approver", "wu");
            event["data"]["order"] = json!("O-2");
            event
        })
        .at("data.order"),
    ];
    try_all(&cases, 12);
}

#[test]
fn the_ledgers_own_stream_holds_what_is_the_ledgers() {
    let mut bill = invoice("I-9", DAY, "1");
    bill["customer"] = json!("$ledger");
    let mut own = published("version", json!(1));
    own["customer"] = json!("C-1");
    let key = json!({"old": "a", "new": "b"});
    let registered =
        |customer: &str| event("customer.registered", customer, DAY, json!({"name": "x"}));
    let cases = [
        refuse("an invoice of the ledger", bill).at("customer").saying("belongs to a customer"),
        refuse("a policy of a customer", own).at("customer").saying("own stream"),
        refuse("a key of a customer", c1("key.rotated", DAY, key)).at("customer"),
        refuse("the ledger as a customer", registered("$ledger")).at("customer"),
        refuse("a customer with a name of the ledger's", registered("$other")).at("customer"),
    ];
    try_all(&cases, 5);
}

#[test]
fn policies_are_published_whole_and_as_named() {
    let cases = [
        refuse("another hash", published("sha256", json!("0".repeat(64)))).at("data.sha256"),
        refuse("another version", published("version", json!(2))).at("data.policy"),
        refuse("another name", published("policy", json!("strict"))).at("data.policy"),
        refuse("no policy", published("text", json!("name = 1"))).at("data.text"),
        refuse("no TOML", published("text", json!("= ="))).at("data.text"),
        refuse("the same version again", {
            let mut event = published("effective_from", json!("2024-02-01"));
            event["effective"] = json!("2024-02-01");
            event
        })
        .after([published("version", json!(1))])
        .at("data.version")
        .conflict(),
        refuse("a published policy taken back", {
            let mut event = retracted(80);
            event["customer"] = json!("$ledger");
            event
        })
        .after([named(80, published("version", json!(1)))])
        .at("data.event"),
    ];
    try_all(&cases, 7);
}

#[test]
fn a_legal_hold_anywhere_forbids_erasure() {
    let hold = |stream: &str, kind: &str| {
        let data = json!({"subject": "zhao", "reason": "lawsuit"});
        by("zhou.min", "approver", event(kind, stream, DAY, data))
    };
    let erased = |stream: &str| hold(stream, "personal.erased");
    let cases = [
        refuse("in the same stream", erased("C-1"))
            .after([hold("C-1", "hold.set")])
            .at("data.subject")
            .saying("hold"),
        refuse("in another customer's stream", erased("C-1"))
            .after([hold("C-2", "hold.set")])
            .at("data.subject"),
        refuse("in the ledger's own stream", erased("C-1"))
            .after([hold("$ledger", "hold.set")])
            .at("data.subject"),
        refuse("released by a customer only", erased("$ledger"))
            .after([hold("$ledger", "hold.set"), hold("C-1", "hold.released")])
            .at("data.subject"),
        refuse("a release that was retracted", erased("C-1"))
            .after([
                hold("C-1", "hold.set"),
                named(81, hold("C-1", "hold.released")),
                retracted(81),
            ])
            .at("data.subject"),
        refuse("by who may not decide it", by("erp", "system", erased("C-1")))
            .at("actor.role")
            .saying("approver or admin"),
    ];
    try_all(&cases, 6);
}
