//! A ledger of one customer, C-1, in memory: facts in, answers out as JSON.

use std::sync::Arc;

use duebook::clock::FixedClock;
use duebook::ledger::intake::{IntakeOptions, Receipt};
use duebook::ledger::view::{KnownAt, Question};
use duebook::ledger::{Ledger, LedgerError};
use duebook::store::MemoryStore;
use duebook_events::{Actor, CustomerId, Day, Instant, Position, Role};
use duebook_projections::Policy;
use duebook_projections::aging::Basis;
use duebook_projections::portfolio::{
    AgingAnswer, Answer, BalanceAnswer, ExposureAnswer, InterestAnswer, LimitationAnswer,
    PromisesAnswer, RemindersAnswer, ScoreAnswer,
};
use serde::Serialize;
use serde_json::{Value, json};

/// Whoever records what no test cares about.
const CLERK: (&str, &str) = ("chen.jie", "finance");

pub struct Books {
    ledger: Ledger,
    runtime: tokio::runtime::Runtime,
    /// The day on which the newest event was recorded.
    today: String,
}

impl Books {
    /// The books of a customer who has been registered since long ago.
    pub fn new() -> Self {
        Self::since("2020-01-01")
    }

    /// The books of a customer registered on a day.
    pub fn since(registered: &str) -> Self {
        let clock = FixedClock(Instant::try_new("2027-01-01T00:00:00Z").unwrap());
        let caller = Actor { id: CLERK.0.into(), role: Role::Finance };
        let ledger = Ledger::new(Arc::new(MemoryStore::new()), Arc::new(clock), caller);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let mut books = Self { ledger, runtime, today: registered.to_owned() };
        books.fact(registered, "customer.registered", json!({"name": "C-1"}));
        books
    }

    /// Records a fact on the day on which it counts (or later, if the books are later).
    pub fn fact(&mut self, day: &str, kind: &str, data: Value) -> Position {
        let recorded = self.today.clone().max(day.to_owned());
        self.late(&recorded, day, kind, data)
    }

    /// Records on one day a fact that counts on another.
    pub fn late(&mut self, recorded: &str, day: &str, kind: &str, data: Value) -> Position {
        self.by(CLERK, recorded, day, kind, data).unwrap().head
    }

    /// What the door answers to a fact.
    pub fn refusal(&mut self, day: &str, kind: &str, data: Value) -> String {
        let recorded = self.today.clone().max(day.to_owned());
        self.by(CLERK, &recorded, day, kind, data).unwrap_err().to_string()
    }

    /// Records a fact in somebody's name.
    pub fn by(
        &mut self,
        actor: (&str, &str),
        recorded: &str,
        day: &str,
        kind: &str,
        data: Value,
    ) -> Result<Receipt, LedgerError> {
        recorded.clone_into(&mut self.today);
        let line = json!({
            "type": kind,
            "customer": "C-1",
            "effective": day,
            "recorded_at": format!("{recorded}T02:00:00.000Z"),
            "actor": {"id": actor.0, "role": actor.1},
            "data": data,
        });
        self.import(&line)
    }

    fn import(&self, line: &Value) -> Result<Receipt, LedgerError> {
        let options = IntakeOptions {
            preserve_recorded_at: true,
            dry_run: false,
            ..IntakeOptions::default()
        };
        self.runtime.block_on(self.ledger.import(line.to_string().as_bytes(), options))
    }

    /// The id of the event at a position.
    pub fn id_at(&self, position: Position) -> String {
        let page = self.runtime.block_on(self.ledger.store().read_positions(&[position])).unwrap();
        let line: Value = serde_json::from_slice(page.line(&page.rows[0])).unwrap();
        line["id"].as_str().unwrap().to_owned()
    }

    /// Publishes a policy text, in force from the first day.
    pub fn policy(&mut self, text: &str) {
        let policy = Policy::parse(text).unwrap();
        let (name, version) = policy.citation.split_once('@').unwrap();
        let data = json!({"policy": name, "version": version.parse::<u32>().unwrap(),
            "effective_from": Day::FIRST, "text": text, "sha256": policy.sha256});
        let line = json!({
            "type": "policy.published",
            "customer": "$ledger",
            "effective": Day::FIRST,
            "recorded_at": format!("{}T02:00:00.000Z", self.today),
            "data": data,
        });
        self.import(&line).unwrap();
    }

