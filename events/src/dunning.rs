//! Reminders and contacts.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::Document;
use crate::ids::{ContactNo, ItemNo, ReminderNo};
use crate::terms::Count;
use crate::text::{PersonalText, Text};

/// How the customer was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Electronic mail.
    Email,
    /// `WeChat`.
    Wechat,
    /// Telephone.
    Phone,
    /// Letter.
    Letter,
    /// A lawyer's letter.
    LawyerLetter,
    /// A visit.
    Visit,
}

impl Channel {
    /// The word that stands in events and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Wechat => "wechat",
            Self::Phone => "phone",
            Self::Letter => "letter",
            Self::LawyerLetter => "lawyer_letter",
            Self::Visit => "visit",
        }
    }
}

/// `reminder.sent`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReminderSent {
    /// Its number.
    pub reminder: ReminderNo,
    /// The step of the ladder.
    pub level: Count,
    /// How it was sent.
    pub channel: Channel,
    /// Which items it names.
    pub invoices: Vec<ItemNo>,
    /// Which template was used.
    pub template: Option<Text>,
    /// In which language.
    pub language: Option<Text>,
    /// The letter.
    pub document: Option<Document>,
    /// To whom.
    pub to: Option<PersonalText>,
}

/// Why the customer is late, as far as known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// It was forgotten.
    Oversight,
    /// The customer's own process is slow.
    Process,
    /// The customer has no money now.
    CashFlow,
    /// The customer disputes something.
    Dispute,
    /// The customer does not want to pay.
    Deliberate,
}

impl Cause {
    /// The word that stands in events and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Oversight => "oversight",
            Self::Process => "process",
            Self::CashFlow => "cash_flow",
            Self::Dispute => "dispute",
            Self::Deliberate => "deliberate",
        }
    }
}

/// How the customer answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Response {
    /// Not at all.
    None,
    /// With an answer.
    Answered,
    /// With a refusal.
    Refused,
}

/// `contact.logged`: what was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactLogged {
    /// Its number.
    pub contact: ContactNo,
    /// How.
    pub channel: Channel,
    /// Why the customer is late.
    pub cause: Option<Cause>,
    /// In words.
    pub summary: PersonalText,
    /// About which items; none means all.
    pub invoices: Option<Vec<ItemNo>>,
    /// How the customer answered.
    pub response: Response,
}
