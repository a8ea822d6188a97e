//! `explain`: what an error code means, with an example of what is refused and of
//! what is right.

use duebook_events::Lang;
use duebook_events::message::{Code, Entry};
use serde_json::{Value, json};

use super::Context;
use super::args::Explain;
use super::sheet::{Sheet, words};
use crate::ledger::LedgerError;
use crate::messages;
use crate::messages::cli::no_such_code;

/// How many codes are offered instead of an unknown one.
const NEAREST: usize = 3;

/// Prints one message, or a list of all.
pub(crate) fn explain(context: &Context, args: &Explain) -> Result<(), LedgerError> {
    let output = context.output;
    let lang = output.lang();
    let Some(code) = &args.code else {
        let all: Vec<Value> = messages::all().map(|entry| as_json(entry, lang)).collect();
        return output.answer(&json!({ "messages": all }), || vec![list(context)]);
    };
    let found = Code::parse(code).and_then(messages::find);
    let entry = found.ok_or_else(|| LedgerError::usage_of(no_such_code(code, nearest(code))))?;
    output.answer(&as_json(entry, lang), || vec![one(context, entry)])
}

fn pick(texts: [&'static str; 2], lang: Lang) -> &'static str {
    match lang {
        Lang::En => texts[0],
        Lang::Zh => texts[1],
    }
}

fn as_json(entry: &Entry, lang: Lang) -> Value {
    json!({
        "code": entry.code.to_string(),
        "message": template(pick(entry.problem, lang)),
        "hint": template(pick(entry.hint, lang)),
        "explanation": pick(entry.more, lang),
    })
}

/// A text as people read it: what varies as an ellipsis, braces as they are printed.
fn template(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        shown.push_str(&rest[..at]);
        let tail = &rest[at..];
        if let Some(after) = tail.strip_prefix("{{").or_else(|| tail.strip_prefix("}}")) {
            shown.push_str(&tail[..1]);
            rest = after;
        } else {
            shown.push('…');
            rest = tail.split_once('}').map_or("", |(_, after)| after);
        }
    }
    shown + rest
}

/// The codes that are nearest by number, or the first ones where nothing is near.
fn nearest(code: &str) -> String {
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    let wanted: i64 = digits.parse().unwrap_or_default();
    let mut codes: Vec<Code> = messages::all().map(|entry| entry.code).collect();
    codes.sort_by_key(|code| ((i64::from(code.0) - wanted).abs(), *code));
    codes.truncate(NEAREST);
    codes.sort_unstable();
    let codes: Vec<String> = codes.iter().map(Code::to_string).collect();
    codes.join(", ")
}

fn list(context: &Context) -> Sheet {
    let columns = vec![words("code", "代码"), words("message", "消息")];
    let mut sheet = Sheet::new(context.output.word("Messages", "消息一览"), columns);
    for entry in messages::all() {
        let text = template(pick(entry.problem, context.output.lang()));
        sheet.push(vec![entry.code.to_string(), text.replace('\n', " ")]);
    }
    sheet.note(
        context
            .output
            .word("`duebook explain CODE` says more.", "`duebook explain 代码` 有更多说明。"),
    );
    sheet
}

fn one(context: &Context, entry: &Entry) -> Sheet {
    let (output, lang) = (context.output, context.output.lang());
    let mut sheet = Sheet::new(entry.code.to_string(), vec![words("", ""), words("", "")]);
    let rows = [
        ("message", "消息", template(pick(entry.problem, lang))),
        ("hint", "建议", template(pick(entry.hint, lang))),
        ("more", "说明", paragraphs(pick(entry.more, lang), output.is_table())),
    ];
    for (en, zh, text) in rows {
        sheet.push(vec![output.word(en, zh).to_owned(), text]);
    }
    sheet
}

/// An explanation with its examples on lines of their own, where people read it.
fn paragraphs(text: &str, broken: bool) -> String {
    if !broken {
        return text.to_owned();
    }
    let examples = ["Refused: ", "Doubtful: ", "Right: ", "拒绝：", "存疑：", "正确："];
    examples.iter().fold(text.to_owned(), |text, lead| {
        text.replacen(&format!(" {lead}"), &format!("\n{lead}"), 1).replacen(
            &format!("。{lead}"),
            &format!("。\n{lead}"),
            1,
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_varies_is_shown_as_an_ellipsis() {
        assert_eq!(template("on {day} {{braces}} stay"), "on … {braces} stay");
        assert_eq!(template("nothing varies"), "nothing varies");
    }

    #[test]
    fn examples_stand_on_lines_of_their_own() {
        let text = "It is so. Refused: a. Right: b.";
        assert_eq!(paragraphs(text, true), "It is so.\nRefused: a.\nRight: b.");
        assert_eq!(
            paragraphs("如此。拒绝：甲。正确：乙。", true),
            "如此。\n拒绝：甲。\n正确：乙。"
        );
        assert_eq!(paragraphs(text, false), text);
    }

    #[test]
    fn the_nearest_codes_are_offered() {
        assert_eq!(nearest("DUE-0000"), "DUE-0001, DUE-0002, DUE-0003");
        assert!(nearest("nonsense").starts_with("DUE-0001"));
    }
}
