//! Which papers prove a claim: per invoice, what is on file of contract, order,
//! delivery, acceptance, invoice, statement, reminders and acknowledgement, and
//! what its terms ask for and is missing (domain, sections 4 and 13; stories,
//! "before asking, have ready").
//!
//! What is needed follows from the trigger of the invoice's terms: contract,
//! order, delivery note and invoice always; the acceptance certificate where the
//! term runs from acceptance; the receipt of the invoice where it runs from
//! that. An order has no document of its own; all others count only with one.
//! A fee rests on its contract.

use std::collections::BTreeMap;

use duebook_events::terms::Trigger;
use duebook_events::{Day, EventData, Position};
use serde::Serialize;

use crate::account::{Account, Item, ItemIx};
use crate::due::terms_of;
use crate::policy::Policy;

/// A kind of paper, in the order of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// The contract: agreed terms, or the invoice's own.
    Contract,
    /// The order.
    Order,
    /// The delivery notes: shipped, received, signed.
    DeliveryNote,
    /// The acceptance certificates.
    Acceptance,
    /// The invoice itself.
    Invoice,
    /// The receipt of the invoice.
    InvoiceReceipt,
    /// Statements that cover it, and their confirmation.
    Statement,
    /// Reminders that name it.
    Reminders,
    /// Agreements on it and promises for it.
    Acknowledgement,
}

impl EvidenceKind {
    /// All kinds, in the order of answers.
    pub const ALL: [Self; 9] = [
        Self::Contract,
        Self::Order,
        Self::DeliveryNote,
        Self::Acceptance,
        Self::Invoice,
        Self::InvoiceReceipt,
        Self::Statement,
        Self::Reminders,
        Self::Acknowledgement,
    ];

    /// The word that stands in answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Contract => "contract",
            Self::Order => "order",
            Self::DeliveryNote => "delivery_note",
            Self::Acceptance => "acceptance",
            Self::Invoice => "invoice",
            Self::InvoiceReceipt => "invoice_receipt",
            Self::Statement => "statement",
            Self::Reminders => "reminders",
            Self::Acknowledgement => "acknowledgement",
        }
    }
}

/// What is on file of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// The kind.
    pub kind: EvidenceKind,
    /// The events, ascending; none where nothing is on file.
    pub positions: Vec<Position>,
    /// Whether a document is attached; of deliveries, to the receipt of each.
    pub document: bool,
}

impl Evidence {
    /// A paper that each delivery needs, beside others that need none.
    fn of_each(
        kind: EvidenceKind,
        papers: &[Option<(Position, bool)>],
        others: impl Iterator<Item = Position>,
    ) -> Self {
        let on_file = papers.iter().flatten().map(|(at, _)| *at);
        let mut positions: Vec<Position> = on_file.chain(others).collect();
        positions.sort_unstable();
        let with_document = |paper: &Option<(Position, bool)>| paper.is_some_and(|(_, with)| with);
        let document = !papers.is_empty() && papers.iter().all(with_document);
        Self { kind, positions, document }
    }
}

/// The papers of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Papers {
    /// One entry a kind, in order.
    pub on_file: Vec<Evidence>,
    /// What is needed and not on file, or without a document.
    pub missing: Vec<EvidenceKind>,
}

/// Where each paper of one customer is: built once, asked for each item.
#[derive(Debug)]
pub struct Files<'s, 'a> {
    account: &'s Account<'a>,
    policy: &'s Policy,
    deliveries: BTreeMap<&'a str, DeliveryFile>,
    /// Numbers of the deliveries of each order.
    of_order: BTreeMap<&'a str, Vec<&'a str>>,
    /// Per invoice: where its receipt is, and whether with a document.
    receipts: BTreeMap<&'a str, (Position, bool)>,
    statements: BTreeMap<&'a str, StatementFile>,
}

/// The papers of one delivery.
#[derive(Debug, Default)]
struct DeliveryFile {
    shipped: Option<Position>,
    received: Option<(Position, bool)>,
    accepted: Option<(Position, bool)>,
}

