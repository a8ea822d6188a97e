//! Payloads of the wrong shape: fields, kinds of values, digits.

use serde_json::{Value, json};

use crate::world::{agreement, c1, payment, refuse, try_all};

fn invoice_with(field: &str, value: Value) -> Value {
    let mut data = json!({"invoice": "I-9", "currency": "CNY", "amount": "1.00"});
    data[field] = value;
    c1("invoice.issued", "2024-05-01", data)
}

fn terms_with(field: &str, value: Value) -> Value {
    let mut terms = json!({"trigger": "invoice_date", "net_days": 30});
    terms[field] = value;
    c1("terms.agreed", "2024-05-01", json!({"terms": terms}))
}

fn reminder(level: Value) -> Value {
    let mut data = json!({"reminder": "R-9", "channel": "email", "invoices": ["I-1"]});
    data["level"] = level;
    c1("reminder.sent", "2024-05-01", data)
}

#[test]
fn amounts_are_plain_positive_decimals_of_their_currency() {
    let amount = |value: Value| invoice_with("amount", value);
    let cases = [
        refuse("a JSON number", amount(json!(1)))
            .at("data.amount")
            .saying("the number 1 instead of an amount"),
        refuse("a JSON fraction", amount(json!(1.5))).at("data.amount"),
        refuse("an exponent", amount(json!("1e3"))).at("data.amount").saying("1e3"),
        refuse("a minus", amount(json!("-1.00"))).at("data.amount"),
        refuse("a plus", amount(json!("+1.00"))).at("data.amount"),
        refuse("a superfluous zero", amount(json!("01.00"))).at("data.amount").saying("zero"),
        refuse("two zeros", amount(json!("00"))).at("data.amount"),
        refuse("no digits before the point", amount(json!(".5"))).at("data.amount"),
        refuse("no digits after the point", amount(json!("1."))).at("data.amount"),
        refuse("a thousands separator", amount(json!("1,000.00"))).at("data.amount"),
        refuse("a space", amount(json!("1.00 "))).at("data.amount"),
        refuse("Arabic digits", amount(json!("٣"))).at("data.amount"),
        refuse("full-width digits", amount(json!("１"))).at("data.amount"),
        refuse("an empty text", amount(json!(""))).at("data.amount"),
        refuse("sixteen digits", amount(json!("1000000000000000"))).at("data.amount"),
        refuse("zero", amount(json!("0"))).at("data.amount").saying("above zero"),
        refuse("zero with decimals", amount(json!("0.00"))).at("data.amount"),
        refuse("three decimals of CNY", amount(json!("1.005"))).at("data.amount").saying("CNY"),
        refuse("three decimals, the last a zero", amount(json!("1.000"))).at("data.amount"),
        refuse(
            "a decimal of JPY",
            c1(
                "payment.received",
                "2024-05-01",
                json!({"payment": "P-9", "currency": "JPY", "amount": "1.0"}),
            ),
        )
        .at("data.amount")
        .saying("JPY"),
        refuse(
            "four decimals of KWD",
            c1(
                "payment.received",
                "2024-05-01",
                json!({"payment": "P-9", "currency": "KWD", "amount": "1.0001"}),
            ),
        )
        .at("data.amount")
        .saying("KWD"),
        refuse("a negative tax", invoice_with("tax", json!("-1"))).at("data.tax"),
        refuse("a tax of three decimals", invoice_with("tax", json!("0.001"))).at("data.tax"),
        refuse(
            "a negative limit",
            c1("credit.limit_set", "2024-05-01", json!({"limit": "-1", "currency": "CNY"})),
        )
        .at("data.limit"),
        refuse(
            "a balance of -0",
            c1(
                "statement.confirmed",
                "2024-05-01",
                json!({"statement": "ST-1", "confirmed_balance": "-0.00", "signed_by": "Zhao"}),
            ),
        )
        .at("data.confirmed_balance")
        .saying("sign"),
        refuse(
            "a balance of three decimals",
            c1(
                "statement.contested",
                "2024-05-01",
                json!({"statement": "ST-1", "claimed_balance": "1.234"}),
            ),
        )
        .at("data.claimed_balance"),
        refuse("a negative rate", terms_with("daily_rate", json!("-0.1")))
            .at("data.terms.daily_rate"),
        refuse("a rate with an exponent", terms_with("daily_rate", json!("5e-4")))
            .at("data.terms.daily_rate"),
        refuse("a rate as a number", terms_with("daily_rate", json!(0.0005)))
            .at("data.terms.daily_rate"),
        refuse(
            "a fee in fractions of its invoice's currency",
            c1(
                "late_fee.charged",
                "2024-05-01",
                json!({"fee": "F-9", "invoice": "I-JPY", "amount": "1.5"}),
            ),
        )
        .at("data.amount"),
    ];
    try_all(&cases, 30);
}

