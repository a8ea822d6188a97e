//! Scorecard, grades, risk classes and rules of two policies: what is new, gone,
//! moved or rewritten.

use duebook_events::Words;
use duebook_events::order::ConditionKind;

use super::tables::multiple;
use super::{Changes, Section};
use crate::policy::words::{
    bin, condition_kind, condition_or_always, consequence, outcome, points, template,
};
use crate::policy::{Bins, ClassFact, DecisionRule, Fact, Grade, Policy, RiskClass};

pub(super) fn compare(before: &Policy, after: &Policy, changes: &mut Changes) {
    scorecard(before, after, changes);
    list(Kind::Grade, (&before.grades, &after.grades), grade, changes);
    list(Kind::Class, (&before.risk_classes, &after.risk_classes), class, changes);
    list(Kind::Rule, (&before.rules, &after.rules), rule, changes);
}

fn scorecard(before: &Policy, after: &Policy, changes: &mut Changes) {
    let (old, new) = (&before.scorecard, &after.scorecard);
    let item = Words::new("where everybody starts", "起始分");
    changes.compare(Section::Scorecard, item, points(old.base), points(new.base));
    let days = |days: i32| Words::new(format!("{days} days"), format!("{days} 天"));
    let item = Words::new("how far back history goes", "历史回溯");
    changes.compare(Section::Scorecard, item, days(old.window_days), days(new.window_days));
    for ((fact, old), (_, new)) in old.characteristics().into_iter().zip(new.characteristics()) {
        bins(fact, old, new, changes);
    }
}

/// The bins of a characteristic: by their bounds where both have the same ones,
/// else as a whole.
fn bins(fact: ClassFact, before: &Bins, after: &Bins, changes: &mut Changes) {
    let bounds = |bins: &Bins| bins.bins.iter().map(|one| bin(fact, one)).collect::<Vec<_>>();
    let (old, new) = (bounds(before), bounds(after));
    let same_order = {
        let kept_old: Vec<_> = old.iter().filter(|words| new.contains(words)).collect();
        let kept_new: Vec<_> = new.iter().filter(|words| old.contains(words)).collect();
        kept_old == kept_new
    };
    if same_order {
        let mut items = old.clone();
        items.extend(new.iter().filter(|words| !old.contains(words)).cloned());
        for item in items {
            let of = |words: &[Words], bins: &Bins| {
                let at = words.iter().position(|words| *words == item)?;
                Some(points(bins.bins[at].points))
            };
            let (was, will) = (of(&old, before), of(&new, after));
            changes.maybe(Section::Scorecard, item, was, will);
        }
    } else {
        let whole = |bins: &Bins| {
            let each = bins.bins.iter().map(|one| {
                let (bounds, points) = (bin(fact, one), points(one.points));
                Words::new(
                    format!("{}: {}", bounds.en, points.en),
                    format!("{}：{}", bounds.zh, points.zh),
                )
            });
            crate::policy::words::joined(&each.collect::<Vec<_>>(), ["; ", "；"])
        };
        changes.compare(Section::Scorecard, fact.words(), whole(before), whole(after));
    }
    let Words { en, zh } = fact.words();
    let item = Words::new(format!("{en}: no value"), format!("{zh}：无数值"));
    changes.compare(Section::Scorecard, item, points(before.none), points(after.none));
}

/// What kind of list is compared.
#[derive(Clone, Copy)]
enum Kind {
    Grade,
    Class,
    Rule,
}

impl Kind {
    fn section(self) -> Section {
        match self {
            Self::Grade => Section::Grades,
            Self::Class => Section::RiskClasses,
            Self::Rule => Section::Rules,
        }
    }

    /// An entry by its name: `rule "occasional"`.
    fn entry(self, name: &str) -> Words {
        let (en, zh) = match self {
            Self::Grade => ("grade", "等级"),
            Self::Class => ("risk class", "风险等级"),
            Self::Rule => ("rule", "规则"),
        };
        Words::new(format!("{en} {name:?}"), format!("{zh}“{name}”"))
    }

    /// A property of an entry.
    fn of(self, name: &str, en: &str, zh: &str) -> Words {
        let entry = self.entry(name);
        Words::new(format!("{}, {en}", entry.en), format!("{}，{zh}", entry.zh))
    }
}

/// Something with a name in a list whose order counts.
trait Named {
    fn name(&self) -> &str;
    /// The whole entry in words.
    fn told(&self) -> Words;
}

impl Named for Grade {
    fn name(&self) -> &str {
        &self.name
    }
    fn told(&self) -> Words {
        let factor = multiple(self.limit_factor.decimal());
        Words::new(
            format!("from {} points, {}", self.from, factor.en),
            format!("{} 分起，{}", self.from, factor.zh),
        )
    }
}

impl Named for RiskClass {
    fn name(&self) -> &str {
        &self.name
    }
    fn told(&self) -> Words {
        condition_or_always(self.when.as_ref())
    }
}

impl Named for DecisionRule {
    fn name(&self) -> &str {
        &self.name
    }
    fn told(&self) -> Words {
        let (when, what) = (condition_or_always(self.when.as_ref()), consequence(self));
        Words::new(format!("when {}: {}", when.en, what.en), format!("{}时：{}", when.zh, what.zh))
    }
}

