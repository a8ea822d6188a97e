//! Invoices, credit notes, fees, write-offs: what makes and reduces open items.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::currency::Currency;
use crate::date::Day;
use crate::document::Document;
use crate::ids::{CreditNoteNo, DeliveryNo, ItemNo, OrderNo};
use crate::money::{Amount, AmountOrZero};
use crate::terms::Terms;
use crate::text::Text;

/// `invoice.issued`: an open item of this gross amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InvoiceIssued {
    /// Its number.
    pub invoice: ItemNo,
    /// Its currency.
    pub currency: Currency,
    /// Gross amount.
    pub amount: Amount,
    /// The tax in it.
    pub tax: Option<AmountOrZero>,
    /// The order.
    pub order: Option<OrderNo>,
    /// The deliveries that it bills.
    pub deliveries: Option<Vec<DeliveryNo>>,
    /// An explicit due date: it wins.
    pub due: Option<Day>,
    /// Its own terms, which replace those in force as a whole.
    pub terms: Option<Terms>,
    /// To whom it is made out.
    pub title: Option<Text>,
    /// The buyer's tax number.
    pub tax_id: Option<Text>,
    /// The invoice document.
    pub document: Option<Document>,
}

/// `invoice.received`: the customer has it; once per invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InvoiceReceived {
    /// The invoice.
    pub invoice: ItemNo,
    /// The receipt.
    pub document: Option<Document>,
}

/// What of an invoice can be corrected: never its amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectedFields {
    /// To whom it is made out.
    pub title: Option<Text>,
    /// The buyer's tax number.
    pub tax_id: Option<Text>,
}

/// `invoice.corrected`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InvoiceCorrected {
    /// The invoice.
    pub invoice: ItemNo,
    /// What changed.
    pub fields: CorrectedFields,
    /// Whether the term runs anew from here.
    pub restart_due: bool,
}

/// `credit_note.issued`: reduces an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreditNoteIssued {
    /// Its number.
    pub credit_note: CreditNoteNo,
    /// The item.
    pub invoice: ItemNo,
    /// By how much.
    pub amount: Amount,
    /// Why.
    pub reason: Text,
}

/// What a fee is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FeeKind {
    /// Late interest.
    Interest,
    /// Contractual penalty.
    Penalty,
    /// Cost of collection.
    Cost,
}

/// `late_fee.charged`: an open item of its own, never interest-bearing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LateFeeCharged {
    /// Its number, in the name space of invoices.
    pub fee: ItemNo,
    /// The invoice that was late.
    pub invoice: ItemNo,
    /// How much.
    pub amount: Amount,
    /// Up to which date it was computed.
    pub through: Option<Day>,
    /// When it is due; else at once.
    pub due: Option<Day>,
    /// What it is for.
    pub kind: Option<FeeKind>,
}

/// `invoice.written_off`: given up, in part or whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InvoiceWrittenOff {
    /// The item.
    pub invoice: ItemNo,
    /// How much.
    pub amount: Amount,
    /// Why.
    pub reason: Text,
    /// Who approved it.
    pub approver: Text,
}

/// `write_off.recovered`: reopens that much, so that a payment can be allocated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteOffRecovered {
    /// The item.
    pub invoice: ItemNo,
    /// How much.
    pub amount: Amount,
}
