//! The JSON of each answer, key by key.

use serde_json::{Value, json};
use sha2::Digest as _;

use crate::program::Shelf;
use crate::shop::{DAY, ask, has_keys, history, is_amount, keys_in_order, shop};

fn rows<'v>(answer: &'v Value, list: &str) -> &'v [Value] {
    answer[list].as_array().unwrap_or_else(|| panic!("no list {list} in {answer}"))
}

fn column<'v>(answer: &'v Value, list: &str, key: &str) -> Vec<&'v str> {
    rows(answer, list).iter().map(|row| row[key].as_str().expect("a text")).collect()
}

#[test]
fn every_answer_begins_with_its_point_of_view() {
    let shelf = shop();
    let commands = [
        "balance",
        "aging",
        "promises",
        "score",
        "exposure",
        "interest",
        "limitation",
        "reminders",
        "replay",
    ];
    for command in commands {
        let answer = shelf.json(&[command, "--as-of", DAY]);
        let value = answer.value();
        assert_eq!(keys_in_order(&answer)[..3], ["as_of", "known_at", "policy"], "{command}");
        assert_eq!((&value["as_of"], &value["policy"]), (&json!(DAY), &json!("default@1")));
        has_keys(&value["known_at"], "position recorded_at");
        assert_eq!(value["known_at"]["position"], history().len());
        let recorded_at = value["known_at"]["recorded_at"].as_str().expect("a time");
        assert!(recorded_at.len() == 24 && recorded_at.ends_with('Z'), "{recorded_at}");
    }
    // An empty ledger answers too.
    let empty = Shelf::new();
    assert_eq!(empty.json(&["init"]).code, 0);
    let value = ask(&empty, &["balance"]);
    assert_eq!(value["known_at"]["position"], 0);
    assert_eq!((&value["customers"], &value["totals"]), (&json!([]), &json!([])));
    // A question about one customer says the same of it as one about all.
    for command in &commands[..8] {
        let (one, all) = (ask(&shelf, &[command, "C-1"]), ask(&shelf, &[command]));
        for (list, value) in one.as_object().expect("an object") {
            let lists = value.as_array().filter(|_| list != "totals" && list != "buckets");
            for row in lists.into_iter().flatten() {
                assert!(rows(&all, list).contains(row), "{command}: {row}");
                assert_eq!(row["customer"], "C-1", "{command}");
            }
        }
    }
}

#[test]
fn balance_and_aging() {
    let shelf = shop();
    let value = ask(&shelf, &["balance"]);
    has_keys(&value, "as_of known_at policy customers totals");
    assert_eq!(column(&value, "customers", "customer"), ["C-1", "C-1", "C-2"]);
    assert_eq!(column(&value, "customers", "currency"), ["CNY", "USD", "CNY"]);
    for row in rows(&value, "customers") {
        has_keys(row, "customer currency open overdue disputed unapplied balance fees");
        for key in ["open", "overdue", "disputed", "unapplied", "balance", "fees"] {
            is_amount(&row[key], 2);
        }
    }
    for row in rows(&value, "totals") {
        has_keys(row, "currency open overdue disputed unapplied balance");
    }
    assert_eq!(column(&value, "totals", "currency"), ["CNY", "USD"]);
    let of_one = ask(&shelf, &["balance", "C-2"]);
    assert_eq!(of_one["totals"][0]["open"], "10.00");

    let buckets = ["current", "1-30", "31-60", "61-90", "91-180", "181-365", ">365"];
    for basis in ["agreed", "contractual", "invoice_date"] {
        let value = ask(&shelf, &["aging", "--basis", basis]);
        has_keys(&value, "as_of known_at policy basis buckets customers totals");
        assert_eq!((&value["basis"], &value["buckets"]), (&json!(basis), &json!(buckets)));
        for row in rows(&value, "customers") {
            has_keys(row, "customer currency amounts disputed open unapplied");
        }
        for row in rows(&value, "totals") {
            has_keys(row, "currency amounts disputed open");
            has_keys(&row["amounts"], &buckets.join(" "));
            has_keys(&row["disputed"], &buckets.join(" "));
        }
    }
    let value = ask(&shelf, &["aging", "--items"]);
    let first = &value["customers"][0];
    has_keys(first, "customer currency amounts disputed open unapplied items");
    for item in rows(first, "items") {
        has_keys(item, "invoice part issued due days_past_due bucket open disputed");
        assert!(item["days_past_due"].is_i64() && item["part"].is_u64(), "{item}");
    }
    let usd = &value["customers"][1]["items"][0];
    has_keys(usd, "invoice issued due days_past_due bucket open disputed");
    assert_eq!(usd["disputed"], "4.00");
    let by_date = ask(&shelf, &["aging", "--items", "--basis", "invoice_date"]);
    let item = &by_date["customers"][0]["items"][0];
    assert_eq!((&item["due"], item.get("part")), (&item["issued"], None));
}

