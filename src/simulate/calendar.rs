//! Days as numbers, and how busy a trading day is.

use chrono::Datelike;

/// Days since 1970-01-01.
pub type Day = i32;

/// The number of 1970-01-01 where 0001-01-01 is day 1.
const EPOCH_DAY_NUMBER: i32 = 719_163;

/// Year, month and day of month of a day.
pub fn civil(day: Day) -> (i32, u32, u32) {
    let date = duebook_events::Day::from_number(day + EPOCH_DAY_NUMBER).date();
    (date.year(), date.month(), date.day())
}

/// The day of a civil date; of one that does not exist, the last of all days.
pub fn day_of(year: i32, month: u32, day_of_month: u32) -> Day {
    let date = duebook_events::Day::new(year, month, day_of_month);
    date.unwrap_or(duebook_events::Day::LAST).number() - EPOCH_DAY_NUMBER
}

/// The last day of the month of `day`.
pub fn end_of_month(day: Day) -> Day {
    let (year, month, _) = civil(day);
    let (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    day_of(year, month, 1) - 1
}

/// Adds calendar months, keeping the day of the month where it exists.
pub fn plus_months(day: Day, months: u32) -> Day {
    let (year, month, day_of_month) = civil(day);
    let months = month - 1 + months;
    let first = day_of(year + (months / 12) as i32, months % 12 + 1, 1);
    (first + day_of_month as i32 - 1).min(end_of_month(first))
}

/// Chinese New Year's Day, 2020 to 2035.
const NEW_YEARS: [(i32, u32, u32); 16] = [
    (2020, 1, 25),
    (2021, 2, 12),
    (2022, 2, 1),
    (2023, 1, 22),
    (2024, 2, 10),
    (2025, 1, 29),
    (2026, 2, 17),
    (2027, 2, 6),
    (2028, 1, 26),
    (2029, 2, 13),
    (2030, 2, 3),
    (2031, 1, 23),
    (2032, 2, 11),
    (2033, 1, 31),
    (2034, 2, 19),
    (2035, 2, 8),
];

/// Days from Chinese New Year's Day of the same year to `day`; outside the
/// table it is taken to be 5 February.
fn from_new_year(day: Day) -> i32 {
    let (year, _, _) = civil(day);
    let first = NEW_YEARS.iter().find(|entry| entry.0 == year).map_or((2, 5), |e| (e.1, e.2));
    day - day_of(year, first.0, first.1)
}

/// Saturday and Sunday.
pub fn is_weekend(day: Day) -> bool {
    // 1970-01-01 was a Thursday.
    matches!((day + 3).rem_euclid(7), 5 | 6)
}

/// The eve of Chinese New Year and the six days after it: offices are closed.
pub fn is_new_year_week(day: Day) -> bool {
    (-1..=6).contains(&from_new_year(day))
}

/// Whether offices work.
pub fn is_open(day: Day) -> bool {
    !is_weekend(day) && !is_new_year_week(day)
}

/// How much new business a day sees; 100 is an ordinary working day.
pub fn busyness(day: Day) -> u64 {
    if is_new_year_week(day) {
        return 2;
    }
    let (_, month, _) = civil(day);
    let season = match month {
        10..=12 => 130,
        3 | 6 | 9 => 110,
        7 | 8 => 85,
        _ => 100,
    };
    // Two weeks before the feast business winds down, for ten days after it starts up.
    let lull = match from_new_year(day) {
        -12..=-2 => 60,
        7..=16 => 50,
        _ => 100,
    };
    let month_end = if end_of_month(day) - day < 4 { 170 } else { 100 };
    let week = if is_weekend(day) { 8 } else { 100 };
    (season * lull * month_end * week / 1_000_000).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_agree_over_centuries() {
        for day in -100_000..100_000 {
            let (year, month, day_of_month) = civil(day);
            assert_eq!(day_of(year, month, day_of_month), day);
        }
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(19_782), (2024, 2, 29));
    }

    #[test]
    fn months_end_and_add_up() {
        assert_eq!(end_of_month(day_of(2024, 2, 3)), day_of(2024, 2, 29));
        assert_eq!(end_of_month(day_of(2025, 12, 31)), day_of(2025, 12, 31));
        assert_eq!(plus_months(day_of(2025, 1, 31), 1), day_of(2025, 2, 28));
        assert_eq!(plus_months(day_of(2025, 11, 15), 14), day_of(2027, 1, 15));
    }

    #[test]
    fn the_feast_is_quiet_and_the_year_end_is_not() {
        assert!(is_weekend(day_of(2025, 3, 1)) && !is_weekend(day_of(2025, 3, 3)));
        assert!(busyness(day_of(2025, 1, 29)) < 5);
        assert!(busyness(day_of(2025, 12, 30)) > busyness(day_of(2025, 8, 12)));
    }
}
