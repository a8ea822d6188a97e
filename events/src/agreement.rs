//! Signed supplementary agreements (domain, section 7).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::date::Day;
use crate::document::Document;
use crate::fault::Fault;
use crate::ids::{AgreementNo, SecurityNo};
use crate::messages::fields::{agreement_incomplete, agreement_superfluous};
use crate::money::{Amount, Rate};
use crate::payment::Allocation;
use crate::terms::Count;
use crate::text::{PersonalText, Text};

/// What an agreement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AgreementKind {
    /// The covered amounts are paid by a schedule.
    Instalment,
    /// The covered amounts fall due on a new date.
    Deferral,
    /// Payment in kind.
    Offset,
    /// A credit over the covered items.
    PriceReduction,
    /// A security is given.
    Security,
}

impl AgreementKind {
    /// Whether it moves due dates: only these replace each other.
    #[must_use]
    pub fn moves_dates(self) -> bool {
        matches!(self, Self::Instalment | Self::Deferral)
    }

    /// The word that stands in events and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Instalment => "instalment",
            Self::Deferral => "deferral",
            Self::Offset => "offset",
            Self::PriceReduction => "price_reduction",
            Self::Security => "security",
        }
    }
}

/// One row of a schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Instalment {
    /// When.
    pub due: Day,
    /// How much.
    pub amount: Amount,
}

/// What a default does to the unfilled parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DefaultEffect {
    /// They fall due at once.
    Accelerate,
    /// The contractual dates hold again.
    Revert,
}

/// When an instalment plan fails, and what then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OnDefault {
    /// How many missed instalments are a default.
    pub missed: Count,
    /// What it does.
    pub effect: DefaultEffect,
}

impl Default for OnDefault {
    /// `{2, accelerate}` (domain, section 7).
    fn default() -> Self {
        Self { missed: Count(2), effect: DefaultEffect::Accelerate }
    }
}

/// `agreement.signed`: the kind's own fields stand beside the common ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreementSigned {
    /// Its number.
    pub agreement: AgreementNo,
    /// What it does.
    pub kind: AgreementKind,
    /// Which items it covers, and how much of each.
    pub covers: Vec<Allocation>,
    /// Who signed.
    pub signed_by: Vec<PersonalText>,
    /// The signed paper.
    pub document: Document,
    /// Deferral: the new due date.
    pub new_due: Option<Day>,
    /// Deferral, instalment: interest a day on what is not past its agreed date.
    pub daily_rate: Option<Rate>,
    /// Instalment: the schedule.
    pub schedule: Option<Vec<Instalment>>,
    /// Instalment: when it fails.
    pub on_default: Option<OnDefault>,
    /// Offset: the agreed value of the goods.
    pub goods_value: Option<Amount>,
    /// Price reduction: by how much.
    pub amount: Option<Amount>,
    /// Security: which one.
    pub security: Option<SecurityNo>,
}

impl AgreementSigned {
    /// Checks that exactly the kind's fields are there.
    ///
    /// # Errors
    /// A fault that names the missing or superfluous field.
    pub fn check_kind(&self) -> Result<(), Fault> {
        use AgreementKind as K;
        let kind = self.kind;
        let fields = [
            ("new_due", self.new_due.is_some(), kind == K::Deferral, kind == K::Deferral),
            ("daily_rate", self.daily_rate.is_some(), kind.moves_dates(), false),
            ("schedule", self.schedule.is_some(), kind == K::Instalment, kind == K::Instalment),
            ("on_default", self.on_default.is_some(), kind == K::Instalment, false),
            ("goods_value", self.goods_value.is_some(), kind == K::Offset, kind == K::Offset),
            ("amount", self.amount.is_some(), kind == K::PriceReduction, kind == K::PriceReduction),
            ("security", self.security.is_some(), kind == K::Security, kind == K::Security),
        ];
        for (field, present, allowed, required) in fields {
            if present && !allowed {
                return Err(Fault::of(field, agreement_superfluous(kind.word(), field)));
            }
            if required && !present {
                return Err(Fault::of(field, agreement_incomplete(kind.word(), field)));
            }
        }
        Ok(())
    }
}

/// `agreement.terminated`: instalment, deferral and security only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreementTerminated {
    /// The agreement.
    pub agreement: AgreementNo,
    /// Why.
    pub reason: Text,
}
