//! `portfolio`: the figures of each month end, and the rows behind one of them.

use std::sync::Arc;

use duebook_events::{Currency, CustomerId, Day};
use duebook_projections::money::Ratio;
use duebook_projections::series::{Drill, Figure, Figures, Point, RowTerm, Series};
use duebook_projections::{Fact, Month, Policy};
use serde::Serialize;

use super::{print, title};
use crate::cli::Context;
use crate::cli::args::AskPortfolio;
use crate::cli::output::Output;
use crate::cli::replay::with_progress;
use crate::cli::sheet::{Column, Sheet, numbers, words};
use crate::ledger::view::{KnownAt, Question, View};
use crate::ledger::{Ledger, LedgerError};
use crate::messages::portfolio as messages;
use crate::replay::{Reads, Replay, stream_names};

/// The most months that one answer shows: twenty years.
const MONTHS_MAX: usize = 240;
/// The months that are shown where none are asked for.
const MONTHS_USUAL: u32 = 12;

/// Answer of `portfolio`.
#[derive(Serialize)]
struct Trend {
    /// The first month.
    from: Month,
    /// The last month.
    to: Month,
    /// One row a currency and month.
    months: Vec<Figures>,
}

/// A month, seen at a day under a policy.
struct Seen {
    month: Month,
    as_of: Day,
    policy: Arc<Policy>,
}

/// `portfolio`
pub(crate) async fn portfolio(context: &Context, args: &AskPortfolio) -> Result<(), LedgerError> {
    let ledger = context.open()?;
    let customer = match &args.customer {
        Some(number) => Some(ledger.customer(number).await?),
        None => None,
    };
    let view = ledger.view(&args.point.question()).await?;
    let months = months(args, view.cut.as_of)?;
    let seen = seen(&ledger, &view, args, &months).await?;
    let points: Vec<Point<'_>> = seen
        .iter()
        .map(|seen| Point { month: seen.month, as_of: seen.as_of, policy: &seen.policy })
        .collect();
    let asked =
        Asked { ledger: &ledger, view: &view, customer: customer.as_ref(), points: &points };
    if let Some(figure) = args.drill {
        let drill = asked.drill(args, figure).await?;
        return print(context, &view, &drill, |output| drill_sheets(output, &view, &drill));
    }
    let mut rows = asked.series(|| Series::new(&points)).await?.figures();
    rows.retain(|row| args.currency.is_none_or(|currency| row.currency == currency));
    let (from, to) = (months[1], months[months.len() - 1]);
    let answer = Trend { from, to, months: rows };
    print(context, &view, &answer, |output| sheets(output, &view, &answer))
}

/// The months to look at, with the one before the first.
fn months(args: &AskPortfolio, as_of: Day) -> Result<Vec<Month>, LedgerError> {
    let running = Month::of(as_of);
    let to = args.month.or(args.to).unwrap_or(running);
    let from = args.month.or(args.from).unwrap_or_else(|| to.back(MONTHS_USUAL - 1));
    if from > to {
        return Err(LedgerError::usage_of(messages::months_reversed(from, to)));
    }
    if to > running {
        return Err(LedgerError::usage_of(messages::month_not_begun(to, as_of)));
    }
    let mut months = vec![from.previous(), from];
    while let Some(last) = months.last().copied().filter(|last| *last < to) {
        if months.len() > MONTHS_MAX {
            return Err(LedgerError::usage_of(messages::too_many_months(from, to, MONTHS_MAX)));
        }
        months.push(last.next());
    }
    Ok(months)
}

/// Each month at its last day that counts, under the policy in force then.
async fn seen(
    ledger: &Ledger,
    view: &View,
    args: &AskPortfolio,
    months: &[Month],
) -> Result<Vec<Seen>, LedgerError> {
    let policies = ledger.policies().await?;
    let mut seen = Vec::with_capacity(months.len());
    for month in months {
        let as_of = month.last().min(view.cut.as_of);
        let question = Question {
            as_of: Some(as_of),
            known_at: Some(KnownAt::Position(view.cut.known_at)),
            policy: args.point.policy.clone(),
        };
        let policy = ledger.view_with(&question, &policies).await?.policy;
        seen.push(Seen { month: *month, as_of, policy });
    }
    Ok(seen)
}

/// The question, put to one customer or all.
struct Asked<'a> {
    ledger: &'a Ledger,
    view: &'a View,
    customer: Option<&'a CustomerId>,
    points: &'a [Point<'a>],
}

