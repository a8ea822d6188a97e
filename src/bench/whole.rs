//! The whole process, from its start to the printed balances, beside two
//! programs that are not ours and add up the same events as a journal.
//!
//! All of them read files that were just written, so none waits for the disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use duebook_events::{CustomerId, Words};
use serde::Deserialize;

use super::bed::Bed;
use super::measuring::{bytes, failed, median, rate};
use super::watch::through;
use super::{Line, Target, Unit};
use crate::interchange::journal::receivable;
use crate::ledger::LedgerError;

/// The most events that the other programs are asked to read: hledger holds about
/// two gigabytes for each million.
const OTHERS_EVENTS_MAX: u64 = 2_000_000;

/// Account and currency, and the balance as printed.
type Balances = BTreeMap<(String, String), String>;

/// A program that reads journals, and how much faster than it we should be.
struct Other {
    name: &'static str,
    /// Asks for every customer's balance, in the way that takes it least time.
    args: &'static [&'static str],
    times: Target,
    memory: Option<Target>,
}

const OTHERS: [Other; 2] = [
    Other {
        name: "hledger",
        // Assertions are left unread: our balance makes none either.
        args: &["balance", "assets:receivable", "--flat", "-N", "-I"],
        times: Target::AtLeast(15.0),
        memory: Some(Target::AtMost(0.1)),
    },
    Other {
        name: "ledger",
        args: &["balance", "assets:receivable", "--flat", "--no-total"],
        times: Target::AtLeast(3.5),
        memory: None,
    },
];

/// What the runs of one program took, and what it printed last.
struct Runs {
    seconds: f64,
    peak: u64,
    printed: PathBuf,
}

/// Export, then each program in turn.
pub(super) async fn measure(bed: &Bed) -> Result<Vec<Line>, LedgerError> {
    bed.ledger().await?;
    bed.tell("balances by whole programs …", "以完整程序计算余额……");
    let as_of = Bed::as_of()?.to_string();
    let file = bed.scratch.0.join("whole.journal");
    let export = runs(bed, "export", 1, || {
        let mut export = ours(bed)?;
        export.args(["export", "journal", "--as-of", &as_of]);
        Ok(export)
    })?;
    std::fs::rename(&export.printed, &file).map_err(failed)?;
    let exported = rate(bed.options.events, export.seconds);
    let exported = Line::rate("export journal, whole process", "导出日记账，完整程序", exported);

    let asking = |cache: &'static [&'static str]| {
        let as_of = as_of.clone();
        move || {
            let mut balance = ours(bed)?;
            balance.args(cache).args(["--format", "json", "balance", "--as-of", &as_of]);
            Ok(balance)
        }
    };
    let balance = runs(bed, "duebook", bed.runs(), asking(&["--no-cache"]))?;
    let expected = ours_read(&balance.printed)?;
    // The first question leaves the cache behind that the others read.
    runs(bed, "leaving", 1, asking(&[]))?;
    let warm = runs(bed, "warm", bed.runs(), asking(&[]))?;
    let name =
        ("duebook balance from the cache, whole process", "duebook 由缓存计算余额，完整程序");
    let warm = Line::new(name.0, name.1, warm.seconds, Unit::Seconds);
    let mut lines = vec![exported, warm];
    for other in OTHERS {
        lines.extend(beside(bed, &other, &file, &balance, &expected)?);
    }
    Ok(lines)
}

/// Our balance beside another program's: time, memory, and whether they agree.
fn beside(
    bed: &Bed,
    other: &Other,
    file: &Path,
    balance: &Runs,
    expected: &Balances,
) -> Result<Vec<Line>, LedgerError> {
    let name = other.name;
    let theirs =
        Words::new(format!("{name} balance, whole process"), format!("{name} 余额，完整程序"));
    let command = || {
        let mut command = Command::new(name);
        command.arg("-f").arg(file).args(other.args);
        Ok(command)
    };
    let taken = match why_not(bed, name) {
        Some(why) => Err(why),
        None => Ok(runs(bed, name, bed.runs(), command)?),
    };
    let (their_time, their_peak) = match &taken {
        Ok(taken) => (
            Line::new(&theirs.en, &theirs.zh, taken.seconds, Unit::Seconds),
            Line::new(
                &format!("peak memory of {name} balance"),
                &format!("{name} 余额的内存峰值"),
                bytes(taken.peak),
                Unit::Bytes,
            ),
        ),
        Err(why) => (
            Line::missing(theirs, Unit::Seconds, why.clone()),
            Line::missing(
                Words::new(
                    format!("peak memory of {name} balance"),
                    format!("{name} 余额的内存峰值"),
                ),
                Unit::Bytes,
                why.clone(),
            ),
        ),
    };
    let time = Line::new(
        &format!("duebook balance from the log, beside {name}"),
        &format!("duebook 由日志计算余额，对照 {name}"),
        balance.seconds,
        Unit::Seconds,
    );
    let peak = Line::new(
        &format!("peak memory of duebook balance, beside {name}"),
        &format!("duebook 余额的内存峰值，对照 {name}"),
        bytes(balance.peak),
        Unit::Bytes,
    );
    let mut lines =
        vec![time.times(&their_time, other.times), peak.against(&their_peak, other.memory)];
    if let Ok(taken) = &taken {
        lines.push(agreement(name, expected, &theirs_read(&taken.printed)?));
    }
    Ok(lines)
}

