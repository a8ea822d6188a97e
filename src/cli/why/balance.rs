//! `why balance`: item by item, payment by payment, and the laws of conservation.

use duebook_events::CustomerId;
use duebook_events::money::Minor;
use duebook_projections::Money;
use duebook_projections::waterfall::{ItemRow, Law, MoveKind, PaymentRow, Waterfall};
use serde::Serialize;
use serde_json::Value;

use super::shared::{events_json, events_sheet, replayed_sheet, title};
use crate::cli::args::AskWhy;
use crate::cli::output::Output;
use crate::cli::sheet::{Sheet, listed, numbers, words};
use crate::cli::{Context, Found};
use crate::ledger::LedgerError;
use crate::ledger::view::Header;
use crate::ledger::why::balance::WhyBalance;
use crate::ledger::why::replayed::ReplayedCustomer;
use crate::ledger::why::told::Told;
use crate::story::grouped;

/// Closed items that are shown to people one by one.
const SHOWN: usize = 30;

/// Answer of `why balance`.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    header: Header,
    customer: &'a CustomerId,
    currencies: &'a [Waterfall],
    events: Vec<Value>,
    replayed: &'a ReplayedCustomer,
}

/// Explains a balance; true if something differs or a law does not hold.
pub(super) async fn balance(context: &Context, args: &AskWhy) -> Result<Found, LedgerError> {
    let ledger = context.open()?;
    let ask = &args.ask;
    let why = ledger.why_balance(&ask.customer, args.currency, &ask.point.question()).await?;
    let output = context.output;
    let answer = Answer {
        header: why.view.header(),
        customer: &why.customer,
        currencies: &why.currencies,
        events: events_json(output, &why.events),
        replayed: &why.replayed,
    };
    output.answer(&answer, || sheets(output, &why))?;
    Ok(!why.replayed.matches)
}

fn sheets(output: Output, why: &WhyBalance) -> Vec<Sheet> {
    if why.currencies.is_empty() {
        let nothing = output.word("Nothing was billed or paid", "没有开票或收款");
        let line = title(output, &why.view, &why.customer, nothing);
        return vec![Sheet::new(line, Vec::new())];
    }
    if !output.is_table() {
        // One row an item.
        return vec![items(output, &why.currencies, usize::MAX)];
    }
    let mut sheets: Vec<Sheet> =
        why.currencies.iter().map(|apart| steps(output, why, apart)).collect();
    sheets.push(items(output, &why.currencies, SHOWN));
    sheets.push(payments(output, &why.currencies));
    sheets.push(events(output, why));
    sheets.push(laws(output, &why.currencies));
    let what = output.word("6. Derived again from the log", "六、由日志重新推导");
    sheets.push(replayed_sheet(output, what, &why.replayed, &[]));
    sheets
}

/// The step of a waterfall, or the term of a law, in words.
fn term(output: Output, name: &str) -> &str {
    match name {
        "invoices" => output.word("invoices", "发票"),
        "fees" => output.word("fees", "费用"),
        "payments" => output.word("payments applied to them", "收款核销"),
        "excess_credits_applied" => output.word("excess credit applied to them", "以多余红字冲抵"),
        "offsets" => output.word("goods taken for debt", "以货抵债"),
        "credits" => output.word("credit notes and price reductions", "红字凭证及减价"),
        "credited" => output.word("credited", "红字冲减"),
        "written_off" => output.word("written off", "核销坏账"),
        "recovered" => output.word("write-offs recovered", "坏账收回"),
        "excess_credits" => output.word("credit beyond what was owed", "多余红字"),
        "open" => output.word("open", "未清"),
        "unapplied" => output.word("unapplied", "未核销"),
        "balance" => output.word("balance", "余额"),
        "received" => output.word("received", "收款"),
        "allocated" => output.word("allocated", "已核销"),
        "refunded" => output.word("refunded", "退款"),
        "reversed" => output.word("came back unpaid", "退票"),
        "gross" => output.word("gross", "开票总额"),
        "buckets" => output.word("sum of the aging buckets", "各账龄区间之和"),
        other => other,
    }
}

fn steps(output: Output, why: &WhyBalance, apart: &Waterfall) -> Sheet {
    let what = format!(
        "{}{} {}",
        output.word("1. From nothing to the balance: ", "一、由零到余额："),
        grouped(&apart.balance.to_string()),
        apart.currency
    );
    let columns =
        vec![words("", ""), numbers(&apart.currency.to_string(), &apart.currency.to_string())];
    let mut sheet = Sheet::new(title(output, &why.view, &why.customer, &what), columns);
    for step in &apart.steps {
        let mark = match step.name {
            "open" | "balance" => "= ",
            _ => "  ",
        };
        sheet.push(vec![format!("{mark}{}", term(output, step.name)), step.amount.to_string()]);
    }
    sheet
}

