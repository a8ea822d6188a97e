//! Amount rules, which hold on every date.

use serde_json::{Value, json};

use crate::world::{
    agreement, allocated, c1, deallocated, invoice, note, parts, payment, refunded, refuse,
    retracted, reversed, try_all,
};

const DAY: &str = "2024-05-01";

fn off(invoice: &str, day: &str, amount: &str) -> Value {
    let data = json!({"invoice": invoice, "amount": amount, "reason": "lost", "approver": "wu"});
    c1("invoice.written_off", day, data)
}

fn recovered(invoice: &str, day: &str, amount: &str) -> Value {
    c1("write_off.recovered", day, json!({"invoice": invoice, "amount": amount}))
}

fn reduction(amount: &str, covers: &[(&str, &str)]) -> Value {
    agreement("A-9", "price_reduction", covers, &json!({"amount": amount}))
}

#[test]
fn no_item_takes_more_than_its_gross_amount_on_any_date() {
    let inline = |list: &[(&str, &str)]| {
        let mut event = payment("P-9", DAY, "5000.00");
        event["data"]["allocations"] = parts(list);
        event
    };
    let big = payment("P-9", "2024-03-20", "5000.00");
    let cases = [
        refuse("too much inline", inline(&[("I-2", "500.01")]))
            .at("data.allocations[0].amount")
            .saying("500.01"),
        refuse("too much of the second inline", inline(&[("I-1", "900"), ("I-2", "500.01")]))
            .at("data.allocations[1].amount"),
        refuse("too much later", allocated("P-9", DAY, &[("I-2", "500.01")]))
            .after([big.clone()])
            .at("data.allocations[0].amount"),
        refuse("too much in two steps", allocated("P-9", DAY, &[("I-2", "200.01")]))
            .after([big.clone(), allocated("P-9", DAY, &[("I-2", "300")])])
            .at("data.allocations[0].amount"),
        refuse("too much on a later date", allocated("P-9", "2024-04-01", &[("I-2", "200.01")]))
            .after([big.clone(), allocated("P-9", DAY, &[("I-2", "300")])])
            .at("data.allocations[0].amount")
            .saying("on 2024-05-01"),
        refuse("too much between two dates", allocated("P-9", "2024-04-01", &[("I-2", "500")]))
            .after([
                big.clone(),
                allocated("P-9", "2024-03-25", &[("I-2", "1")]),
                deallocated("P-9", DAY, &[("I-2", "1")]),
            ])
            .at("data.allocations[0].amount")
            .saying("on 2024-04-01"),
        refuse("a write-off of what is paid", off("I-2", DAY, "200.01"))
            .after([big.clone(), allocated("P-9", DAY, &[("I-2", "300")])])
            .at("data.amount"),
        refuse(
            "an offset beyond what is open later",
            agreement("A-9", "offset", &[("I-2", "300")], &json!({"goods_value": "300"})),
        )
        .after([big.clone(), allocated("P-9", DAY, &[("I-2", "300")])])
        .at("data.goods_value"),
        refuse("a fee overpaid", allocated("P-9", DAY, &[("F-9", "5.01")]))
            .after([
                big.clone(),
                c1("late_fee.charged", DAY, json!({"fee": "F-9", "invoice": "I-1", "amount": "5"})),
            ])
            .at("data.allocations[0].amount"),
        refuse("recovered more than written off", recovered("I-2", DAY, "100.01"))
            .after([off("I-2", "2024-04-01", "100")])
            .at("data.amount")
            .saying("recovered"),
        refuse("recovered before it was written off", recovered("I-2", "2024-04-01", "100"))
            .after([off("I-2", DAY, "100")])
            .at("data.amount"),
    ];
    try_all(&cases, 11);
}

