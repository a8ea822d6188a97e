//! `policy simulate`: what another policy would have decided, and what that
//! would have saved and cost.

mod cards;
mod chart;
mod page;
mod sheets;
mod view;
mod words;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use duebook_events::{CustomerId, Day, EventData, Lang};
use duebook_projections::Policy;
use duebook_projections::counterfactual::{Before, Question, Report, Row};
use serde::Serialize;

use super::given::{Given, given_in};
use crate::cli::Context;
use crate::cli::args::PolicySimulate;
use crate::cli::paper::told as told_file;
use crate::cli::replay::with_progress;
use crate::ledger::view::{Header, Question as Point, View};
use crate::ledger::{Ledger, LedgerError};
use crate::messages::counterfactual as told;
use crate::replay::counterfactual::{Asked, compare_one};
use crate::replay::{Replay, stream_names};

/// Answer of `policy simulate`.
#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    header: Header,
    /// NEW.
    new: Side,
    /// OLD.
    old: Old,
    /// The first business date of the decisions; absent without a bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<Day>,
    /// The last one.
    to: Day,
    /// The only customer; absent without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<String>,
    #[serde(flatten)]
    report: Report,
}

/// A policy as it is cited.
#[derive(Clone, Serialize)]
struct Side {
    /// `name@version`.
    policy: String,
    /// SHA-256 of its text.
    policy_sha256: String,
    /// The file that it was read from; absent where it is published or built in.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
}

/// With what NEW is compared.
#[derive(Serialize)]
struct Old {
    /// The one policy that was named; absent where each decision has that of its day.
    #[serde(flatten)]
    named: Option<Side>,
    /// What was compared with in fact, most decisions first.
    used: Vec<Used>,
}

/// A policy, and how many decisions it was compared on.
#[derive(Serialize)]
struct Used {
    policy: String,
    policy_sha256: String,
    decisions: u64,
}

/// What the page says about rules and customers.
struct Rules<'r> {
    /// NEW.
    policy: &'r Policy,
    /// The names of customers that are listed.
    names: BTreeMap<CustomerId, Option<String>>,
}

/// `policy simulate`
pub(super) async fn simulate(context: &Context, args: &PolicySimulate) -> Result<(), LedgerError> {
    if let Some(out) = &args.out
        && !is_page(out)
    {
        return Err(LedgerError::usage_of(told::page_form(out)));
    }
    let ledger = context.open()?;
    let policies = ledger.policies().await?;
    let new = given_in(&policies, &args.new)?;
    let old = args.against.as_deref().map(|named| given_in(&policies, named)).transpose()?;
    let point = Point { as_of: args.as_of, known_at: args.known_at, policy: None };
    let view = ledger.view(&point).await?;
    let to = period(args, &view)?;
    let asked = Asked {
        new: Arc::clone(&new.policy),
        old: old.as_ref().map(|old| Arc::clone(&old.policy)),
        from: args.from,
        to,
    };
    let question = asked.question(&ledger, &view).await?;
    let (customer, report) = compare(&ledger, args, &view, &question).await?;
    let answer = Answer {
        header: view.header(),
        new: Side::of(&new),
        old: Old { named: old.as_ref().map(Side::of), used: used(&question, &report) },
        from: args.from,
        to,
        customer,
        report,
    };
    let output = context.output;
    if let Some(out) = &args.out {
        let mut rules = Rules { policy: &question.after, names: BTreeMap::new() };
        for row in sheets::by_amount(&answer).into_iter().take(view::LISTED_MAX) {
            if !rules.names.contains_key(&row.customer) {
                let name = name(&ledger, &row.customer, &view).await?;
                rules.names.insert(row.customer.clone(), name);
            }
        }
        page::write(out, &page::render(&answer, &rules, output.lang())?)?;
        told_file(output, std::slice::from_ref(out));
    }
    output.answer(&answer, || sheets::sheets(output, &answer, args.top))
}

/// How a customer is called today; nothing where its name is not told.
async fn name(
    ledger: &Ledger,
    customer: &CustomerId,
    view: &View,
) -> Result<Option<String>, LedgerError> {
    let facts = ledger.readable_facts(customer).await?;
    let known = duebook_projections::history::cut(&facts, view.cut);
    Ok(known.iter().rev().find_map(|fact| match &fact.data {
        EventData::CustomerRegistered(e) => Some(e.name.shown().to_owned()),
        _ => None,
    }))
}

/// Whether a path can be that of a page.
fn is_page(out: &str) -> bool {
    let form = Path::new(out).extension().map(|form| form.to_string_lossy().to_lowercase());
    matches!(form.as_deref(), Some("html" | "htm"))
}

/// The last day of the period, once it is one.
fn period(args: &PolicySimulate, view: &View) -> Result<Day, LedgerError> {
    let as_of = view.cut.as_of;
    let to = args.to.unwrap_or(as_of);
    if to > as_of {
        return Err(LedgerError::usage_of(told::period_beyond(to, as_of)));
    }
    match args.from.filter(|from| *from > to) {
        Some(from) => Err(LedgerError::usage_of(told::period_reversed(from, to))),
        None => Ok(to),
    }
}

/// One customer from its own events, all of them in one pass.
async fn compare(
    ledger: &Ledger,
    args: &PolicySimulate,
    view: &View,
    question: &Question,
) -> Result<(Option<String>, Report), LedgerError> {
    if let Some(number) = &args.customer {
        let customer = ledger.customer(number).await?;
        let report = compare_one(ledger, question, &customer).await?;
        return Ok((Some(customer.to_string()), report));
    }
    let names = stream_names(ledger.store().as_ref()).await?;
    let warm = ledger.warm(view.cut.known_at).await?;
    let report = with_progress(view.cut.known_at, |progress| {
        let (store, workers) = (ledger.store().as_ref(), Replay::default_workers());
        Replay { store, view, workers, progress, warm: Some(&warm) }.compare(question, &names)
    });
    report.map(|(report, _)| (None, report))
}

/// The OLD policies that decisions were compared with, most decisions first.
fn used(question: &Question, report: &Report) -> Vec<Used> {
    let mut used: Vec<Used> = Vec::new();
    for old in report.decisions.iter().filter_map(Row::verdicts).map(|(old, _)| old) {
        if let Some(known) = used.iter_mut().find(|known| known.policy == old.policy) {
            known.decisions += 1;
            continue;
        }
        let policy = match &question.before {
            Before::Named(policy) => Some(policy),
            Before::OfTheDay(book) => book.cited(&old.policy, None),
        };
        used.push(Used {
            policy: old.policy.to_string(),
            policy_sha256: policy.map_or_else(String::new, |policy| policy.sha256.clone()),
            decisions: 1,
        });
    }
    used.sort_by(|a, b| b.decisions.cmp(&a.decisions).then_with(|| a.policy.cmp(&b.policy)));
    used
}

impl Rules<'_> {
    /// A rule's name, and when it holds in words.
    fn words(&self, rule: &str, lang: Lang) -> String {
        words::rule(self.policy, rule, lang)
    }

    /// What a rule decides in words.
    fn decides(&self, rule: &str, lang: Lang) -> String {
        words::consequence(self.policy, rule, lang)
    }

    /// A customer's number and name.
    fn customer(&self, customer: &CustomerId) -> String {
        match self.names.get(customer) {
            Some(Some(name)) => format!("{customer} {name}"),
            _ => customer.to_string(),
        }
    }
}

impl Side {
    fn of(source: &Given) -> Self {
        Self {
            policy: source.policy.citation.clone(),
            policy_sha256: source.policy.sha256.clone(),
            file: source.file.clone(),
        }
    }
}
