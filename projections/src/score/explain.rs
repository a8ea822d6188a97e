//! Why a score is what it is: the bin of every value, the class that held and by
//! what, and what would help (domain, section 10).

use duebook_events::{Day, Rate};
use serde::{Serialize, Serializer};

use super::{ClassFacts, Contribution, Score, assemble, measure};
use crate::account::Account;
use crate::money::Money;
use crate::policy::{
    Bin, CAUSES, ClassFact, FINDINGS, FLAGS, Fact, FactKind, FactValue, Facts, Order, Policy,
    Scorecard, Test, When,
};

/// A score, taken apart.
#[derive(Debug)]
pub struct Explained {
    /// The score as every answer gives it.
    pub score: Score,
    /// Where everybody starts.
    pub base: i64,
    /// Base and points, before they are held between 0 and 100.
    pub sum: i64,
    /// The characteristics, in the order of the domain page.
    pub steps: Vec<ScoreStep>,
    /// From which score on the grade is given.
    pub grade_from: i64,
    /// The grade above, and how far it is.
    pub next_grade: Option<NextGrade>,
    /// The risk classes in order, up to the one that held.
    pub classes: Vec<ClassVerdict>,
    /// The newest limit.
    pub limit: Option<Money>,
    /// The recommended limit as a multiple of it.
    pub limit_factor: Rate,
}

/// One characteristic.
#[derive(Debug, Serialize)]
pub struct ScoreStep {
    /// Its value, its points, its events.
    #[serde(flatten)]
    pub contribution: Contribution,
    /// The bin that matched, as the policy has it; null without a value.
    pub bin: Option<String>,
    /// The next better bin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub better: Option<Better>,
}

/// A bin that would give more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Better {
    /// As the policy has it.
    pub bin: String,
    /// What it would add to the score.
    pub adds: i64,
    /// When time alone will bring it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<Day>,
}

/// The grade above.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NextGrade {
    /// Its name.
    pub grade: String,
    /// From which score on it is given.
    pub from: i64,
    /// How many points are missing.
    pub missing: i64,
}

/// Whether a risk class held, and by what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClassVerdict {
    /// Its name.
    pub class: String,
    /// Whether it is the customer's.
    pub held: bool,
    /// The comparisons that made it hold; none for the class that always holds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<Reason>,
    /// Why it exists, in the company's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// What was looked at.
    #[serde(serialize_with = "by_name")]
    pub fact: ClassFact,
    /// Its value; null where there is none.
    pub value: Option<String>,
    /// What it was compared with: `> 90`, `= D`.
    pub test: String,
    /// Whether the comparison holds; under a `not` it is one that does not.
    pub holds: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the form that serde asks for
fn by_name<S: Serializer>(fact: &ClassFact, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(fact.name())
}

/// Takes the score of a customer apart.
#[must_use]
pub fn explain(customer: &str, account: &Account<'_>, policy: &Policy) -> Explained {
    let (view, standing, contributions) = measure(account, policy, true);
    let base = policy.scorecard.base;
    let sum = base + contributions.iter().map(|c| c.points).sum::<i64>();
    let facts = ClassFacts::new(&view, &contributions, standing.grade);
    let reading = Reading { facts: &facts, policy };
    let classes = policy.risk_classes[..=standing.risk_class].iter().enumerate();
    let classes = classes
        .map(|(at, class)| {
            let held = at == standing.risk_class;
            let because = class.when.as_ref().filter(|_| held);
            ClassVerdict {
                class: class.name.clone(),
                held,
                because: because.map_or_else(Vec::new, |when| reading.why(when, true)),
                note: class.note.clone().filter(|_| held),
            }
        })
        .collect();
    let grade = &policy.grades[standing.grade];
    let above = standing.grade.checked_sub(1).map(|above| &policy.grades[above]);
    let next_grade = above.map(|above| NextGrade {
        grade: above.name.clone(),
        from: above.from,
        missing: above.from - sum,
    });
    let steps = contributions
        .iter()
        .map(|contribution| step(contribution, &policy.scorecard, account))
        .collect();
    Explained {
        score: assemble(customer, account, policy, &view, standing, contributions),
        base,
        sum,
        steps,
        grade_from: grade.from,
        next_grade,
        classes,
        limit: account.limits.last().map(|limit| Money::new(limit.amount, limit.currency)),
        limit_factor: grade.limit_factor,
    }
}