#[test]
fn no_payment_gives_more_than_it_holds_on_any_date() {
    let bounced = [reversed("P-1", "2024-04-01")];
    let cases = [
        refuse("more allocated than received", allocated("P-1", DAY, &[("I-1", "600.01")]))
            .at("data.allocations[0].amount")
            .saying("holds"),
        refuse(
            "more over two invoices",
            allocated("P-1", DAY, &[("I-1", "300"), ("I-2", "300.01")]),
        )
        .at("data.allocations[1].amount"),
        refuse("more refunded than received", refunded("P-1", DAY, "600.01")).at("data.amount"),
        refuse("refunded what is allocated", refunded("P-1", DAY, "300.01"))
            .after([allocated("P-1", DAY, &[("I-1", "300")])])
            .at("data.amount"),
        refuse("allocated what is refunded later", allocated("P-1", "2024-04-01", &[("I-1", "1")]))
            .after([refunded("P-1", DAY, "600")])
            .at("data.allocations[0].amount")
            .saying("on 2024-05-01"),
        refuse("more inline than the payment", {
            let mut event = payment("P-9", DAY, "5.00");
            event["data"]["allocations"] = parts(&[("I-1", "5.01")]);
            event
        })
        .at("data.allocations[0].amount"),
        refuse("allocated after the bounce", allocated("P-1", DAY, &[("I-1", "1")]))
            .after(bounced.clone())
            .at("data.allocations[0].amount")
            .saying("bounced"),
        refuse("refunded after the bounce", refunded("P-1", DAY, "1"))
            .after(bounced.clone())
            .at("data.amount")
            .saying("bounced"),
        refuse(
            "allocated before the bounce to what is dated after it",
            allocated("P-1", "2024-03-15", &[("I-9", "1")]),
        )
        .after([bounced[0].clone(), invoice("I-9", DAY, "1")])
        .at("data.allocations[0].amount")
        .saying("bounced"),
        refuse("bounced twice", reversed("P-1", DAY)).after(bounced).at("data.payment"),
        refuse("taken off what was never on", deallocated("P-1", DAY, &[("I-2", "1")]))
            .after([allocated("P-1", DAY, &[("I-1", "300")])])
            .at("data.allocations[0].amount")
            .saying("taken off I-2"),
        refuse("taken off before it was on", deallocated("P-1", "2024-04-01", &[("I-1", "1")]))
            .after([allocated("P-1", DAY, &[("I-1", "300")])])
            .at("data.allocations[0].amount"),
    ];
    try_all(&cases, 12);
}

#[test]
fn credits_and_their_excess_are_bounded_on_every_date() {
    // I-1 of 1000 with 100 credited and 1000 paid: an excess of 100.
    let paid =
        [payment("P-9", "2024-03-20", "1000"), allocated("P-9", "2024-03-20", &[("I-1", "1000")])];
    let with = |more: &[Value]| [paid.as_slice(), more].concat();
    let cases = [
        refuse("credits above the gross amount", note("N-9", "I-1", DAY, "900.01"))
            .at("data.amount")
            .saying("gross"),
        refuse(
            "a back-dated credit above the gross amount",
            note("N-9", "I-1", "2024-03-01", "900.01"),
        )
        .at("data.amount"),
        refuse("a reduction above the gross amount", reduction("900", &[("I-1", "900")]))
            .after([note("N-9", "I-1", DAY, "1")])
            .at("data.amount")
            .saying("on 2024-05-01"),
        refuse("a note after a reduction", note("N-9", "I-1", DAY, "0.01"))
            .after([reduction("900", &[("I-1", "900")])])
            .at("data.amount"),
        refuse("used without excess", allocated("N-1", DAY, &[("I-2", "1")]))
            .at("data.allocations[0].amount")
            .saying("excess"),
        refuse("used beyond the excess", allocated("N-1", DAY, &[("I-2", "100.01")]))
            .after(with(&[]))
            .at("data.allocations[0].amount"),
        refuse("refunded beyond the excess", refunded("N-1", DAY, "50.01"))
            .after(with(&[allocated("N-1", DAY, &[("I-2", "50")])]))
            .at("data.amount"),
        refuse("used before there was any excess", allocated("N-1", "2024-03-19", &[("I-2", "1")]))
            .after(with(&[]))
            .at("data.allocations[0].amount"),
        refuse("a bounce that takes the excess away", reversed("P-9", DAY))
            .after(with(&[refunded("N-1", "2024-04-01", "1")]))
            .at("data.payment")
            .saying("excess"),
        refuse("a back-dated bounce", reversed("P-9", "2024-03-25"))
            .after(with(&[refunded("N-1", "2024-04-01", "1")]))
            .at("data.payment"),
        refuse(
            "a deallocation that takes the excess away",
            deallocated("P-9", DAY, &[("I-1", "1")]),
        )
        .after(with(&[refunded("N-1", "2024-04-01", "100")]))
        .at("data.allocations[0].amount"),
        refuse(
            "the older of two notes, while the newer holds the excess",
            allocated("N-1", DAY, &[("I-2", "0.01")]),
        )
        .after([
            note("N-9", "I-1", "2024-04-01", "100"),
            payment("P-9", "2024-04-02", "900"),
            allocated("P-9", "2024-04-02", &[("I-1", "900")]),
        ])
        .at("data.allocations[0].amount"),
        refuse("a retraction that takes the excess away", {
            let mut event = retracted(91);
            event["effective"] = json!("2024-12-31");
            event
        })
        .after([
            paid[0].clone(),
            crate::program::named(91, paid[1].clone()),
            refunded("N-1", DAY, "1"),
        ])
        .at("data.event")
        .saying("excess"),
    ];
    try_all(&cases, 13);
}
