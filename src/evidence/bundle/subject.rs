//! What a bundle is about: a customer, an order, an invoice.

use std::fmt;

use duebook_events::Words;

/// What is told of a subject: its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubjectKind {
    /// Everything of a customer.
    Customer,
    /// An order, and what names it.
    Order,
    /// An invoice (or a fee), and what names it.
    Invoice,
}

impl SubjectKind {
    /// The word that stands in the manifest's note.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Order => "order",
            Self::Invoice => "invoice",
        }
    }

    /// The word for people.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Customer => Words::new("customer", "客户"),
            Self::Order => Words::new("order", "订单"),
            Self::Invoice => Words::new("invoice", "发票"),
        }
    }
}

/// What a bundle is about. Printed as the second line of the manifest's note: `customer C-0001`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Its kind.
    pub kind: SubjectKind,
    /// Its number.
    pub number: String,
}

impl Subject {
    /// Reads `customer C-0001`; none where it is not a kind, a blank, and a number without blanks at
    /// its ends or control characters.
    #[must_use]
    pub fn parse(line: &str) -> Option<Self> {
        let (kind, number) = line.split_once(' ')?;
        let kind = [SubjectKind::Customer, SubjectKind::Order, SubjectKind::Invoice]
            .into_iter()
            .find(|known| known.word() == kind)?;
        let plain = !number.is_empty() && number.trim() == number;
        (plain && !number.contains(char::is_control))
            .then(|| Self { kind, number: number.to_owned() })
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.word(), self.number)
    }
}