#[test]
fn counts_are_integers_from_0_to_3650() {
    let cases = [
        refuse("net_days above 3650", terms_with("net_days", json!(3651)))
            .at("data.terms.net_days")
            .saying("3650"),
        refuse("negative net_days", terms_with("net_days", json!(-1))).at("data.terms.net_days"),
        refuse("net_days as a text", terms_with("net_days", json!("30"))).at("data.terms.net_days"),
        refuse("net_days of 30.5", terms_with("net_days", json!(30.5))).at("data.terms.net_days"),
        refuse("grace days of 70000", terms_with("grace_days", json!(70000)))
            .at("data.terms.grace_days"),
        refuse("a level of -1", reminder(json!(-1))).at("data.level"),
        refuse("a level in words", reminder(json!("first"))).at("data.level"),
        refuse(
            "a default after 0 missed",
            agreement(
                "A-9",
                "instalment",
                &[("I-1", "10.00")],
                &json!({"schedule": [{"due": "2024-06-01", "amount": "10.00"}],
                "on_default": {"missed": 0, "effect": "revert"}}),
            ),
        )
        .at("data.on_default.missed"),
        refuse(
            "a default after 3651 missed",
            agreement(
                "A-9",
                "instalment",
                &[("I-1", "10.00")],
                &json!({"schedule": [{"due": "2024-06-01", "amount": "10.00"}],
                "on_default": {"missed": 3651, "effect": "revert"}}),
            ),
        )
        .at("data.on_default.missed"),
    ];
    try_all(&cases, 9);
}

#[test]
fn fields_and_words_are_those_of_the_type() {
    let contact = |field: &str, value: Value| {
        let mut data =
            json!({"contact": "CT-9", "channel": "phone", "summary": "x", "response": "none"});
        data[field] = value;
        c1("contact.logged", "2024-05-01", data)
    };
    let mut unnamed = payment("P-9", "2024-05-01", "1.00");
    unnamed["data"].as_object_mut().expect("an object").remove("payment");
    let mut null = payment("P-9", "2024-05-01", "1.00");
    null["data"]["method"] = Value::Null;
    let cases = [
        refuse("an unknown field", invoice_with("amuont", json!("1")))
            .at("data.amuont")
            .saying("unknown"),
        refuse("a missing field", unnamed).at("data.payment").saying("missing"),
        refuse("a null", null).at("data.method").saying("null"),
        refuse("an unknown currency", invoice_with("currency", json!("RMB")))
            .at("data.currency")
            .saying("RMB"),
        refuse("a currency in small letters", invoice_with("currency", json!("cny")))
            .at("data.currency"),
        refuse("an empty number", invoice_with("invoice", json!(""))).at("data.invoice"),
        refuse("a number of 201 bytes", invoice_with("invoice", json!("I".repeat(201))))
            .at("data.invoice")
            .saying("200"),
        refuse("an unknown trigger", terms_with("trigger", json!("delivery")))
            .at("data.terms.trigger")
            .saying("delivery"),
        refuse("an unknown field of terms", terms_with("net", json!(30))).at("data.terms.net"),
        refuse("an unknown roll", terms_with("roll", json!("preceding"))).at("data.terms.roll"),
        refuse("an unknown channel", contact("channel", json!("fax"))).at("data.channel"),
        refuse("an unknown cause", contact("cause", json!("bad luck"))).at("data.cause"),
        refuse("an unknown response", contact("response", json!("silence"))).at("data.response"),
        refuse("sealed text without a subject", contact("summary", json!({"sealed": "AA=="})))
            .at("data.summary.subject"),
        refuse(
            "an unknown finding",
            c1(
                "customer.investigated",
                "2024-05-01",
                json!({"findings": [{"kind": "court", "result": "good"}]}),
            ),
        )
        .at("data.findings[0].result"),
        refuse(
            "an unknown kind of security",
            c1(
                "security.provided",
                "2024-05-01",
                json!({"security": "S-9", "kind": "lien", "amount": "1", "currency": "CNY"}),
            ),
        )
        .at("data.kind"),
        refuse("an unknown step", c1("legal.step", "2024-05-01", json!({"step": "threat"})))
            .at("data.step"),
        refuse(
            "a correction of the amount",
            c1(
                "invoice.corrected",
                "2024-05-01",
                json!({"invoice": "I-1", "fields": {"amount": "1"}, "restart_due": false}),
            ),
        )
        .at("data.fields.amount"),
        refuse(
            "a document without a name",
            invoice_with(
                "document",
                json!({"sha256": "0".repeat(64), "media_type": "text/plain", "bytes": 1}),
            ),
        )
        .at("data.document.name"),
        refuse(
            "a document with a short hash",
            invoice_with(
                "document",
                json!({"sha256": "00", "name": "a", "media_type": "text/plain", "bytes": 1}),
            ),
        )
        .at("data.document.sha256"),
    ];
    try_all(&cases, 20);
}
