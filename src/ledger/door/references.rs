//! Which numbers an event refers to: each must exist for this customer, and not
//! be dated later (domain, section 3).

use duebook_events::payment::Allocation;
use duebook_events::{EventData, ItemNo, NumberKind};

/// What a reference may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A number of this kind.
    Number(NumberKind),
    /// An invoice, not a fee.
    Invoice,
    /// A payment, or a credit note with excess.
    Money,
}

/// One reference of an event.
#[derive(Debug)]
pub struct Reference<'e> {
    /// What it may name.
    pub target: Target,
    /// The number.
    pub number: &'e str,
    /// Where it stands in the event.
    pub field: Field,
    /// Whether the event may be dated before what it names: an allocation then
    /// counts from the invoice's date.
    pub may_precede: bool,
}

/// A field, and which entry of a list.
#[derive(Debug, Clone, Copy)]
pub enum Field {
    /// A field of the payload.
    Plain(&'static str),
    /// A field of an entry of a list: `data.allocations[0].invoice`.
    InList(&'static str, usize, &'static str),
    /// An entry of a list: `data.invoices[0]`.
    Entry(&'static str, usize),
}

impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Plain(field) => write!(f, "data.{field}"),
            Self::InList(list, i, field) => write!(f, "data.{list}[{i}].{field}"),
            Self::Entry(list, i) => write!(f, "data.{list}[{i}]"),
        }
    }
}

/// Collects the references of one event.
struct Collector<'e>(Vec<Reference<'e>>);

impl<'e> Collector<'e> {
    fn one(&mut self, target: Target, number: &'e str, field: &'static str) {
        let field = Field::Plain(field);
        self.0.push(Reference { target, number, field, may_precede: false });
    }

    fn number(&mut self, kind: NumberKind, number: &'e str, field: &'static str) {
        self.one(Target::Number(kind), number, field);
    }

    fn allocations(&mut self, list: &'e [Allocation], name: &'static str, may_precede: bool) {
        for (i, entry) in list.iter().enumerate() {
            self.0.push(Reference {
                target: Target::Number(NumberKind::Item),
                number: entry.invoice.as_str(),
                field: Field::InList(name, i, "invoice"),
                may_precede,
            });
        }
    }

    fn items(&mut self, list: &'e [ItemNo]) {
        for (i, number) in list.iter().enumerate() {
            self.0.push(Reference {
                target: Target::Number(NumberKind::Item),
                number: number.as_str(),
                field: Field::Entry("invoices", i),
                may_precede: false,
            });
        }
    }
}

/// All references of an event, in the order of its fields.
pub fn references(data: &EventData) -> Vec<Reference<'_>> {
    use NumberKind as N;
    let mut refs = Collector(Vec::new());
    match data {
        EventData::SecurityReleased(e) => refs.number(N::Security, e.security.as_str(), "security"),
        EventData::OrderDecided(e) => refs.number(N::Order, e.order.as_str(), "order"),
        EventData::OrderOverridden(e) => refs.number(N::Order, e.order.as_str(), "order"),
        EventData::OrderConditionMet(e) => refs.number(N::Order, e.order.as_str(), "order"),
        EventData::OrderCancelled(e) => refs.number(N::Order, e.order.as_str(), "order"),
        EventData::DeliveryShipped(e) => refs.number(N::Order, e.order.as_str(), "order"),
        EventData::DeliveryReceived(e) => refs.number(N::Delivery, e.delivery.as_str(), "delivery"),
        EventData::DeliveryAccepted(e) => refs.number(N::Delivery, e.delivery.as_str(), "delivery"),
        EventData::GoodsReturned(e) => refs.number(N::Delivery, e.delivery.as_str(), "delivery"),
        EventData::InvoiceIssued(e) => {
            if let Some(order) = &e.order {
                refs.number(N::Order, order.as_str(), "order");
            }
            for (i, delivery) in e.deliveries.iter().flatten().enumerate() {
                refs.0.push(Reference {
                    target: Target::Number(N::Delivery),
                    number: delivery.as_str(),
                    field: Field::Entry("deliveries", i),
                    may_precede: false,
                });
            }
        }
        EventData::InvoiceReceived(e) => refs.one(Target::Invoice, e.invoice.as_str(), "invoice"),
        EventData::InvoiceCorrected(e) => refs.one(Target::Invoice, e.invoice.as_str(), "invoice"),
        EventData::LateFeeCharged(e) => refs.one(Target::Invoice, e.invoice.as_str(), "invoice"),
        EventData::CreditNoteIssued(e) => refs.number(N::Item, e.invoice.as_str(), "invoice"),
        EventData::InvoiceWrittenOff(e) => refs.number(N::Item, e.invoice.as_str(), "invoice"),
        EventData::WriteOffRecovered(e) => refs.number(N::Item, e.invoice.as_str(), "invoice"),
        EventData::PaymentReceived(e) => {
            refs.allocations(e.allocations.as_deref().unwrap_or_default(), "allocations", true);
        }
        EventData::PaymentAllocated(e) => {
            refs.one(Target::Money, e.payment.as_str(), "payment");
            refs.allocations(&e.allocations, "allocations", true);
        }
        EventData::PaymentDeallocated(e) => {
            refs.one(Target::Money, e.payment.as_str(), "payment");
            refs.allocations(&e.allocations, "allocations", false);
        }
        EventData::PaymentReversed(e) => refs.number(N::Payment, e.payment.as_str(), "payment"),
        EventData::PaymentRefunded(e) => refs.one(Target::Money, e.payment.as_str(), "payment"),
        EventData::ReminderSent(e) => refs.items(&e.invoices),
        EventData::ContactLogged(e) => refs.items(e.invoices.as_deref().unwrap_or_default()),
        EventData::PromiseMade(e) => {
            refs.items(e.invoices.as_deref().unwrap_or_default());
            if let Some(contact) = &e.contact {
                refs.number(N::Contact, contact.as_str(), "contact");
            }
        }
        EventData::AgreementSigned(e) => {
            refs.allocations(&e.covers, "covers", false);
            if let Some(security) = &e.security {
                refs.number(N::Security, security.as_str(), "security");
            }
        }
        EventData::AgreementTerminated(e) => {
            refs.number(N::Agreement, e.agreement.as_str(), "agreement");
        }
        EventData::DisputeRaised(e) => refs.number(N::Item, e.invoice.as_str(), "invoice"),
        EventData::DisputeResolved(e) => refs.number(N::Dispute, e.dispute.as_str(), "dispute"),
        EventData::StatementConfirmed(e) => {
            refs.number(N::Statement, e.statement.as_str(), "statement");
        }
        EventData::StatementContested(e) => {
            refs.number(N::Statement, e.statement.as_str(), "statement");
        }
        EventData::LegalStep(e) => refs.items(e.invoices.as_deref().unwrap_or_default()),
        EventData::CustomerRegistered(_)
        | EventData::CustomerInvestigated(_)
        | EventData::TermsAgreed(_)
        | EventData::CreditLimitSet(_)
        | EventData::SecurityProvided(_)
        | EventData::OrderPlaced(_)
        | EventData::StatementSent(_)
        | EventData::SupplySuspended(_)
        | EventData::SupplyResumed(_)
        | EventData::PolicyPublished(_)
        | EventData::EventRetracted(_)
        | EventData::KeyRotated(_)
        | EventData::PersonalErased(_)
        | EventData::HoldSet(_)
        | EventData::HoldReleased(_) => {}
    }
    refs.0
}
