//! Amounts, dates, rates and codes as papers write them.
//!
//! | in a template | gives |
//! | --- | --- |
//! | `{{ x.amount\|amount }}` | `120,000.00`, alike in both languages |
//! | `{{ x.debit\|nonzero }}` | the same, and nothing for zero |
//! | `{{ x.due\|date }}` | `2025年4月16日`, `16 April 2025` |
//! | `{{ x.daily_rate\|percent }}` | `0.05%` |
//! | `{{ x.total\|capital }}` | `壹拾贰万元整` (renminbi only) |
//! | `{{ company.bank\|blank }}` | the value, or a line to fill in |
//! | `{{ line.type\|word }}` | a code in words |
//! | `{{ table(rows, ["Invoice=invoice", "Days=days>", "Amount=amount$"], total) }}` | a table in plain text: `>` numbers, `$` amounts, `0` amounts but for zero, `~` codes; `?` leaves the column out when nothing stands in it; `total` is a row or none |
//! | `{{ text\|middle }}`, `{{ text\|rightmost }}` | a line in the middle or at the right of the text's width |

use duebook_events::{Day, Lang};
use minijinja::value::ValueKind;
use minijinja::{Environment, Error, ErrorKind, State, Value};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::capitals;
use super::table::{Align, Column, table};
use super::wrap::{WIDTH, columns};
use crate::story::{codes, grouped, words};

/// What stands where something is to be filled in by hand.
const BLANK: &str = "________________";

/// Adds the filters and functions of papers.
pub(super) fn add_to(environment: &mut Environment<'_>) {
    environment.add_filter("amount", |value: Value| on_text(&value, grouped));
    environment.add_filter("nonzero", |value: Value| on_text(&value, nonzero));
    environment.add_filter("date", date);
    environment.add_filter("percent", |value: &str| percent(value));
    environment.add_filter("capital", |value: &str| capital(value));
    environment.add_filter("blank", blank);
    environment.add_filter("word", |state: &State<'_, '_>, code: &str| word(lang(state), code));
    environment.add_filter("middle", |text: String| {
        format!("{}{text}", " ".repeat(WIDTH.saturating_sub(columns(&text)) / 2))
    });
    environment.add_filter("rightmost", |text: String| {
        format!("{}{text}", " ".repeat(WIDTH.saturating_sub(columns(&text))))
    });
    environment.add_function("table", text_table);
}

/// The language of the template; macros see no context, but have a folder.
fn lang(state: &State<'_, '_>) -> Lang {
    let by_folder = state.name().split_once('/').map(|(folder, _)| folder == "zh");
    let asked = || state.lookup("lang").is_some_and(|lang| lang.as_str() == Some("zh"));
    if by_folder.unwrap_or_else(asked) { Lang::Zh } else { Lang::En }
}

fn wrong(problem: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidOperation, problem.into())
}

/// Applies to a text; nothing stays nothing.
fn on_text(value: &Value, apply: impl Fn(&str) -> String) -> Result<String, Error> {
    match (value.kind(), value.as_str()) {
        (ValueKind::None, _) => Ok(String::new()),
        (_, Some(text)) => Ok(apply(text)),
        (kind, None) => Err(wrong(format!("{kind} instead of a text"))),
    }
}

/// An amount with its thousands apart; nothing for zero.
fn nonzero(amount: &str) -> String {
    if amount.chars().all(|c| "0.".contains(c)) { String::new() } else { grouped(amount) }
}

fn date(state: &State<'_, '_>, value: &Value) -> Result<String, Error> {
    on_text(value, |text| match Day::try_new(text) {
        Ok(day) => day_in_words(day, lang(state)),
        Err(_) => text.to_owned(),
    })
}

/// A date in a sentence.
#[must_use]
pub fn day_in_words(day: Day, lang: Lang) -> String {
    let date = day.date();
    match lang {
        Lang::Zh => date.format("%-Y年%-m月%-d日").to_string(),
        Lang::En => date.format("%-d %B %-Y").to_string(),
    }
}

