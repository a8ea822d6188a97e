//! What risk classes look at (domain, section 10).

use duebook_events::legal::Step;
use rust_decimal::Decimal;

use super::{Contribution, View};
use crate::account::AgreementStatus;
use crate::policy::{CAUSES, ClassFact, FINDINGS, Fact, FactKind, FactValue, Facts, Value, major};

/// The facts that risk classes look at.
pub(super) struct ClassFacts<'f> {
    contributions: &'f [Contribution],
    grade: usize,
    overdue: Decimal,
    in_default: i64,
    insolvency: bool,
}

impl<'f> ClassFacts<'f> {
    pub fn new(view: &View<'_, '_>, contributions: &'f [Contribution], grade: usize) -> Self {
        let account = view.account;
        let in_default = account.agreements.iter().filter(|agreement| {
            view.is_main(agreement.currency)
                && account.agreement_status(agreement) == AgreementStatus::Defaulted
        });
        let overdue = view.overdue().0;
        Self {
            contributions,
            grade,
            overdue: view.currency.map_or(Decimal::ZERO, |currency| major(overdue, currency)),
            in_default: i64::try_from(in_default.count()).unwrap_or(i64::MAX),
            insolvency: account.legal_steps.iter().any(|(_, e)| e.step == Step::Insolvency),
        }
    }

    /// The value of a characteristic.
    fn measured(&self, name: &str) -> &Value {
        let found = self.contributions.iter().find(|c| c.characteristic == name);
        found.map_or(&Value::None, |contribution| &contribution.value)
    }
}

impl Facts<ClassFact> for ClassFacts<'_> {
    fn value(&self, fact: ClassFact) -> FactValue {
        match fact {
            ClassFact::Grade => FactValue::symbol(self.grade),
            ClassFact::Overdue => FactValue::Number(self.overdue),
            ClassFact::AgreementsInDefault => FactValue::count(self.in_default),
            ClassFact::Insolvency => FactValue::flag(self.insolvency),
            characteristic => match self.measured(characteristic.name()) {
                Value::None => FactValue::Unknown,
                Value::Ratio(ratio) => FactValue::Number(Decimal::from_i128_with_scale(ratio.0, 4)),
                Value::Count(count) => FactValue::count(*count),
                Value::Word(word) if fact.kind() == FactKind::Finding => {
                    FactValue::word_of(&FINDINGS, word)
                }
                Value::Word(word) => FactValue::word_of(&CAUSES, word),
            },
        }
    }
}
