//! The facts of an order, gathered once for all rules, with the events behind
//! each where they are wanted (domain, section 11).

use duebook_events::money::Minor;
use duebook_events::order::{Condition, ConditionKind};
use duebook_events::{AmountOrZero, Currency, Position};
use serde_json::{Map, Value, json};

use super::Cite;
use crate::account::{Account, Order, PromiseStatus};
use crate::balance::parts_in;
use crate::conditions::open_conditions;
use crate::due::terms_of_account;
use crate::exposure;
use crate::policy::{
    ConditionTemplate, Fact, FactValue, Facts, OrderFact, Policy, major, round_minor, times,
};
use crate::score::{self, Standing};
use crate::shortages;

/// The facts of an order; amounts in minor units of its currency.
#[derive(Clone)]
pub(crate) struct OrderFacts {
    pub currency: Currency,
    pub order_amount: Minor,
    pub overdue: Minor,
    disputed: Minor,
    days_past_due: i64,
    open: Minor,
    exposure: Minor,
    pub exposure_after: Minor,
    pub limit: Option<Minor>,
    security: Minor,
    available_after: Option<Minor>,
    pub standing: Standing,
    tenure_days: i64,
    suspended: bool,
    stop_supply_days: Option<i64>,
    unverified: Minor,
    open_conditions: i64,
    pending_promises: i64,
    /// The events behind each fact, in the order of the facts' gathering; `None`
    /// where nobody asks.
    pub cites: Option<Vec<Cite>>,
}

impl Facts<OrderFact> for OrderFacts {
    fn value(&self, fact: OrderFact) -> FactValue {
        let amount = |minor: Minor| FactValue::Number(major(minor, self.currency));
        let maybe = |minor: Option<Minor>| minor.map_or(FactValue::Unknown, amount);
        match fact {
            OrderFact::OrderAmount => amount(self.order_amount),
            OrderFact::Overdue => amount(self.overdue),
            OrderFact::Disputed => amount(self.disputed),
            OrderFact::DaysPastDue => FactValue::count(self.days_past_due),
            OrderFact::Open => amount(self.open),
            OrderFact::Exposure => amount(self.exposure),
            OrderFact::ExposureAfter => amount(self.exposure_after),
            OrderFact::Limit => maybe(self.limit),
            OrderFact::Security => amount(self.security),
            OrderFact::AvailableAfter => maybe(self.available_after),
            OrderFact::Score => FactValue::count(self.standing.score),
            OrderFact::Grade => FactValue::symbol(self.standing.grade),
            OrderFact::RiskClass => FactValue::symbol(self.standing.risk_class),
            OrderFact::TenureDays => FactValue::count(self.tenure_days),
            OrderFact::Suspended => FactValue::flag(self.suspended),
            OrderFact::StopSupplyDays => {
                self.stop_supply_days.map_or(FactValue::Unknown, FactValue::count)
            }
            OrderFact::Unverified => amount(self.unverified),
            OrderFact::OpenConditions => FactValue::count(self.open_conditions),
            OrderFact::PendingPromises => FactValue::count(self.pending_promises),
        }
    }
}

impl OrderFacts {
    /// Gathers the facts; `cited` with the events behind them.
    pub fn gather(
        customer: &str,
        account: &Account<'_>,
        policy: &Policy,
        order: &Order<'_>,
        cited: bool,
    ) -> Self {
        let currency = order.placed.currency;
        let mut facts = Self {
            currency,
            order_amount: order.placed.amount.minor(currency),
            overdue: 0,
            disputed: 0,
            days_past_due: 0,
            open: 0,
            exposure: 0,
            exposure_after: 0,
            limit: account.limit(currency).map(|limit| limit.amount),
            security: 0,
            available_after: None,
            standing: Standing { score: 0, grade: 0, risk_class: 0 },
            tenure_days: score::tenure_days(account),
            suspended: account.suspended.is_some(),
            stop_supply_days: None,
            unverified: 0,
            open_conditions: 0,
            pending_promises: 0,
            cites: cited.then(Vec::new),
        };
        facts.cite(OrderFact::OrderAmount, || vec![order.place.position]);
        facts.open_items(account, policy);
        facts.credit(account, policy, order);
        facts.standing(customer, account, policy);
        facts.relation(account, policy, order);
        facts
    }

