//! Orders and deliveries.

use super::{commit, number};
use crate::simulate::calendar::Day;
use crate::simulate::customer::Customer;
use crate::simulate::desk::Desk;
use crate::simulate::documents::{Delivery, Life, Order, Ref, Undo};
use crate::simulate::kind::Kind;
use crate::simulate::line::{Currency, Minor, Series};
use crate::simulate::names;

const ARTICLES: [&str; 10] =
    ["A-100", "A-205", "B-310", "B-318", "C-402", "C-417", "D-508", "D-512", "E-609", "F-733"];

/// `order.placed`, of about `target`; the amount is the sum of its lines.
pub fn place_order(
    desk: &mut Desk,
    c: &mut Customer,
    day: Day,
    currency: Currency,
    target: Minor,
) -> Option<usize> {
    let day = c.earliest(&[], day)?;
    let count = desk.rng.between(1, 3);
    let mut lines = [("", 0, 0); 3];
    let first = desk.rng.index(ARTICLES.len());
    for (place, line) in lines.iter_mut().enumerate().take(count as usize) {
        let quantity = desk.rng.pick(&[1, 2, 5, 10, 20, 50, 100, 200]);
        let price = (target / count / quantity).max(1);
        *line = (ARTICLES[(first + place * 3) % ARTICLES.len()], quantity, price);
    }
    let amount = lines.iter().map(|(_, quantity, price)| quantity * price).sum();
    let (has_lines, is_urgent) = (desk.rng.chance(700), desk.rng.chance(60));
    let number = number(desk, c, Series::Order);
    let actor = desk.system_or("sales", 500);
    let mut json = desk.begin(Kind::OrderPlaced, c.serial, day, actor);
    json.number("order", number);
    json.currency(currency);
    json.money("amount", amount, currency);
    if has_lines {
        json.array("lines");
        for (sku, quantity, price) in &lines[..count as usize] {
            json.object(None);
            json.text("sku", sku);
            json.text("qty", &quantity.to_string());
            json.money("unit_price", *price, currency);
            json.end_object();
        }
        json.end_array();
    }
    if is_urgent {
        json.flag("urgent", true);
    }
    c.orders.push(Order {
        life: Life::new(number, day),
        currency,
        amount,
        first_line: lines[0],
        outcome: None,
        decided_on: day,
        conditions: Vec::new(),
        is_cancelled: false,
    });
    let index = c.orders.len() - 1;
    commit(desk, c, day, Vec::new(), Undo::Created(Ref::Order(index)));
    Some(index)
}

/// `order.cancelled`
pub fn cancel(desk: &mut Desk, c: &mut Customer, day: Day, order: usize) -> Option<()> {
    let names = vec![Ref::Order(order)];
    let day = c.earliest(&names, day)?;
    if c.orders[order].is_cancelled {
        return None;
    }
    let reason = desk
        .rng
        .chance(700)
        .then(|| names::either(c.is_english, ("客户改向别家采购", "the customer buys elsewhere")));
    let actor = desk.actor("sales");
    let mut json = desk.begin(Kind::OrderCancelled, c.serial, day, actor);
    json.number("order", c.orders[order].life.number);
    json.maybe("reason", reason);
    c.orders[order].is_cancelled = true;
    commit(desk, c, day, names, Undo::Never);
    Some(())
}

/// `delivery.shipped`
pub fn ship(
    desk: &mut Desk,
    c: &mut Customer,
    day: Day,
    order: usize,
    amount: Minor,
) -> Option<usize> {
    let names = vec![Ref::Order(order)];
    let day = c.earliest(&names, day)?;
    if c.orders[order].is_cancelled || amount <= 0 {
        return None;
    }
    let has_amount = desk.rng.chance(600);
    let number = number(desk, c, Series::Delivery);
    let actor = desk.actor("system");
    let mut json = desk.begin(Kind::DeliveryShipped, c.serial, day, actor);
    json.number("delivery", number);
    json.number("order", c.orders[order].life.number);
    if has_amount {
        json.money("amount", amount, c.orders[order].currency);
    }
    c.deliveries.push(Delivery {
        life: Life::new(number, day),
        order,
        amount,
        received: None,
        accepted: None,
        short: 0,
        returned: 0,
        is_billed: false,
    });
    let index = c.deliveries.len() - 1;
    commit(desk, c, day, names, Undo::Created(Ref::Delivery(index)));
    Some(index)
}