impl<'a> Asked<'a> {
    async fn series(
        &self,
        empty: impl Fn() -> Series<'a> + Sync,
    ) -> Result<Series<'a>, LedgerError> {
        let known_at = self.view.cut.known_at;
        if let Some(customer) = self.customer {
            let facts = self.ledger.facts(customer).await?;
            let mut series = empty();
            series.add(customer, &facts, known_at);
            return Ok(series);
        }
        let store = self.ledger.store().as_ref();
        let names = stream_names(store).await?;
        let warm = self.ledger.warm(known_at).await?;
        with_progress(known_at, |progress| {
            let workers = Replay::default_workers();
            let replay = Replay { store, view: self.view, workers, progress, warm: Some(&warm) };
            let add = |series: &mut Series<'a>, customer: &CustomerId, facts: &[Fact]| {
                series.add(customer, facts, known_at);
            };
            replay
                .gather(Reads::Figures, empty, add, Series::append, &names)
                .map(|(series, _)| series)
        })
    }

    /// The rows behind one figure; in the only currency where none is named.
    async fn drill(&self, args: &AskPortfolio, figure: Figure) -> Result<Drill, LedgerError> {
        let currency = match args.currency {
            Some(currency) => currency,
            None => self.only_currency().await?,
        };
        let series = self.series(|| Series::drilling(self.points, figure, currency)).await?;
        Ok(series.drill().expect("a series that drills has rows and at least two months"))
    }

    async fn only_currency(&self) -> Result<Currency, LedgerError> {
        let figures = self.series(|| Series::new(self.points)).await?.figures();
        let mut known: Vec<Currency> = figures.iter().map(|row| row.currency).collect();
        known.dedup();
        if let [only] = known.as_slice() {
            return Ok(*only);
        }
        let known: Vec<String> = known.iter().map(ToString::to_string).collect();
        let known = if known.is_empty() { "–".to_owned() } else { known.join(", ") };
        Err(LedgerError::usage_of(messages::drill_currency(known)))
    }
}

/// The figures in two tables: how much is owed and how late, what came of it.
/// In a file for a spreadsheet they stand side by side.
fn sheets(output: Output, view: &View, answer: &Trend) -> Vec<Sheet> {
    let owed_columns = [
        numbers("receivables", "应收余额"),
        numbers("overdue", "逾期"),
        numbers("rate", "逾期率"),
        numbers("billed", "开票额"),
        numbers("DSO", "周转天数"),
        numbers("count-back", "倒推天数"),
        numbers("delinquent", "逾期天数"),
        numbers("CEI", "回收有效率"),
        numbers("expected loss", "预期损失"),
    ];
    let came_columns = [
        numbers("promises due", "到期承诺"),
        numbers("kept", "已兑现"),
        numbers("promised", "承诺金额"),
        numbers("kept amount", "兑现金额"),
        numbers("disputes", "未决争议"),
        numbers("disputed", "争议金额"),
        numbers("written off", "净核销坏账"),
        numbers("unapplied", "未核销收款"),
    ];
    let with_month = |columns: &[Column]| {
        let mut all = vec![words("currency", "币种"), words("month", "月份")];
        if !output.is_table() {
            all.extend([words("as of", "截至"), words("policy", "政策")]);
        }
        all.extend_from_slice(columns);
        all
    };
    let heading = title(output, view, "Portfolio", "应收组合");
    if !output.is_table() {
        let mut all = Sheet::new(heading, with_month(&[&owed_columns[..], &came_columns].concat()));
        for row in &answer.months {
            let (currency, month) = (row.currency.to_string(), row.month.to_string());
            let seen = vec![currency, month, row.as_of.to_string(), row.policy.clone()];
            all.push([seen, owed(row, ""), came(row)].concat());
        }
        return vec![all];
    }
    let mut first = Sheet::new(heading, with_month(&owed_columns));
    let came_title = output.word("What came of it", "催收结果");
    let mut second = Sheet::new(came_title, with_month(&came_columns));
    for row in &answer.months {
        first.push([month(row), owed(row, "–")].concat());
        second.push([month(row), came(row)].concat());
    }
    if answer.months.iter().any(|row| row.running) {
        let running = output.word("running, as of", "当月未结束，截至");
        second.note(format!("* {running} {}", view.cut.as_of));
    }
    vec![first, second]
}

/// Currency and month; a running one has a star.
fn month(row: &Figures) -> Vec<String> {
    let star = if row.running { "*" } else { "" };
    vec![row.currency.to_string(), format!("{}{star}", row.month)]
}