fn step(contribution: &Contribution, card: &Scorecard, account: &Account<'_>) -> ScoreStep {
    let name = contribution.characteristic;
    let mut characteristics = card.characteristics().into_iter();
    let bins = characteristics.find(|(fact, _)| fact.name() == name).map(|(_, bins)| bins);
    let bin = bins.and_then(|bins| bins.matching(&contribution.value)).map(written);
    // Findings count for ever: nothing makes them better.
    let improvable = bins.filter(|_| name != "findings");
    let better = improvable.and_then(|bins| {
        let more = bins.bins.iter().filter(|bin| bin.points > contribution.points);
        // The smallest gain; of equal ones the first.
        let next = more.min_by_key(|bin| bin.points)?;
        let since = account.registered.map(|registered| registered.since);
        let on = next.at_least.filter(|_| name == "tenure_days").and_then(|days| {
            let days: i32 = days.decimal().ceil().to_string().parse().ok()?;
            since.map(|since| since + days)
        });
        Some(Better { bin: written(next), adds: next.points - contribution.points, on })
    });
    ScoreStep { contribution: contribution.clone(), bin, better }
}

/// A bin as the policy has it: `>= 0.95`, `deliberate`, `else`.
fn written(bin: &Bin) -> String {
    let mut bounds = Vec::new();
    bounds.extend(bin.is.clone());
    bounds.extend(bin.at_least.map(|low| format!(">= {low}")));
    bounds.extend(bin.at_most.map(|high| format!("<= {high}")));
    if bounds.is_empty() { "else".to_owned() } else { bounds.join(", ") }
}

/// Reads conditions of risk classes.
struct Reading<'r> {
    facts: &'r ClassFacts<'r>,
    policy: &'r Policy,
}

