//! The built-in policy default@1 (domain section 15 and the tables of sections 6, 10, 12).

use super::money::{Fraction, Ratio4};
use chrono::NaiveDate;

/// Aging buckets: name and the highest number of days past due in it (section 6).
pub const BUCKETS: [(&str, i64); 7] = [
    ("current", 0),
    ("1-30", 30),
    ("31-60", 60),
    ("61-90", 90),
    ("91-180", 180),
    ("181-365", 365),
    (">365", i64::MAX),
];

/// Terms of a customer without agreed ones (section 15).
pub const DEFAULT_TRIGGER: &str = "invoice_date";
pub const DEFAULT_NET_DAYS: i64 = 30;

/// Days after `due` on which a promise may still be kept: none (section 15).
pub fn promise_grace_days() -> i64 {
    0
}

/// Length of the limitation period (section 13).
pub const LIMITATION_YEARS: i32 = 3;

/// *History* is (as_of - 730, as_of] (section 10).
pub const HISTORY_DAYS: i64 = 730;

/// The days that a silent debtor is given between two reminders (section 12).
pub const SILENT_DAYS: i64 = 7;

/// One-year LPR in hundredths of a per cent, from each date on (section 15).
const LPR: [(i32, u32, u32, i128); 13] = [
    (2019, 8, 20, 425),
    (2019, 9, 20, 420),
    (2019, 11, 20, 415),
    (2020, 2, 20, 405),
    (2020, 4, 20, 385),
    (2021, 12, 20, 380),
    (2022, 1, 20, 370),
    (2022, 8, 22, 365),
    (2023, 6, 20, 355),
    (2023, 8, 21, 345),
    (2024, 7, 22, 335),
    (2024, 10, 21, 310),
    (2025, 5, 20, 300),
];

/// The annual cap on late interest in force on a date: 4 x LPR, before that 0.154.
pub fn annual_cap(date: NaiveDate) -> Fraction {
    let mut cap = Fraction::new(154, 1000);
    for (year, month, day, lpr) in LPR {
        if NaiveDate::from_ymd_opt(year, month, day).expect("a date") <= date {
            cap = Fraction::new(4 * lpr, 10_000);
        }
    }
    cap
}

/// Share of a security that counts, in tenths (section 15).
pub fn haircut_tenths(kind: &str) -> i128 {
    match kind {
        "deposit" => 10,
        "insurance" => 9,
        "pledge" => 7,
        "mortgage" => 6,
        "guarantor" => 5,
        other => panic!("unknown kind of security {other}"),
    }
}

/// Points of the scorecard default@1 (section 10). `None` is "no value".
pub const BASE: i64 = 60;

pub fn on_time_points(rate: Option<Ratio4>) -> i64 {
    match rate {
        None => 0,
        Some(r) if r.0 >= 9_500 => 20,
        Some(r) if r.0 >= 8_000 => 10,
        Some(r) if r.0 >= 6_000 => 0,
        Some(_) => -15,
    }
}

pub fn average_late_points(days: Option<Ratio4>) -> i64 {
    match days {
        None => 0,
        Some(d) if d.0 <= 30_000 => 10,
        Some(d) if d.0 <= 150_000 => 0,
        Some(d) if d.0 <= 300_000 => -10,
        Some(_) => -20,
    }
}

pub fn days_past_due_points(days: i64) -> i64 {
    match days {
        ..=0 => 5,
        1..=10 => 0,
        11..=30 => -10,
        31..=90 => -25,
        _ => -40,
    }
}

pub fn overdue_share_points(share: Ratio4) -> i64 {
    match share.0 {
        ..=0 => 5,
        1..=2_000 => 0,
        2_001..=5_000 => -10,
        _ => -20,
    }
}

pub fn promises_points(ratio: Option<Ratio4>) -> i64 {
    match ratio {
        None => 0,
        Some(r) if r.0 >= 9_000 => 5,
        Some(r) if r.0 >= 5_000 => -5,
        Some(_) => -15,
    }
}

pub fn default_points(count: usize) -> i64 {
    match count {
        0 => 0,
        1 => -15,
        _ => -30,
    }
}

pub fn bounced_points(count: usize) -> i64 {
    (-10 * count as i64).max(-30)
}

pub fn rejected_points(count: usize) -> i64 {
    if count <= 1 { 0 } else { -5 }
}

pub fn utilisation_points(used: Option<Ratio4>) -> i64 {
    match used {
        None => 0,
        Some(u) if u.0 <= 8_000 => 0,
        Some(u) if u.0 <= 10_000 => -5,
        Some(_) => -10,
    }
}

pub fn tenure_points(days: i64) -> i64 {
    match days {
        1095.. => 5,
        365.. => 2,
        180.. => 0,
        _ => -5,
    }
}

pub fn finding_points(worst: Option<&str>) -> i64 {
    match worst {
        Some("adverse") => -10,
        Some("dishonest_debtor") => -40,
        Some("insolvent") => -100,
        _ => 0,
    }
}

pub fn cause_points(cause: Option<&str>) -> i64 {
    match cause {
        Some("deliberate") => -30,
        Some("cash_flow") => -5,
        _ => 0,
    }
}

pub fn grade(score: i64) -> &'static str {
    match score {
        80.. => "A",
        65.. => "B",
        50.. => "C",
        35.. => "D",
        _ => "E",
    }
}

/// Recommended limit as tenths of the limit, by grade (section 10).
pub fn limit_tenths(grade: &str) -> i128 {
    match grade {
        "A" => 12,
        "B" => 10,
        "C" => 8,
        "D" => 5,
        _ => 0,
    }
}
