//! The statement as tables.

use duebook_events::Kind;
use duebook_projections::difference::{Candidate, CandidateKind, Difference, Paired};
use duebook_projections::statement::Statement;

use super::Answer;
use crate::cli::output::Output;
use crate::cli::sheet::{Sheet, numbers, words};
use crate::ledger::view::View;
use crate::story::label;

/// What stands beside the statement itself: what explains another balance, and
/// that it was sent.
pub(super) fn beside(output: Output, answer: &Answer) -> Vec<Sheet> {
    let mut sheets = Vec::new();
    if let Some(difference) = &answer.difference {
        sheets.extend(explained(output, difference));
    }
    if let Some(sent) = &answer.sent {
        let columns = vec![
            words("statement", "对账单"),
            numbers("position", "位置"),
            words("sent on", "发送日期"),
            words("", ""),
        ];
        let mut sheet = Sheet::new(output.word("Sent", "已发送"), columns);
        let remark = if sent.already_recorded {
            output.word("was recorded already", "此前已记录")
        } else {
            output.word("recorded", "已记录")
        };
        sheet.push(vec![
            sent.statement.clone(),
            sent.position.to_string(),
            sent.on.to_string(),
            remark.to_owned(),
        ]);
        sheets.push(sheet);
    }
    sheets
}

fn name(output: Output, kind: Kind) -> String {
    let (en, zh) = label(kind);
    output.word(en, zh).to_owned()
}

/// Opening balance, what moved it, closing balance.
pub(super) fn lines(output: Output, view: &View, statement: &Statement) -> Sheet {
    let title = format!(
        "{} · {} {} · {} – {} · {} · {} #{} · {}",
        output.word("Statement of account", "对账单"),
        statement.customer,
        statement.name.as_deref().unwrap_or_default(),
        statement.period_start,
        statement.period_end,
        statement.currency,
        output.word("known at", "已知至"),
        view.cut.known_at,
        view.policy.citation
    );
    let columns = vec![
        words("date", "日期"),
        numbers("event", "事件"),
        words("what", "摘要"),
        words("document", "单据号"),
        numbers("debit", "借方"),
        numbers("credit", "贷方"),
        numbers("balance", "余额"),
    ];
    let mut sheet = Sheet::new(title, columns);
    let row = |date: String, what: &str, balance: String| {
        vec![
            date,
            String::new(),
            what.to_owned(),
            String::new(),
            String::new(),
            String::new(),
            balance,
        ]
    };
    let opening = output.word("opening balance", "期初余额");
    sheet.push(row(statement.period_start.to_string(), opening, statement.opening.to_string()));
    for line in &statement.lines {
        // The empty side of a line stays empty for people.
        let side = |money: duebook_projections::Money| {
            if money.minor == 0 { String::new() } else { money.to_string() }
        };
        sheet.push(vec![
            line.date.to_string(),
            format!("#{}", line.position),
            name(output, line.kind),
            line.document.clone(),
            side(line.debit),
            side(line.credit),
            line.balance.to_string(),
        ]);
    }
    let closing = output.word("closing balance", "期末余额");
    sheet.push(row(statement.period_end.to_string(), closing, statement.closing.to_string()));
    if !statement.other_currencies.is_empty() {
        let others: Vec<String> =
            statement.other_currencies.iter().map(ToString::to_string).collect();
        sheet.note(format!(
            "{} {}",
            output.word(
                "The customer has other currencies as well (--currency):",
                "该客户另有其他币种（--currency）："
            ),
            others.join(", ")
        ));
    }
    sheet
}

/// Both balances, what explains their difference, what else might.
fn explained(output: Output, difference: &Difference) -> Vec<Sheet> {
    let columns = vec![
        words("statement", "对账单"),
        numbers("ours", "我方"),
        numbers("claimed", "对方"),
        numbers("difference", "差异"),
        numbers("unexplained", "未能解释"),
    ];
    let mut sides = Sheet::new(output.word("Difference", "差异"), columns);
    sides.push(vec![
        difference.statement.clone().unwrap_or_else(|| "–".to_owned()),
        difference.ours.to_string(),
        difference.claimed.to_string(),
        difference.difference.to_string(),
        difference.unexplained.to_string(),
    ]);
    if difference.unexplained.minor != 0 {
        sides.note(if difference.search_complete {
            output.word(
                "No combination of the entries below adds up to the difference.",
                "以下各项的任何组合都不等于该差异。",
            )
        } else {
            output.word(
                "Too many entries to try every combination of them.",
                "可能项过多，未能穷尽全部组合。",
            )
        });
    }
    let mut sheets = vec![sides];
    if !difference.explained_by.is_empty() {
        let title = output.word("Explained by", "差异原因");
        sheets.push(candidates(output, title, &difference.explained_by));
    }
    let title = output.word("What may explain it", "可能的原因");
    sheets.push(candidates(output, title, &difference.candidates));
    if let Some(compared) = &difference.payments {
        sheets.extend(payments(output, compared));
    }
    sheets
}

