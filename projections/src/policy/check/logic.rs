//! What grades, risk classes and rules leave to each other: which can never
//! apply, and why (domain, sections 10 and 11).

use std::collections::BTreeSet;

use duebook_events::Words;
use duebook_events::order::ConditionKind;
use rust_decimal::Decimal;

use super::region::{Case, Domains, Subject, TooMany, meet};
use super::report::Report;
use super::tables::rule_name;
use super::values::{Cut, Values};
use crate::messages::{bounds, meaning as messages};
use crate::policy::fact::{ClassFact, Fact, OrderFact};
use crate::policy::written::Vocabulary;
use crate::policy::{Order, Path, Policy, When};

/// The most grades or classes that are compared.
const MAX_NAMES: usize = 60;

/// The most entries that a finding names as too many cases.
const NAMED: usize = 3;

/// A class or rule of an ordered list.
struct Entry<'p, F> {
    path: Path,
    /// `rule "severe"`.
    label: Words,
    when: Option<&'p When<F>>,
}

/// What an entry gets, after those before it.
struct Gets<F> {
    /// It gets nothing beyond these cases.
    cases: Vec<Case<F>>,
    /// Whether it gets all of them; else some comparison was given up, and nothing
    /// may be said that rests on its getting one.
    all: bool,
}

/// Checks grades, classes and rules of a policy whose scorecard gives these scores.
pub(super) fn check(policy: &Policy, scores: &BTreeSet<i64>, report: &mut Report<'_>) {
    if policy.grades.len().max(policy.risk_classes.len()) > MAX_NAMES {
        let what = Words::new("the list of grades and classes", "等级列表");
        report.warning(&Path::of("grade"), messages::too_many_cases(what));
        return;
    }
    let grades: Vec<String> = policy.grades.iter().map(|grade| grade.name.clone()).collect();
    let classes: Vec<String> = policy.risk_classes.iter().map(|c| c.name.clone()).collect();
    let reachable = grades_reached(policy, scores, report);

    let domains = Domains::new(Vocabulary { grades: &grades, classes: &[] });
    let entries = policy.risk_classes.iter().enumerate();
    let entries: Vec<Entry<'_, ClassFact>> = entries
        .map(|(i, class)| {
            let (en, zh) =
                (format!("risk class {:?}", class.name), format!("风险等级“{}”", class.name));
            let path = Path::of("risk_class").index(i);
            Entry { path, label: Words::new(en, zh), when: class.when.as_ref() }
        })
        .collect();
    let universe = class_universe(&domains, &reachable);
    let classes_get = Walk { domains: &domains, universe: &universe, report }.walk(&entries);

    let domains = Domains::new(Vocabulary { grades: &grades, classes: &classes });
    let entries = policy.rules.iter().enumerate();
    let entries: Vec<Entry<'_, OrderFact>> = entries
        .map(|(i, rule)| {
            let (en, zh) = (format!("rule {:?}", rule.name), format!("规则“{}”", rule.name));
            let path = Path::of("rule").index(i);
            Entry { path, label: Words::new(en, zh), when: rule.when.as_ref() }
        })
        .collect();
    let universe = order_universe(&domains, &classes_get, &reachable);
    let rules_get = Walk { domains: &domains, universe: &universe, report }.walk(&entries);
    overdue_asked(policy, &domains, &rules_get, report);
}

/// The scores of each grade; complains about grades without any.
fn grades_reached(
    policy: &Policy,
    scores: &BTreeSet<i64>,
    report: &mut Report<'_>,
) -> Vec<BTreeSet<i64>> {
    let (least, most) = (scores.first().copied(), scores.last().copied());
    let (least, most) = (least.unwrap_or_default(), most.unwrap_or_default());
    let mut above = 100;
    let mut reached = Vec::new();
    for (i, grade) in policy.grades.iter().enumerate() {
        let of: BTreeSet<i64> =
            scores.iter().copied().filter(|s| (grade.from..=above).contains(s)).collect();
        if of.is_empty() {
            let message = messages::grade_unreachable(&grade.name, grade.from, above, least, most);
            report.error(&Path::of("grade").index(i), message);
        }
        above = grade.from - 1;
        reached.push(of);
    }
    reached
}

/// Nothing is overdue, or something is and has been for a day at least.
fn overdue_or_not<F: Fact>(domains: &Domains<'_>, overdue: F, days: F) -> [Case<F>; 2] {
    let is = |fact: F, order: Order| {
        let domain = domains.of(fact);
        (Subject::Fact(fact), domain.and(&domain.compared(order, Decimal::ZERO)))
    };
    [
        Case::from([is(overdue, Order::AtMost), is(days, Order::AtMost)]),
        Case::from([is(overdue, Order::Above), is(days, Order::Above)]),
    ]
}