/// `delivery.received`, with `short` articles of the order's first line missing
pub fn receive(
    desk: &mut Desk,
    c: &mut Customer,
    day: Day,
    delivery: usize,
    is_short: bool,
) -> Option<()> {
    let names = vec![Ref::Delivery(delivery)];
    let day = c.earliest(&names, day)?;
    let (sku, quantity, price) = c.orders[c.deliveries[delivery].order].first_line;
    let currency = c.orders[c.deliveries[delivery].order].currency;
    if c.deliveries[delivery].received.is_some() {
        return None;
    }
    let missing = (quantity * desk.rng.between(5, 25) / 100).max(1);
    let has_amount = desk.rng.chance(600);
    let signed_by = desk.rng.chance(500).then(|| names::person(&mut desk.rng, c.is_english));
    let word = desk.rng.bits();
    let actor = desk.system_or("sales", 200);
    let mut json = desk.begin(Kind::DeliveryReceived, c.serial, day, actor);
    json.number("delivery", c.deliveries[delivery].life.number);
    if is_short {
        json.array("shortages");
        json.object(None);
        json.text("sku", sku);
        json.text("qty", &missing.to_string());
        if has_amount {
            json.money("amount", missing * price, currency);
        }
        json.end_object();
        json.end_array();
        c.deliveries[delivery].short = missing * price;
    }
    json.maybe("signed_by", signed_by);
    if word.is_multiple_of(3) {
        json.document("delivery-note.pdf", word);
    }
    c.deliveries[delivery].received = Some(day);
    commit(desk, c, day, names, Undo::DeliveryReceived(delivery));
    Some(())
}

/// `delivery.accepted`
pub fn accept(desk: &mut Desk, c: &mut Customer, day: Day, delivery: usize) -> Option<()> {
    let names = vec![Ref::Delivery(delivery)];
    let day = c.earliest(&names, day.max(c.deliveries[delivery].received?))?;
    if c.deliveries[delivery].accepted.is_some() {
        return None;
    }
    let word = desk.rng.bits();
    let actor = desk.actor("sales");
    let mut json = desk.begin(Kind::DeliveryAccepted, c.serial, day, actor);
    json.number("delivery", c.deliveries[delivery].life.number);
    if !word.is_multiple_of(4) {
        json.document("acceptance-certificate.pdf", word);
    }
    c.deliveries[delivery].accepted = Some(day);
    commit(desk, c, day, names, Undo::DeliveryAccepted(delivery));
    Some(())
}

/// `goods.returned`
pub fn return_goods(
    desk: &mut Desk,
    c: &mut Customer,
    day: Day,
    delivery: usize,
    amount: Minor,
) -> Option<()> {
    let names = vec![Ref::Delivery(delivery)];
    let day = c.earliest(&names, day)?;
    let left = c.deliveries[delivery].amount - c.deliveries[delivery].returned;
    if amount <= 0 || amount > left {
        return None;
    }
    let currency = c.orders[c.deliveries[delivery].order].currency;
    let actor = desk.actor("sales");
    let mut json = desk.begin(Kind::GoodsReturned, c.serial, day, actor);
    json.number("delivery", c.deliveries[delivery].life.number);
    json.money("amount", amount, currency);
    c.deliveries[delivery].returned += amount;
    commit(desk, c, day, names, Undo::Money);
    Some(())
}