/// What is owed, and how late; `none` stands where there is no ratio.
fn owed(row: &Figures, none: &str) -> Vec<String> {
    let ratio = |ratio: Option<Ratio>| ratio.map_or_else(|| none.to_owned(), |r| r.to_string());
    vec![
        row.receivables.to_string(),
        row.overdue.to_string(),
        ratio(row.overdue_rate),
        row.billed.to_string(),
        ratio(row.dso),
        ratio(row.dso_count_back),
        ratio(row.average_days_delinquent),
        ratio(row.collection_effectiveness),
        row.expected_credit_loss.to_string(),
    ]
}

/// What came of it.
fn came(row: &Figures) -> Vec<String> {
    vec![
        row.promises.due.count.to_string(),
        row.promises.kept.count.to_string(),
        row.promises.due.amount.to_string(),
        row.promises.kept.amount.to_string(),
        row.disputes_open.count.to_string(),
        row.disputes_open.amount.to_string(),
        row.write_offs.to_string(),
        row.unapplied.to_string(),
    ]
}

fn drill_sheets(output: Output, view: &View, drill: &Drill) -> Vec<Sheet> {
    let columns = vec![
        words("part of", "所属"),
        words("customer", "客户"),
        words("document", "单据号"),
        words("bucket", "账龄段"),
        numbers("amount", "金额"),
        words("events", "来源事件"),
    ];
    let (en, zh) = figure_name(drill.figure);
    let name = title(output, view, en, zh);
    let value = drill.value.as_deref().unwrap_or("–");
    let heading = format!("{name} · {} · {} · {value}", drill.month, drill.currency);
    let mut rows = Sheet::new(heading, columns);
    for row in &drill.rows {
        let events: Vec<String> = row.positions.iter().map(|p| format!("#{p}")).collect();
        rows.push(vec![
            term_name(output, row.term).to_owned(),
            row.customer.clone(),
            row.document.clone(),
            row.bucket.clone().unwrap_or_default(),
            row.amount.to_string(),
            events.join(" "),
        ]);
    }
    let columns = vec![words("part", "项目"), numbers("rows", "行数"), numbers("amount", "金额")];
    let mut sums = Sheet::new(output.word("Sums", "合计"), columns);
    for term in &drill.terms {
        sums.push(vec![
            term_name(output, term.term).to_owned(),
            term.rows.to_string(),
            term.amount.to_string(),
        ]);
    }
    vec![rows, sums]
}

/// A figure in English and Chinese.
fn figure_name(figure: Figure) -> (&'static str, &'static str) {
    match figure {
        Figure::Receivables => ("Receivables", "应收余额"),
        Figure::Overdue => ("Overdue", "逾期金额"),
        Figure::OverdueRate => ("Overdue rate", "逾期率"),
        Figure::Billed => ("Billed", "开票额"),
        Figure::Dso => ("DSO", "应收账款周转天数"),
        Figure::DsoCountBack => ("DSO, counted back", "倒推法周转天数"),
        Figure::AverageDaysDelinquent => ("Average days delinquent", "平均逾期天数"),
        Figure::CollectionEffectiveness => ("Collection effectiveness", "回收有效率"),
        Figure::ExpectedCreditLoss => ("Expected credit loss", "预期信用损失"),
        Figure::PromisesDue => ("Promises due", "到期承诺"),
        Figure::PromisesKept => ("Promises kept", "已兑现承诺"),
        Figure::DisputesOpen => ("Disputes open", "未决争议"),
        Figure::WriteOffs => ("Write-offs", "净核销坏账"),
        Figure::Unapplied => ("Unapplied", "未核销收款"),
    }
}

/// A sum of rows in the language of the answer.
fn term_name(output: Output, term: RowTerm) -> &'static str {
    let (en, zh) = match term {
        RowTerm::Opening => ("opening", "期初应收"),
        RowTerm::Billed => ("billed", "开票额"),
        RowTerm::Billed90 => ("billed in 90 days", "近90天开票额"),
        RowTerm::Receivables => ("receivables", "应收余额"),
        RowTerm::Current => ("current", "未到期"),
        RowTerm::Overdue => ("overdue", "逾期"),
        RowTerm::ExpectedCreditLoss => ("expected loss", "预期损失"),
        RowTerm::PromisesDue => ("promised", "到期承诺"),
        RowTerm::PromisesKept => ("kept", "已兑现"),
        RowTerm::DisputesOpen => ("disputed", "争议"),
        RowTerm::WriteOffs => ("written off", "坏账核销"),
        RowTerm::Unapplied => ("unapplied", "未核销"),
    };
    output.word(en, zh)
}