/// One row an item: what is still open first, then the newest.
fn items(output: Output, currencies: &[Waterfall], closed: usize) -> Sheet {
    let columns = vec![
        words("invoice", "发票"),
        words("cur", "币种"),
        words("date", "日期"),
        numbers("gross", "总额"),
        numbers("paid", "收款"),
        numbers("credited", "红字"),
        numbers("in kind", "抵债"),
        numbers("written off", "坏账"),
        numbers("open", "未清"),
        words("events", "事件"),
    ];
    let mut sheet = Sheet::new(output.word("2. Item by item", "二、逐笔明细"), columns);
    let rows = || currencies.iter().flat_map(|apart| &apart.items);
    let is_open = |row: &&ItemRow| row.open.minor > 0;
    let closed_rows: Vec<&ItemRow> = rows().filter(|row| !is_open(row)).collect();
    let left = closed_rows.len().saturating_sub(closed);
    for row in rows().filter(is_open).chain(closed_rows[left..].iter().copied()) {
        let sum = |kinds: &[MoveKind]| {
            let moves = row.moves.iter().filter(|one| kinds.contains(&one.kind));
            let minor: Minor = moves.map(|one| one.amount.minor).sum();
            Money::new(minor, row.gross.currency).to_string()
        };
        let positions: Vec<_> = std::iter::once(row.position)
            .chain(row.moves.iter().filter(|m| m.kind != MoveKind::Excess).map(|m| m.position))
            .collect();
        let fee = if row.fee { output.word(" (fee)", "（费用）") } else { "" };
        sheet.push(vec![
            format!("{}{fee}", row.invoice),
            row.gross.currency.to_string(),
            row.issued.to_string(),
            row.gross.to_string(),
            sum(&[MoveKind::Payment, MoveKind::ExcessCredit]),
            sum(&[MoveKind::Credit, MoveKind::Excess]),
            sum(&[MoveKind::Offset]),
            sum(&[MoveKind::WrittenOff, MoveKind::Recovered]),
            row.open.to_string(),
            listed(&positions),
        ]);
    }
    if left > 0 {
        sheet.note(if output.is_zh() {
            format!("另有较早的 {left} 笔已结清；--format json 可列出全部。")
        } else {
            format!("{left} older ones are closed; --format json lists everything.")
        });
    }
    sheet
}

/// One row a payment, the newest last.
fn payments(output: Output, currencies: &[Waterfall]) -> Sheet {
    let columns = vec![
        words("payment", "款项"),
        words("cur", "币种"),
        words("date", "日期"),
        numbers("#", "#"),
        numbers("received", "收款"),
        words("applied to", "核销于"),
        numbers("refunded", "退款"),
        numbers("unapplied", "未核销"),
        words("", ""),
    ];
    let what = output.word("3. Payment by payment", "三、逐笔收款");
    let mut sheet = Sheet::new(what, columns);
    let rows: Vec<&PaymentRow> = currencies.iter().flat_map(|apart| &apart.payments).collect();
    let left = rows.len().saturating_sub(SHOWN);
    for row in &rows[left..] {
        let to: Vec<String> = row
            .to
            .iter()
            .map(|piece| format!("{} {}", piece.invoice, grouped(&piece.amount.to_string())))
            .collect();
        let bounced = row.reversed_on.map(|on| {
            let by = row.reversed_by.map_or_else(String::new, |by| format!(" (#{by})"));
            format!("{} {on}{by}", output.word("CAME BACK UNPAID", "退票"))
        });
        sheet.push(vec![
            row.payment.clone(),
            row.received.currency.to_string(),
            row.on.to_string(),
            row.position.to_string(),
            row.received.to_string(),
            to.join(output.word(", ", "、")),
            row.refunded.to_string(),
            row.unapplied.to_string(),
            bounced.unwrap_or_default(),
        ]);
    }
    if left > 0 {
        sheet.note(if output.is_zh() {
            format!("另有更早的 {left} 笔；--format json 可列出全部。")
        } else {
            format!("{left} earlier ones; --format json lists everything.")
        });
    }
    sheet
}

/// The events of what is open, and of the payments that came back or are unapplied.
fn events(output: Output, why: &WhyBalance) -> Sheet {
    let mut positions = std::collections::BTreeSet::new();
    for apart in &why.currencies {
        for item in apart.items.iter().filter(|item| item.open.minor > 0) {
            positions.insert(item.position);
            positions.extend(item.moves.iter().map(|row| row.position));
        }
        for payment in &apart.payments {
            if payment.reversed_by.is_some() || payment.unapplied.minor != 0 {
                positions.insert(payment.position);
                positions.extend(payment.reversed_by);
            }
        }
    }
    let told: Vec<&Told> =
        why.events.iter().filter(|event| positions.contains(&event.position)).collect();
    let what =
        output.word("4. The events behind what is open or unapplied", "四、未清与未核销背后的事件");
    events_sheet(output, what, &told)
}

fn laws(output: Output, currencies: &[Waterfall]) -> Sheet {
    let columns = vec![words("", ""), words("", ""), words("holds", "成立")];
    let what = output.word("5. Nothing is lost on the way", "五、金额守恒");
    let mut sheet = Sheet::new(what, columns);
    for apart in currencies {
        for law in &apart.laws {
            let holds =
                if law.holds { output.word("yes", "是") } else { output.word("NO", "否") };
            let cells = [apart.currency.to_string(), equation(output, law), holds.to_owned()];
            sheet.push(cells.to_vec());
        }
    }
    sheet
}

/// "received 150.00 = allocated 100.00 + unapplied 50.00"; terms of 0 are left out.
fn equation(output: Output, law: &Law) -> String {
    let shown = |name: &str, amount: Money| {
        format!("{} {}", term(output, name), grouped(&amount.to_string()))
    };
    let mut right = String::new();
    for part in law.right.iter().filter(|part| part.amount.minor != 0) {
        let minor = part.amount.minor;
        let sign = match (right.is_empty(), minor < 0) {
            (true, false) => "",
            (true, true) => "– ",
            (false, false) => " + ",
            (false, true) => " – ",
        };
        right.push_str(sign);
        right.push_str(&shown(part.name, Money::new(minor.abs(), part.amount.currency)));
    }
    if right.is_empty() {
        right.push('0');
    }
    format!("{} = {right}", shown(law.left.name, law.left.amount))
}
