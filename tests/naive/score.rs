//! The scorecard, the grade and the risk class (domain section 10).

use super::aging::{self, Sums};
use super::book::Event;
use super::exposure::{Exposure, newest_limit};
use super::money::{self, Fraction, Ratio4};
use super::parts;
use super::policy;
use super::promises;
use super::readings;
use super::standing;
use super::view::View;
use chrono::{Duration, NaiveDate};
use serde_json::{Value, json};

pub struct Contribution {
    pub characteristic: &'static str,
    pub value: Value,
    pub points: i64,
    pub events: Vec<u64>,
}

pub struct Score {
    pub currency: Option<String>,
    pub score: i64,
    pub grade: &'static str,
    pub risk_class: &'static str,
    pub recommended_limit: Option<i128>,
    pub tenure_days: i64,
    pub contributions: Vec<Contribution>,
}

/// *History*: (as_of - 730, as_of].
pub fn in_window(view: &View, day: NaiveDate) -> bool {
    day > view.as_of - Duration::days(policy::HISTORY_DAYS) && day <= view.as_of
}

/// The currency of the newest limit, else of the first invoice.
pub fn main_currency(view: &View) -> Option<String> {
    let of_limit = newest_limit(view, None).map(|e| e.text("currency").to_string());
    of_limit.or_else(|| view.items.iter().find(|i| !i.is_fee).map(|i| i.currency.clone()))
}

/// Events of a kind in the window.
fn recent<'a>(view: &View<'a>, kind: &'static str) -> Vec<&'a Event> {
    view.events_of(kind).filter(|e| in_window(view, e.effective)).collect()
}

fn positions(events: &[&Event]) -> Vec<u64> {
    events.iter().map(|e| e.position).collect()
}

pub fn of(view: &View) -> Score {
    let currency = main_currency(view);
    let known = currency.as_deref();
    let sums = known.map(|c| aging::sums(view, c)).unwrap_or_default();
    let exposure = known.map(|c| Exposure::of(view, c, None));
    let (tenure, tenure_days) = tenure(view);
    let contributions = vec![
        on_time(view, known),
        average_late(view, known),
        days_past_due(view, known, &sums),
        overdue_share(view, known, &sums),
        promises_kept(view, known),
        defaults(view, known),
        bounced(view, known),
        rejected(view, known),
        utilisation(exposure.as_ref()),
        tenure,
        findings(view),
        cause(view),
    ];
    let points: i64 = contributions.iter().map(|c| c.points).sum();
    let score = (policy::BASE + points).clamp(0, 100);
    let grade = policy::grade(score);
    let limit = exposure.as_ref().and_then(|e| e.limit);
    Score {
        score,
        grade,
        risk_class: risk_class(view, known, &sums, grade),
        recommended_limit: limit
            .map(|l| Fraction::new(l * policy::limit_tenths(grade), 10).round()),
        tenure_days,
        contributions,
        currency,
    }
}

/// Settled invoices in the window, fees aside: (item, settled_on, days late).
fn settled(view: &View, currency: Option<&str>) -> Vec<(usize, i128)> {
    let mut settled = Vec::new();
    for (index, item) in view.items.iter().enumerate() {
        if item.is_fee || Some(item.currency.as_str()) != currency {
            continue;
        }
        if let Some(day) = standing::settled_on(view, index).filter(|&d| in_window(view, d)) {
            let due = standing::agreed_due(view, index, day);
            let late = due.map(|due| (day - due).num_days().max(0)).unwrap_or(0);
            settled.push((index, i128::from(late)));
        }
    }
    settled
}

fn gross_of(view: &View, settled: &[(usize, i128)]) -> i128 {
    settled.iter().map(|s| view.items[s.0].gross).sum()
}

fn positions_of(view: &View, settled: &[(usize, i128)]) -> Vec<u64> {
    settled.iter().map(|s| view.items[s.0].place.1).collect()
}

fn on_time(view: &View, currency: Option<&str>) -> Contribution {
    let settled = settled(view, currency);
    let on_time: Vec<(usize, i128)> = settled.iter().copied().filter(|s| s.1 == 0).collect();
    let rate = (!settled.is_empty())
        .then(|| Ratio4::of(gross_of(view, &on_time), gross_of(view, &settled)));
    Contribution {
        characteristic: "on_time_rate",
        value: json!(rate.map(Ratio4::print)),
        points: policy::on_time_points(rate),
        events: positions_of(view, &settled),
    }
}

