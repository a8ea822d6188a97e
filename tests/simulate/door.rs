//! The door, once more: what of domain section 3 concerns more than one line.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use super::amounts::{Fact, State, is_money};
use super::naming::{creates, names, once, space};
use super::shape::{date, positive, text};

/// A live event.
#[derive(Debug, Clone)]
struct Known {
    position: usize,
    kind: String,
    day: i64,
    customer: String,
    actor: String,
    data: Value,
    id: String,
}

/// The log as the door knows it.
#[derive(Debug, Default)]
pub struct Door {
    lines: usize,
    recorded: String,
    ids: BTreeSet<String>,
    registered: BTreeMap<String, i64>,
    live: HashMap<String, Vec<Known>>,
    /// Space and number to the position of the live event that created it.
    numbers: HashMap<(String, String), usize>,
    happened: BTreeSet<(String, String)>,
    retracted: BTreeSet<String>,
    sealed: BTreeSet<String>,
}

impl Door {
    pub fn lines(&self) -> usize {
        self.lines
    }

    pub fn pass(&mut self, event: &Value) {
        self.lines += 1;
        let (kind, data) = (text(event, "type").to_owned(), event["data"].clone());
        let known = Known {
            position: self.lines,
            day: date(&event["effective"]),
            customer: text(event, "customer").to_owned(),
            actor: text(&event["actor"], "id").to_owned(),
            id: text(event, "id").to_owned(),
            kind,
            data,
        };
        assert!(text(event, "recorded_at") >= self.recorded.as_str(), "recorded_at decreases");
        text(event, "recorded_at").clone_into(&mut self.recorded);
        assert!(self.ids.insert(known.id.clone()), "id twice");
        if known.kind == "customer.registered" {
            assert!(self.registered.insert(known.customer.clone(), known.day).is_none());
            self.sealed.insert(known.id.clone());
        } else {
            let registered = self.registered.get(&known.customer).expect("unknown customer");
            assert!(known.day >= *registered, "before the registration");
        }
        if known.kind == "event.retracted" {
            self.retract(&known);
            return;
        }
        self.references(&known);
        self.single(&known, text(&event["actor"], "role"));
        if let Some((field, what)) = once(&known.kind) {
            let key = (what.to_owned(), text(&known.data, field).to_owned());
            assert!(self.happened.insert(key), "{what} twice");
        }
        if let Some(field) = creates(&known.kind) {
            let key = (space(field).to_owned(), text(&known.data, field).to_owned());
            assert!(self.numbers.insert(key, known.position).is_none(), "number twice");
        }
        if known.kind == "agreement.signed" {
            self.covers(&known);
        }
        self.live.entry(known.customer.clone()).or_default().push(known.clone());
        if is_money(&known.kind) {
            self.amounts(&known);
        }
    }

    fn find(&self, customer: &str, space: &str, number: &str) -> &Known {
        let key = (space.to_owned(), number.to_owned());
        let position = self.numbers.get(&key).unwrap_or_else(|| panic!("unknown {space} {number}"));
        self.live[customer]
            .iter()
            .find(|known| known.position == *position)
            .unwrap_or_else(|| panic!("{space} {number} is another customer's"))
    }

    fn currency_of(&self, known: &Known) -> Option<String> {
        if let Some(currency) = known.data["currency"].as_str() {
            return Some(currency.to_owned());
        }
        let name = names(&known.kind, &known.data).into_iter().find(|name| {
            matches!(name.0, "invoice" | "payment" | "order" | "delivery" | "dispute" | "statement")
        })?;
        self.currency_of(self.find(&known.customer, name.0, &name.1))
    }

    fn references(&self, known: &Known) {
        let currency = self.currency_of(known);
        for (space, number, may_be_early) in names(&known.kind, &known.data) {
            let named = self.find(&known.customer, space, &number);
            assert!(may_be_early || known.day >= named.day, "dated before {space} {number}");
            let is_fee = named.kind == "late_fee.charged";
            let takes_fees = matches!(
                known.kind.as_str(),
                "payment.received"
                    | "payment.allocated"
                    | "payment.deallocated"
                    | "agreement.signed"
                    | "credit_note.issued"
                    | "invoice.written_off"
                    | "dispute.raised"
                    | "reminder.sent"
            );
            assert!(!is_fee || takes_fees, "{} names a fee", known.kind);
            let takes_notes =
                matches!(known.kind.as_str(), "payment.allocated" | "payment.refunded");
            assert!(named.kind != "credit_note.issued" || takes_notes);
            if !matches!(known.kind.as_str(), "contact.logged" | "legal.step")
                && let (Some(ours), Some(theirs)) = (&currency, self.currency_of(named))
            {
                assert_eq!(*ours, theirs, "currency of {space} {number}");
            }
        }
        for list in ["allocations", "covers", "invoices", "deliveries"] {
            let listed = known.data[list].as_array().into_iter().flatten();
            let numbers: Vec<&str> = listed
                .map(|entry| entry.as_str().unwrap_or_else(|| text(entry, "invoice")))
                .collect();
            let distinct: BTreeSet<&str> = numbers.iter().copied().collect();
            assert_eq!(distinct.len(), numbers.len(), "twice in {list}");
        }
        for id in known.data["evidence"].as_array().into_iter().flatten() {
            let mut live = self.live[&known.customer].iter();
            let found = live.find(|other| id == other.id.as_str()).expect("unknown evidence");
            assert!(known.day >= found.day);
        }
    }

