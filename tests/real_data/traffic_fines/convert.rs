//! What the log becomes.
//!
//! One case is one debtor; numbers are `case-seq`, so each leads back to its row.
//! Time stamps are cut to their local date. Events come in the order of their
//! dates, those of one day in the order of the log.
//!
//! | activity | events |
//! | --- | --- |
//! | Create Fine | `customer.registered`; `invoice.issued`, due 60 days after it is received (none for 0.00) |
//! | Send Fine | `invoice.issued` for the postage, same terms (none for 0.00) |
//! | Insert Fine Notification | `invoice.received` for both |
//! | Add penalty | `late_fee.charged` of new minus old principal, due on that day |
//! | Payment | `payment.received`, allocated to what is open, oldest first |
//! | Send for Credit Collection | `legal.step` enforcement |
//! | Insert Date Appeal to Prefecture | `dispute.raised` |
//! | Send Appeal to Prefecture | `dispute.resolved` upheld where `dismissal` is `#` |
//! | Receive Result Appeal from Prefecture | `dispute.resolved` rejected |
//! | Notify Result Appeal to Offender | nothing: the result is known already |
//! | Appeal to Judge | `dispute.raised`; `dispute.resolved` upheld where `dismissal` is `G` |
//!
//! Money beyond what is open stays unapplied; the next charge takes it by a
//! `payment.allocated` of its own date. Hence no case ever has something open and
//! something unapplied, and its net balance is the one or minus the other.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{cents, decimal};

/// Converts the log into event lines, in the order in which they are appended.
///
/// # Panics
/// Panics if the log is not as described above.
pub fn convert(csv_text: &str) -> Vec<Value> {
    let mut reader = csv::Reader::from_reader(csv_text.as_bytes());
    let rows: Vec<LogRow> =
        reader.deserialize().map(|row| row.expect("a row of the log")).collect();
    let mut cases: BTreeMap<&str, Case> = BTreeMap::new();
    let mut events = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let case = cases.entry(&row.case).or_default();
        for (kind, data) in case.take(row) {
            events.push(json!({
                "type": kind,
                "customer": row.case,
                "effective": row.date(),
                "data": data,
                "source": { "system": "traffic-fines", "line": index + 2 },
            }));
        }
    }
    // Stable: events of one day stay in the order of the log.
    events.sort_by(|a, b| a["effective"].as_str().cmp(&b["effective"].as_str()));
    events
}

/// Is a row of the log; columns that play no part are left out.
#[derive(serde::Deserialize)]
struct LogRow {
    case: String,
    seq: u32,
    activity: String,
    timestamp: String,
    amount: String,
    expense: String,
    #[serde(rename = "paymentAmount")]
    payment: String,
    dismissal: String,
}

impl LogRow {
    fn date(&self) -> &str {
        self.timestamp.get(..10).expect("a time stamp begins with its local date")
    }

    fn number(&self) -> String {
        format!("{}-{}", self.case, self.seq)
    }
}

/// Is what is known of a case while its rows are read. Amounts are cents.
#[derive(Default)]
struct Case {
    /// What the claim was issued for, and what it is for since the penalty.
    claim: i64,
    principal: i64,
    /// Numbers of claim and postage, as far as there are any.
    invoices: Vec<String>,
    /// Charges and what is open of each, oldest first.
    open: Vec<(String, i64)>,
    /// Payments and what is unapplied of each, oldest first.
    unapplied: Vec<(String, i64)>,
    dispute: Option<String>,
    last_date: String,
}

