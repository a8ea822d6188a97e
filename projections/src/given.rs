//! Histories for tests: given these events of one customer, what is judged?

use duebook_events::{Actor, Currency, Day, Draft, Instant, Position, Role};
use serde_json::{Value, json};

use crate::statement::{Period, Statement, statement};
use crate::{Account, Cut, Fact, Policy};

/// The facts of one customer, registered long ago, in order of position.
pub(crate) struct History {
    facts: Vec<Fact>,
    policy: Policy,
}

/// A history that a test goes on with.
pub(crate) fn history() -> History {
    let empty = History { facts: Vec::new(), policy: Policy::built_in() };
    empty.and("customer.registered", "2020-01-01", json!({"name": "Debtor"}))
}

/// A date as written.
pub(crate) fn day(text: &str) -> Day {
    Day::try_new(text).unwrap()
}

impl History {
    /// One more event.
    #[allow(clippy::needless_pass_by_value)] // tests write the data where they pass it
    pub(crate) fn and(mut self, kind: &str, effective: &str, data: Value) -> Self {
        let line = json!({"type": kind, "customer": "C-1", "effective": effective, "data": data});
        let caller = Actor { id: "test".into(), role: Role::System };
        let draft = Draft::read(line.to_string().as_bytes(), &caller).unwrap();
        self.facts.push(Fact {
            position: Position(self.facts.len() as u64 + 1),
            effective: draft.effective,
            recorded_at: Instant::from_millis(0),
            id: draft.id,
            data: draft.data,
        });
        self
    }

    /// An invoice in CNY due on a date.
    pub(crate) fn invoice(self, number: &str, on: &str, amount: &str, due: &str) -> Self {
        let data = json!({"invoice": number, "currency": "CNY", "amount": amount, "due": due});
        self.and("invoice.issued", on, data)
    }

    /// A payment in CNY, allocated to some invoices.
    pub(crate) fn payment(self, number: &str, on: &str, amount: &str, to: &[(&str, &str)]) -> Self {
        let mut data = json!({"payment": number, "currency": "CNY", "amount": amount});
        if !to.is_empty() {
            data["allocations"] = amounts(to);
        }
        self.and("payment.received", on, data)
    }

    /// An agreement on some invoices; `terms` are its kind's own fields.
    pub(crate) fn agreement(
        self,
        number: &str,
        on: &str,
        covers: &[(&str, &str)],
        terms: Value,
    ) -> Self {
        let mut data = terms;
        data["agreement"] = json!(number);
        data["covers"] = amounts(covers);
        data["signed_by"] = json!(["both"]);
        data["document"] = json!({"sha256": "0".repeat(64), "name": "agreement.pdf",
            "media_type": "application/pdf", "bytes": 1});
        self.and("agreement.signed", on, data)
    }

    /// The cut as of a date, with all that is known.
    pub(crate) fn cut(&self, as_of: Day) -> Cut {
        Cut { as_of, known_at: Position(self.facts.len() as u64) }
    }

    /// The account as of a date, all events known.
    pub(crate) fn as_of(&self, date: &str) -> Account<'_> {
        Account::fold(&self.facts, self.cut(day(date)), &self.policy)
    }

    /// The statement of a period, all events known.
    pub(crate) fn statement(&self, period: Period, currency: Currency) -> Statement {
        let head = Position(self.facts.len() as u64);
        statement("C-1", &self.facts, head, period, currency, &self.policy)
    }

    /// All events, in order of position.
    pub(crate) fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// The built-in policy.
    pub(crate) fn policy(&self) -> &Policy {
        &self.policy
    }
}

fn amounts(list: &[(&str, &str)]) -> Value {
    list.iter().map(|(number, amount)| json!({"invoice": number, "amount": amount})).collect()
}