/// The papers of one statement.
#[derive(Debug)]
struct StatementFile {
    period_end: Day,
    currency: duebook_events::Currency,
    sent: (Position, bool),
    confirmed: Option<(Position, bool)>,
}

impl<'s, 'a> Files<'s, 'a> {
    /// Goes through a customer's facts once.
    #[must_use]
    pub fn new(account: &'s Account<'a>, policy: &'s Policy) -> Self {
        let mut files = Self {
            account,
            policy,
            deliveries: BTreeMap::new(),
            of_order: BTreeMap::new(),
            receipts: BTreeMap::new(),
            statements: BTreeMap::new(),
        };
        for fact in &account.facts {
            files.file(fact.position, &fact.data);
        }
        files
    }

    fn file(&mut self, at: Position, data: &'a EventData) {
        match data {
            EventData::DeliveryShipped(e) => {
                let number = e.delivery.as_str();
                self.deliveries.entry(number).or_default().shipped = Some(at);
                self.of_order.entry(e.order.as_str()).or_default().push(number);
            }
            EventData::DeliveryReceived(e) => {
                let delivery = self.deliveries.entry(e.delivery.as_str()).or_default();
                delivery.received = Some((at, e.document.is_some()));
            }
            EventData::DeliveryAccepted(e) => {
                let delivery = self.deliveries.entry(e.delivery.as_str()).or_default();
                delivery.accepted = Some((at, e.document.is_some()));
            }
            EventData::InvoiceReceived(e) => {
                self.receipts.insert(e.invoice.as_str(), (at, e.document.is_some()));
            }
            EventData::StatementSent(e) => {
                let file = StatementFile {
                    period_end: e.period_end,
                    currency: e.currency,
                    sent: (at, e.document.is_some()),
                    confirmed: None,
                };
                self.statements.insert(e.statement.as_str(), file);
            }
            EventData::StatementConfirmed(e) => {
                if let Some(file) = self.statements.get_mut(e.statement.as_str()) {
                    file.confirmed = Some((at, e.document.is_some()));
                }
            }
            _ => {}
        }
    }

    /// The papers of one item.
    #[must_use]
    pub fn papers(&self, ix: ItemIx) -> Papers {
        let item = &self.account.items[ix];
        let needed = self.needed(item);
        let on_file: Vec<Evidence> =
            EvidenceKind::ALL.iter().map(|kind| self.of_kind(ix, *kind)).collect();
        let lacking = |evidence: &&Evidence| {
            let has_paper = evidence.document || evidence.kind == EvidenceKind::Order;
            needed.contains(&evidence.kind) && (evidence.positions.is_empty() || !has_paper)
        };
        let missing = on_file.iter().filter(lacking).map(|evidence| evidence.kind).collect();
        Papers { on_file, missing }
    }

    /// What an item needs by its terms.
    fn needed(&self, item: &Item<'_>) -> Vec<EvidenceKind> {
        use EvidenceKind as K;
        if item.is_fee() {
            return vec![K::Contract];
        }
        let mut needed = vec![K::Contract, K::Order, K::DeliveryNote, K::Invoice];
        match terms_of(self.account, item, self.policy).trigger {
            Trigger::Acceptance => needed.push(K::Acceptance),
            Trigger::InvoiceReceived => needed.push(K::InvoiceReceipt),
            _ => {}
        }
        needed
    }

    fn of_kind(&self, ix: ItemIx, kind: EvidenceKind) -> Evidence {
        let item = &self.account.items[ix];
        let mut found: Vec<(Position, bool)> = match kind {
            EvidenceKind::Contract => self.contract(item).into_iter().collect(),
            EvidenceKind::Order => {
                let order = item.order.map(|order| &self.account.orders[order]);
                order.map(|order| (order.place.position, false)).into_iter().collect()
            }
            EvidenceKind::DeliveryNote => return self.delivery_notes(item),
            EvidenceKind::Acceptance => return self.acceptances(item),
            EvidenceKind::Invoice => self.invoice(item).into_iter().collect(),
            EvidenceKind::InvoiceReceipt => {
                self.receipts.get(item.number).copied().into_iter().collect()
            }
            EvidenceKind::Statement => self.covering(item),
            EvidenceKind::Reminders => self.reminders(item),
            EvidenceKind::Acknowledgement => self.acknowledgements(ix),
        };
        found.sort_unstable();
        let document = found.iter().any(|(_, document)| *document);
        Evidence { kind, positions: found.into_iter().map(|(at, _)| at).collect(), document }
    }