impl Reading<'_> {
    /// The comparisons by which a condition comes out as `wanted`, which it does.
    fn why(&self, when: &When<ClassFact>, wanted: bool) -> Vec<Reason> {
        match when {
            When::Not(not) => self.why(not, !wanted),
            // All parts together make an `all` hold, any of them makes it fail.
            When::All(parts) | When::Any(parts) => {
                let so = parts.iter().filter(|part| part.holds(self.facts) == wanted);
                so.flat_map(|part| self.why(part, wanted)).collect()
            }
            When::Compare { fact, tests } => {
                let value = self.facts.value(*fact);
                let written: Vec<String> = tests.iter().map(Self::written).collect();
                vec![Reason {
                    fact: *fact,
                    value: self.shown(*fact, value),
                    test: written.join(", "),
                    holds: wanted,
                }]
            }
            When::Never => Vec::new(),
        }
    }

    fn written(test: &Test<ClassFact>) -> String {
        let sign = |order: &Order| match order {
            Order::Above => ">",
            Order::Below => "<",
            Order::AtLeast => ">=",
            Order::AtMost => "<=",
        };
        match test {
            Test::Number(order, bound) => format!("{} {bound}", sign(order)),
            Test::Sum { order, of, times } => {
                let names: Vec<&str> = of.iter().map(|fact| fact.name()).collect();
                let factor = if times.is_integer() && times.to_string() == "1" {
                    String::new()
                } else {
                    format!(" x {times}")
                };
                format!("{} {}{factor}", sign(order), names.join(" + "))
            }
            Test::OneOf { words, .. } => format!("= {}", words.join(" | ")),
            Test::Known(true) => "known".to_owned(),
            Test::Known(false) => "unknown".to_owned(),
        }
    }

    fn shown(&self, fact: ClassFact, value: FactValue) -> Option<String> {
        let symbol = match value {
            FactValue::Unknown => return None,
            FactValue::Number(number) => return Some(number.to_string()),
            FactValue::Word(symbol) => usize::from(symbol),
        };
        let word = match fact.kind() {
            FactKind::Grade => self.policy.grades.get(symbol).map(|grade| grade.name.as_str()),
            FactKind::Finding => FINDINGS.get(symbol).copied(),
            FactKind::Cause => CAUSES.get(symbol).copied(),
            _ => FLAGS.get(symbol).copied(),
        };
        word.map(str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::given::{History, history};

    /// Registered in 2020, one invoice 100 days late, one bounced payment.
    fn late() -> History {
        history()
            .and("credit.limit_set", "2020-01-01", json!({"limit": "1000", "currency": "CNY"}))
            .invoice("I-1", "2025-01-01", "500", "2025-01-31")
            .payment("P-1", "2025-02-10", "500", &[("I-1", "500")])
            .and("payment.reversed", "2025-02-12", json!({"payment": "P-1", "reason": "bounced"}))
    }

    fn step_of<'e>(explained: &'e Explained, name: &str) -> &'e ScoreStep {
        let found = explained.steps.iter().find(|s| s.contribution.characteristic == name);
        found.unwrap()
    }

    /// Domain, section 10: the bins of default@1 as the policy has them.
    #[test]
    fn every_value_has_its_bin_and_the_next_better_one() {
        let history = late();
        let account = history.as_of("2025-05-11");
        let explained = explain("C-1", &account, history.policy());
        let days = step_of(&explained, "days_past_due");
        assert_eq!((days.bin.as_deref(), days.contribution.points), (Some("else"), -40));
        let better = Better { bin: "<= 90".to_owned(), adds: 15, on: None };
        assert_eq!(days.better, Some(better));
        let rate = step_of(&explained, "on_time_rate");
        assert_eq!((rate.bin.as_deref(), rate.contribution.points), (None, 0));
        assert_eq!(rate.better.as_ref().unwrap().bin, ">= 0.80");
        let bounced = step_of(&explained, "bounced_payments");
        assert_eq!(
            (bounced.bin.as_deref(), bounced.better.as_ref().unwrap().adds),
            (Some("<= 1"), 10)
        );
        assert_eq!(step_of(&explained, "tenure_days").better, None);
        // 60 - 40 (days) - 20 (share) - 10 (bounced) + 5 (tenure) = -5, shown as 0.
        assert_eq!((explained.base, explained.sum, explained.score.score), (60, -5, 0));
        let next = explained.next_grade.unwrap();
        assert_eq!((next.grade.as_str(), next.from, next.missing), ("D", 35, 40));
    }

    #[test]
    fn the_class_is_told_with_what_made_it_hold() {
        let history = late();
        let account = history.as_of("2025-05-11");
        let explained = explain("C-1", &account, history.policy());
        let [class] = &explained.classes[..] else { panic!("{:?}", explained.classes) };
        assert_eq!((class.class.as_str(), class.held), ("refuse", true));
        let reason = &class.because[0];
        assert_eq!((reason.fact, reason.test.as_str()), (ClassFact::Grade, "= E"));
        assert_eq!(class.because.len(), 1);
        // The control: paid in time, the last class holds and needs no reason.
        let good = crate::given::history()
            .invoice("I-1", "2025-01-01", "500", "2025-01-31")
            .payment("P-1", "2025-01-30", "500", &[("I-1", "500")]);
        let account = good.as_of("2025-05-11");
        let explained = explain("C-1", &account, good.policy());
        let names: Vec<&str> = explained.classes.iter().map(|c| c.class.as_str()).collect();
        assert_eq!(names, ["refuse", "severe", "watch", "good"]);
        assert!(explained.classes[3].held && explained.classes[3].because.is_empty());
        assert_eq!(explained.next_grade, None);
    }

    #[test]
    fn time_alone_brings_tenure() {
        let young = crate::given::history().and(
            "customer.registered",
            "2025-01-01",
            json!({"name": "Again", "since": "2025-01-01"}),
        );
        let account = young.as_of("2025-02-01");
        let explained = explain("C-1", &account, young.policy());
        let better = step_of(&explained, "tenure_days").better.clone().unwrap();
        assert_eq!((better.bin.as_str(), better.adds), (">= 180", 5));
        assert_eq!(better.on, Some(crate::given::day("2025-06-30")));
    }
}
