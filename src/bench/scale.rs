//! How each figure grows with the history: the same topics at 100,000, 1,000,000
//! and 10,000,000 events, each in a process of its own, so that the most memory
//! that is held is that size's. Topics with a ledger of their own size are left out.

use std::process::{Command, Stdio};

use duebook_events::{Lang, Words};
use serde::Deserialize;

use clap::ValueEnum as _;

use super::measuring::{failed, tell};
use super::{Options, Topic, Unit};
use crate::ledger::LedgerError;

/// The sizes, in events.
pub const SIZES: [u64; 3] = [100_000, 1_000_000, 10_000_000];
/// Up to here an event of a larger history is said to cost what one of a smaller does.
pub const LINEAR: f64 = 1.3;

/// A line at all sizes.
#[derive(Debug, Clone)]
pub struct Growth {
    /// What was measured.
    pub name: Words,
    /// In what.
    pub unit: Unit,
    /// Events, and the figure there; none where it could not be measured.
    pub at: Vec<(u64, Option<f64>)>,
}

impl Growth {
    /// What an event (or an operation, of milliseconds) costs at each size beside
    /// the smallest: 1 where the cost grows as the history does.
    #[must_use]
    pub fn relative(&self) -> Vec<Option<f64>> {
        let cost = |(events, value): &(u64, Option<f64>)| {
            value.and_then(|value| cost(self.unit, *events, value))
        };
        let smallest = self.at.first().and_then(cost);
        self.at.iter().map(|at| Some(cost(at)? / smallest?)).collect()
    }

    /// Whether no size costs more than [`LINEAR`] times the smallest; none where
    /// there is nothing to compare.
    #[must_use]
    pub fn is_linear(&self) -> Option<bool> {
        let ratios: Vec<f64> = self.relative().into_iter().flatten().collect();
        (ratios.len() > 1).then(|| ratios.iter().all(|ratio| *ratio < LINEAR))
    }
}

/// What one event costs, or one operation.
#[allow(clippy::cast_precision_loss)]
fn cost(unit: Unit, events: u64, value: f64) -> Option<f64> {
    // Counts of events are far below 2^53.
    let cost = match unit {
        Unit::PerSecond => 1.0 / value,
        Unit::Seconds | Unit::Bytes => value / events as f64,
        Unit::Milliseconds => value,
        // How many there are costs nothing.
        Unit::Count => return None,
    };
    (cost.is_finite() && cost > 0.0).then_some(cost)
}

/// A line as a child prints it.
#[derive(Deserialize)]
struct Printed {
    name: String,
    name_zh: String,
    value: Option<f64>,
    unit: String,
}

#[derive(Deserialize)]
struct PrintedLines {
    lines: Vec<Printed>,
}

/// Runs the chosen topics at each size up to `most` events.
///
/// # Errors
/// When a child fails, or prints what this program does not.
pub fn run(options: &Options, most: u64, lang: Lang) -> Result<Vec<Growth>, LedgerError> {
    let mut grown: Vec<Growth> = Vec::new();
    for events in SIZES.into_iter().filter(|events| *events <= most) {
        tell(lang, &format!("{events} events:"), &format!("{events} 个事件："));
        for line in child(options, events, lang)?.lines {
            let Some(unit) = Unit::of_code(&line.unit) else {
                return Err(failed(format!("no such unit: {}", line.unit)));
            };
            let known = grown.iter().position(|growth| growth.name.en == line.name);
            let at = known.unwrap_or_else(|| {
                let name = Words::new(line.name, line.name_zh);
                grown.push(Growth { name, unit, at: Vec::new() });
                grown.len() - 1
            });
            grown[at].at.push((events, line.value));
        }
    }
    Ok(grown)
}

fn child(options: &Options, events: u64, lang: Lang) -> Result<PrintedLines, LedgerError> {
    let program = std::env::current_exe().map_err(failed)?;
    let mut command = Command::new(program);
    let lang = if lang == Lang::Zh { "zh" } else { "en" };
    command.args(["--format", "json", "--lang", lang, "bench"]);
    command.arg(format!("--events={events}")).arg(format!("--runs={}", options.runs));
    let all = Topic::value_variants();
    let grow = all.iter().filter(|topic| options.wants(**topic) && topic.grows());
    for topic in grow {
        command.arg(format!("--only={}", topic_name(*topic)));
    }
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let output = output.map_err(failed)?;
    if !output.status.success() {
        return Err(failed(format!("duebook bench --events {events}: {}", output.status)));
    }
    serde_json::from_slice(&output.stdout).map_err(failed)
}

fn topic_name(topic: Topic) -> String {
    topic.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn growth(unit: Unit, figures: [f64; 3]) -> Growth {
        let at = SIZES.into_iter().zip(figures.map(Some)).collect();
        Growth { name: Words::verbatim("x"), unit, at }
    }

    #[test]
    fn an_event_that_costs_the_same_grows_linearly() {
        assert_eq!(growth(Unit::PerSecond, [100.0, 100.0, 80.0]).is_linear(), Some(true));
        assert_eq!(growth(Unit::PerSecond, [100.0, 100.0, 70.0]).is_linear(), Some(false));
        assert_eq!(growth(Unit::Seconds, [1.0, 10.0, 100.0]).is_linear(), Some(true));
        assert_eq!(growth(Unit::Seconds, [1.0, 10.0, 140.0]).is_linear(), Some(false));
        assert_eq!(growth(Unit::Milliseconds, [5.0, 5.0, 5.0]).is_linear(), Some(true));
    }

    #[test]
    fn one_size_alone_says_nothing() {
        let alone = Growth { at: vec![(100_000, Some(1.0))], ..growth(Unit::Bytes, [1.0; 3]) };
        assert_eq!(alone.is_linear(), None);
    }
}