    /// The invoice's own terms, else the agreement in force on its date.
    fn contract(&self, item: &Item<'_>) -> Option<(Position, bool)> {
        if item.own_terms.is_some() {
            return self.invoice(item);
        }
        let agreed = &self.account.terms;
        let newest = agreed.partition_point(|entry| entry.place.day <= item.place.day);
        let position = agreed[newest.checked_sub(1)?].place.position;
        match &self.account.fact(position)?.data {
            EventData::TermsAgreed(e) => Some((position, e.document.is_some())),
            _ => None,
        }
    }

    fn invoice(&self, item: &Item<'_>) -> Option<(Position, bool)> {
        let position = item.place.position;
        match &self.account.fact(position)?.data {
            EventData::InvoiceIssued(e) => Some((position, e.document.is_some())),
            // A fee is entered without a paper.
            EventData::LateFeeCharged(_) => Some((position, false)),
            _ => None,
        }
    }

    /// The deliveries that an invoice names, else those of its order.
    fn deliveries(&self, item: &Item<'a>) -> Vec<Option<&DeliveryFile>> {
        if !item.deliveries.is_empty() {
            return item.deliveries.iter().map(|n| self.deliveries.get(n.as_str())).collect();
        }
        let order = item.order.map(|order| self.account.orders[order].placed.order.as_str());
        let numbers = order.and_then(|order| self.of_order.get(order));
        numbers.into_iter().flatten().map(|number| self.deliveries.get(number)).collect()
    }

    fn delivery_notes(&self, item: &Item<'a>) -> Evidence {
        let deliveries = self.deliveries(item);
        let received: Vec<_> = deliveries.iter().map(|d| d.and_then(|d| d.received)).collect();
        let shipped = deliveries.iter().flatten().filter_map(|delivery| delivery.shipped);
        Evidence::of_each(EvidenceKind::DeliveryNote, &received, shipped)
    }

    fn acceptances(&self, item: &Item<'a>) -> Evidence {
        let deliveries = self.deliveries(item);
        let accepted: Vec<_> = deliveries.iter().map(|d| d.and_then(|d| d.accepted)).collect();
        Evidence::of_each(EvidenceKind::Acceptance, &accepted, std::iter::empty())
    }

    /// Statements in whose closing balance the item was, and their confirmation.
    fn covering(&self, item: &Item<'_>) -> Vec<(Position, bool)> {
        let covers = |file: &&StatementFile| {
            file.currency == item.currency && item.open_at_end_of(file.period_end) > 0
        };
        self.statements
            .values()
            .filter(covers)
            .flat_map(|file| std::iter::once(file.sent).chain(file.confirmed))
            .collect()
    }

    fn reminders(&self, item: &Item<'_>) -> Vec<(Position, bool)> {
        let reminders = self.account.reminders.iter();
        let naming =
            reminders.filter(|(_, e)| e.invoices.iter().any(|named| named.as_str() == item.number));
        naming.map(|(place, e)| (place.position, e.document.is_some())).collect()
    }

    /// Agreements that cover the item, and promises for it or for all.
    fn acknowledgements(&self, ix: ItemIx) -> Vec<(Position, bool)> {
        let item = &self.account.items[ix];
        let agreements = self.account.agreements.iter();
        let covering = agreements
            .filter(|agreement| agreement.covers.iter().any(|cover| cover.item == ix))
            // An agreement is signed on paper.
            .map(|agreement| (agreement.place.position, true));
        let promises = self.account.promises.iter().filter(|promise| {
            promise.currency == item.currency
                && promise.place >= item.place
                && (promise.items.is_none() || promise.names(item.number))
        });
        covering.chain(promises.map(|promise| (promise.place.position, false))).collect()
    }
}