    /// Names the events behind a fact, where somebody asks.
    fn cite(&mut self, fact: OrderFact, events: impl FnOnce() -> Vec<Position>) {
        let Some(cites) = &mut self.cites else { return };
        let mut events = events();
        events.sort_unstable();
        events.dedup();
        if !events.is_empty() {
            cites.push(Cite { fact: fact.name().to_owned(), events });
        }
    }

    /// What is open, overdue and disputed in the order's currency.
    fn open_items(&mut self, account: &Account<'_>, policy: &Policy) {
        let cited = self.cites.is_some();
        let mut days = 0;
        let (mut on_open, mut on_overdue, mut on_disputed, mut on_days) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (ix, part) in parts_in(account, self.currency, policy) {
            let item = &account.items[ix];
            let position = item.place.position;
            let past = part.days_past_due(account.as_of);
            let is_overdue = part.undisputed() > 0 && past > 0;
            self.open += part.open;
            self.disputed += part.disputed;
            if is_overdue {
                self.overdue += part.undisputed();
                if past > days {
                    days = past;
                    on_days.clear();
                }
            }
            if !cited {
                continue;
            }
            on_open.push(position);
            if part.disputed > 0 {
                let raised = item.disputes.iter().map(|ix| account.disputes[*ix].place.position);
                on_disputed.extend(raised);
            }
            if is_overdue {
                on_overdue.push(position);
                if past == days {
                    on_days.push(position);
                }
            }
        }
        self.days_past_due = i64::from(days);
        self.cite(OrderFact::Overdue, || on_overdue);
        self.cite(OrderFact::Disputed, || on_disputed);
        self.cite(OrderFact::DaysPastDue, || on_days);
        self.cite(OrderFact::Open, || on_open);
    }

    /// Exposure without and with this order, limit, security, what is left.
    fn credit(&mut self, account: &Account<'_>, policy: &Policy, order: &Order<'_>) {
        let currency = self.currency;
        let number = order.placed.order.as_str();
        self.exposure = exposure::open_in(account, currency)
            + exposure::orders_in(account, currency, Some(number))
            - account.unapplied(currency);
        self.exposure_after = self.exposure + order.remainder();
        let security = exposure::security_in(account, currency, policy);
        self.security = round_minor(security);
        let after = self.exposure_after;
        self.available_after = self.limit.map(|limit| exposure::available(limit, security, after));
        self.cite(OrderFact::Exposure, || behind_exposure(account, order));
        self.cite(OrderFact::ExposureAfter, || {
            let mut behind = behind_exposure(account, order);
            behind.push(order.place.position);
            behind
        });
        self.cite(OrderFact::Limit, || {
            account.limit(currency).map(|limit| limit.place.position).into_iter().collect()
        });
        self.cite(OrderFact::Security, || {
            let securities = exposure::securities_in(account, currency);
            securities.map(|security| security.place.position).collect()
        });
    }

    /// Score, grade and class.
    fn standing(&mut self, customer: &str, account: &Account<'_>, policy: &Policy) {
        if self.cites.is_none() {
            self.standing = score::standing(account, policy);
            return;
        }
        let (standing, score) = score::score_and_standing(customer, account, policy);
        self.standing = standing;
        let behind = || {
            let counted = score.contributions.iter().filter(|c| c.points != 0);
            counted.flat_map(|contribution| contribution.events.iter().copied()).collect()
        };
        self.cite(OrderFact::Score, behind);
        self.cite(OrderFact::Grade, behind);
        self.cite(OrderFact::RiskClass, behind);
    }

    /// How long the relation lasts, and what is pending in it.
    fn relation(&mut self, account: &Account<'_>, policy: &Policy, order: &Order<'_>) {
        self.cite(OrderFact::TenureDays, || {
            account.registered.map(|registered| registered.place.position).into_iter().collect()
        });
        self.cite(OrderFact::Suspended, || {
            account.suspended.map(|place| place.position).into_iter().collect()
        });
        let (terms, agreed) = terms_of_account(account, policy);
        self.stop_supply_days = terms.stop_supply_days.map(|days| i64::from(days.0));
        self.cite(OrderFact::StopSupplyDays, || agreed.into_iter().collect());
        let (unverified, shortages) = shortages::unverified(account, self.currency);
        self.unverified = unverified;
        self.cite(OrderFact::Unverified, || shortages);
        let open = open_conditions(account, order);
        self.open_conditions = length(&open);
        self.cite(OrderFact::OpenConditions, || open);
        let pending: Vec<Position> = account
            .promises
            .iter()
            .filter(|promise| promise.currency == self.currency)
            .filter(|promise| promise.status(account.as_of) == PromiseStatus::Pending)
            .map(|promise| promise.place.position)
            .collect();
        self.pending_promises = length(&pending);
        self.cite(OrderFact::PendingPromises, || pending);
    }