/// Gross-weighted max(0, settled_on - agreed due).
fn average_late(view: &View, currency: Option<&str>) -> Contribution {
    let settled = settled(view, currency);
    let weighted: i128 = settled.iter().map(|s| view.items[s.0].gross * s.1).sum();
    let average = (!settled.is_empty()).then(|| Ratio4::of(weighted, gross_of(view, &settled)));
    Contribution {
        characteristic: "average_days_late",
        value: json!(average.map(Ratio4::print)),
        points: policy::average_late_points(average),
        events: positions_of(view, &settled),
    }
}

/// Positions of the items with an undisputed amount past due.
fn overdue_positions(view: &View, currency: Option<&str>) -> Vec<u64> {
    let overdue = |item: usize| {
        parts::agreed(view, item).iter().any(|p| p.undisputed() > 0 && p.is_overdue(view.as_of))
    };
    let items = view.items.iter().enumerate();
    items
        .filter(|(index, i)| Some(i.currency.as_str()) == currency && overdue(*index))
        .map(|(_, i)| i.place.1)
        .collect()
}

fn days_past_due(view: &View, currency: Option<&str>, sums: &Sums) -> Contribution {
    Contribution {
        characteristic: "days_past_due",
        value: json!(sums.days_past_due),
        points: policy::days_past_due_points(sums.days_past_due),
        events: overdue_positions(view, currency),
    }
}

/// Undisputed overdue / open, 0 if nothing is open.
fn overdue_share(view: &View, currency: Option<&str>, sums: &Sums) -> Contribution {
    let share = Ratio4::of(sums.undisputed_overdue, sums.open.max(1));
    Contribution {
        characteristic: "overdue_share",
        value: json!(share.print()),
        points: policy::overdue_share_points(share),
        events: overdue_positions(view, currency),
    }
}

/// By count, promises due in the window.
fn promises_kept(view: &View, currency: Option<&str>) -> Contribution {
    let mut all = promises::all(view);
    all.retain(|p| Some(p.currency.as_str()) == currency && in_window(view, p.due));
    let ratio = promises::kept_ratio(all.iter(), view.as_of).map(|r| r.0);
    Contribution {
        characteristic: "promises_kept",
        value: json!(ratio.map(Ratio4::print)),
        points: policy::promises_points(ratio),
        events: all.iter().map(|p| p.place.1).collect(),
    }
}

fn count(
    characteristic: &'static str,
    currency: Option<&str>,
    events: Vec<u64>,
    points: fn(usize) -> i64,
) -> Contribution {
    let unknown = currency.is_none() && readings::COUNTS_ARE_NULL_WITHOUT_CURRENCY;
    let value = if unknown { Value::Null } else { json!(events.len()) };
    Contribution { characteristic, value, points: points(events.len()), events }
}

/// Defaults dated in the window, also of agreements that ended later.
fn defaults(view: &View, currency: Option<&str>) -> Contribution {
    let all = view.agreements.iter().zip(&view.defaulted);
    let events = all
        .filter(|(a, day)| {
            Some(a.currency.as_str()) == currency && day.is_some_and(|d| in_window(view, d))
        })
        .map(|(a, _)| a.place.1)
        .collect();
    count("agreement_defaults", currency, events, policy::default_points)
}

fn bounced(view: &View, currency: Option<&str>) -> Contribution {
    let events = view
        .sources
        .iter()
        .filter(|s| !s.is_note && Some(s.currency.as_str()) == currency)
        .filter_map(|s| s.reversed)
        .filter(|place| in_window(view, place.0))
        .map(|place| place.1)
        .collect();
    count("bounced_payments", currency, events, policy::bounced_points)
}

fn rejected(view: &View, currency: Option<&str>) -> Contribution {
    let events = view
        .disputes
        .iter()
        .filter(|d| Some(view.items[d.item].currency.as_str()) == currency)
        .filter_map(|d| d.resolved.as_ref())
        .filter(|r| r.rejected && in_window(view, r.place.0))
        .map(|r| r.place.1)
        .collect();
    count("rejected_disputes", currency, events, policy::rejected_points)
}