    fn ask<A: Answer + Serialize>(
        &self,
        as_of: &str,
        known_at: Option<Position>,
        empty: impl Fn(&Policy) -> A,
        add: impl Fn(&mut A, &CustomerId, &duebook_projections::Account<'_>, &Policy),
    ) -> Value {
        let question = question(as_of, known_at);
        let customer = CustomerId::try_new("C-1").unwrap();
        let view = self.runtime.block_on(self.ledger.view(&question)).unwrap();
        let facts = self.runtime.block_on(self.ledger.facts(&customer)).unwrap();
        let mut answer = empty(&view.policy);
        add(&mut answer, &customer, &view.fold(&facts), &view.policy);
        answer.finish();
        serde_json::to_value(&answer).unwrap()
    }

    /// The balance in the customer's first currency.
    pub fn balance(&self, as_of: &str) -> Value {
        self.balance_known(as_of, None)
    }

    /// The balance as it was known at a position.
    pub fn balance_known(&self, as_of: &str, known_at: Option<Position>) -> Value {
        let answer = self.ask(as_of, known_at, |_| BalanceAnswer::default(), Answer::add);
        answer["customers"][0].clone()
    }

    /// The open parts: `[invoice, due, open]` of each.
    pub fn parts(&self, as_of: &str) -> Value {
        let answer = self.aging(as_of);
        let items = answer["items"].as_array().unwrap();
        items.iter().map(|item| json!([item["invoice"], item["due"], item["open"]])).collect()
    }

    /// The buckets that hold something.
    pub fn buckets(&self, as_of: &str) -> Value {
        let mut amounts = self.aging(as_of)["amounts"].clone();
        amounts.as_object_mut().unwrap().retain(|_, amount| *amount != "0.00");
        amounts
    }

    fn aging(&self, as_of: &str) -> Value {
        let answer = self.ask(
            as_of,
            None,
            |policy| AgingAnswer::new(Basis::Agreed, policy),
            |answer, customer, account, policy| {
                answer.add_with_items(customer, account, policy, true);
            },
        );
        answer["customers"][0].clone()
    }

    /// Promises, agreements and the kept ratio.
    pub fn promises(&self, as_of: &str) -> Value {
        self.ask(as_of, None, |_| PromisesAnswer::default(), Answer::add)
    }

    /// The interest row of the first invoice that has borne some.
    pub fn interest(&self, as_of: &str) -> Value {
        let answer = self.ask(as_of, None, |_| InterestAnswer::default(), Answer::add);
        answer["invoices"][0].clone()
    }

    /// The exposure in the customer's first currency.
    pub fn exposure(&self, as_of: &str) -> Value {
        let answer = self.ask(as_of, None, |_| ExposureAnswer::default(), Answer::add);
        answer["customers"][0].clone()
    }

    /// The score.
    pub fn score(&self, as_of: &str) -> Value {
        let answer = self.ask(as_of, None, |_| ScoreAnswer::default(), Answer::add);
        answer["customers"][0].clone()
    }

    /// The worklist: `[level, reason]` of each line.
    pub fn reminders(&self, as_of: &str) -> Value {
        let answer = self.ask(as_of, None, |_| RemindersAnswer::default(), Answer::add);
        let due = answer["due"].as_array().unwrap();
        due.iter().map(|line| json!([line["level"], line["reason"]])).collect()
    }

    /// Until when the first item can be claimed.
    pub fn limitation(&self, as_of: &str) -> Value {
        let answer = self.ask(as_of, None, |_| LimitationAnswer::default(), Answer::add);
        answer["items"][0]["expires_on"].clone()
    }

    /// What the rules say about an order.
    pub fn derive(&self, order: &str, as_of: &str) -> Value {
        let decided =
            self.runtime.block_on(self.ledger.derive(order, &question(as_of, None))).unwrap();
        serde_json::to_value(&decided.derivation).unwrap()
    }

    /// Decides about an order and records it.
    pub fn decide(&mut self, order: &str, as_of: &str) -> Value {
        let derived = self.derive(order, as_of);
        let mut data = derived.clone();
        data["order"] = json!(order);
        self.fact(as_of, "order.decided", data);
        derived
    }

    /// Why an order was decided as it was.
    pub fn why(&self, order: &str) -> Value {
        let why = self.runtime.block_on(self.ledger.why_order(order)).unwrap();
        serde_json::to_value(&why).unwrap()
    }

    /// An invoice of C-1 in CNY.
    pub fn invoice(&mut self, day: &str, number: &str, amount: &str) -> Position {
        let data = json!({"invoice": number, "currency": "CNY", "amount": amount});
        self.fact(day, "invoice.issued", data)
    }

    /// A payment in CNY that is applied to one invoice.
    pub fn pays(&mut self, day: &str, number: &str, invoice: &str, amount: &str) -> Position {
        let data = json!({
            "payment": number,
            "currency": "CNY",
            "amount": amount,
            "allocations": [{"invoice": invoice, "amount": amount}],
        });
        self.fact(day, "payment.received", data)
    }

    /// Terms from a trigger on, with other fields beside.
    pub fn terms(&mut self, trigger: &str, net_days: u16, more: Value) {
        let mut terms = more;
        terms["trigger"] = json!(trigger);
        terms["net_days"] = json!(net_days);
        self.fact("2020-01-01", "terms.agreed", json!({ "terms": terms }));
    }

    /// A signed agreement over one invoice; `fields` are the kind's own.
    pub fn sign(&mut self, day: &str, number: &str, kind: &str, covers: Value, fields: Value) {
        let mut data = fields;
        data["agreement"] = json!(number);
        data["kind"] = json!(kind);
        data["covers"] = covers;
        data["signed_by"] = json!(["both"]);
        data["document"] = json!({
            "sha256": "0".repeat(64),
            "name": "agreement.pdf",
            "media_type": "application/pdf",
            "bytes": 1,
        });
        self.fact(day, "agreement.signed", data);
    }
}

fn question(as_of: &str, known_at: Option<Position>) -> Question {
    let as_of = Some(Day::try_new(as_of).unwrap());
    Question { as_of, known_at: known_at.map(KnownAt::Position), policy: None }
}

/// What an agreement covers: one invoice.
pub fn covers(invoice: &str, amount: &str) -> Value {
    json!([{"invoice": invoice, "amount": amount}])
}

/// A schedule.
pub fn schedule(rows: &[(&str, &str)]) -> Value {
    rows.iter().map(|(due, amount)| json!({"due": due, "amount": amount})).collect()
}