    /// The facts as they are recorded: amounts with all minor digits.
    pub fn as_json(&self, policy: &Policy) -> Map<String, Value> {
        let amount = |minor: Minor| json!(self.currency.print(minor));
        let maybe = |minor: Option<Minor>| minor.map_or(Value::Null, amount);
        let value = |fact: OrderFact| match fact {
            OrderFact::OrderAmount => amount(self.order_amount),
            OrderFact::Overdue => amount(self.overdue),
            OrderFact::Disputed => amount(self.disputed),
            OrderFact::DaysPastDue => json!(self.days_past_due),
            OrderFact::Open => amount(self.open),
            OrderFact::Exposure => amount(self.exposure),
            OrderFact::ExposureAfter => amount(self.exposure_after),
            OrderFact::Limit => maybe(self.limit),
            OrderFact::Security => amount(self.security),
            OrderFact::AvailableAfter => maybe(self.available_after),
            OrderFact::Score => json!(self.standing.score),
            OrderFact::Grade => json!(policy.grades[self.standing.grade].name),
            OrderFact::RiskClass => json!(policy.risk_classes[self.standing.risk_class].name),
            OrderFact::TenureDays => json!(self.tenure_days),
            OrderFact::Suspended => json!(self.suspended),
            OrderFact::StopSupplyDays => json!(self.stop_supply_days),
            OrderFact::Unverified => amount(self.unverified),
            OrderFact::OpenConditions => json!(self.open_conditions),
            OrderFact::PendingPromises => json!(self.pending_promises),
        };
        OrderFact::ALL.iter().map(|fact| (fact.name().to_owned(), value(*fact))).collect()
    }

    /// The amounts of a rule's conditions.
    pub fn conditions(&self, templates: &[ConditionTemplate]) -> Vec<Condition> {
        let share_of = |minor: Minor, template: &ConditionTemplate| {
            template.share.map_or(minor, |share| round_minor(times(minor, share.decimal())))
        };
        let excess = self.exposure_after - self.limit.unwrap_or(0) - self.security;
        let mut paid_first = 0;
        templates
            .iter()
            .map(|template| {
                let amount = match template.kind {
                    ConditionKind::PayOverdue => {
                        paid_first = share_of(self.overdue, template);
                        paid_first
                    }
                    ConditionKind::Instalments | ConditionKind::ReceiptsToOverdueFirst => {
                        self.overdue - paid_first
                    }
                    ConditionKind::SettleOverdue | ConditionKind::SettleOverdueOrGuarantee => {
                        self.overdue
                    }
                    ConditionKind::Prepay => share_of(self.order_amount, template),
                    ConditionKind::PrepayExcess => excess.max(0),
                };
                Condition {
                    kind: template.kind,
                    share: template.share,
                    count: template.count,
                    amount: AmountOrZero::try_new(&self.currency.print(amount.max(0)))
                        .expect("a sum of amounts that were read is printed as one"),
                    currency: self.currency,
                }
            })
            .collect()
    }
}

/// The events behind the exposure without an order: open items, other released
/// orders, unapplied money.
fn behind_exposure(account: &Account<'_>, order: &Order<'_>) -> Vec<Position> {
    let in_currency = |currency: Currency| currency == order.placed.currency;
    let items = account.items.iter().filter(|i| in_currency(i.currency) && i.open() > 0);
    let other_orders = account.orders.iter().filter(|other| {
        in_currency(other.placed.currency)
            && other.is_released()
            && other.placed.order != order.placed.order
            && other.remainder() > 0
    });
    let unapplied = account
        .payments
        .iter()
        .filter(|payment| in_currency(payment.currency) && payment.unapplied() != 0);
    items
        .map(|item| item.place.position)
        .chain(other_orders.map(|other| other.place.position))
        .chain(unapplied.map(|payment| payment.place.position))
        .collect()
}

fn length(events: &[Position]) -> i64 {
    i64::try_from(events.len()).unwrap_or(i64::MAX)
}