/// A rate as a percentage: 0.0005 is 0.05%.
fn percent(rate: &str) -> Result<String, Error> {
    let rate: Decimal = rate.parse().map_err(|_| wrong(format!("{rate:?} is not a rate")))?;
    let rate = rate.checked_mul(Decimal::ONE_HUNDRED).ok_or_else(|| wrong("too large a rate"))?;
    Ok(format!("{}%", rate.normalize()))
}

/// An amount of renminbi in capital figures; sums may be larger than any amount
/// that can be entered.
fn capital(amount: &str) -> Result<String, Error> {
    let refused = || wrong(format!("{amount:?} is not an amount of renminbi"));
    let digits = amount.strip_prefix('-').unwrap_or(amount);
    if !digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return Err(refused());
    }
    let yuan: Decimal = amount.parse().map_err(|_| refused())?;
    let fen = yuan.checked_mul(Decimal::ONE_HUNDRED).filter(Decimal::is_integer);
    fen.and_then(|fen| fen.to_i128()).map(capitals::renminbi).ok_or_else(refused)
}

fn blank(value: Value) -> Value {
    let empty = value.is_none() || value.as_str().is_some_and(|text| text.trim().is_empty());
    if empty { Value::from(BLANK) } else { value }
}

/// What only papers say, in English and Chinese; the codes of answers have their
/// words in [`codes`].
const WORDS: &[(&str, &str, &str)] = &[
    ("invoice.issued", "Invoice", "发票"),
    ("opening", "Opening balance", "期初余额"),
    ("closing", "Closing balance", "期末余额"),
    ("down_payment", "Down payment", "首付款"),
    ("late_fee", "late fee", "逾期费用"),
    ("late_fee.charged", "Late fee", "逾期费用"),
    ("payment.received", "Payment", "收款"),
    ("payment.reversed", "Payment returned", "退票"),
    ("payment.refunded", "Refund", "退款"),
    ("credit_note.issued", "Credit note", "红字凭证"),
    ("invoice.written_off", "Write-off", "坏账核销"),
    ("write_off.recovered", "Write-off recovered", "坏账收回"),
    ("agreement.signed", "Agreement", "补充协议"),
    ("agreement.terminated", "Agreement ended", "终止协议"),
    ("delivery.shipped", "Shipped", "发货"),
    ("delivery.received", "Goods received", "收货"),
    ("delivery.accepted", "Accepted", "验收"),
    ("goods.returned", "Goods returned", "退货"),
    ("email", "e-mail", "电子邮件"),
    ("wechat", "WeChat", "微信"),
    ("phone", "telephone", "电话"),
    ("letter", "letter", "信函"),
    ("lawyer_letter", "lawyer's letter", "律师函"),
    ("visit", "visit", "上门"),
    ("contract", "contract", "合同"),
    ("order", "order", "订单"),
    ("delivery_note", "delivery note", "送货单"),
    ("acceptance", "acceptance", "验收单"),
    ("invoice", "invoice", "发票"),
    ("invoice_receipt", "receipt of invoice", "发票签收"),
    ("statement", "statement", "对账单"),
    ("reminders", "reminders", "催款函"),
    ("acknowledgement", "acknowledgement", "债务确认"),
    ("accelerate", "the whole rest falls due", "全部到期"),
    ("revert", "the contract's dates return", "恢复合同期限"),
];

/// A code in words; codes that have none stay as they are.
#[must_use]
pub fn word(lang: Lang, code: &str) -> String {
    let own = WORDS.iter().find(|(known, _, _)| *known == code).map(|(_, en, zh)| (*en, *zh));
    let found = own.or_else(|| codes::overdue_reason(code)).or_else(|| codes::plan_status(code));
    found.map_or(code, |pair| words::pick(lang, pair)).to_owned()
}

/// How a column is shown: a number, an amount, an amount but for zero, a code.
const MARKS: [char; 4] = ['>', '$', '0', '~'];

/// A column, where its cells come from, and how they are shown.
struct Spec {
    column: Column,
    path: String,
    mark: Option<char>,
}

