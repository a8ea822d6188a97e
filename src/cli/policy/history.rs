//! `policy history`: the month ends that `policy backfill` built.

use std::collections::{BTreeMap, BTreeSet};

use duebook_events::money::Minor;
use duebook_events::{Currency, Day, Position};
use duebook_projections::month_end::{MonthEnd, Standing};
use duebook_projections::{Money, Month};
use serde::{Serialize, Serializer};

use crate::cli::Context;
use crate::cli::args::AskHistory;
use crate::cli::output::Output;
use crate::cli::sheet::{Column, Sheet, numbers, words};
use crate::ledger::LedgerError;
use crate::ledger::month_ends::register::IN_FORCE;
use crate::ledger::month_ends::{History, Knowledge, MonthSum, Sums};
use crate::ledger::view::KnownAtHeader;
use crate::messages::portfolio::months_reversed;

/// The head of an answer from a history.
#[derive(Serialize)]
pub(super) struct Head<'h> {
    as_of: Day,
    known_at: KnownAtHeader,
    policy: &'h str,
    history: About<'h>,
}

/// Which history it is.
#[derive(Serialize)]
struct About<'h> {
    id: &'h str,
    shown: bool,
    from: Month,
    to: Month,
    knowledge: Knowledge,
    customers: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<&'h str>,
}

/// Open amounts by aging bucket, youngest first.
struct Amounts<'h>(Vec<(&'h str, Money)>);

impl Amounts<'_> {
    /// All but the first bucket.
    fn overdue(&self) -> Minor {
        self.0.iter().skip(1).map(|(_, money)| money.minor).sum()
    }
}

impl Serialize for Amounts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}

/// One month and currency of all customers.
#[derive(Serialize)]
struct MonthRow<'h> {
    month: Month,
    policy: &'h str,
    currency: Currency,
    open: Money,
    unapplied: Money,
    amounts: Amounts<'h>,
    provision: Money,
}

/// How many customers stand how at one month's end.
#[derive(Serialize)]
struct StandingRow<'h> {
    month: Month,
    grades: &'h BTreeMap<String, u64>,
    risk_classes: &'h BTreeMap<String, u64>,
}

/// One month of one customer.
#[derive(Serialize)]
struct CustomerRow<'h> {
    month: Month,
    as_of: Day,
    known_at: Position,
    policy: &'h str,
    #[serde(flatten)]
    standing: Option<&'h Standing>,
    currencies: Vec<OwedRow<'h>>,
}

/// What one customer owed in one currency.
#[derive(Serialize)]
struct OwedRow<'h> {
    currency: Currency,
    open: Money,
    unapplied: Money,
    amounts: Amounts<'h>,
    provision: Money,
}

/// Answer of `policy history`.
#[derive(Serialize)]
struct Portfolio<'h> {
    #[serde(flatten)]
    head: Head<'h>,
    months: Vec<MonthRow<'h>>,
    standings: Vec<StandingRow<'h>>,
}

/// Answer of `policy history CUSTOMER`.
#[derive(Serialize)]
struct OfCustomer<'h> {
    #[serde(flatten)]
    head: Head<'h>,
    customer: &'h str,
    months: Vec<CustomerRow<'h>>,
}

impl<'h> Head<'h> {
    /// The head of an answer from this history.
    pub(super) fn of(history: &'h History, shown: bool) -> Self {
        let (from, to) = history.range();
        Self {
            as_of: to.last(),
            known_at: KnownAtHeader {
                position: history.position,
                recorded_at: history.recorded_at,
            },
            policy: &history.policy,
            history: About {
                id: &history.id,
                shown,
                from,
                to,
                knowledge: history.knowledge,
                customers: history.customers,
                digest: history.digest.as_deref(),
            },
        }
    }
}

/// The policy of a history, for people.
pub(super) fn under(output: Output, policy: &str) -> &str {
    if policy == IN_FORCE {
        return output.word("the policy of each month's day", "各月当日有效政策");
    }
    policy
}

/// The months of a history, in a few characters.
pub(super) fn range(history: &History) -> String {
    let (from, to) = history.range();
    format!("{from} – {to} ({})", history.months.len())
}

/// With whose eyes, in words.
pub(super) fn seen_with(output: Output, history: &History) -> String {
    let words = match history.knowledge {
        Knowledge::OfItsDay => output.word("the knowledge of each month's end", "各月末当日所知"),
        Knowledge::Today => output.word("hindsight: all that was known at", "事后所知：截至"),
    };
    match history.knowledge {
        Knowledge::OfItsDay => words.to_owned(),
        Knowledge::Today => format!("{words} #{}", history.position),
    }
}

/// `policy history`
pub(super) async fn history(context: &Context, args: &AskHistory) -> Result<(), LedgerError> {
    if let (Some(from), Some(to)) = (args.from, args.to)
        && from > to
    {
        return Err(LedgerError::usage_of(months_reversed(from, to)));
    }
    let ledger = context.open()?;
    let history = ledger.find_history(args.as_reported.as_deref()).await?;
    let shown = ledger.shown_history().await?.as_deref() == Some(history.id.as_str());
    let wanted = |at: usize| {
        let month = history.months[at].month;
        args.from.is_none_or(|from| month >= from) && args.to.is_none_or(|to| month <= to)
    };
    let head = Head::of(&history, shown);
    if let Some(number) = &args.customer {
        let customer = ledger.customer(number).await?;
        let rows = ledger.history_of(&history, &customer).await?;
        let months = rows.iter().filter(|row| wanted(row.at)).map(|row| of_month(&history, row));
        let answer = OfCustomer { head, customer: number, months: months.collect() };
        return context.output.answer(&answer, || customer_sheets(context.output, &answer));
    }
    let sums = Sums::of(&history, &ledger.history_rows(&history).await?)?;
    let of_all = sums.money.iter().filter(|((at, _), _)| wanted(*at));
    let none = BTreeMap::new();
    let standings = sums.grades.iter().filter(|(at, _)| wanted(**at));
    let answer = Portfolio {
        head,
        months: of_all.map(|((at, currency), sum)| month(&history, *at, *currency, sum)).collect(),
        standings: standings
            .map(|(at, grades)| StandingRow {
                month: history.months[*at].month,
                grades,
                risk_classes: sums.classes.get(at).unwrap_or(&none),
            })
            .collect(),
    };
    context.output.answer(&answer, || portfolio_sheets(context.output, &answer))
}

