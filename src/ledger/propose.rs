//! Instalment plans as they could be signed: rendered, never recorded (domain,
//! section 7).

use duebook_events::agreement::OnDefault;
use duebook_events::{Currency, CustomerId, Day, Fault, Lang, NumberKind, Rate};
use duebook_projections::letters::{self, Party};
use duebook_projections::plan::{self, Every, NoPlan, Plan, PlanAsk};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::Ledger;
use super::error::LedgerError;
use super::remind::{compact, not_this, short};
use super::view::{Question, View};
use crate::documents::papers::Figures;
use crate::documents::{Company, Document, Paper, Press};
use crate::messages::documents as messages;
use crate::store;

/// The most instalments (domain, section 2: counts).
pub const INSTALMENTS_MAX: u16 = 3650;
/// How many numbers are tried for a new agreement on one day.
const NUMBERS_MAX: u32 = 1000;

/// Which plan is asked for.
#[derive(Debug, Clone)]
pub struct PlanOrder {
    /// The customer.
    pub customer: CustomerId,
    /// In which language.
    pub lang: Lang,
    /// From which point of view.
    pub question: Question,
    /// One currency; the only one with something overdue if absent, else the main one.
    pub currency: Option<Currency>,
    /// Only these items.
    pub invoices: Vec<String>,
    /// How many equal parts.
    pub count: u16,
    /// When the first falls due.
    pub first: Day,
    /// How far they are apart.
    pub every: Every,
    /// A share to be paid down.
    pub down: Option<Rate>,
    /// When it is; on the day of the proposal if absent.
    pub down_due: Option<Day>,
    /// Interest a day on what is not past its agreed date.
    pub daily_rate: Option<Rate>,
    /// When the plan fails, and what then.
    pub on_default: OnDefault,
}

/// A plan, its paper, and what to record once it is signed.
#[derive(Debug)]
pub struct Proposed {
    /// From which point of view.
    pub view: View,
    /// The customer.
    pub party: Party,
    /// The agreement's number.
    pub number: String,
    /// The plan.
    pub plan: Plan,
    /// The payload of `agreement.signed`, but for `document` and `signed_by`.
    pub data: Value,
    /// The supplementary agreement, ready to be signed.
    pub document: Document,
}

impl Ledger {
    /// Puts an instalment plan together and renders its supplementary agreement.
    ///
    /// # Errors
    /// When nothing is overdue, dates or amounts make no schedule, a template
    /// fails, or the store does.
    pub async fn propose_instalments(
        &self,
        order: &PlanOrder,
        press: &Press,
        company: &Company,
    ) -> Result<Proposed, LedgerError> {
        check(order)?;
        let view = self.view(&order.question).await?;
        let facts = self.readable_facts(&order.customer).await?;
        let account = view.fold(&facts);
        let customer = order.customer.as_str();
        let currency = match order.currency {
            Some(currency) => currency,
            None => plan::currency_of_plan(&account, &view.policy).ok_or_else(|| {
                LedgerError::refused(Fault::of("", messages::no_currency(customer)))
            })?,
        };
        let as_of = view.cut.as_of;
        let ask = PlanAsk {
            currency,
            invoices: &order.invoices,
            count: order.count,
            first: order.first,
            every: order.every,
            down: order.down.map(|share| (share, order.down_due.unwrap_or(as_of))),
            daily_rate: order.daily_rate,
            on_default: order.on_default,
        };
        let plan = plan::plan(customer, &account, &view.policy, &ask)
            .map_err(|why| no_plan(order, currency, as_of, &why))?;
        let party = letters::party(customer, &account);
        let number = self.free_number(&order.customer, as_of, currency).await?;
        let data = payload(&number, &plan, order);
        let paper = Paper {
            number: number.clone(),
            as_of,
            customer: Some(&party),
            to: None,
            figures: Figures::Plan(&plan),
        };
        let document = paper.print(press, order.lang, company)?;
        Ok(Proposed { view, party, number, plan, data, document })
    }

    /// A number that no agreement has: by customer, day and currency, then -2, -3…
    async fn free_number(
        &self,
        customer: &CustomerId,
        day: Day,
        currency: Currency,
    ) -> Result<String, LedgerError> {
        let code = store::NumberKind(NumberKind::Agreement as u8);
        let base = format!("AGR-{}-{}-{currency}", short(customer.as_str()), compact(day));
        for attempt in 1..=NUMBERS_MAX {
            let number = if attempt == 1 { base.clone() } else { format!("{base}-{attempt}") };
            let found = self.store().find_numbers(&[(code, number.clone())]).await?;
            if found.first().is_none_or(Option::is_none) {
                return Ok(number);
            }
        }
        Err(LedgerError::usage_of(messages::agreement_numbers_taken(base, NUMBERS_MAX)))
    }
}

/// What is wrong with the order itself.
fn check(order: &PlanOrder) -> Result<(), LedgerError> {
    if !(1..=INSTALMENTS_MAX).contains(&order.count) {
        return Err(LedgerError::usage_of(messages::count_out_of_range(order.count)));
    }
    if let Some(share) = order.down
        && (share.decimal().is_zero() || share.decimal() >= Decimal::ONE)
    {
        return Err(LedgerError::usage_of(messages::share_out_of_range(share)));
    }
    if order.on_default.missed.0 == 0 {
        let rows = usize::from(order.count) + usize::from(order.down.is_some());
        return Err(LedgerError::usage_of(messages::missed_out_of_range(0, rows)));
    }
    Ok(())
}

fn no_plan(order: &PlanOrder, currency: Currency, as_of: Day, why: &NoPlan) -> LedgerError {
    let customer = &order.customer;
    match why {
        NoPlan::NothingOverdue => {
            let message = messages::nothing_overdue(customer, currency, as_of);
            LedgerError::refused(Fault::of("", message))
        }
        NoPlan::NotThis { invoice, reason } => not_this(invoice, reason),
        NoPlan::TooSmall { total } => {
            LedgerError::refused(Fault::of("", messages::too_small(total, currency)))
        }
        NoPlan::Dates { due, after } => LedgerError::usage_of(messages::date_too_early(due, after)),
        NoPlan::TooLong => LedgerError::usage_of(messages::too_long(order.count)),
        NoPlan::Missed { missed, rows } => {
            LedgerError::usage_of(messages::missed_out_of_range(missed, rows))
        }
    }
}

/// What to record once both have signed.
fn payload(number: &str, plan: &Plan, order: &PlanOrder) -> Value {
    let covers: Vec<Value> = plan
        .covers
        .iter()
        .map(|cover| json!({"invoice": cover.invoice, "amount": cover.amount}))
        .collect();
    let schedule: Vec<Value> =
        plan.schedule.iter().map(|row| json!({"due": row.due, "amount": row.amount})).collect();
    let mut data = json!({
        "agreement": number,
        "kind": "instalment",
        "covers": covers,
        "schedule": schedule,
        "on_default": plan.on_default,
    });
    if let Some(rate) = order.daily_rate {
        data["daily_rate"] = json!(rate);
    }
    data
}