#[test]
fn promises_score_and_exposure() {
    let shelf = shop();
    let value = ask(&shelf, &["promises"]);
    has_keys(&value, "as_of known_at policy promises agreements kept_ratio");
    let keys = "promise customer currency amount due credited status settled_on?";
    has_keys(&value["promises"][0], keys);
    assert_eq!(value["promises"][0]["status"], "broken");
    assert_eq!(value["promises"][0].get("settled_on"), None);
    let agreement = &value["agreements"][0];
    has_keys(agreement, "agreement customer kind status instalments");
    has_keys(&agreement["instalments"][0], "due amount credited status");
    has_keys(&value["kept_ratio"][0], "customer currency by_count by_amount");
    assert_eq!(value["kept_ratio"][0]["by_count"], "0.0000");
    let later = shelf.json(&["promises", "--as-of", "2025-05-11"]).value();
    assert_eq!(later["agreements"][0]["status"], "defaulted");
    assert_eq!(later["agreements"][0]["defaulted_on"], "2025-05-11");

    let value = ask(&shelf, &["score"]);
    for row in rows(&value, "customers") {
        let keys = "customer currency score grade risk_class recommended_limit contributions";
        has_keys(row, keys);
        let characteristics = [
            "on_time_rate",
            "average_days_late",
            "days_past_due",
            "overdue_share",
            "promises_kept",
            "agreement_defaults",
            "bounced_payments",
            "rejected_disputes",
            "utilisation",
            "tenure_days",
            "findings",
            "cause",
        ];
        assert_eq!(column(row, "contributions", "characteristic"), characteristics);
        for contribution in rows(row, "contributions") {
            has_keys(contribution, "characteristic value points events");
            assert!(contribution["points"].is_i64() && contribution["events"].is_array());
            match contribution["characteristic"].as_str().expect("a text") {
                "overdue_share" => is_amount(&contribution["value"], 4),
                "days_past_due" | "tenure_days" => assert!(contribution["value"].is_i64()),
                "on_time_rate" | "cause" | "findings" => assert!(contribution["value"].is_null()),
                _ => {}
            }
        }
        assert!(row["score"].is_i64());
    }
    assert_eq!(value["customers"][0]["recommended_limit"], "100000.00");
    assert_eq!(value["customers"][1]["recommended_limit"], Value::Null);

    let value = ask(&shelf, &["exposure"]);
    for row in rows(&value, "customers") {
        let keys = "customer currency open orders unapplied exposure limit security available \
            utilisation";
        has_keys(row, keys);
        is_amount(&row["limit"], 2);
    }
    assert_eq!(value["customers"][0]["utilisation"], "0.5000");
    assert_eq!(value["customers"][1]["utilisation"], Value::Null);
}

