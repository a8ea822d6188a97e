//! The portfolio's figures at one month end (domain section 14), from views of every customer
//! at that day and at the end of the month before.

use super::money::{self, Fraction, Ratio4};
use super::policy::BUCKETS;
use super::view::View;
use super::{parts, promises};
use chrono::{Datelike, Duration, NaiveDate};
use serde_json::{Value, json};

/// What is expected to be lost of each bucket, in thousandths (section 14).
const LOSS_THOUSANDTHS: [i128; 7] = [5, 20, 50, 100, 250, 500, 1000];

/// The figures of one currency. `views` are of the day, `before` of the last day of the month
/// before.
pub fn figures(views: &[View], before: &[View], day: NaiveDate, currency: &str) -> Value {
    let print = |amount| money::print(amount, currency);
    let receivables = open(views, day, currency, |_| true);
    let overdue = open(views, day, currency, |days| days > 0);
    let opening = open(before, day, currency, |_| true);
    let first = day.with_day(1).expect("every month has a first day");
    let billed = billed_between(views, currency, first, day);
    let billed_90 = billed_between(views, currency, day - Duration::days(89), day);
    let collectable = opening + billed;
    let ratio = |num: i128, den: i128| (den > 0).then(|| Ratio4::of(num, den).print());
    let of_month = promised(views, currency, first);
    let count = |status: &[&str]| {
        let of = of_month.iter().filter(|(s, _)| status.contains(s));
        let (mut n, mut sum) = (0, 0);
        of.for_each(|(_, amount)| {
            n += 1;
            sum += amount;
        });
        (n, sum)
    };
    let judged = count(&["kept", "kept_late", "partial", "broken"]);
    let (kept, pending) = (count(&["kept"]), count(&["pending"]));
    let both = |(n, sum): (i128, i128)| json!({"count": n, "amount": print(sum)});
    json!({
        "receivables": print(receivables),
        "overdue": print(overdue),
        "overdue_rate": ratio(overdue, receivables),
        "billed": print(billed),
        "billed_90": print(billed_90),
        "dso": ratio(receivables * 90, billed_90),
        "dso_count_back": count_back(views, currency, day, receivables).map(Ratio4::print),
        "average_days_delinquent": ratio(overdue * 90, billed_90),
        "collection_effectiveness":
            ratio(collectable - receivables, collectable - (receivables - overdue)),
        "expected_credit_loss": print(expected_loss(views, day, currency)),
        "promises": {
            "due": both((judged.0 + pending.0, judged.1 + pending.1)),
            "kept": both(kept),
            "pending": both(pending),
            "kept_by_count": ratio(kept.0, judged.0),
            "kept_by_amount": ratio(kept.1, judged.1),
        },
        "disputes_open": both(disputes(views, day, currency)),
        "write_offs": print(written_off(views, currency, first, day)),
        "unapplied": print(views.iter().map(|view| view.unapplied(currency, day)).sum()),
    })
}

/// Every open part whose days past due are as asked.
fn open(views: &[View], day: NaiveDate, currency: &str, asked: fn(i64) -> bool) -> i128 {
    let mut sum = 0;
    for view in views {
        for (index, item) in view.items.iter().enumerate().filter(|(_, i)| i.currency == currency) {
            let _ = item;
            for part in parts::agreed(view, index) {
                if asked(part.days_past_due(day).unwrap_or(0)) {
                    sum += part.amount;
                }
            }
        }
    }
    sum
}

/// Day by day: the invoices and fees that are dated on it.
fn billed_between(views: &[View], currency: &str, from: NaiveDate, to: NaiveDate) -> i128 {
    let mut sum = 0;
    let mut day = from;
    while day <= to {
        for view in views {
            let of_day = view.items.iter().filter(|i| i.currency == currency && i.issued() == day);
            sum += of_day.map(|item| item.gross).sum::<i128>();
        }
        day += Duration::days(1);
    }
    sum
}

/// Months are taken back while the rest exceeds what they billed.
fn count_back(views: &[View], currency: &str, day: NaiveDate, receivables: i128) -> Option<Ratio4> {
    let (mut rest, mut end, mut days) = (receivables, day, Fraction::ZERO);
    for _ in 0..240 {
        if rest == 0 {
            break;
        }
        let first = end.with_day(1).expect("every month has a first day");
        let length = i128::from((end - first).num_days() + 1);
        let billed = billed_between(views, currency, first, end);
        let taken = rest.min(billed);
        let share = if rest > billed { Fraction::whole(1) } else { Fraction::new(taken, billed) };
        days = days.plus(share.times(Fraction::whole(length)));
        rest -= taken;
        end = first - Duration::days(1);
    }
    (rest == 0).then(|| Ratio4(days.times(Fraction::whole(10_000)).round()))
}

fn expected_loss(views: &[View], day: NaiveDate, currency: &str) -> i128 {
    let mut thousandths = 0;
    for view in views {
        for (index, item) in view.items.iter().enumerate() {
            if item.currency == currency {
                for part in parts::agreed(view, index) {
                    let days = part.days_past_due(day).unwrap_or(0);
                    let bucket = BUCKETS.iter().position(|b| days <= b.1).expect("a bucket");
                    thousandths += part.amount * LOSS_THOUSANDTHS[bucket];
                }
            }
        }
    }
    Fraction::new(thousandths, 1000).round()
}

/// Status and amount of the promises due in the month.
fn promised(views: &[View], currency: &str, first: NaiveDate) -> Vec<(&'static str, i128)> {
    let in_month = |day: NaiveDate| (day.year(), day.month()) == (first.year(), first.month());
    let mut found = Vec::new();
    for view in views {
        for promise in promises::all(view) {
            if promise.currency == currency && in_month(promise.due) {
                found.push((promise.status(view.as_of), promise.amount));
            }
        }
    }
    found
}

/// Disputes that are not resolved, and the disputed amount, capped by item.
fn disputes(views: &[View], day: NaiveDate, currency: &str) -> (i128, i128) {
    let (mut count, mut sum) = (0, 0);
    for view in views {
        let of_currency = |item: usize| view.items[item].currency == currency;
        count += view.disputes.iter().filter(|d| of_currency(d.item) && d.is_open(day)).count();
        if let Some(state) = view.state(day) {
            let items = (0..view.items.len()).filter(|i| of_currency(*i));
            sum += items.map(|i| state.items[i].disputed).sum::<i128>();
        }
    }
    (count as i128, sum)
}

fn written_off(views: &[View], currency: &str, first: NaiveDate, day: NaiveDate) -> i128 {
    let mut sum = 0;
    for view in views {
        for event in view.events.iter().filter(|e| e.effective >= first && e.effective <= day) {
            let sign = match event.kind.as_str() {
                "invoice.written_off" => 1,
                "write_off.recovered" => -1,
                _ => continue,
            };
            let item = view.item(event.text("invoice")).expect("the item");
            if view.items[item].currency == currency {
                sum += sign * money::parse(event.text("amount"), currency);
            }
        }
    }
    sum
}