fn utilisation(exposure: Option<&Exposure>) -> Contribution {
    let used = exposure.and_then(|e| e.utilisation());
    Contribution {
        characteristic: "utilisation",
        value: json!(used.map(Ratio4::print)),
        points: policy::utilisation_points(used),
        events: exposure.and_then(|e| e.limit_position).into_iter().collect(),
    }
}

/// as_of - (`since`, else registration).
fn tenure(view: &View) -> (Contribution, i64) {
    let registered: Vec<&Event> = view.events_of("customer.registered").take(1).collect();
    let since = registered.first().map(|e| e.date("since").unwrap_or(e.effective));
    let days = since.map(|d| (view.as_of - d).num_days()).unwrap_or(0);
    let contribution = Contribution {
        characteristic: "tenure_days",
        value: json!(days),
        points: policy::tenure_points(days),
        events: positions(&registered),
    };
    (contribution, days)
}

/// The worst result ever found.
fn worst_finding<'a>(view: &View<'a>) -> Option<(&'static str, &'a Event)> {
    let severity = ["clean", "adverse", "dishonest_debtor", "insolvent"];
    let mut worst: Option<(usize, &'a Event)> = None;
    for event in view.events_of("customer.investigated") {
        for finding in event.list("findings") {
            let result = finding["result"].as_str().expect("result");
            let rank = severity.iter().position(|s| *s == result).expect("a known result");
            if worst.is_none_or(|w| rank > w.0) {
                worst = Some((rank, event));
            }
        }
    }
    worst.map(|(rank, event)| (severity[rank], event))
}

fn findings(view: &View) -> Contribution {
    let worst = worst_finding(view);
    Contribution {
        characteristic: "findings",
        value: json!(worst.map(|w| w.0)),
        points: policy::finding_points(worst.map(|w| w.0)),
        events: worst.map(|w| w.1.position).into_iter().collect(),
    }
}

/// Of the last contact that gives one, in the window.
pub fn last_cause<'a>(view: &View<'a>) -> Option<&'a Event> {
    let given = recent(view, "contact.logged").into_iter().filter(|e| e.opt("cause").is_some());
    given.max_by_key(|e| e.place())
}

pub fn is_deliberate(view: &View) -> bool {
    last_cause(view).and_then(|e| e.opt("cause")) == Some("deliberate")
}

fn cause(view: &View) -> Contribution {
    let last = last_cause(view);
    let cause = last.and_then(|e| e.opt("cause"));
    Contribution {
        characteristic: "cause",
        value: json!(cause),
        points: policy::cause_points(cause),
        events: last.map(|e| e.position).into_iter().collect(),
    }
}

pub fn has_insolvency_step(view: &View) -> bool {
    view.events_of("legal.step").any(|e| e.opt("step") == Some("insolvency"))
}

/// The first that applies.
fn risk_class(view: &View, currency: Option<&str>, sums: &Sums, grade: &str) -> &'static str {
    let finding = worst_finding(view).map(|w| w.0);
    let overdue = sums.undisputed_overdue > 0;
    let defaulted = (0..view.agreements.len()).any(|a| {
        Some(view.agreements[a].currency.as_str()) == currency
            && standing::status(view, a) == "defaulted"
    });
    if matches!(finding, Some("dishonest_debtor" | "insolvent"))
        || has_insolvency_step(view)
        || (is_deliberate(view) && overdue)
        || grade == "E"
    {
        "refuse"
    } else if defaulted || sums.days_past_due > 90 || grade == "D" {
        "severe"
    } else if sums.days_past_due > 30 || (overdue && grade == "C") {
        "watch"
    } else {
        "good"
    }
}

/// `score`: one row for each registered customer.
pub fn answer(views: &[View]) -> Value {
    let registered = views.iter().filter(|v| v.events_of("customer.registered").next().is_some());
    let row = |view: &View| {
        let score = of(view);
        let contributions: Vec<Value> = score
            .contributions
            .iter()
            .map(|c| {
                json!({
                    "characteristic": c.characteristic,
                    "value": c.value,
                    "points": c.points,
                    "events": c.events,
                })
            })
            .collect();
        let currency = score.currency.as_deref();
        json!({
            "customer": view.customer,
            "currency": currency,
            "score": score.score,
            "grade": score.grade,
            "risk_class": score.risk_class,
            "recommended_limit": score.recommended_limit.map(|l| money::print(l, currency.unwrap_or(""))),
            "contributions": contributions,
        })
    };
    json!({"customers": registered.map(row).collect::<Vec<_>>()})
}
