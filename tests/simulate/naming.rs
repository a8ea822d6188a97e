//! Which numbers an event creates and names (domain, section 3).

use serde_json::Value;

use super::shape::text;

/// Which number a type creates.
pub fn creates(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "security.provided" => "security",
        "order.placed" => "order",
        "delivery.shipped" => "delivery",
        "invoice.issued" => "invoice",
        "late_fee.charged" => "fee",
        "credit_note.issued" => "credit_note",
        "payment.received" => "payment",
        "reminder.sent" => "reminder",
        "contact.logged" => "contact",
        "promise.made" => "promise",
        "agreement.signed" => "agreement",
        "dispute.raised" => "dispute",
        "statement.sent" => "statement",
        _ => return None,
    })
}

/// The name space of a number: invoices and fees share one, payments and notes are
/// named in the same field.
pub fn space(field: &str) -> &str {
    match field {
        "fee" => "invoice",
        "credit_note" => "payment",
        other => other,
    }
}

/// Every number that an event names and did not create: space, number, and
/// whether the event may be dated before it.
pub fn names(kind: &str, data: &Value) -> Vec<(&'static str, String, bool)> {
    let mut names = Vec::new();
    let created = creates(kind);
    let fields = [
        "security",
        "order",
        "delivery",
        "invoice",
        "payment",
        "contact",
        "agreement",
        "dispute",
        "statement",
    ];
    for field in fields {
        if created != Some(field)
            && let Some(number) = data[field].as_str()
        {
            names.push((field, number.to_owned(), false));
        }
    }
    for (field, list) in [("delivery", "deliveries"), ("invoice", "invoices")] {
        for number in data[list].as_array().into_iter().flatten() {
            names.push((field, number.as_str().unwrap().to_owned(), false));
        }
    }
    for list in ["allocations", "covers"] {
        for share in data[list].as_array().into_iter().flatten() {
            let early = matches!(kind, "payment.received" | "payment.allocated");
            names.push(("invoice", text(share, "invoice").to_owned(), early));
        }
    }
    names
}

/// Things that happen once to a number.
pub fn once(kind: &str) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        "delivery.received" => ("delivery", "received"),
        "delivery.accepted" => ("delivery", "accepted"),
        "invoice.received" => ("invoice", "invoice received"),
        "order.cancelled" => ("order", "cancelled"),
        "payment.reversed" => ("payment", "reversed"),
        "dispute.resolved" => ("dispute", "resolved"),
        "agreement.terminated" => ("agreement", "terminated"),
        "security.released" => ("security", "released"),
        "statement.confirmed" | "statement.contested" => ("statement", "answered"),
        _ => return None,
    })
}