fn candidates(output: Output, title: &str, list: &[Candidate]) -> Sheet {
    let columns = vec![
        words("what", "事项"),
        words("date", "日期"),
        numbers("event", "事件"),
        words("document", "单据号"),
        numbers("amount", "金额"),
        words("what to do", "处理建议"),
    ];
    let mut sheet = Sheet::new(title, columns);
    for candidate in list {
        let (what, todo) = told(candidate.kind);
        sheet.push(vec![
            output.word(what.0, what.1).to_owned(),
            candidate.date.to_string(),
            candidate.position.map_or_else(String::new, |position| format!("#{position}")),
            candidate.document.clone(),
            candidate.amount.to_string(),
            output.word(todo.0, todo.1).to_owned(),
        ]);
    }
    sheet
}

/// What an entry is, and what to do about it, in English and Chinese.
fn told(kind: CandidateKind) -> ((&'static str, &'static str), (&'static str, &'static str)) {
    use CandidateKind as K;
    let revised = ("send a revised statement", "发送更正后的对账单");
    let next = ("settles in the next statement", "下期对账单自动消除");
    let slip = ("ask for the bank slip", "请对方提供银行回单");
    let note = ("issue the credit note", "开具红字凭证");
    match kind {
        K::ClosingMisstated => (("balance misstated when sent", "发送时余额有误"), revised),
        K::RecordedLater => (("recorded after sending", "发送后才入账"), revised),
        K::RetractedLater => (("retracted after sending", "发送后已撤回"), revised),
        K::PaymentBounced => {
            (("payment bounced", "款项退票"), ("show the return slip", "出示退票通知"))
        }
        K::PaymentInTransit => (("payment in transit", "在途款项"), next),
        K::PaymentBookedLater => (("booked later by them", "对方延后入账"), next),
        K::PaymentDiffers => (("payment of another amount", "付款金额不一致"), slip),
        K::PaymentOnlyTheirs => (("payment in their books only", "仅对方有记录的付款"), slip),
        K::PaymentOnlyOurs => (
            ("payment in our books only", "仅我方有记录的收款"),
            ("show the receipt", "出示收款凭证"),
        ),
        K::GoodsReturned => (("goods returned, no credit", "退货未冲账"), note),
        K::Shortage => (
            ("billed, not delivered", "已开票未足额交货"),
            ("settle the shortage", "核实短缺并处理"),
        ),
        K::Dispute => (("in dispute", "争议中"), ("settle the dispute", "解决争议")),
        K::InvoiceNotReceived => {
            (("invoice not received", "发票未送达"), ("send the invoice again", "重新送达发票"))
        }
        K::InvoiceLate => (("invoice of the last days", "月末开具的发票"), next),
        K::Discount => (("discount not credited", "现金折扣未冲账"), note),
        K::Fee => (("fee", "逾期费用"), ("explain the fee", "说明费用依据")),
        K::CreditLate => {
            (("credit of the last days", "月末的冲减"), ("send the credit note", "送达红字凭证"))
        }
        K::PaymentUnallocated => {
            (("payment not applied", "未核销的收款"), ("agree what it pays", "与对方确认核销对象"))
        }
        K::WrittenOff => {
            (("written off by us", "我方已核销坏账"), ("they still owe it", "债务仍然存在"))
        }
    }
}

/// Which payments each side has, and by which dates.
fn payments(
    output: Output,
    compared: &duebook_projections::difference::PaymentsCompared,
) -> Vec<Sheet> {
    let columns = vec![
        words("", ""),
        words("payment", "收款号"),
        words("our date", "我方日期"),
        numbers("ours", "我方金额"),
        words("their date", "对方日期"),
        numbers("theirs", "对方金额"),
        words("reference", "对方摘要"),
    ];
    let title = format!(
        "{} · {} {} · {} {}",
        output.word("Payments compared", "付款核对"),
        output.word("ours in the period", "我方本期"),
        compared.total_ours,
        output.word("theirs", "对方本期"),
        compared.total_theirs
    );
    let mut sheet = Sheet::new(title, columns);
    let bounced = output.word("bounced", "已退票");
    let mut pair = |what: &str, pair: &Paired| {
        let what = if pair.bounced { format!("{what} ({bounced})") } else { what.to_owned() };
        sheet.push(vec![
            what,
            pair.payment.clone(),
            pair.our_date.to_string(),
            pair.our_amount.to_string(),
            pair.their_date.to_string(),
            pair.their_amount.to_string(),
            pair.reference.clone(),
        ]);
    };
    compared.matched.iter().for_each(|p| pair(output.word("matched", "一致"), p));
    compared.different_date.iter().for_each(|p| pair(output.word("other date", "日期不同"), p));
    compared.different_amount.iter().for_each(|p| pair(output.word("other amount", "金额不同"), p));
    for theirs in &compared.only_theirs {
        sheet.push(vec![
            output.word("theirs only", "仅对方").to_owned(),
            String::new(),
            String::new(),
            String::new(),
            theirs.date.to_string(),
            theirs.amount.to_string(),
            theirs.reference.clone(),
        ]);
    }
    for ours in &compared.only_ours {
        sheet.push(vec![
            output.word("ours only", "仅我方").to_owned(),
            ours.payment.clone(),
            ours.date.to_string(),
            ours.amount.to_string(),
            String::new(),
            String::new(),
            String::new(),
        ]);
    }
    vec![sheet]
}