    fn of_order<'a>(&'a self, known: &'a Known, kind: &'a str) -> impl Iterator<Item = &'a Known> {
        let live = self.live[&known.customer].iter();
        live.filter(move |o| o.kind == kind && o.data["order"] == known.data["order"])
    }

    /// Rules of single types.
    fn single(&self, known: &Known, role: &str) {
        let data = &known.data;
        let currency = self.currency_of(known).unwrap_or_default();
        match known.kind.as_str() {
            "order.overridden" => {
                assert_eq!(role, "approver");
                for kind in ["order.placed", "order.decided"] {
                    for event in self.of_order(known, kind) {
                        assert_ne!(event.actor, known.actor);
                        assert_ne!(event.actor, text(data, "approver"));
                    }
                }
            }
            "invoice.written_off" => {
                let invoice = self.find(&known.customer, "invoice", text(data, "invoice"));
                if invoice.data["order"].is_string() {
                    for kind in ["order.placed", "order.decided"] {
                        for event in self.of_order(invoice, kind) {
                            assert_ne!(event.actor, text(data, "approver"));
                        }
                    }
                }
            }
            "order.decided" => {
                let basis = &data["basis"];
                assert_eq!(date(&basis["as_of"]), known.day);
                assert_eq!(basis["position"], known.position - 1);
                assert_eq!(text(basis, "facts_sha256").len(), 64);
                assert_eq!(text(basis, "policy_sha256").len(), 64);
            }
            "order.condition_met" => {
                let decided = self.of_order(known, "order.decided");
                let overridden = self.of_order(known, "order.overridden");
                let newest = decided.chain(overridden).max_by_key(|o| (o.day, o.position)).unwrap();
                let mut kinds = newest.data["conditions"].as_array().into_iter().flatten();
                assert!(kinds.any(|condition| condition["kind"] == data["condition"]));
            }
            "invoice.issued" => self.invoice(known),
            "agreement.signed" => agreement(data, &currency),
            "dispute.resolved" => {
                let raised = self.find(&known.customer, "dispute", text(data, "dispute"));
                let most = positive(&raised.data["amount"], &currency);
                match text(data, "outcome") {
                    "rejected" => assert!(data["credited"].is_null()),
                    "partial" => assert!(positive(&data["credited"], &currency) <= most),
                    _ if data["credited"].is_null() => {}
                    _ => assert!(positive(&data["credited"], &currency) <= most),
                }
            }
            "agreement.terminated" => {
                let signed = self.find(&known.customer, "agreement", text(data, "agreement"));
                let kind = text(&signed.data, "kind");
                assert!(["instalment", "deferral", "security"].contains(&kind));
            }
            _ => {}
        }
        if data["amount"].is_string() {
            positive(&data["amount"], &currency);
        }
        for shortage in data["shortages"].as_array().into_iter().flatten() {
            if shortage["amount"].is_string() {
                positive(&shortage["amount"], &currency);
            }
        }
    }

    fn invoice(&self, known: &Known) {
        let data = &known.data;
        let agreed = self.live[&known.customer]
            .iter()
            .filter(|other| other.kind == "terms.agreed" && other.day <= known.day);
        let in_force = agreed.max_by_key(|other| (other.day, other.position));
        let terms = match in_force {
            _ if data["terms"].is_object() => Some(&data["terms"]),
            Some(agreed) => Some(&agreed.data["terms"]),
            None => None,
        };
        let trigger = terms.map_or("invoice_date", |terms| text(terms, "trigger"));
        if matches!(trigger, "delivery_received" | "acceptance") {
            assert!(!data["deliveries"].as_array().is_none_or(Vec::is_empty), "no deliveries");
        }
        for number in data["deliveries"].as_array().into_iter().flatten() {
            let delivery = self.find(&known.customer, "delivery", number.as_str().unwrap());
            assert_eq!(delivery.data["order"], data["order"]);
        }
    }

    fn fact(&self, known: &Known) -> Fact {
        let payment = known.data["payment"].as_str();
        let from_note = payment.is_some_and(|number| {
            self.find(&known.customer, "payment", number).kind == "credit_note.issued"
        });
        Fact {
            position: known.position,
            day: known.day,
            kind: known.kind.clone(),
            data: known.data.clone(),
            currency: self.currency_of(known).unwrap(),
            from_note,
        }
    }

    /// The money events connected with some numbers through any chain of events.
    fn group(&self, customer: &str, mut numbers: BTreeSet<String>) -> Vec<Fact> {
        let money = self.live[customer].iter().filter(|known| is_money(&known.kind));
        let mut rest: Vec<Fact> = money.map(|known| self.fact(known)).collect();
        let mut group = Vec::new();
        loop {
            let (inside, outside): (Vec<_>, Vec<_>) =
                rest.into_iter().partition(|fact| !fact.touches().is_disjoint(&numbers));
            rest = outside;
            if inside.is_empty() {
                return group;
            }
            numbers.extend(inside.iter().flat_map(Fact::touches));
            group.extend(inside);
        }
    }

    /// No date from the event on may see an unlawful amount.
    fn amounts(&self, known: &Known) {
        let touched = self.fact(known).touches();
        Self::check_days(&self.group(&known.customer, touched), known.day);
    }

    fn check_days(group: &[Fact], from: i64) {
        let group: Vec<&Fact> = group.iter().collect();
        let mut days: BTreeSet<i64> = group.iter().map(|fact| fact.day).collect();
        days.insert(from);
        for day in days.range(from..) {
            State::fold(&group, *day).check();
        }
    }

    /// `covers` against what is open in the fold order just before the agreement.
    fn covers(&self, known: &Known) {
        let fact = Fact { from_note: false, ..self.fact(known) };
        let group = self.group(&known.customer, fact.touches());
        let state = State::fold(&group.iter().collect::<Vec<_>>(), known.day);
        for (item, amount) in fact.shares("covers") {
            assert!(
                amount <= state.open(&item),
                "{item}: covers {amount} of {}",
                state.open(&item)
            );
        }
    }

    fn retract(&mut self, known: &Known) {
        let id = text(&known.data, "event");
        assert!(self.ids.contains(id) && self.retracted.insert(id.to_owned()), "retracted twice");
        assert!(!self.sealed.contains(id), "a registration is retracted");
        let live = self.live.get_mut(&known.customer).unwrap();
        let place = live
            .iter()
            .position(|other| other.id == id)
            .expect("another customer's, or a retraction");
        assert!(known.day >= live[place].day);
        let entry = live[place].clone();
        if let Some(field) = creates(&entry.kind) {
            let number = text(&entry.data, field);
            for other in live.iter() {
                let mut named = names(&other.kind, &other.data).into_iter();
                let depends = named.any(|name| name.0 == space(field) && name.1 == number);
                assert!(!depends, "{} {number} is named by {other:?}", entry.kind);
            }
        }
        if entry.kind.starts_with("payment.") {
            let undoes = |other: &&Known| {
                matches!(other.kind.as_str(), "payment.deallocated" | "payment.reversed")
                    && other.position > entry.position
                    && other.data["payment"] == entry.data["payment"]
            };
            assert!(live.iter().find(undoes).is_none(), "its payment was undone");
        }
        let evidence = |other: &Known| {
            other.data["evidence"].as_array().into_iter().flatten().any(|other| other == id)
        };
        assert!(!live.iter().any(evidence), "it is evidence");
        let touched = is_money(&entry.kind).then(|| self.fact(&entry).touches());
        self.live.get_mut(&known.customer).unwrap().remove(place);
        if let Some(field) = creates(&entry.kind) {
            let key = (space(field).to_owned(), text(&entry.data, field).to_owned());
            assert!(self.numbers.remove(&key).is_some());
        }
        if let Some((field, what)) = once(&entry.kind) {
            self.happened.remove(&(what.to_owned(), text(&entry.data, field).to_owned()));
        }
        if let Some(touched) = touched {
            Self::check_days(&self.group(&known.customer, touched), entry.day);
        }
    }
}

