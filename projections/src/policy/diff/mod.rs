//! What differs between two policies, in the domain's words: one change a line,
//! by section, with what was and what will be.
//!
//! The meaning is compared and not the text: comments, order of keys and spelling
//! of numbers make no difference. Two policies without a change judge alike.

mod lists;
mod tables;
#[cfg(test)]
mod tests;

use duebook_events::Words;
use serde::Serialize;

use super::Policy;

/// A section of a policy, in the order in which changes are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// What the company calls it.
    Title,
    /// Aging buckets.
    Aging,
    /// Default terms.
    Terms,
    /// Time zone and days off.
    Calendar,
    /// Promises.
    Promises,
    /// Automatic allocation.
    Allocation,
    /// Limitation of claims.
    Limitation,
    /// Haircuts of securities.
    Security,
    /// Caps on late interest.
    Interest,
    /// Expected credit loss.
    Provision,
    /// Points.
    Scorecard,
    /// Grades.
    Grades,
    /// Risk classes.
    RiskClasses,
    /// Decision rules.
    Rules,
    /// The reminder ladder.
    Reminders,
}

impl Section {
    /// Its name for people.
    #[must_use]
    pub fn words(self) -> Words {
        let (en, zh) = match self {
            Self::Title => ("title", "称呼"),
            Self::Aging => ("aging", "账龄"),
            Self::Terms => ("default terms", "默认付款条件"),
            Self::Calendar => ("calendar", "日历"),
            Self::Promises => ("promises", "付款承诺"),
            Self::Allocation => ("allocation", "核销"),
            Self::Limitation => ("limitation", "诉讼时效"),
            Self::Security => ("securities", "担保"),
            Self::Interest => ("interest cap", "利率上限"),
            Self::Provision => ("provision", "计提"),
            Self::Scorecard => ("scorecard", "评分卡"),
            Self::Grades => ("grades", "信用等级"),
            Self::RiskClasses => ("risk classes", "风险等级"),
            Self::Rules => ("rules", "决定规则"),
            Self::Reminders => ("reminders", "催收阶梯"),
        };
        Words::new(en, zh)
    }
}

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where.
    pub section: Section,
    /// What.
    pub item: Words,
    /// How it was; `None` if it was not there.
    pub before: Option<Words>,
    /// How it will be; `None` if it will not be there.
    pub after: Option<Words>,
}

/// What differs from one policy to another, in the order of the sections.
#[must_use]
pub fn diff(before: &Policy, after: &Policy) -> Vec<Change> {
    let mut changes = Changes::default();
    tables::compare(before, after, &mut changes);
    lists::compare(before, after, &mut changes);
    changes.0.sort_by_key(|change| change.section);
    changes.0
}

/// Changes as they are found.
#[derive(Default)]
struct Changes(Vec<Change>);

impl Changes {
    /// Adds a change if the words differ.
    fn compare(&mut self, section: Section, item: Words, before: Words, after: Words) {
        self.maybe(section, item, Some(before), Some(after));
    }

    /// Adds a change if what was and what will be differ.
    fn maybe(
        &mut self,
        section: Section,
        item: Words,
        before: Option<Words>,
        after: Option<Words>,
    ) {
        if before != after {
            self.0.push(Change { section, item, before, after });
        }
    }
}