fn month<'h>(history: &'h History, at: usize, currency: Currency, sum: &MonthSum) -> MonthRow<'h> {
    let cited = history.policy_at(at);
    let money = |minor: Minor| Money::new(minor, currency);
    let buckets = cited.buckets.iter().map(String::as_str);
    MonthRow {
        month: history.months[at].month,
        policy: &cited.policy,
        currency,
        open: money(sum.open),
        unapplied: money(sum.unapplied),
        amounts: Amounts(buckets.zip(sum.buckets.iter().map(|open| money(*open))).collect()),
        provision: money(sum.provision),
    }
}

fn of_month<'h>(history: &'h History, row: &'h MonthEnd) -> CustomerRow<'h> {
    let (of, cited) = (&history.months[row.at], history.policy_at(row.at));
    let owed = row.money.iter().map(|owed| {
        let money = |minor: Minor| Money::new(minor, owed.currency);
        let buckets = cited.buckets.iter().map(String::as_str);
        OwedRow {
            currency: owed.currency,
            open: money(owed.open),
            unapplied: money(owed.unapplied),
            amounts: Amounts(buckets.zip(owed.buckets.iter().map(|open| money(*open))).collect()),
            provision: money(owed.provision),
        }
    });
    CustomerRow {
        month: of.month,
        as_of: of.as_of,
        known_at: of.known_at,
        policy: &cited.policy,
        standing: row.standing.as_ref(),
        currencies: owed.collect(),
    }
}

/// "Month ends under strict@2 (3fa9c1d2), 2023-01 – 2025-12 (36)"
fn title(output: Output, head: &Head<'_>) -> String {
    let about = &head.history;
    let shown = if about.shown {
        output.word("shown", "现行")
    } else {
        output.word("as reported before", "此前口径")
    };
    let words = output.word("Month ends under", "月末历史：");
    format!("{words} {} ({}, {shown})", under(output, head.policy), about.id)
}

fn money_columns() -> Vec<Column> {
    vec![
        words("currency", "币种"),
        numbers("open", "未清"),
        numbers("overdue", "逾期"),
        numbers("unapplied", "未核销"),
        numbers("expected loss", "预期损失"),
    ]
}

fn portfolio_sheets(output: Output, answer: &Portfolio<'_>) -> Vec<Sheet> {
    let mut columns = vec![words("month", "月份"), words("policy", "政策")];
    columns.extend(money_columns());
    let mut sheet = Sheet::new(title(output, &answer.head), columns);
    for row in &answer.months {
        sheet.push(vec![
            row.month.to_string(),
            row.policy.to_owned(),
            row.currency.to_string(),
            row.open.to_string(),
            row.currency.print(row.amounts.overdue()),
            row.unapplied.to_string(),
            row.provision.to_string(),
        ]);
    }
    let grades: BTreeSet<&str> =
        answer.standings.iter().flat_map(|row| row.grades.keys().map(String::as_str)).collect();
    let classes: BTreeSet<&str> = answer
        .standings
        .iter()
        .flat_map(|row| row.risk_classes.keys().map(String::as_str))
        .collect();
    let mut columns = vec![words("month", "月份")];
    columns.extend(grades.iter().chain(&classes).map(|word| numbers(word, word)));
    let counted = output.word("Customers by grade and risk class", "各等级的客户数");
    let mut standings = Sheet::new(counted, columns);
    for row in &answer.standings {
        let count = |by: &BTreeMap<String, u64>, word: &str| {
            by.get(word).map_or_else(|| "–".to_owned(), u64::to_string)
        };
        let mut cells = vec![row.month.to_string()];
        cells.extend(grades.iter().map(|grade| count(row.grades, grade)));
        cells.extend(classes.iter().map(|class| count(row.risk_classes, class)));
        standings.push(cells);
    }
    vec![sheet, standings]
}

fn customer_sheets(output: Output, answer: &OfCustomer<'_>) -> Vec<Sheet> {
    let mut columns = vec![
        words("month", "月份"),
        words("policy", "政策"),
        numbers("score", "评分"),
        words("grade", "等级"),
        words("class", "风险等级"),
    ];
    columns.extend(money_columns());
    let of = format!("{} · {}", title(output, &answer.head), answer.customer);
    let mut sheet = Sheet::new(of, columns);
    for row in &answer.months {
        let standing = match row.standing {
            Some(s) => [s.score.to_string(), s.grade.clone(), s.risk_class.clone()],
            None => ["–".to_owned(), "–".to_owned(), "–".to_owned()],
        };
        let mut start = vec![row.month.to_string(), row.policy.to_owned()];
        start.extend(standing);
        for owed in &row.currencies {
            let mut cells = start.clone();
            cells.extend([
                owed.currency.to_string(),
                owed.open.to_string(),
                owed.currency.print(owed.amounts.overdue()),
                owed.unapplied.to_string(),
                owed.provision.to_string(),
            ]);
            sheet.push(cells);
        }
        if row.currencies.is_empty() {
            start.extend((0..5).map(|_| "–".to_owned()));
            sheet.push(start);
        }
    }
    vec![sheet]
}