/// What the facts of a class can be at all.
fn class_universe(domains: &Domains<'_>, reachable: &[BTreeSet<i64>]) -> Vec<Case<ClassFact>> {
    let bits = (0..reachable.len()).filter(|grade| !reachable[*grade].is_empty());
    let bits = bits.fold(0, |bits, grade| bits | (1 << grade));
    let grades = (Subject::Fact(ClassFact::Grade), Values::words(bits, false));
    let mut cases = overdue_or_not(domains, ClassFact::Overdue, ClassFact::DaysPastDue).to_vec();
    for case in &mut cases {
        case.extend([grades.clone()]);
    }
    cases
}

/// What the facts of an order can be at all: class and grade as the risk classes
/// leave them, the scores of the grade, arrears with their days, and credit left
/// where there is a limit.
fn order_universe(
    domains: &Domains<'_>,
    classes: &[Gets<ClassFact>],
    reachable: &[BTreeSet<i64>],
) -> Vec<Case<OrderFact>> {
    let arrears = overdue_or_not(domains, OrderFact::Overdue, OrderFact::DaysPastDue);
    let (limit, left) = (domains.of(OrderFact::Limit), domains.of(OrderFact::AvailableAfter));
    let with = |limit: Values, left: Values| {
        [(Subject::Fact(OrderFact::Limit), limit), (Subject::Fact(OrderFact::AvailableAfter), left)]
    };
    let credit = [with(limit.known(), left.known()), with(limit.unknown(), left.unknown())];
    let mut universe = Vec::new();
    for (class, gets) in classes.iter().enumerate() {
        for (grade, scores) in reachable.iter().enumerate().filter(|(_, s)| !s.is_empty()) {
            let of_grade =
                Case::from([(Subject::Fact(ClassFact::Grade), Values::words(1 << grade, false))]);
            if !gets.cases.iter().any(|case| meet(case, &of_grade).is_some()) {
                continue;
            }
            for arrears in &arrears {
                for credit in &credit {
                    let mut case = arrears.clone();
                    case.extend(credit.clone());
                    case.insert(
                        Subject::Fact(OrderFact::RiskClass),
                        Values::words(1 << class, false),
                    );
                    case.insert(Subject::Fact(OrderFact::Grade), Values::words(1 << grade, false));
                    case.insert(Subject::Fact(OrderFact::Score), exactly(domains, scores));
                    universe.push(case);
                }
            }
        }
    }
    universe
}

/// These scores and no others.
fn exactly(domains: &Domains<'_>, scores: &BTreeSet<i64>) -> Values {
    let domain = domains.of(OrderFact::Score);
    let gaps = (0..=100).filter(|score| !scores.contains(score)).map(Decimal::from);
    gaps.fold(domain, |left, gap| {
        left.minus(&left.between(Cut::At(gap, false), Cut::At(gap, true)))
    })
}

/// Goes through an ordered list of which the first that holds applies.
struct Walk<'w, 'p, 't, F> {
    domains: &'w Domains<'p>,
    universe: &'w [Case<F>],
    report: &'w mut Report<'t>,
}

