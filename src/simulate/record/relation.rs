//! Customers, investigations, terms, limits, securities, holds.

use super::{commit, number};
use crate::simulate::calendar::{Day, plus_months};
use crate::simulate::customer::Customer;
use crate::simulate::desk::Desk;
use crate::simulate::documents::{AgreedTerms, Life, Ref, Security, Terms, Undo};
use crate::simulate::kind::Kind;
use crate::simulate::line::{Currency, Json, Minor, Series};
use crate::simulate::names;

/// `customer.registered`
pub fn register(desk: &mut Desk, c: &mut Customer, day: Day) {
    let name = names::company(&mut desk.rng, c.is_english, c.trade);
    let tax_id = desk.rng.between(1_000_000_000, 9_999_999_999);
    let since = desk.rng.chance(600).then(|| day - desk.rng.days(0, 2500));
    let actor = desk.actor("sales");
    let mut line = desk.begin(Kind::CustomerRegistered, c.serial, day, actor);
    line.text("name", &name);
    line.text("tax_id", &format!("91{tax_id}00MA"));
    line.text("country", if c.is_english { "DE" } else { "CN" });
    line.text("industry", names::industry(c.trade));
    if let Some(since) = since {
        line.date("since", since);
    }
    desk.end();
    c.registered = Some(day);
}

/// `customer.investigated`
pub fn investigate(desk: &mut Desk, c: &mut Customer, day: Day, findings: &[(&str, &str)]) {
    let Some(day) = c.earliest(&[], day) else { return };
    let (word, has_document) = (desk.rng.bits(), desk.rng.chance(300));
    let actor = desk.actor("finance");
    let mut line = desk.begin(Kind::CustomerInvestigated, c.serial, day, actor);
    line.array("findings");
    for (kind, result) in findings {
        line.object(None);
        line.text("kind", kind);
        line.text("result", result);
        if *result != "clean" {
            line.text("detail", names::either(c.is_english, ("公开记录可查", "on public record")));
        }
        line.end_object();
    }
    line.end_array();
    if has_document {
        line.document("credit-report.pdf", word);
    }
    commit(desk, c, day, Vec::new(), Undo::Money);
}

/// Writes `terms`.
pub fn write_terms(line: &mut Json<'_>, terms: &Terms) {
    line.object(Some("terms"));
    line.text("trigger", terms.trigger.name());
    line.int("net_days", u64::from(terms.net_days));
    if terms.rolls {
        line.text("roll", "following");
    }
    line.maybe("daily_rate", terms.daily_rate);
    line.maybe("penalty_rate", terms.penalty_rate);
    if let Some(days) = terms.stop_supply_days {
        line.int("stop_supply_days", u64::from(days));
        line.int("grace_days", 3);
        line.text("jurisdiction", "Shanghai");
    }
    if let Some((days, rate)) = terms.discount {
        line.object(Some("discount"));
        line.int("days", u64::from(days));
        line.text("rate", rate);
        line.end_object();
    }
    line.end_object();
}

/// `terms.agreed`
pub fn agree_terms(desk: &mut Desk, c: &mut Customer, day: Day, terms: Terms) {
    let Some(day) = c.earliest(&[], day) else { return };
    let (word, has_document) = (desk.rng.bits(), desk.rng.chance(500));
    let at = desk.position();
    let actor = desk.actor("sales");
    let mut line = desk.begin(Kind::TermsAgreed, c.serial, day, actor);
    write_terms(&mut line, &terms);
    if has_document {
        line.text("contract_no", &format!("HT-{}-{}", c.serial, at));
        line.document("contract.pdf", word);
    }
    c.terms.push(AgreedTerms { day, at, terms });
    commit(desk, c, day, Vec::new(), Undo::Terms);
}

/// `credit.limit_set`
pub fn set_limit(desk: &mut Desk, c: &mut Customer, day: Day, limit: Minor, currency: Currency) {
    let Some(day) = c.earliest(&[], day) else { return };
    let reason = desk
        .rng
        .chance(400)
        .then(|| names::either(c.is_english, ("年度授信复核", "annual review")));
    let actor = desk.actor("finance");
    let mut line = desk.begin(Kind::LimitSet, c.serial, day, actor);
    line.money("limit", limit, currency);
    line.currency(currency);
    line.maybe("reason", reason);
    c.limit = Some((currency, limit));
    commit(desk, c, day, Vec::new(), Undo::Money);
}

/// `security.provided`
pub fn provide_security(
    desk: &mut Desk,
    c: &mut Customer,
    day: Day,
    amount: Minor,
    currency: Currency,
) -> Option<usize> {
    let day = c.earliest(&[], day)?;
    let number = number(desk, c, Series::Security);
    let kind = desk.rng.pick(&["guarantor", "mortgage", "pledge", "insurance", "deposit"]);
    let until = desk.rng.chance(500).then(|| plus_months(day, 12 * desk.rng.days(1, 3) as u32));
    let provider = (kind == "guarantor" || kind == "insurance")
        .then(|| names::company(&mut desk.rng, c.is_english, c.trade));
    let word = desk.rng.bits();
    let actor = desk.actor("finance");
    let mut line = desk.begin(Kind::SecurityProvided, c.serial, day, actor);
    line.number("security", number);
    line.text("kind", kind);
    line.money("amount", amount, currency);
    line.currency(currency);
    line.maybe("provider", provider.as_deref());
    if let Some(until) = until {
        line.date("valid_until", until);
    }
    if word.is_multiple_of(2) {
        line.document("security.pdf", word);
    }
    c.securities.push(Security { life: Life::new(number, day), currency, is_released: false });
    let index = c.securities.len() - 1;
    let undo = Undo::Created(Ref::Security(index));
    commit(desk, c, day, Vec::new(), undo);
    Some(index)
}

/// `security.released`
pub fn release_security(
    desk: &mut Desk,
    c: &mut Customer,
    day: Day,
    security: usize,
) -> Option<()> {
    let names = vec![Ref::Security(security)];
    let day = c.earliest(&names, day)?;
    if c.securities[security].is_released {
        return None;
    }
    let actor = desk.actor("finance");
    let mut line = desk.begin(Kind::SecurityReleased, c.serial, day, actor);
    line.number("security", c.securities[security].life.number);
    c.securities[security].is_released = true;
    commit(desk, c, day, names, Undo::Never);
    Some(())
}

/// `hold.set` or, where one is set, `hold.released`
pub fn switch_hold(desk: &mut Desk, c: &mut Customer, day: Day) -> Option<()> {
    let day = c.earliest(&[], day)?.max(c.switched_on);
    let (kind, reason) = if c.is_held {
        (Kind::HoldReleased, ("案件已结", "the case is closed"))
    } else {
        (Kind::HoldSet, ("诉讼期间保全资料", "litigation: keep all records"))
    };
    let reason = names::either(c.is_english, reason);
    let actor = desk.actor("auditor");
    let mut line = desk.begin(kind, c.serial, day, actor);
    line.text("subject", &format!("C-{:04}", c.serial));
    line.text("reason", reason);
    c.is_held = !c.is_held;
    c.switched_on = day;
    commit(desk, c, day, Vec::new(), Undo::Never);
    Some(())
}