type Event = (&'static str, Value);

impl Case {
    fn take(&mut self, row: &LogRow) -> Vec<Event> {
        assert!(self.last_date.as_str() <= row.date(), "{} goes back in time", row.number());
        row.date().clone_into(&mut self.last_date);
        match row.activity.as_str() {
            "Create Fine" => self.claim(row),
            "Send Fine" => self.invoice(row, cents(&row.expense)),
            "Insert Fine Notification" => {
                let invoices = self.invoices.iter();
                invoices
                    .map(|invoice| ("invoice.received", json!({ "invoice": invoice })))
                    .collect()
            }
            "Add penalty" => self.penalty(row),
            "Payment" => self.payment(row),
            "Send for Credit Collection" => vec![("legal.step", json!({ "step": "enforcement" }))],
            "Send Appeal to Prefecture" if row.dismissal == "#" => vec![self.resolve("upheld")],
            "Receive Result Appeal from Prefecture" => vec![self.resolve("rejected")],
            "Appeal to Judge" if row.dismissal == "G" => {
                vec![self.raise(row), self.resolve("upheld")]
            }
            "Insert Date Appeal to Prefecture" | "Appeal to Judge" => vec![self.raise(row)],
            "Send Appeal to Prefecture" | "Notify Result Appeal to Offender" => Vec::new(),
            other => panic!("unknown activity {other}"),
        }
    }

    fn claim(&mut self, row: &LogRow) -> Vec<Event> {
        self.claim = cents(&row.amount);
        self.principal = self.claim;
        let name = format!("Debtor of case {}", row.case);
        let mut events = vec![("customer.registered", json!({ "name": name }))];
        events.extend(self.invoice(row, self.claim));
        events
    }

    fn invoice(&mut self, row: &LogRow, amount: i64) -> Vec<Event> {
        if amount == 0 {
            return Vec::new();
        }
        let invoice = row.number();
        self.invoices.push(invoice.clone());
        let data = json!({
            "invoice": invoice,
            "currency": "EUR",
            "amount": decimal(amount),
            "terms": { "trigger": "invoice_received", "net_days": 60 },
        });
        self.charge(invoice, amount, ("invoice.issued", data))
    }

    fn penalty(&mut self, row: &LogRow) -> Vec<Event> {
        let principal = cents(&row.amount);
        let amount = principal - self.principal;
        assert!(amount > 0, "{} takes nothing more", row.number());
        self.principal = principal;
        let data = json!({
            "fee": row.number(),
            "invoice": self.invoices[0],
            "amount": decimal(amount),
            "due": row.date(),
            "kind": "penalty",
        });
        self.charge(row.number(), amount, ("late_fee.charged", data))
    }

    /// Adds a charge, which takes what is unapplied.
    fn charge(&mut self, number: String, amount: i64, event: Event) -> Vec<Event> {
        self.open.push((number, amount));
        let mut events = vec![event];
        for (payment, unapplied) in &mut self.unapplied {
            let allocations = allocate(&mut self.open, unapplied);
            if !allocations.is_empty() {
                let data =
                    json!({ "payment": payment, "allocations": allocations, "method": "manual" });
                events.push(("payment.allocated", data));
            }
        }
        events
    }

    fn payment(&mut self, row: &LogRow) -> Vec<Event> {
        let mut rest = cents(&row.payment);
        if rest == 0 {
            return Vec::new();
        }
        let mut data =
            json!({ "payment": row.number(), "currency": "EUR", "amount": decimal(rest) });
        let allocations = allocate(&mut self.open, &mut rest);
        if !allocations.is_empty() {
            data["allocations"] = allocations.into();
        }
        self.unapplied.push((row.number(), rest));
        vec![("payment.received", data)]
    }

    /// Raises a dispute over the claim without its postage and penalty.
    fn raise(&mut self, row: &LogRow) -> Event {
        assert!(self.dispute.is_none(), "{}: a dispute is open already", row.number());
        self.dispute = Some(row.number());
        let data = json!({
            "dispute": row.number(),
            "invoice": self.invoices[0],
            "amount": decimal(self.claim),
            "reason": "other",
        });
        ("dispute.raised", data)
    }

    fn resolve(&mut self, outcome: &str) -> Event {
        let dispute = self.dispute.take().expect("an appeal is raised before its result");
        ("dispute.resolved", json!({ "dispute": dispute, "outcome": outcome }))
    }
}

/// Applies money to open items, oldest first, and lists what went where.
fn allocate(open: &mut [(String, i64)], money: &mut i64) -> Vec<Value> {
    let mut allocations = Vec::new();
    for (invoice, open) in open {
        let amount = (*open).min(*money);
        if amount > 0 {
            *open -= amount;
            *money -= amount;
            allocations.push(json!({ "invoice": invoice, "amount": decimal(amount) }));
        }
    }
    allocations
}
