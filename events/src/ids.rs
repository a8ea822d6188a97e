//! Ids, positions and the numbers that documents carry: each a type of its own.

use std::borrow::Cow;
use std::fmt;

use compact_str::CompactString;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use uuid::Uuid;

use crate::message::Message;
use crate::messages::values::{empty_number, long_number, not_a_uuid};
use crate::words::{Words, quoted, say};

/// The most bytes of an id or a document number.
pub const MAX_NUMBER_BYTES: usize = 200;

/// Where an event stands in the log: 1, 2, 3… without gaps (INV-1); 0 is "before the first".
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Position(pub u64);

/// Where an event stands in its customer's stream: 1, 2, 3… without gaps (INV-1).
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Version(pub u64);

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The identity of an event: a UUID in its usual lower-case form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(pub Uuid);

impl EventId {
    /// Reads a UUID of 36 characters; capital letters are read, lower case is written.
    ///
    /// # Errors
    /// A message, when the text is not a UUID.
    pub fn try_new(text: &str) -> Result<Self, Message> {
        if text.len() != 36 {
            return Err(not_a_uuid(quoted(text)));
        }
        Uuid::try_parse(text).map(Self).map_err(|_| not_a_uuid(quoted(text)))
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

/// Serde and schema of a type that is read from a short string by `try_new`.
macro_rules! short_string {
    ($type:ident, $expecting:literal, $zh:literal) => {
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Short;
                impl Visitor<'_> for Short {
                    type Value = $type;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        say(f, $expecting, $zh)
                    }
                    fn visit_str<E: de::Error>(self, text: &str) -> Result<$type, E> {
                        $type::try_new(text).map_err(|m| E::custom(m.sent()))
                    }
                }
                deserializer.deserialize_str(Short)
            }
        }
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({"type": "string", "minLength": 1, "description": $expecting})
            }
        }
    };
}

short_string!(EventId, "an event id (a UUID)", "事件编号（UUID）");

fn short(text: &str) -> Result<CompactString, Message> {
    if text.is_empty() {
        return Err(empty_number());
    }
    if text.len() > MAX_NUMBER_BYTES {
        return Err(long_number(MAX_NUMBER_BYTES));
    }
    Ok(text.into())
}

macro_rules! number_type {
    ($(#[$doc:meta])* $type:ident, $expecting:literal, $zh:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $type(pub(crate) CompactString);

        impl $type {
            /// Reads it: not empty, at most [`MAX_NUMBER_BYTES`] bytes.
            ///
            /// # Errors
            /// A message, when the text is empty or too long.
            pub fn try_new(text: &str) -> Result<Self, Message> {
                short(text).map(Self)
            }

            /// The text itself.
            #[inline]
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        short_string!($type, $expecting, $zh);
    };
}

number_type!(
    /// A customer, and so a stream; `$ledger` is the ledger's own.
    CustomerId, "a customer number", "客户编号"
);
number_type!(
    /// The number of an order.
    OrderNo, "an order number", "订单编号"
);
number_type!(
    /// The number of a delivery.
    DeliveryNo, "a delivery number", "发货单编号"
);
number_type!(
    /// The number of an open item: invoices and fees share one name space.
    ItemNo, "the number of an invoice or a fee", "发票或费用编号"
);
number_type!(
    /// The number of a credit note.
    CreditNoteNo, "a credit note number", "红字凭证编号"
);
number_type!(
    /// The number of a payment; where money is allocated or refunded it may also be a credit note's.
    PaymentNo, "a payment number", "收款编号"
);
number_type!(
    /// The number of a reminder.
    ReminderNo, "a reminder number", "催款编号"
);
number_type!(
    /// The number of a contact.
    ContactNo, "a contact number", "联系记录编号"
);
number_type!(
    /// The number of a promise to pay.
    PromiseNo, "a promise number", "承诺编号"
);
number_type!(
    /// The number of a supplementary agreement.
    AgreementNo, "an agreement number", "协议编号"
);
number_type!(
    /// The number of a dispute.
    DisputeNo, "a dispute number", "争议编号"
);
number_type!(
    /// The number of a statement of account.
    StatementNo, "a statement number", "对账单编号"
);
number_type!(
    /// The number of a security.
    SecurityNo, "a security number", "担保编号"
);

impl CustomerId {
    /// The ledger's own stream: policies and ledger-wide events.
    pub const LEDGER: &'static str = "$ledger";

    /// The ledger's own stream.
    #[must_use]
    pub fn ledger() -> Self {
        Self(CompactString::const_new(Self::LEDGER))
    }

    /// Whether this is the ledger's own stream.
    #[must_use]
    pub fn is_ledger(&self) -> bool {
        self.0 == Self::LEDGER
    }
}

/// The name spaces of numbers; each number is unique in its own (domain,
/// section 3, identity). The codes are stored: they never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum NumberKind {
    /// Customers.
    Customer = 1,
    /// Orders.
    Order = 2,
    /// Deliveries.
    Delivery = 3,
    /// Invoices and fees.
    Item = 4,
    /// Credit notes.
    CreditNote = 5,
    /// Payments.
    Payment = 6,
    /// Reminders.
    Reminder = 7,
    /// Contacts.
    Contact = 8,
    /// Promises.
    Promise = 9,
    /// Agreements.
    Agreement = 10,
    /// Disputes.
    Dispute = 11,
    /// Statements.
    Statement = 12,
    /// Securities.
    Security = 13,
    /// Policies, as `name@version`.
    Policy = 14,
}

impl NumberKind {
    /// All name spaces.
    pub const ALL: [Self; 14] = [
        Self::Customer,
        Self::Order,
        Self::Delivery,
        Self::Item,
        Self::CreditNote,
        Self::Payment,
        Self::Reminder,
        Self::Contact,
        Self::Promise,
        Self::Agreement,
        Self::Dispute,
        Self::Statement,
        Self::Security,
        Self::Policy,
    ];

    /// The word for it in messages.
    #[must_use]
    pub fn words(self) -> Words {
        let (en, zh) = match self {
            Self::Customer => ("customer", "客户"),
            Self::Order => ("order", "订单"),
            Self::Delivery => ("delivery", "发货单"),
            Self::Item => ("invoice or fee", "发票或费用"),
            Self::CreditNote => ("credit note", "红字凭证"),
            Self::Payment => ("payment", "收款"),
            Self::Reminder => ("reminder", "催款"),
            Self::Contact => ("contact", "联系记录"),
            Self::Promise => ("promise", "承诺"),
            Self::Agreement => ("agreement", "协议"),
            Self::Dispute => ("dispute", "争议"),
            Self::Statement => ("statement", "对账单"),
            Self::Security => ("security", "担保"),
            Self::Policy => ("policy", "政策"),
        };
        Words::new(en, zh)
    }

    /// The word and a number, as messages name a thing.
    #[must_use]
    pub fn named(self, number: &str) -> Words {
        let Words { en, zh } = self.words();
        Words::new(format!("{en} {number}"), format!("{zh} {number}"))
    }
}

/// A number in its name space.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number {
    /// The name space.
    pub kind: NumberKind,
    /// The number as written.
    pub text: CompactString,
}

impl fmt::Display for Number {
    /// In English, or in Chinese with the alternate flag.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.named(&self.text).fmt(f)
    }
}