/// Entries that are new, gone or moved; those in both are compared.
fn list<T: Named>(
    kind: Kind,
    (before, after): (&[T], &[T]),
    each: fn(Kind, &T, &T, &mut Changes),
    changes: &mut Changes,
) {
    let find = |list: &'_ [T], name: &str| list.iter().position(|entry| entry.name() == name);
    for old in before {
        if find(after, old.name()).is_none() {
            let item = kind.entry(old.name());
            changes.maybe(kind.section(), item, Some(old.told()), None);
        }
    }
    let kept: Vec<&str> =
        before.iter().map(Named::name).filter(|name| find(after, name).is_some()).collect();
    let stays = stay_in_order(&kept, after);
    for (place, new) in after.iter().enumerate() {
        let name = new.name();
        let Some(was) = find(before, name) else {
            changes.maybe(kind.section(), kind.entry(name), None, Some(new.told()));
            let item = kind.of(name, "place", "位置");
            changes.maybe(kind.section(), item, None, Some(place_of(after, place)));
            continue;
        };
        each(kind, &before[was], new, changes);
        if !stays.contains(&name) {
            let item = kind.of(name, "place", "位置");
            changes.compare(kind.section(), item, place_of(before, was), place_of(after, place));
        }
    }
}

/// Where an entry stands.
fn place_of<T: Named>(list: &[T], place: usize) -> Words {
    match place.checked_sub(1).map(|before| list[before].name()) {
        Some(before) => Words::new(format!("after {before:?}"), format!("在“{before}”之后")),
        None => Words::new("first", "最先"),
    }
}

/// The longest series of names that stand in the same order in both lists: the
/// others have moved.
fn stay_in_order<'n, T: Named>(kept: &[&'n str], after: &[T]) -> Vec<&'n str> {
    let place = |name: &str| after.iter().position(|entry| entry.name() == name);
    let mut best: Vec<Vec<&str>> = Vec::new();
    for name in kept {
        let before = best
            .iter()
            .filter(|series| series.last().is_some_and(|last| place(last) < place(name)));
        let mut series = before.max_by_key(|series| series.len()).cloned().unwrap_or_default();
        series.push(name);
        best.push(series);
    }
    best.into_iter().max_by_key(Vec::len).unwrap_or_default()
}

fn note(
    kind: Kind,
    name: &str,
    before: Option<&String>,
    after: Option<&String>,
    changes: &mut Changes,
) {
    let words = |note: Option<&String>| note.map(Words::verbatim);
    changes.maybe(kind.section(), kind.of(name, "note", "说明"), words(before), words(after));
}

fn grade(kind: Kind, before: &Grade, after: &Grade, changes: &mut Changes) {
    let name = &after.name;
    let from =
        |grade: &Grade| Words::new(format!("from {}", grade.from), format!("{} 分起", grade.from));
    changes.compare(kind.section(), kind.of(name, "score", "起始分"), from(before), from(after));
    let factor = |grade: &Grade| multiple(grade.limit_factor.decimal());
    let item = kind.of(name, "recommended limit", "建议额度");
    changes.compare(kind.section(), item, factor(before), factor(after));
    note(kind, name, before.note.as_ref(), after.note.as_ref(), changes);
}

fn class(kind: Kind, before: &RiskClass, after: &RiskClass, changes: &mut Changes) {
    let name = &after.name;
    let item = kind.of(name, "condition", "成立条件");
    changes.compare(kind.section(), item, before.told(), after.told());
    note(kind, name, before.note.as_ref(), after.note.as_ref(), changes);
}

fn rule(kind: Kind, before: &DecisionRule, after: &DecisionRule, changes: &mut Changes) {
    let name = &after.name;
    let when = |rule: &DecisionRule| condition_or_always(rule.when.as_ref());
    let item = kind.of(name, "condition", "成立条件");
    changes.compare(kind.section(), item, when(before), when(after));
    let item = kind.of(name, "outcome", "结果");
    changes.compare(kind.section(), item, outcome(before.outcome), outcome(after.outcome));
    let told = changes.0.len();
    let mut kinds: Vec<ConditionKind> = before.conditions.iter().map(|c| c.kind).collect();
    kinds.extend(
        after
            .conditions
            .iter()
            .map(|c| c.kind)
            .filter(|kind| before.conditions.iter().all(|condition| condition.kind != *kind)),
    );
    for asked in kinds {
        let of = |rule: &DecisionRule| {
            rule.conditions.iter().find(|condition| condition.kind == asked).map(template)
        };
        let Words { en, zh } = condition_kind(asked);
        changes.maybe(kind.section(), kind.of(name, &en, &zh), of(before), of(after));
    }
    // Their order counts: the rest is what the share before it leaves.
    if changes.0.len() == told && before.conditions != after.conditions {
        let item = kind.of(name, "order of conditions", "条件的顺序");
        changes.compare(kind.section(), item, consequence(before), consequence(after));
    }
    note(kind, name, before.note.as_ref(), after.note.as_ref(), changes);
}
