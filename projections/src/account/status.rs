//! How agreements and instalments stand, as answers tell it (domain, section 7).

use duebook_events::Day;
use duebook_events::money::Minor;

/// How an agreement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgreementStatus {
    /// Ended by `agreement.terminated`.
    Terminated,
    /// All its items are under newer agreements.
    Replaced,
    /// Too many instalments were missed.
    Defaulted,
    /// Nothing covered is open.
    Fulfilled,
    /// None of these.
    Active,
}

impl AgreementStatus {
    /// The word that stands in answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Terminated => "terminated",
            Self::Replaced => "replaced",
            Self::Defaulted => "defaulted",
            Self::Fulfilled => "fulfilled",
            Self::Active => "active",
        }
    }
}

/// How an instalment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstalmentStatus {
    /// Not due yet, not met.
    Pending,
    /// Met by its date.
    Met,
    /// Met after its date.
    Late,
    /// Past its date, not met.
    Missed,
}

impl InstalmentStatus {
    /// The word that stands in answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Met => "met",
            Self::Late => "late",
            Self::Missed => "missed",
        }
    }
}

/// An instalment as answers show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstalmentView {
    /// The agreed date.
    pub due: Day,
    /// How much.
    pub amount: Minor,
    /// How much of it is filled.
    pub credited: Minor,
    /// How it stands.
    pub status: InstalmentStatus,
    /// Since when it has been met.
    pub met_on: Option<Day>,
}