/// How many of our balances the other program has too, to the cent.
fn agreement(name: &str, expected: &Balances, theirs: &Balances) -> Line {
    let same = expected.iter().filter(|(key, sum)| theirs.get(*key) == Some(sum)).count();
    // One that only the other has counts as one of ours that is not alike.
    let all = expected.keys().chain(theirs.keys()).collect::<std::collections::BTreeSet<_>>().len();
    let all = Line::new("customers' balances", "客户余额数", bytes(all as u64), Unit::Count);
    let same = Line::new(
        &format!("balances that {name} adds up to the same cent"),
        &format!("与 {name} 合计分毫不差的余额"),
        bytes(same as u64),
        Unit::Count,
    );
    same.against(&all, Target::AtLeast(1.0))
}

/// Why a program cannot be measured here.
fn why_not(bed: &Bed, name: &str) -> Option<Words> {
    if bed.options.events > OTHERS_EVENTS_MAX {
        let most = OTHERS_EVENTS_MAX;
        return Some(Words::new(
            format!("not run on more than {most} events: it holds the whole journal in memory"),
            format!("超过 {most} 个事件不运行：该程序把整个日记账放在内存中"),
        ));
    }
    let found = Command::new(name).arg("--version").stdout(Stdio::null()).status();
    found.is_err().then(|| {
        Words::new(
            format!("{name} is not installed here (Debian: apt-get install {name})"),
            format!("此处未安装 {name}（Debian：apt-get install {name}）"),
        )
    })
}

/// This program on the bed's ledger.
fn ours(bed: &Bed) -> Result<Command, LedgerError> {
    let mut command = Command::new(std::env::current_exe().map_err(failed)?);
    command.arg("--db").arg(bed.path());
    Ok(command)
}

/// Runs a program several times, its output in a file; the median of the times,
/// the highest of the peaks.
fn runs(
    bed: &Bed,
    name: &str,
    count: usize,
    command: impl Fn() -> Result<Command, LedgerError>,
) -> Result<Runs, LedgerError> {
    let printed = bed.scratch.0.join(format!("{name}.out"));
    let (mut seconds, mut peak) = (Vec::new(), 0);
    for _ in 0..count {
        let taken = through(&printed, &command()?)?;
        seconds.push(taken.seconds);
        peak = peak.max(taken.peak);
    }
    Ok(Runs { seconds: median(seconds), peak, printed })
}

#[derive(Deserialize)]
struct Row {
    customer: String,
    currency: String,
    balance: String,
}

#[derive(Deserialize)]
struct Rows {
    customers: Vec<Row>,
}

/// Our balances that are not zero: the others print no zeros.
fn ours_read(path: &Path) -> Result<Balances, LedgerError> {
    let text = std::fs::read(path).map_err(failed)?;
    let rows: Rows = serde_json::from_slice(&text).map_err(failed)?;
    let mut balances = Balances::new();
    for row in rows.customers {
        if row.balance.contains(|c| ('1'..='9').contains(&c)) {
            let customer = CustomerId::try_new(&row.customer).map_err(failed)?;
            balances.insert((receivable(&customer), row.currency), row.balance);
        }
    }
    Ok(balances)
}

/// What another program printed: a line for each currency, the account on the last.
fn theirs_read(path: &Path) -> Result<Balances, LedgerError> {
    let text = std::fs::read_to_string(path).map_err(failed)?;
    let mut balances = Balances::new();
    let mut waiting = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (posted, account) = line.split_once("  ").unwrap_or((line, ""));
        let unlike = || failed(format!("no balance: {line:?}"));
        let (sum, currency) = posted.split_once(' ').ok_or_else(unlike)?;
        waiting.push((currency.to_owned(), sum.to_owned()));
        if !account.is_empty() {
            let named = waiting.drain(..);
            balances.extend(named.map(|(currency, sum)| ((account.to_owned(), currency), sum)));
        }
    }
    Ok(balances)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn balances(rows: &[(&str, &str, &str)]) -> Balances {
        rows.iter().map(|(a, c, sum)| (((*a).into(), (*c).into()), (*sum).into())).collect()
    }

    #[test]
    fn a_difference_of_a_cent_and_a_missing_account_are_seen() {
        let ours = balances(&[("a", "CNY", "1.00"), ("b", "CNY", "2.00")]);
        let met = |theirs: &[(&str, &str, &str)]| agreement("x", &ours, &balances(theirs)).met();
        assert_eq!(met(&[("a", "CNY", "1.00"), ("b", "CNY", "2.00")]), Some(true));
        assert_eq!(met(&[("a", "CNY", "1.00"), ("b", "CNY", "2.01")]), Some(false));
        assert_eq!(met(&[("a", "CNY", "1.00")]), Some(false));
        let more = [("a", "CNY", "1.00"), ("b", "CNY", "2.00"), ("c", "CNY", "0.01")];
        assert_eq!(met(&more), Some(false));
    }

    #[test]
    fn what_others_print_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        std::fs::write(&path, "   1.00 CNY\n  -2 JPY  assets:receivable:A\n 3.00 CNY  x\n")
            .unwrap();
        let expected = balances(&[
            ("assets:receivable:A", "CNY", "1.00"),
            ("assets:receivable:A", "JPY", "-2"),
            ("x", "CNY", "3.00"),
        ]);
        assert_eq!(theirs_read(&path).unwrap(), expected);
    }
}
