//! The documents of a customer: each with its number, its date and how many
//! live events name it; and events that may yet be retracted.

use super::calendar::Day;
use super::desk::Stamp;
use super::line::{Currency, Minor, Number};

/// The part that all documents share.
#[derive(Debug, Clone, Copy)]
pub struct Life {
    /// Its number.
    pub number: Number,
    /// The effective day of the event that created it.
    pub day: Day,
    /// Not retracted.
    pub alive: bool,
    /// How many live events name it.
    pub named: u32,
}

impl Life {
    /// A new document.
    pub fn new(number: Number, day: Day) -> Self {
        Self { number, day, alive: true, named: 0 }
    }
}

/// A document of this customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ref {
    /// An order.
    Order(usize),
    /// A delivery.
    Delivery(usize),
    /// An invoice or a fee.
    Item(usize),
    /// A payment.
    Payment(usize),
    /// A credit note.
    Note(usize),
    /// A contact, reminder or promise.
    Talk(usize),
    /// An agreement.
    Agreement(usize),
    /// A dispute.
    Dispute(usize),
    /// A statement.
    Statement(usize),
    /// A security.
    Security(usize),
}

/// From which event a term runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trigger {
    /// The invoice's date.
    InvoiceDate,
    /// When the customer has the invoice.
    InvoiceReceived,
    /// When the goods have arrived.
    DeliveryReceived,
    /// When the goods have been accepted.
    Acceptance,
    /// The end of the invoice's month.
    MonthEnd,
}

impl Trigger {
    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::InvoiceDate => "invoice_date",
            Self::InvoiceReceived => "invoice_received",
            Self::DeliveryReceived => "delivery_received",
            Self::Acceptance => "acceptance",
            Self::MonthEnd => "month_end",
        }
    }

    /// Whether an invoice must name deliveries.
    pub fn needs_deliveries(self) -> bool {
        matches!(self, Self::DeliveryReceived | Self::Acceptance)
    }
}

/// Terms of payment (domain, section 4).
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// From when.
    pub trigger: Trigger,
    /// How long.
    pub net_days: u32,
    /// Late interest a day, as written.
    pub daily_rate: Option<&'static str>,
    /// `roll: following`.
    pub rolls: bool,
    /// A penalty rate, as written.
    pub penalty_rate: Option<&'static str>,
    /// Days after which supply stops.
    pub stop_supply_days: Option<u32>,
    /// A cash discount: days and rate.
    pub discount: Option<(u32, &'static str)>,
}

/// `terms.agreed`, as long as it stands.
#[derive(Debug, Clone, Copy)]
pub struct AgreedTerms {
    /// From when.
    pub day: Day,
    /// Its position.
    pub at: u64,
    /// What was agreed.
    pub terms: Terms,
}

/// A condition of a decision.
#[derive(Debug, Clone, Copy)]
pub struct Condition {
    /// Its kind, as written.
    pub kind: &'static str,
    /// A share, as written.
    pub share: Option<&'static str>,
    /// A count.
    pub count: Option<u64>,
    /// Its amount; may be 0.
    pub amount: Minor,
    /// `order.condition_met` was recorded.
    pub is_met: bool,
}

/// An order.
#[derive(Debug, Clone)]
pub struct Order {
    /// Number, date, dependants.
    pub life: Life,
    /// Its currency.
    pub currency: Currency,
    /// Its amount.
    pub amount: Minor,
    /// The first line: article, quantity, unit price.
    pub first_line: (&'static str, i64, Minor),
    /// The newest outcome.
    pub outcome: Option<&'static str>,
    /// The effective day of the newest decision or override.
    pub decided_on: Day,
    /// Its conditions.
    pub conditions: Vec<Condition>,
    /// Cancelled.
    pub is_cancelled: bool,
}

/// A delivery.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Number, date, dependants.
    pub life: Life,
    /// Of which order.
    pub order: usize,
    /// What it is worth.
    pub amount: Minor,
    /// When it was received.
    pub received: Option<Day>,
    /// When it was accepted.
    pub accepted: Option<Day>,
    /// The worth of what is missing.
    pub short: Minor,
    /// What was returned.
    pub returned: Minor,
    /// An invoice names it.
    pub is_billed: bool,
}

/// A credit note.
#[derive(Debug, Clone)]
pub struct Note {
    /// Number, date, dependants.
    pub life: Life,
    /// On which item.
    pub item: usize,
}

/// Which kind of supplementary agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deal {
    /// A schedule.
    Instalment,
    /// A later date.
    Deferral,
    /// Goods for debt.
    Offset,
    /// A concession.
    PriceReduction,
    /// Against a security.
    Security,
}

impl Deal {
    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Instalment => "instalment",
            Self::Deferral => "deferral",
            Self::Offset => "offset",
            Self::PriceReduction => "price_reduction",
            Self::Security => "security",
        }
    }

    /// Whether it moves dates, and can be replaced.
    pub fn moves_dates(self) -> bool {
        matches!(self, Self::Instalment | Self::Deferral)
    }
}

/// An agreement.
#[derive(Debug, Clone)]
pub struct Agreement {
    /// Number, date, dependants.
    pub life: Life,
    /// Its kind.
    pub deal: Deal,
    /// The items it covers, and how much of each.
    pub covers: Vec<(usize, Minor)>,
    /// Its instalments; one for a deferral.
    pub schedule: Vec<(Day, Minor)>,
    /// Terminated.
    pub is_terminated: bool,
}

/// A dispute.
#[derive(Debug, Clone)]
pub struct Dispute {
    /// Number, date, dependants.
    pub life: Life,
    /// On which item.
    pub item: usize,
    /// How much.
    pub amount: Minor,
    /// How it ended.
    pub outcome: Option<&'static str>,
}

/// A statement of account.
#[derive(Debug, Clone)]
pub struct Statement {
    /// Number, date, dependants.
    pub life: Life,
    /// Its currency.
    pub currency: Currency,
    /// What we say.
    pub balance: Minor,
    /// Confirmed or contested.
    pub is_answered: bool,
}

/// A security.
#[derive(Debug, Clone)]
pub struct Security {
    /// Number, date, dependants.
    pub life: Life,
    /// Its currency.
    pub currency: Currency,
    /// Released.
    pub is_released: bool,
}

/// What a retraction has to undo beside the money (which is found by position).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undo {
    /// Cannot be retracted here.
    Never,
    /// Nothing but money.
    Money,
    /// The document that the event created.
    Created(Ref),
    /// `payment.allocated` of a payment.
    Allocation(usize),
    /// `payment.deallocated`.
    Deallocation(usize),
    /// `payment.reversed`.
    Reversal(usize),
    /// `payment.refunded`, by so much.
    Refund(usize, Minor),
    /// `invoice.received`.
    InvoiceReceived(usize),
    /// `delivery.received`.
    DeliveryReceived(usize),
    /// `delivery.accepted`.
    DeliveryAccepted(usize),
    /// `dispute.resolved`.
    Resolution(usize),
    /// `agreement.terminated`.
    Termination(usize),
    /// `statement.confirmed` or `statement.contested`.
    Answer(usize),
    /// `terms.agreed`.
    Terms,
}

/// An event that may yet be retracted.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Position and id.
    pub stamp: Stamp,
    /// Its effective day.
    pub day: Day,
    /// What it names.
    pub names: Vec<Ref>,
    /// What to undo.
    pub undo: Undo,
}
