//! How good the customer is: scorecard, grade, risk class, recommended limit
//! (domain, section 10).

mod class_facts;
mod explain;

use duebook_events::customer::FindingResult;
use duebook_events::dispute::DisputeOutcome;
use duebook_events::dunning::Cause;
use duebook_events::money::Minor;
use duebook_events::{Currency, Day, Position};
use serde::{Serialize, Serializer};

use crate::account::{Account, Agreement, Item, ItemIx};
use crate::balance::parts_in;
use crate::due::contractual_due;
use crate::exposure;
use crate::money::{Money, Ratio};
use crate::parts::Part;
use crate::policy::{Bins, Policy, RiskClass, Value, round_minor, times};
use crate::promises::kept_ratio;
use class_facts::ClassFacts;

pub use explain::{Better, ClassVerdict, Explained, NextGrade, Reason, ScoreStep, explain};

/// One customer's score.
#[derive(Debug, Clone, Serialize)]
pub struct Score {
    /// The customer.
    pub customer: String,
    /// The main currency: of the newest limit, else of the first invoice.
    pub currency: Option<Currency>,
    /// 0 to 100.
    pub score: i64,
    /// The grade.
    pub grade: String,
    /// The risk class.
    pub risk_class: String,
    /// Limit times the grade's factor; null without a limit.
    pub recommended_limit: Option<Money>,
    /// All characteristics.
    pub contributions: Vec<Contribution>,
}

/// What one characteristic adds, and where it comes from.
#[derive(Debug, Clone, Serialize)]
pub struct Contribution {
    /// Its name.
    pub characteristic: &'static str,
    /// Its value.
    pub value: Value,
    /// What it adds.
    pub points: i64,
    /// The events that it comes from.
    pub events: Vec<Position>,
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::None => serializer.serialize_none(),
            Self::Ratio(ratio) => ratio.serialize(serializer),
            Self::Count(count) => serializer.serialize_i64(*count),
            Self::Word(word) => serializer.serialize_str(word),
        }
    }
}

/// A value and the events behind it.
type Measured = (Value, Vec<Position>);

/// What the characteristics look at, gathered once.
struct View<'v, 'a> {
    account: &'v Account<'a>,
    policy: &'v Policy,
    currency: Option<Currency>,
    /// Open parts in the main currency.
    parts: Vec<(ItemIx, Part)>,
    settled: Vec<Settled<'v, 'a>>,
    /// Whether the events behind the values are wanted.
    cited: bool,
}

/// A settled invoice.
struct Settled<'v, 'a> {
    item: &'v Item<'a>,
    days_late: Minor,
}

/// The main currency: of the newest limit, else of the first invoice.
#[must_use]
pub fn main_currency(account: &Account<'_>) -> Option<Currency> {
    let limit = account.limits.last().map(|limit| limit.currency);
    limit.or_else(|| {
        let invoices = account.items.iter().filter(|item| !item.is_fee());
        invoices.min_by_key(|item| item.place).map(|item| item.currency)
    })
}

/// A customer's score without what it comes from, by places in the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// 0 to 100.
    pub score: i64,
    /// The place of the grade among the policy's grades.
    pub grade: usize,
    /// The place of the risk class among the policy's classes.
    pub risk_class: usize,
}

/// The score of one registered customer.
#[must_use]
pub fn score(customer: &str, account: &Account<'_>, policy: &Policy) -> Score {
    score_and_standing(customer, account, policy).1
}

/// The score with its grade and class by their places in the policy.
#[must_use]
pub fn score_and_standing(
    customer: &str,
    account: &Account<'_>,
    policy: &Policy,
) -> (Standing, Score) {
    let (view, standing, contributions) = measure(account, policy, true);
    (standing, assemble(customer, account, policy, &view, standing, contributions))
}

/// A score from what was measured.
fn assemble(
    customer: &str,
    account: &Account<'_>,
    policy: &Policy,
    view: &View<'_, '_>,
    standing: Standing,
    contributions: Vec<Contribution>,
) -> Score {
    Score {
        customer: customer.to_owned(),
        currency: view.currency,
        score: standing.score,
        grade: policy.grades[standing.grade].name.clone(),
        risk_class: policy.risk_classes[standing.risk_class].name.clone(),
        recommended_limit: recommended_limit(account, policy, standing.grade),
        contributions,
    }
}

/// The limit times the factor of a grade, by its place in the policy; none where no
/// limit was set.
#[must_use]
pub fn recommended_limit(account: &Account<'_>, policy: &Policy, grade: usize) -> Option<Money> {
    let limit = account.limits.last()?;
    let recommended = times(limit.amount, policy.grades[grade].limit_factor.decimal());
    Some(Money::new(round_minor(recommended), limit.currency))
}

/// The score alone, without the events that it comes from.
#[must_use]
pub fn standing(account: &Account<'_>, policy: &Policy) -> Standing {
    measure(account, policy, false).1
}

