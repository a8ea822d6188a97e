//! The overdue list and the portfolio's figures, key by key.

use serde_json::{Value, json};

use crate::shop::{DAY, ask, has_keys, is_amount, keys_in_order, shop};

#[test]
fn the_overdue_list() {
    let shelf = shop();
    let answer = shelf.json(&["overdue", "--as-of", DAY]);
    assert_eq!(keys_in_order(&answer)[..3], ["as_of", "known_at", "policy"]);
    let value = answer.value();
    has_keys(&value, "as_of known_at policy items totals");
    for row in value["items"].as_array().unwrap() {
        has_keys(
            row,
            "customer name currency invoice part? issued due days_past_due bucket open disputed \
                reason reason_position? promise? agreement? last_reminder? interest expires_on \
                evidence missing",
        );
        is_amount(&row["open"], 2);
        assert!(row["days_past_due"].as_i64().unwrap() > 0);
        let kinds: Vec<&Value> =
            row["evidence"].as_array().unwrap().iter().map(|e| &e["kind"]).collect();
        assert_eq!(
            kinds,
            [
                "contract",
                "order",
                "delivery_note",
                "acceptance",
                "invoice",
                "invoice_receipt",
                "statement",
                "reminders",
                "acknowledgement"
            ]
        );
    }
    let plan = &value["items"][0];
    assert_eq!(
        (&plan["invoice"], &plan["part"], &plan["open"]),
        (&json!("INV-2"), &json!(1), &json!("50000.00"))
    );
    assert_eq!(
        plan["agreement"],
        json!({"agreement": "A-1", "kind": "instalment", "status": "active"})
    );
    assert_eq!(plan["reason"], "broken_promise");
    let disputed = &value["items"][1];
    assert_eq!(
        (&disputed["currency"], &disputed["reason"]),
        (&json!("USD"), &json!("dispute_price"))
    );
    has_keys(&value["totals"][0], "currency customers items open disputed interest");
    // What is overdue here is what `balance` calls overdue.
    let balance = ask(&shelf, &["balance"]);
    for (total, balance) in
        value["totals"].as_array().unwrap().iter().zip(balance["totals"].as_array().unwrap())
    {
        assert_eq!(total["open"], balance["overdue"]);
    }
    let one = ask(&shelf, &["overdue", "C-2"]);
    assert_eq!(one["items"].as_array().unwrap().len(), 1);
    for (lang, word) in [("en", "MISSING"), ("zh", "缺")] {
        let shown = shelf.run(&["overdue", "--as-of", DAY, "--format", "table", "--lang", lang]);
        assert!(shown.out.contains(word), "{}", shown.out);
    }
}

#[test]
fn the_portfolio_month_by_month() {
    let shelf = shop();
    let answer = shelf.json(&["portfolio", "--as-of", DAY]);
    assert_eq!(keys_in_order(&answer), ["as_of", "known_at", "policy", "from", "to", "months"]);
    let value = answer.value();
    assert_eq!((&value["from"], &value["to"]), (&json!("2024-05"), &json!("2025-04")));
    let rows = value["months"].as_array().unwrap();
    assert_eq!(rows.len(), 24);
    for row in rows {
        has_keys(
            row,
            "currency month as_of running? policy receivables overdue overdue_rate billed \
                billed_90 dso dso_count_back average_days_delinquent collection_effectiveness \
                expected_credit_loss provision promises disputes_open write_offs unapplied",
        );
        has_keys(&row["promises"], "due kept pending kept_by_count kept_by_amount");
        has_keys(&row["provision"][0], "bucket open rate loss");
    }
    let april = &rows[11];
    assert_eq!((&april["running"], &april["as_of"]), (&json!(true), &json!(DAY)));
    let balance = ask(&shelf, &["balance"]);
    assert_eq!(april["receivables"], balance["totals"][0]["open"]);
    assert_eq!(april["overdue"], balance["totals"][0]["overdue"]);
    assert_eq!(rows[0]["dso"], Value::Null);
    // CSV has all figures of a month in one line, and the plain month.
    let csv = shelf.run(&["portfolio", "--as-of", DAY, "--from", "2025-03", "--format", "csv"]).out;
    assert!(
        csv.lines().count() == 5 && csv.contains("\nCNY,2025-04,2025-04-16,default@1,"),
        "{csv}"
    );
    let code = |args: &[&str]| shelf.json(&[&["portfolio", "--as-of", DAY], args].concat()).code;
    assert_eq!(code(&["--from", "2025-04", "--to", "2025-03"]), 2);
    assert_eq!(code(&["--to", "2025-05"]), 2);
    assert_eq!(code(&["--from", "1900-01"]), 2);
    assert_eq!(code(&["--drill", "overdue"]), 2);
    assert_eq!(code(&["--drill", "overdue", "--month", "2025-03"]), 2, "two currencies");
    assert_eq!(code(&["--drill", "profit", "--month", "2025-03", "--currency", "CNY"]), 2);
}

#[test]
fn a_figure_drills_down_to_its_events() {
    let shelf = shop();
    let drill = |figure: &str| {
        ask(&shelf, &["portfolio", "--drill", figure, "--month", "2025-04", "--currency", "CNY"])
    };
    let value = drill("overdue");
    has_keys(&value, "as_of known_at policy figure month seen_on currency value terms rows");
    assert_eq!(value["value"], "50010.00");
    has_keys(&value["rows"][0], "term customer document bucket positions amount");
    assert_eq!(value["terms"], json!([{"term": "overdue", "rows": 2, "amount": "50010.00"}]));
    let sums: Vec<Value> = drill("collection_effectiveness")["terms"]
        .as_array()
        .unwrap()
        .iter()
        .map(|term| term["term"].clone())
        .collect();
    assert_eq!(sums, ["opening", "billed", "receivables", "current"]);
}

/// Each month under the policy of its own end (domain, section 11).
#[test]
fn each_month_is_judged_by_the_policy_of_its_day() {
    let shelf = shop();
    let text = include_str!("../../replay-fixtures/policies/default@1.toml")
        .replace("version = 1", "version = 2")
        .replace("name = \"default\"", "name = \"strict\"");
    let file = shelf.file("strict.toml", text);
    assert_eq!(shelf.json(&["policy", "publish", &file, "--from", "2025-03-15"]).code, 0);
    let value = shelf.json(&["portfolio", "--from", "2025-02", "--as-of", DAY]).value();
    let policies: Vec<&Value> =
        value["months"].as_array().unwrap()[..3].iter().map(|row| &row["policy"]).collect();
    assert_eq!(policies, ["default@1", "strict@2", "strict@2"]);
    // As known before it was published, nothing was strict.
    let before = (shelf.head() - 1).to_string();
    let asked = ["portfolio", "--from", "2025-02", "--as-of", DAY, "--known-at", &before];
    assert_eq!(shelf.json(&asked).value()["months"][2]["policy"], "default@1");
    let asked = ["portfolio", "--from", "2025-02", "--as-of", DAY, "--policy", "strict@2"];
    let rows = shelf.json(&asked).value();
    assert_eq!(rows["months"][0]["policy"], "strict@2");
}