#[test]
fn interest_limitation_and_reminders() {
    let shelf = shop();
    let value = ask(&shelf, &["interest"]);
    has_keys(&value, "as_of known_at policy invoices");
    assert_eq!(column(&value, "invoices", "invoice"), ["INV-1", "INV-2"]);
    for row in rows(&value, "invoices") {
        has_keys(row, "customer invoice due rate capped days accrued");
        assert_eq!((&row["rate"], &row["capped"]), (&json!("0.0005"), &json!(true)));
        assert!(row["days"].is_u64());
        is_amount(&row["accrued"], 2);
    }
    let value = ask(&shelf, &["limitation"]);
    assert_eq!(column(&value, "items", "invoice"), ["INV-1", "INV-2", "=INV-9"]);
    for row in rows(&value, "items") {
        has_keys(row, "customer invoice due started_by started_on expires_on");
        assert!(row["started_by"].is_u64());
    }
    assert_eq!(rows(&ask(&shelf, &["limitation", "--within", "30"]), "items").len(), 0);
    let value = ask(&shelf, &["reminders"]);
    has_keys(&value, "as_of known_at policy due left_out because");
    for row in rows(&value, "due") {
        has_keys(row, "customer currency level reason action channel? invoices amount");
    }
    assert_eq!(column(&value, "due", "reason"), ["instalment_missed", "overdue", "overdue"]);
    for row in rows(&value, "left_out") {
        has_keys(row, "customer invoice reason");
    }
}

#[test]
fn timeline_and_replay() {
    let shelf = shop();
    let value = ask(&shelf, &["timeline", "C-1"]);
    for row in rows(&value, "events") {
        has_keys(row, "position effective recorded_at type summary actor retracted_by?");
        has_keys(&row["actor"], "id role");
    }
    let value = ask(&shelf, &["replay"]);
    let keys = "as_of known_at policy events customers seconds events_per_second projections";
    has_keys(&value, keys);
    let projections = "balance aging promises score exposure interest limitation";
    has_keys(&value["projections"], projections);
    // Each digest is that of the answer without its head, in canonical form.
    for name in projections.split(' ') {
        let mut answer = ask(&shelf, &[name]);
        for head in ["as_of", "known_at", "policy"] {
            answer.as_object_mut().expect("an object").remove(head);
        }
        let digest = sha2::Sha256::digest(duebook_events::json::canonical(&answer));
        let digest = duebook_projections::policy::hex(&digest);
        assert_eq!(value["projections"][name], digest, "{name}");
    }
    let checked = ask(&shelf, &["replay", "--check"]);
    assert_eq!(checked["matches"], true);
    assert_eq!(checked["projections"], value["projections"]);
}

#[test]
fn what_was_known_is_a_position_or_a_time() {
    let shelf = Shelf::new();
    let (mut early, late) = (history(), "2025-04-02T00:00:00.000Z");
    for (i, event) in early.iter_mut().enumerate() {
        let time = if i < 5 { "2025-03-01T00:00:00.000Z" } else { late };
        event["recorded_at"] = json!(time);
    }
    let file = crate::program::lines(&early);
    shelf.feed(&["import", "-", "--preserve-recorded-at"], file.as_bytes()).value();
    let at = |known: &str| ask(&shelf, &["balance", "C-1", "--known-at", known]);
    for known in
        ["5", "2025-03-01T00:00:00Z", "2025-04-01T23:59:59.999Z", "2025-04-02T07:59:00+08:00"]
    {
        let value = at(known);
        assert_eq!(value["known_at"]["position"], 5, "{known}");
        assert_eq!(value["known_at"]["recorded_at"], "2025-03-01T00:00:00.000Z");
        assert_eq!(value["customers"][0]["open"], "120000.00");
    }
    assert_eq!(at(late)["customers"][0]["open"], "100000.00");
    let nothing = at("0");
    assert_eq!(
        (&nothing["customers"], &nothing["known_at"]),
        (&json!([]), &json!({"position": 0}))
    );
    assert_eq!(at("2020-01-01T00:00:00Z")["known_at"], json!({"position": 0}));
    // Beyond the newest position there is nothing more to know.
    assert_eq!(at("99")["known_at"]["position"], history().len());
    let code = |known: &str| shelf.json(&["balance", "--known-at", known]).code;
    assert_eq!([code("yesterday"), code("-1"), code("2025-03-01")], [2, 2, 2]);
}