/// Score, grade, class and the twelve contributions, with their events where
/// somebody wants to see them.
fn measure<'v, 'a>(
    account: &'v Account<'a>,
    policy: &'v Policy,
    cited: bool,
) -> (View<'v, 'a>, Standing, Vec<Contribution>) {
    let view = View::new(account, policy, cited);
    let card = &policy.scorecard;
    let measured: [(&'static str, Measured, &Bins); 12] = [
        ("on_time_rate", view.on_time_rate(), &card.on_time_rate),
        ("average_days_late", view.average_days_late(), &card.average_days_late),
        ("days_past_due", view.days_past_due(), &card.days_past_due),
        ("overdue_share", view.overdue_share(), &card.overdue_share),
        ("promises_kept", view.promises_kept(), &card.promises_kept),
        ("agreement_defaults", view.agreement_defaults(), &card.agreement_defaults),
        ("bounced_payments", view.bounced_payments(), &card.bounced_payments),
        ("rejected_disputes", view.rejected_disputes(), &card.rejected_disputes),
        ("utilisation", view.utilisation(), &card.utilisation),
        ("tenure_days", view.tenure_days(), &card.tenure_days),
        ("findings", view.findings(), &card.findings),
        ("cause", view.cause(), &card.cause),
    ];
    let contributions: Vec<Contribution> = measured
        .into_iter()
        .map(|(characteristic, (value, mut events), bins)| {
            events.sort_unstable();
            events.dedup();
            Contribution { characteristic, points: bins.points(&value), value, events }
        })
        .collect();
    let points: i64 = contributions.iter().map(|contribution| contribution.points).sum();
    let score = (card.base + points).clamp(0, 100);
    let grade = policy.grade_index(score);
    let facts = ClassFacts::new(&view, &contributions, grade);
    let holds = |class: &RiskClass| class.when.as_ref().is_none_or(|when| when.holds(&facts));
    let risk_class = policy.risk_classes.iter().position(holds);
    let risk_class = risk_class.expect("the last class of a policy that was parsed always holds");
    (view, Standing { score, grade, risk_class }, contributions)
}

/// Days since the relation began.
#[must_use]
pub fn tenure_days(account: &Account<'_>) -> i64 {
    account.registered.map_or(0, |registered| i64::from(account.as_of - registered.since))
}

impl<'v, 'a> View<'v, 'a> {
    fn new(account: &'v Account<'a>, policy: &'v Policy, cited: bool) -> Self {
        let currency = main_currency(account);
        let parts = currency.map_or_else(Vec::new, |c| parts_in(account, c, policy).collect());
        let mut view = Self { account, policy, currency, parts, settled: Vec::new(), cited };
        view.settled = view.settled_invoices();
        view
    }

    /// (`as_of` - window, `as_of`]
    fn in_window(&self, day: Day) -> bool {
        day <= self.account.as_of && self.account.as_of - day < self.policy.scorecard.window_days
    }

    fn is_main(&self, currency: Currency) -> bool {
        self.currency == Some(currency)
    }

    /// Settled in the window and ever since, fees aside; late by the last agreed
    /// date of the agreement in force then, else by contract.
    fn settled_invoices(&self) -> Vec<Settled<'v, 'a>> {
        let account = self.account;
        let settled =
            account.items.iter().filter(|item| !item.is_fee() && self.is_main(item.currency));
        settled
            .filter_map(|item| {
                let on = item.settled_on.filter(|on| self.in_window(*on))?;
                let agreed = account.agreement_in_force(item, on).and_then(Agreement::last_due);
                let due =
                    agreed.or_else(|| contractual_due(account, item, self.policy, account.as_of));
                let days_late = due.map_or(0, |due| Minor::from((on - due).max(0)));
                Some(Settled { item, days_late })
            })
            .collect()
    }

    /// The invoices themselves and the money that settled them.
    fn settled_events(&self) -> Vec<Position> {
        if !self.cited {
            return Vec::new();
        }
        let of = |settled: &Settled<'_, '_>| {
            let slices = settled.item.slices.iter().map(|ix| &self.account.slices[*ix]);
            let live = slices.filter(|slice| slice.live > 0).map(|slice| slice.place.position);
            let credits = settled.item.credits.iter().map(|(place, _)| place.position);
            std::iter::once(settled.item.place.position)
                .chain(live)
                .chain(credits)
                .collect::<Vec<_>>()
        };
        self.settled.iter().flat_map(of).collect()
    }

    fn on_time_rate(&self) -> Measured {
        let gross = |on_time_only: bool| -> Minor {
            let counted = self.settled.iter().filter(|s| !on_time_only || s.days_late == 0);
            counted.map(|settled| settled.item.gross).sum()
        };
        (ratio(Ratio::of(gross(true), gross(false))), self.settled_events())
    }

    fn average_days_late(&self) -> Measured {
        let gross: Minor = self.settled.iter().map(|settled| settled.item.gross).sum();
        let weighted: Minor = self.settled.iter().map(|s| s.item.gross * s.days_late).sum();
        (ratio(Ratio::of(weighted, gross)), self.settled_events())
    }

    fn days_past_due(&self) -> Measured {
        let days = |part: &Part| part.days_past_due(self.account.as_of).max(0);
        let undisputed = || self.parts.iter().filter(|(_, part)| part.undisputed() > 0);
        let largest = undisputed().map(|(_, part)| days(part)).max().unwrap_or(0);
        let from = undisputed().filter(|(_, part)| largest > 0 && days(part) == largest);
        let events = from.map(|(ix, _)| self.account.items[*ix].place.position).collect();
        (Value::Count(i64::from(largest)), events)
    }

    /// Undisputed overdue in the main currency, and the items it lies on.
    fn overdue(&self) -> (Minor, Vec<Position>) {
        let overdue = self.parts.iter().filter(|(_, part)| {
            part.undisputed() > 0 && part.days_past_due(self.account.as_of) > 0
        });
        let mut sum = 0;
        let mut events = Vec::new();
        for (ix, part) in overdue {
            sum += part.undisputed();
            events.push(self.account.items[*ix].place.position);
        }
        (sum, events)
    }

    fn overdue_share(&self) -> Measured {
        let open: Minor = self.parts.iter().map(|(_, part)| part.open).sum();
        let (overdue, events) = self.overdue();
        (Value::Ratio(Ratio::of(overdue, open).unwrap_or(Ratio(0))), events)
    }

    fn promises_kept(&self) -> Measured {
        let counted = || {
            let promises = self.account.promises.iter();
            promises.filter(|p| self.is_main(p.currency) && self.in_window(p.due))
        };
        let kept = kept_ratio(counted(), self.account.as_of);
        let events = counted().map(|promise| promise.place.position).collect();
        (ratio(kept.map(|(by_count, _)| by_count)), events)
    }

    fn agreement_defaults(&self) -> Measured {
        self.count(self.account.agreements.iter().filter_map(|agreement| {
            let on = agreement.defaulted_on?;
            (self.is_main(agreement.currency) && self.in_window(on))
                .then_some(agreement.place.position)
        }))
    }

    fn bounced_payments(&self) -> Measured {
        self.count(self.account.payments.iter().filter_map(|payment| {
            let bounced = payment.reversed?;
            (self.is_main(payment.currency) && self.in_window(bounced.day))
                .then_some(bounced.position)
        }))
    }

    fn rejected_disputes(&self) -> Measured {
        self.count(self.account.disputes.iter().filter_map(|dispute| {
            let end = dispute.resolved?;
            let main = self.is_main(self.account.items[dispute.item].currency);
            (main && end.outcome == DisputeOutcome::Rejected && self.in_window(end.place.day))
                .then_some(end.place.position)
        }))
    }

    /// A count, or nothing where there is no main currency to look at.
    fn count(&self, events: impl Iterator<Item = Position>) -> Measured {
        let events: Vec<Position> = events.collect();
        if self.currency.is_none() {
            return (Value::None, Vec::new());
        }
        (Value::Count(i64::try_from(events.len()).unwrap_or(i64::MAX)), events)
    }

    fn utilisation(&self) -> Measured {
        let Some(currency) = self.currency else { return (Value::None, Vec::new()) };
        let account = self.account;
        let limit = account.limit(currency);
        let exposure = exposure::open_in(account, currency)
            + exposure::orders_in(account, currency, None)
            - account.unapplied(currency);
        let value = ratio(exposure::utilisation(exposure, limit.map(|limit| limit.amount)));
        let mut events: Vec<Position> =
            limit.map(|limit| limit.place.position).into_iter().collect();
        if value != Value::None {
            events.extend(self.parts.iter().map(|(ix, _)| account.items[*ix].place.position));
        }
        (value, events)
    }

    fn tenure_days(&self) -> Measured {
        let registered = self.account.registered.map(|registered| registered.place.position);
        (Value::Count(tenure_days(self.account)), registered.into_iter().collect())
    }

    fn findings(&self) -> Measured {
        let worst = self.account.findings.iter().map(|(_, result)| *result).max();
        let Some(worst) = worst else { return (Value::None, Vec::new()) };
        let word = match worst {
            FindingResult::Clean => "clean",
            FindingResult::Adverse => "adverse",
            FindingResult::DishonestDebtor => "dishonest_debtor",
            FindingResult::Insolvent => "insolvent",
        };
        let from = self.account.findings.iter().filter(|(_, result)| *result == worst);
        (Value::Word(word), from.map(|(place, _)| place.position).collect())
    }

    fn cause(&self) -> Measured {
        match last_cause(self.account, self.policy) {
            Some((cause, position)) => (Value::Word(cause.word()), vec![position]),
            None => (Value::None, Vec::new()),
        }
    }
}

/// The cause that the last contact in the window gives, if one does.
#[must_use]
pub fn last_cause(account: &Account<'_>, policy: &Policy) -> Option<(Cause, Position)> {
    let window = policy.scorecard.window_days;
    account
        .contacts
        .iter()
        .rev()
        .filter(|(place, _)| account.as_of - place.day < window)
        .find_map(|(place, contact)| contact.cause.map(|cause| (cause, place.position)))
}

fn ratio(ratio: Option<Ratio>) -> Value {
    ratio.map_or(Value::None, Value::Ratio)
}
