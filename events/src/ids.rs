//! Ids, positions and the numbers that documents carry: each a type of its own.

use std::borrow::Cow;
use std::fmt;

use compact_str::CompactString;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use uuid::Uuid;

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
    /// In words, when the text is not a UUID.
    pub fn try_new(text: &str) -> Result<Self, String> {
        if text.len() != 36 {
            return Err(format!("{text:?} is not a UUID of 36 characters"));
        }
        Uuid::try_parse(text).map(Self).map_err(|_| format!("{text:?} is not a UUID"))
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

/// Serde and schema of a type that is read from a short string by `try_new`.
macro_rules! short_string {
    ($type:ident, $expecting:literal) => {
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Short;
                impl Visitor<'_> for Short {
                    type Value = $type;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str($expecting)
                    }
                    fn visit_str<E: de::Error>(self, text: &str) -> Result<$type, E> {
                        $type::try_new(text).map_err(E::custom)
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

short_string!(EventId, "an event id (a UUID)");

fn short(text: &str) -> Result<CompactString, String> {
    if text.is_empty() {
        return Err("an empty text is not a number".to_owned());
    }
    if text.len() > MAX_NUMBER_BYTES {
        return Err(format!("a number of more than {MAX_NUMBER_BYTES} bytes"));
    }
    Ok(text.into())
}

macro_rules! number_type {
    ($(#[$doc:meta])* $type:ident, $expecting:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $type(CompactString);

        impl $type {
            /// Reads it: not empty, at most [`MAX_NUMBER_BYTES`] bytes.
            ///
            /// # Errors
            /// In words, when the text is empty or too long.
            pub fn try_new(text: &str) -> Result<Self, String> {
                short(text).map(Self)
            }

            /// The text itself.
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

        short_string!($type, $expecting);
    };
}

number_type!(
    /// A customer, and so a stream; `$ledger` is the ledger's own.
    CustomerId, "a customer number"
);
number_type!(
    /// The number of an order.
    OrderNo, "an order number"
);
number_type!(
    /// The number of a delivery.
    DeliveryNo, "a delivery number"
);
number_type!(
    /// The number of an open item: invoices and fees share one name space.
    ItemNo, "the number of an invoice or a fee"
);
number_type!(
    /// The number of a credit note.
    CreditNoteNo, "a credit note number"
);
number_type!(
    /// The number of a payment; where money is allocated or refunded it may also be a credit note's.
    PaymentNo, "a payment number"
);
number_type!(
    /// The number of a reminder.
    ReminderNo, "a reminder number"
);
number_type!(
    /// The number of a contact.
    ContactNo, "a contact number"
);
number_type!(
    /// The number of a promise to pay.
    PromiseNo, "a promise number"
);
number_type!(
    /// The number of a supplementary agreement.
    AgreementNo, "an agreement number"
);
number_type!(
    /// The number of a dispute.
    DisputeNo, "a dispute number"
);
number_type!(
    /// The number of a statement of account.
    StatementNo, "a statement number"
);
number_type!(
    /// The number of a security.
    SecurityNo, "a security number"
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
    /// The word for it in messages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Order => "order",
            Self::Delivery => "delivery",
            Self::Item => "invoice or fee",
            Self::CreditNote => "credit note",
            Self::Payment => "payment",
            Self::Reminder => "reminder",
            Self::Contact => "contact",
            Self::Promise => "promise",
            Self::Agreement => "agreement",
            Self::Dispute => "dispute",
            Self::Statement => "statement",
            Self::Security => "security",
            Self::Policy => "policy",
        }
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
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.word(), self.text)
    }
}
