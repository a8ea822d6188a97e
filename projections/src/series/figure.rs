//! The figures that can be drilled into, and what each is made of.

use duebook_events::Message;
use duebook_events::reading::unknown_word;
use serde::{Serialize, Serializer};

/// A figure of the portfolio.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// Open.
    Receivables,
    /// Past due.
    Overdue,
    /// Overdue / receivables.
    OverdueRate,
    /// Billed in the month.
    Billed,
    /// Days sales outstanding.
    Dso,
    /// The same, counted back.
    DsoCountBack,
    /// Days sales outstanding beyond the best possible.
    AverageDaysDelinquent,
    /// How much of what could be collected was.
    CollectionEffectiveness,
    /// By the provision matrix.
    ExpectedCreditLoss,
    /// Promises due in the month.
    PromisesDue,
    /// Those that were kept.
    PromisesKept,
    /// Disputes that are not resolved.
    DisputesOpen,
    /// Written off less recovered.
    WriteOffs,
    /// Unapplied cash and excess credits.
    Unapplied,
}

/// A sum of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowTerm {
    /// Open at the end of the month before.
    Opening,
    /// Billed in the month; for the count-back in all months that it looks at.
    Billed,
    /// Billed in the last 90 days.
    Billed90,
    /// Open.
    Receivables,
    /// Open and not overdue.
    Current,
    /// Past due.
    Overdue,
    /// Expected to be lost.
    ExpectedCreditLoss,
    /// Promised for the month.
    PromisesDue,
    /// Promised for the month, and kept.
    PromisesKept,
    /// Disputed.
    DisputesOpen,
    /// Written off less recovered.
    WriteOffs,
    /// Unapplied.
    Unapplied,
}

impl RowTerm {
    /// The word that stands in answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Billed => "billed",
            Self::Billed90 => "billed_90",
            Self::Receivables => "receivables",
            Self::Current => "current",
            Self::Overdue => "overdue",
            Self::ExpectedCreditLoss => "expected_credit_loss",
            Self::PromisesDue => "promises_due",
            Self::PromisesKept => "promises_kept",
            Self::DisputesOpen => "disputes_open",
            Self::WriteOffs => "write_offs",
            Self::Unapplied => "unapplied",
        }
    }
}

impl Serialize for RowTerm {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl Figure {
    /// All figures, in the order of answers.
    pub const ALL: [Self; 14] = [
        Self::Receivables,
        Self::Overdue,
        Self::OverdueRate,
        Self::Billed,
        Self::Dso,
        Self::DsoCountBack,
        Self::AverageDaysDelinquent,
        Self::CollectionEffectiveness,
        Self::ExpectedCreditLoss,
        Self::PromisesDue,
        Self::PromisesKept,
        Self::DisputesOpen,
        Self::WriteOffs,
        Self::Unapplied,
    ];

    /// The word that stands in answers and is typed.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Receivables => "receivables",
            Self::Overdue => "overdue",
            Self::OverdueRate => "overdue_rate",
            Self::Billed => "billed",
            Self::Dso => "dso",
            Self::DsoCountBack => "dso_count_back",
            Self::AverageDaysDelinquent => "average_days_delinquent",
            Self::CollectionEffectiveness => "collection_effectiveness",
            Self::ExpectedCreditLoss => "expected_credit_loss",
            Self::PromisesDue => "promises_due",
            Self::PromisesKept => "promises_kept",
            Self::DisputesOpen => "disputes_open",
            Self::WriteOffs => "write_offs",
            Self::Unapplied => "unapplied",
        }
    }

    /// The figure with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|figure| figure.word() == word)
    }

    /// The sums from which it is computed; an amount is its own only one.
    #[must_use]
    pub fn terms(self) -> &'static [RowTerm] {
        use RowTerm as T;
        match self {
            Self::Receivables => &[T::Receivables],
            Self::Overdue => &[T::Overdue],
            Self::OverdueRate => &[T::Receivables, T::Overdue],
            Self::Billed => &[T::Billed],
            Self::Dso => &[T::Billed90, T::Receivables],
            Self::DsoCountBack => &[T::Billed, T::Receivables],
            Self::AverageDaysDelinquent => &[T::Billed90, T::Overdue],
            Self::CollectionEffectiveness => &[T::Opening, T::Billed, T::Receivables, T::Current],
            Self::ExpectedCreditLoss => &[T::ExpectedCreditLoss],
            Self::PromisesDue => &[T::PromisesDue],
            Self::PromisesKept => &[T::PromisesKept],
            Self::DisputesOpen => &[T::DisputesOpen],
            Self::WriteOffs => &[T::WriteOffs],
            Self::Unapplied => &[T::Unapplied],
        }
    }
}

impl std::str::FromStr for Figure {
    type Err = Message;
    fn from_str(text: &str) -> Result<Self, Message> {
        Self::from_word(text).ok_or_else(|| unknown_word(text, &Self::ALL.map(Self::word)))
    }
}

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}
