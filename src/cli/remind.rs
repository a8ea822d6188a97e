//! `remind`: a letter, rendered and recorded.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::Context;
use super::args::Remind;
use super::output::Output;
use super::paper::{Files, Office, check_out, told};
use super::sheet::{Sheet, numbers, words};
use crate::ledger::LedgerError;
use crate::ledger::remind::reason;
use crate::ledger::remind::{LetterKind, LetterOrder, LetterSent, Said};
use crate::ledger::view::Header;

/// Answer of `remind`.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    header: Header,
    #[serde(flatten)]
    recorded: Map<String, Value>,
    already_recorded: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    dry_run: bool,
    document: &'a Value,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    html: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    out: Vec<String>,
}

/// Renders a letter, writes it where it was asked for, and records it.
pub(crate) async fn remind(context: &Context, args: &Remind) -> Result<(), LedgerError> {
    check_out(args.paper.out.as_deref())?;
    let office = Office::open(&args.paper)?;
    let ledger = context.open()?;
    let kind = match args.level {
        Some(level) => LetterKind::Reminder(level),
        None => LetterKind::Thanks(args.payment.clone()),
    };
    let order = LetterOrder {
        customer: ledger.customer(&args.customer).await?,
        kind,
        lang: context.output.lang(),
        as_of: args.as_of,
        currency: args.currency,
        invoices: args.invoice.clone(),
        channel: args.channel,
        to: args.to.clone(),
    };
    let (press, company) = (&office.press, &office.company);
    let prepared = ledger.prepare_letter(&order, press, company).await?;
    let number = prepared.number().to_owned();
    // The file is there before the record says so.
    let mut files = Files::write(args.paper.out.as_deref(), &number, &prepared.document)?;
    let letter = if args.dry_run || prepared.already_recorded {
        prepared
    } else {
        let html = prepared.document.html.clone();
        let letter = ledger.record_letter(&order, prepared, press, company).await?;
        if letter.document.html != html {
            files = Files::write(args.paper.out.as_deref(), &number, &letter.document)?;
        }
        super::replay::catch_up(&ledger).await?;
        letter
    };
    let out = files.keep()?;
    narrate(context, args, &letter, &out);
    print(context, args, &letter, out)
}

fn print(
    context: &Context,
    args: &Remind,
    letter: &LetterSent,
    out: Vec<String>,
) -> Result<(), LedgerError> {
    let output = context.output;
    if output.is_table() {
        return super::print(letter.document.text.as_bytes());
    }
    let mut recorded = letter.data.clone();
    if let Some(position) = letter.position {
        recorded["position"] = json!(position);
    }
    let key = match &letter.said {
        Said::Reminder(_) => "reminder",
        Said::Thanks(_) => "contact",
    };
    let answer = Answer {
        header: letter.view.header(),
        recorded: Map::from_iter([(key.to_owned(), recorded)]),
        already_recorded: letter.already_recorded,
        dry_run: args.dry_run,
        document: &letter.named,
        text: &letter.document.text,
        html: out.is_empty().then_some(letter.document.html.as_str()),
        out,
    };
    output.answer(&answer, || vec![items(output, letter)])
}

/// The letter's rows, for a spreadsheet.
fn items(output: Output, letter: &LetterSent) -> Sheet {
    let columns = vec![
        words("invoice", "发票"),
        words("issued", "开票日期"),
        words("due", "到期日"),
        words("currency", "币种"),
        numbers("amount", "金额"),
        numbers("late interest", "逾期利息"),
    ];
    let mut sheet = Sheet::new(output.word("Letter", "函件"), columns);
    let mut push = |invoice: &str, issued: String, due: String, amount: String, interest| {
        let currency = letter.said.currency().to_string();
        sheet.push(vec![invoice.to_owned(), issued, due, currency, amount, interest]);
    };
    match &letter.said {
        Said::Reminder(said) => {
            for item in &said.items {
                let interest = item.interest.map_or_else(String::new, |money| money.to_string());
                let (issued, due) = (item.issued.to_string(), item.due.to_string());
                push(&item.invoice, issued, due, item.amount.to_string(), interest);
            }
        }
        Said::Thanks(said) => {
            for item in &said.items {
                let due = item.due.map_or_else(String::new, |due| due.to_string());
                let amount = item.amount.to_string();
                push(&item.invoice, item.issued.to_string(), due, amount, String::new());
            }
        }
    }
    sheet
}

/// What was done, on standard error.
fn narrate(context: &Context, args: &Remind, letter: &LetterSent, out: &[String]) {
    let output = context.output;
    let number = letter.number();
    if let Said::Reminder(said) = &letter.said {
        if !said.on_worklist && !letter.already_recorded {
            let asked: Vec<String> = said.asked.iter().map(ToString::to_string).collect();
            let note = match (asked.is_empty(), output.is_zh()) {
                (true, false) => {
                    "Note: the ladder asks for no reminder of these items today".into()
                }
                (true, true) => "注意：按催收阶梯，今日无需就这些项目提醒".to_owned(),
                (false, false) => format!(
                    "Note: the ladder asks for level {} today, not {}",
                    asked.join(", "),
                    said.level
                ),
                (false, true) => {
                    format!(
                        "注意：按催收阶梯，今日应为第 {} 级，而非第 {} 级",
                        asked.join("、"),
                        said.level
                    )
                }
            };
            eprintln!("{note}");
        }
        for left in &said.left_out {
            let [en, zh] = reason(left.reason);
            let why = output.word(en, zh);
            eprintln!("{}: {} ({why})", output.word("Left out", "未列入"), left.invoice);
        }
    }
    let done = match (args.dry_run, letter.already_recorded, letter.position) {
        (_, true, Some(position)) => format!(
            "{number}: {} {position}",
            output.word("recorded already, at position", "此前已记录于位置")
        ),
        (false, false, Some(position)) => {
            format!("{number}: {} {position}", output.word("recorded at position", "已记录于位置"))
        }
        _ => format!("{number}: {}", output.word("dry run, nothing was recorded", "演练，未记录")),
    };
    eprintln!("{done}");
    if letter.differs {
        eprintln!(
            "{}",
            output.word(
                "Note: templates, company file or options differ from those of the recorded letter; \
                 the HTML is the recorded one, the text is rendered anew",
                "注意：模板、公司文件或选项与已记录的函件不同；HTML 为已记录的原件，文本为重新生成"
            )
        );
    }
    told(output, out);
    if let Some(id) = &letter.id {
        eprintln!(
            "{} duebook record event.retracted --customer {} --data '{{\"event\":\"{id}\",\"reason\":\"…\"}}'",
            output.word("To take it back:", "撤回："),
            letter.party.id
        );
    }
}
