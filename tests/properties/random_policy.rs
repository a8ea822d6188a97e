//! Policies at random: every figure of the built-in one may be another, rules
//! stand in another order, and some are new.

use toml::{Table, Value};

/// A source of choices; the same seed gives the same policy.
struct Choice(u64);

impl Choice {
    /// 0 to below.
    fn below(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below
    }

    fn number(&mut self, from: i64, to: i64) -> i64 {
        from + i64::try_from(self.below(u64::try_from(to - from + 1).unwrap())).unwrap()
    }

    fn whole(&mut self, from: i64, to: i64) -> Value {
        Value::Integer(self.number(from, to))
    }

    /// A share as a decimal text, 0 to 1.
    fn share(&mut self) -> Value {
        Value::String(format!("0.{:02}", self.below(100)))
    }

    fn word(&mut self, words: &[&str]) -> Value {
        let at = usize::try_from(self.below(words.len() as u64)).unwrap();
        Value::String(words[at].to_owned())
    }

    /// Numbers that rise, from 1 on.
    fn rising(&mut self, count: i64, step: i64) -> Vec<i64> {
        let mut last = 0;
        (0..count)
            .map(|_| {
                last += self.number(1, step);
                last
            })
            .collect()
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, usize::try_from(self.below(at as u64 + 1)).unwrap());
        }
    }
}

/// A policy text; with `grace` days for promises.
pub fn text(seed: u64, grace: i64) -> String {
    let mut choice = Choice(seed);
    let mut policy: Table = toml::from_str(duebook_projections::policy::DEFAULT_TEXT).unwrap();
    policy.insert("name".to_owned(), Value::String("random".to_owned()));
    policy.insert("version".to_owned(), Value::String(format!("s{seed}")));
    let buckets = choice.number(2, 6);
    let ends = choice.rising(buckets, 90).into_iter().map(Value::Integer).collect();
    put(&mut policy, "aging", "bucket_ends", Value::Array(ends));
    let rates = (0..buckets + 2).map(|_| choice.share()).collect();
    put(&mut policy, "provision", "rates", Value::Array(rates));
    put(&mut policy, "terms", "net_days", choice.whole(0, 90));
    put(&mut policy, "terms", "trigger", choice.word(&["invoice_date", "month_end"]));
    put(&mut policy, "terms", "roll", choice.word(&["none", "following"]));
    put(&mut policy, "promises", "grace_days", Value::Integer(grace));
    let orders = ["statutory", "oldest_due_first", "overdue_first"];
    put(&mut policy, "allocation", "order", choice.word(&orders));
    put(&mut policy, "limitation", "years", choice.whole(1, 6));
    let restarts = Value::Boolean(choice.below(2) == 0);
    put(&mut policy, "limitation", "confirmed_statement_restarts", restarts);
    for kind in ["deposit", "insurance", "pledge", "mortgage", "guarantor"] {
        let share = choice.share();
        let haircuts = policy["security"]["haircut"].as_table_mut().unwrap();
        haircuts.insert(kind.to_owned(), share);
    }
    for days in ["before_due_days", "first_after_days", "silence_days", "demand_above_days"] {
        put(&mut policy, "reminders", days, choice.whole(0, 40));
    }
    scorecard(&mut policy, &mut choice);
    grades(&mut policy, &mut choice);
    rules(&mut policy, &mut choice);
    toml::to_string(&policy).unwrap()
}

fn put(policy: &mut Table, name: &str, key: &str, value: Value) {
    policy[name].as_table_mut().unwrap().insert(key.to_owned(), value);
}

/// Another base, window, and points.
fn scorecard(policy: &mut Table, choice: &mut Choice) {
    put(policy, "scorecard", "base", choice.whole(40, 70));
    put(policy, "scorecard", "window_days", choice.whole(60, 1000));
    let card = policy["scorecard"].as_table_mut().unwrap();
    for (_, characteristic) in card.iter_mut() {
        let Some(bins) = characteristic.get_mut("bins").and_then(Value::as_array_mut) else {
            continue;
        };
        // The better bin stays the better one.
        let mut points: Vec<i64> = bins.iter().map(|_| choice.number(-30, 20)).collect();
        points.sort_unstable_by(|a, b| b.cmp(a));
        for (bin, points) in bins.iter_mut().zip(points) {
            bin.as_table_mut().unwrap().insert("points".to_owned(), Value::Integer(points));
        }
    }
}

/// Other limits between grades.
fn grades(policy: &mut Table, choice: &mut Choice) {
    let rising = choice.rising(4, 20);
    let grades = policy["grade"].as_array_mut().unwrap();
    for (grade, from) in grades.iter_mut().zip(rising.into_iter().rev()) {
        let grade = grade.as_table_mut().unwrap();
        grade.insert("from".to_owned(), Value::Integer(from));
    }
}

/// The rules but the last in another order, with other shares, and new ones.
fn rules(policy: &mut Table, choice: &mut Choice) {
    let rules = policy["rule"].as_array_mut().unwrap();
    let last = rules.pop().unwrap();
    for at in 0..choice.below(4) {
        rules.push(rule(choice, at));
    }
    choice.shuffle(rules);
    for rule in rules.iter_mut() {
        let Some(conditions) = rule.get_mut("conditions").and_then(Value::as_array_mut) else {
            continue;
        };
        for condition in conditions {
            let condition = condition.as_table_mut().unwrap();
            if condition.contains_key("share") {
                condition.insert("share".to_owned(), choice.share());
            }
        }
    }
    rules.push(last);
}

fn rule(choice: &mut Choice, at: u64) -> Value {
    let depth = choice.below(3);
    let mut rule = Table::new();
    rule.insert("name".to_owned(), Value::String(format!("random_{at}")));
    rule.insert("when".to_owned(), Value::Table(when(choice, depth)));
    rule.insert("outcome".to_owned(), choice.word(&["held", "rejected", "approved"]));
    Value::Table(rule)
}

fn when(choice: &mut Choice, depth: u64) -> Table {
    let mut when = Table::new();
    if depth > 0 {
        let parts = (0..2).map(|_| Value::Table(self::when(choice, depth - 1))).collect();
        match choice.below(3) {
            0 => when.insert("all".to_owned(), Value::Array(parts)),
            1 => when.insert("any".to_owned(), Value::Array(parts)),
            _ => when.insert("not".to_owned(), Value::Table(self::when(choice, depth - 1))),
        };
        return when;
    }
    let facts = ["days_past_due", "tenure_days", "open_conditions", "pending_promises", "score"];
    when.insert("fact".to_owned(), choice.word(&facts));
    let Value::String(compare) = choice.word(&["above", "below", "at_least", "at_most"]) else {
        unreachable!("a word is a text")
    };
    when.insert(compare, Value::String(choice.number(1, 60).to_string()));
    when
}