fn agreement(data: &Value, currency: &str) {
    let covers = data["covers"].as_array().unwrap();
    let covered: i64 = covers.iter().map(|cover| positive(&cover["amount"], currency)).sum();
    assert!(!covers.is_empty());
    assert!(data["signed_by"].as_array().is_some_and(|people| !people.is_empty()));
    let own: &[&str] = match text(data, "kind") {
        "instalment" => &["schedule", "daily_rate", "on_default"],
        "deferral" => &["new_due", "daily_rate"],
        "offset" => &["goods_value"],
        "price_reduction" => &["amount"],
        _ => &["security"],
    };
    for field in
        ["schedule", "daily_rate", "on_default", "new_due", "goods_value", "amount", "security"]
    {
        let required = own.first() == Some(&field);
        assert!(own.contains(&field) || data[field].is_null(), "{field} of another kind");
        assert!(!required || !data[field].is_null(), "{field} is missing");
    }
    if let Some(parts) = data["schedule"].as_array() {
        let sum: i64 = parts.iter().map(|part| positive(&part["amount"], currency)).sum();
        assert_eq!(sum, covered, "the schedule's sum");
        let days: Vec<i64> = parts.iter().map(|part| date(&part["due"])).collect();
        assert!(days.windows(2).all(|pair| pair[0] < pair[1]), "the schedule does not rise");
    }
    if let Some(rule) = data["on_default"].as_object() {
        assert!(rule["missed"].as_u64().is_some_and(|missed| (1..=3650).contains(&missed)));
        assert!(rule["effect"] == "accelerate" || rule["effect"] == "revert");
    }
}
