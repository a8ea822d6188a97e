//! Supplementary agreements: what was signed, and how they end (domain section 7).

use super::book::{Event, Place, date};
use super::items::Item;
use super::money;
use chrono::NaiveDate;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Instalment,
    Deferral,
    Offset,
    PriceReduction,
    Security,
}

/// One covered invoice or fee.
#[derive(Clone, Debug)]
pub struct Cover {
    pub item: usize,
    pub amount: i128,
    /// The place of the first newer deferral or instalment on the same item, if any.
    pub replaced: Option<Place>,
}

#[derive(Clone, Debug)]
pub struct Agreement {
    pub number: String,
    pub kind: Kind,
    pub kind_name: String,
    pub currency: String,
    pub place: Place,
    pub covers: Vec<Cover>,
    /// The instalments; a deferral has one (`new_due`, the covered sum); others none.
    pub schedule: Vec<(NaiveDate, i128)>,
    /// The agreed daily rate as written.
    pub rate: Option<String>,
    /// How many missed instalments make a default.
    pub missed_limit: usize,
    /// The effect of a default: contractual dates again (`revert`), else `accelerate`.
    pub reverts: bool,
    pub terminated: Option<Place>,
    /// `goods_value` or the price reduction, laid over the covered items.
    pub shares: Vec<(usize, i128)>,
}

impl Agreement {
    /// Only deferrals and instalments move dates.
    pub fn moves_dates(&self) -> bool {
        matches!(self.kind, Kind::Instalment | Kind::Deferral)
    }
    pub fn signed(&self) -> NaiveDate {
        self.place.0
    }
    /// The place at which all covered items stand under newer agreements.
    pub fn wholly_replaced(&self) -> Option<Place> {
        let places: Option<Vec<Place>> = self.covers.iter().map(|c| c.replaced).collect();
        places.and_then(|p| p.into_iter().max())
    }
    /// The place of the event that ended it: termination or whole replacement, the earlier.
    pub fn ended(&self) -> Option<Place> {
        match (self.terminated, self.wholly_replaced()) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }
    pub fn covers_item(&self, item: usize) -> bool {
        self.covers.iter().any(|c| c.item == item)
    }
}

/// All agreements of a cut, in fold order.
pub fn all(events: &[&Event], items: &[Item]) -> Vec<Agreement> {
    let signed = events.iter().filter(|e| e.kind == "agreement.signed");
    let mut all: Vec<Agreement> = signed.map(|e| read(e, events, items)).collect();
    for older in 0..all.len() {
        if !all[older].moves_dates() {
            continue;
        }
        for cover in 0..all[older].covers.len() {
            let item = all[older].covers[cover].item;
            let newer = all[older + 1..].iter().find(|a| a.moves_dates() && a.covers_item(item));
            all[older].covers[cover].replaced = newer.map(|a| a.place);
        }
    }
    all
}

fn read(event: &Event, events: &[&Event], items: &[Item]) -> Agreement {
    let number = event.text("agreement");
    let mut currency = String::new();
    let mut covers = Vec::new();
    for entry in event.list("covers") {
        let named = entry["invoice"].as_str().expect("invoice");
        let item = items.iter().position(|i| i.number == named).expect("the covered item");
        currency = items[item].currency.clone();
        let amount = money::parse(entry["amount"].as_str().expect("amount"), &currency);
        covers.push(Cover { item, amount, replaced: None });
    }
    let kind = match event.text("kind") {
        "instalment" => Kind::Instalment,
        "deferral" => Kind::Deferral,
        "offset" => Kind::Offset,
        "price_reduction" => Kind::PriceReduction,
        "security" => Kind::Security,
        other => panic!("unknown kind of agreement {other}"),
    };
    let covered: i128 = covers.iter().map(|c| c.amount).sum();
    let schedule = match kind {
        Kind::Deferral => vec![(event.date("new_due").expect("new_due"), covered)],
        Kind::Instalment => event
            .list("schedule")
            .iter()
            .map(|row| {
                let amount = row["amount"].as_str().expect("amount");
                (date(row["due"].as_str().expect("due")), money::parse(amount, &currency))
            })
            .collect(),
        _ => Vec::new(),
    };
    let value = match kind {
        Kind::Offset => event.opt("goods_value"),
        Kind::PriceReduction => event.opt("amount"),
        _ => None,
    };
    let value = value.map(|text| money::parse(text, &currency)).unwrap_or(0);
    let on_default = &event.data["on_default"];
    let terminated = events
        .iter()
        .find(|e| e.kind == "agreement.terminated" && e.opt("agreement") == Some(number));
    Agreement {
        number: number.to_string(),
        kind,
        kind_name: event.text("kind").to_string(),
        place: event.place(),
        shares: spread(value, &covers),
        covers,
        schedule,
        rate: event.opt("daily_rate").map(str::to_string),
        missed_limit: on_default["missed"].as_u64().unwrap_or(2) as usize,
        reverts: on_default["effect"] == "revert",
        terminated: terminated.map(|e| e.place()),
        currency,
    }
}

/// Offsets and price reductions go over the covered items in the order of `covers`, each up to
/// its covered amount.
fn spread(value: i128, covers: &[Cover]) -> Vec<(usize, i128)> {
    let mut left = value;
    let mut shares = Vec::new();
    for cover in covers {
        let share = left.min(cover.amount);
        left -= share;
        if share > 0 {
            shares.push((cover.item, share));
        }
    }
    shares
}