impl<F: Fact> Walk<'_, '_, '_, F> {
    /// What each entry gets; complains about those that get nothing.
    fn walk(&mut self, entries: &[Entry<'_, F>]) -> Vec<Gets<F>> {
        let mut taken: Vec<Option<Vec<Case<F>>>> = Vec::new();
        let mut gets = Vec::new();
        for (place, entry) in entries.iter().enumerate() {
            // Of cases that cannot be counted nothing is concluded: it takes none.
            let cases = entry.when.map_or(Ok(vec![Case::new()]), |when| self.domains.cases(when));
            let cases = cases.ok();
            gets.push(self.entry(entry, cases.as_deref(), entries, &taken));
            taken.push(cases);
            if self.domains.is_spent() {
                let left = entries.len() - place;
                self.report.warning(&entry.path, bounds::comparison_ended(&entry.label, left));
                gets.extend((1..left).map(|_| self.anything()));
                break;
            }
        }
        gets
    }

    /// What an entry may get of which nothing is known.
    fn anything(&self) -> Gets<F> {
        Gets { cases: self.universe.to_vec(), all: false }
    }

    /// What of its cases earlier entries leave to an entry.
    fn entry(
        &mut self,
        entry: &Entry<'_, F>,
        cases: Option<&[Case<F>]>,
        entries: &[Entry<'_, F>],
        taken: &[Option<Vec<Case<F>>>],
    ) -> Gets<F> {
        let path = entry.path.key("when");
        let possible = cases.map(|cases| self.domains.both(cases, self.universe));
        let Some(Ok(possible)) = possible else {
            self.report.warning(&path, messages::too_many_cases(&entry.label));
            return self.anything();
        };
        let dead = entry.when.map_or(Ok(false), |when| self.dead(when, &path, &entry.label));
        if dead.is_err() {
            self.report.warning(&path, messages::too_many_cases(&entry.label));
        }
        let mut left = possible.clone();
        let mut given_up = false;
        for earlier in taken.iter().flatten() {
            match self.domains.without(&left, earlier) {
                Ok(rest) => left = rest,
                Err(TooMany) => given_up = true,
            }
        }

        if left.is_empty() && !possible.is_empty() && dead != Ok(true) {
            let earlier = self.named(&self.cover(&possible, taken), entries);
            self.report.error(&entry.path, messages::decided_before(&entry.label, earlier));
        } else if !left.is_empty() && given_up && !self.domains.is_spent() {
            let earlier = self.named(&bulkiest(taken), entries);
            self.report.warning(&entry.path, bounds::too_many_left(&entry.label, earlier));
        }
        let all = !given_up && taken.iter().all(Option::is_some);
        Gets { cases: left, all }
    }

    /// The fewest earlier entries, the later ones first, that together are seen to
    /// leave nothing.
    fn cover(&self, possible: &[Case<F>], taken: &[Option<Vec<Case<F>>>]) -> Vec<usize> {
        let known = |place: &usize| taken[*place].as_deref();
        let mut needed: Vec<usize> =
            (0..taken.len()).filter(|place| known(place).is_some()).collect();
        for candidate in needed.clone() {
            let others: Vec<usize> =
                needed.iter().copied().filter(|place| *place != candidate).collect();
            let left = others
                .iter()
                .filter_map(known)
                .try_fold(possible.to_vec(), |left, taken| self.domains.without(&left, taken));
            if left.is_ok_and(|left| left.is_empty()) {
                needed = others;
            }
        }
        needed
    }

    /// Entries in words, with their lines.
    fn named(&self, places: &[usize], entries: &[Entry<'_, F>]) -> Words {
        let (mut en, mut zh) = (Vec::new(), Vec::new());
        for entry in places.iter().map(|place| &entries[*place]) {
            let line = self.report.line_of(&entry.path);
            en.push(format!("{} (line {line})", entry.label.en));
            zh.push(format!("{}（第 {line} 行）", entry.label.zh));
        }
        Words::new(en.join(", "), zh.join("、"))
    }

    /// Whether a condition can never hold, or part of it could be left out
    /// because it never does; complains about the smallest such part.
    fn dead(&mut self, when: &When<F>, path: &Path, label: &Words) -> Result<bool, TooMany> {
        let mut found = false;
        let parts: (&[When<F>], &str) = match when {
            When::All(parts) => (parts, "all"),
            When::Any(parts) => (parts, "any"),
            _ => (&[], ""),
        };
        for (i, part) in parts.0.iter().enumerate() {
            let of = if path.0.len() > 3 {
                label.clone()
            } else {
                let Words { en, zh } = label;
                Words::new(format!("this part of {en}"), format!("{zh}的这一部分"))
            };
            found |= self.dead(part, &path.key(parts.1).index(i), &of)?;
        }
        if found {
            return Ok(true);
        }
        let cases = self.domains.cases(when)?;
        if cases.is_empty() {
            self.report.error(path, messages::impossible(label));
            return Ok(true);
        }
        if self.domains.both(&cases, self.universe)?.is_empty() {
            self.report.error(path, messages::nobody(label));
            return Ok(true);
        }
        Ok(false)
    }
}

/// The entries of the most cases, some at most: those to write more simply.
fn bulkiest<F>(taken: &[Option<Vec<Case<F>>>]) -> Vec<usize> {
    let cases = |place: &usize| taken[*place].as_ref().map_or(0, Vec::len);
    let most = (0..taken.len()).map(|place| cases(&place)).max().unwrap_or_default();
    (0..taken.len()).filter(|place| 2 * cases(place) > most).take(NAMED).collect()
}

/// Conditions that share out the overdue need a rule that asks for some.
fn overdue_asked(
    policy: &Policy,
    domains: &Domains<'_>,
    gets: &[Gets<OrderFact>],
    report: &mut Report<'_>,
) {
    let overdue = domains.of(OrderFact::Overdue);
    let none = overdue.and(&overdue.compared(Order::AtMost, Decimal::ZERO));
    let nothing = Case::from([(Subject::Fact(OrderFact::Overdue), none)]);
    for (i, (rule, gets)) in policy.rules.iter().zip(gets).enumerate() {
        if !gets.all || !gets.cases.iter().any(|case| meet(case, &nothing).is_some()) {
            continue;
        }
        for (c, condition) in rule.conditions.iter().enumerate() {
            let shares = matches!(
                condition.kind,
                ConditionKind::PayOverdue
                    | ConditionKind::Instalments
                    | ConditionKind::ReceiptsToOverdueFirst
            );
            if shares {
                let path = Path::of("rule").index(i).key("conditions").index(c);
                let kind = condition.kind.word();
                report.warning(&path, messages::overdue_not_asked(rule_name(rule), kind));
                break;
            }
        }
    }
}