impl Spec {
    /// Reads `Heading=path`, a mark and perhaps `?` behind the path.
    fn read(spec: &str) -> Result<Self, Error> {
        let (heading, path) = spec
            .split_once('=')
            .ok_or_else(|| wrong(format!("{spec:?} is not \"Heading=field\"")))?;
        let (path, optional) = path.strip_suffix('?').map_or((path, false), |path| (path, true));
        let mark = path.chars().last().filter(|mark| MARKS.contains(mark));
        let number = mark.is_some_and(|mark| mark != '~');
        let align = if number { Align::Right } else { Align::Left };
        Ok(Self {
            column: Column { heading: heading.to_owned(), align, optional },
            path: path.trim_end_matches(MARKS).to_owned(),
            mark,
        })
    }

    /// A row's cell: nothing where nothing is, the entries of a list side by side.
    fn cell(&self, lang: Lang, row: &Value) -> Result<String, Error> {
        let value = at_path(row, &self.path)?;
        if value.is_undefined() || value.is_none() {
            return Ok(String::new());
        }
        let show = |value: &Value| {
            let shown = value.to_string();
            match self.mark {
                Some('$') => grouped(&shown),
                Some('0') => nonzero(&shown),
                Some('~') => word(lang, &shown),
                _ => shown,
            }
        };
        if value.kind() != ValueKind::Seq {
            return Ok(show(&value));
        }
        let shown: Vec<String> = value.try_iter()?.map(|entry| show(&entry)).collect();
        Ok(shown.join(if lang == Lang::Zh { "、" } else { ", " }))
    }
}

/// `table(rows, columns, total)`.
fn text_table(
    state: &State<'_, '_>,
    rows: &Value,
    specs: Vec<String>,
    total: Option<Value>,
) -> Result<String, Error> {
    let lang = lang(state);
    let specs: Vec<Spec> =
        specs.into_iter().map(|spec| Spec::read(&spec)).collect::<Result<_, _>>()?;
    let cells = |row: &Value| {
        specs.iter().map(|spec| spec.cell(lang, row)).collect::<Result<Vec<String>, Error>>()
    };
    let rows = rows.try_iter()?.map(|row| cells(&row)).collect::<Result<Vec<_>, _>>()?;
    let total = total.filter(|total| !total.is_none()).map(|total| cells(&total)).transpose()?;
    let columns: Vec<Column> = specs.into_iter().map(|spec| spec.column).collect();
    Ok(table(&columns, &rows, total.as_ref()))
}

/// The value at `a.b.c`; undefined where a step is not there.
fn at_path(row: &Value, path: &str) -> Result<Value, Error> {
    let mut value = row.clone();
    for step in path.split('.') {
        if value.is_undefined() || value.is_none() {
            return Ok(Value::UNDEFINED);
        }
        value = value.get_attr(step)?;
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_percentages_without_superfluous_zeros() {
        assert_eq!(percent("0.0005").unwrap(), "0.05%");
        assert_eq!(percent("0.30").unwrap(), "30%");
        assert_eq!(percent("0.124").unwrap(), "12.4%");
        assert!(percent("x").is_err());
    }

    #[test]
    fn only_renminbi_has_capital_figures() {
        // A sum may exceed the largest amount that can be entered.
        assert_eq!(capital("1000000000000000.00").unwrap(), "壹仟万亿元整");
        assert_eq!(capital("-12.30").unwrap(), "负壹拾贰元叁角整");
        assert!(capital("+5.00").is_err() && capital("1_000.00").is_err());
        assert_eq!(capital("120000.00").unwrap(), "壹拾贰万元整");
        assert!(capital("1.234").is_err());
        assert!(capital("x").is_err());
    }

    #[test]
    fn dates_are_written_as_people_write_them() {
        let day = Day::try_new("2025-04-06").unwrap();
        assert_eq!(day_in_words(day, Lang::Zh), "2025年4月6日");
        assert_eq!(day_in_words(day, Lang::En), "6 April 2025");
    }
}
