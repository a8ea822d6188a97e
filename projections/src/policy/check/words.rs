//! Small texts that findings are made of.

use duebook_events::spelling::suggest;
use duebook_events::words::quoted;
use duebook_events::{Message, Words};

use crate::messages::condition::unknown_word;
use crate::messages::shape;
use crate::policy::fact::{ClassFact, Fact};

/// A word that a characteristic never has.
pub(super) fn no_such_word(fact: ClassFact, word: &str, known: &[&str]) -> Message {
    near(unknown_word(fact.name(), quoted(word), known.join(", ")), word, known)
}

/// A key that does not belong where it stands.
pub(super) fn no_such_key(key: &str, known: &[&str]) -> Message {
    near(shape::unknown_key(quoted(key), known.join(", ")), key, known)
}

/// A word that is none of those that can stand there.
pub(super) fn no_such_choice(word: &str, known: &[&str]) -> Message {
    near(shape::unknown_choice(quoted(word), known.join(", ")), word, known)
}

/// The message with the nearest spelling as its remedy, where one is near.
fn near(message: Message, word: &str, known: &[&str]) -> Message {
    // Of words as short as a grade every other one is near.
    match suggest(word, known.iter().copied()).filter(|_| word.chars().count() > 2) {
        Some(hint) => message.hinting(hint),
        None => message,
    }
}

/// What the TOML reader complains about, in our words; `rest` is the text from
/// there on.
pub(super) fn syntax(problem: &str, rest: &str) -> Words {
    let says = |part: &str| problem.contains(part);
    let ends = rest.is_empty() || rest.starts_with(['\n', '\r', '#']);
    let (en, zh) = if ends && says("quote") {
        ("a value is missing after =", "= 后面缺少值")
    } else if says("string values must be quoted") || says("missing opening quote") {
        ("a text stands without quotes", "文本没有加引号")
    } else if says("unclosed array table") || says("unclosed table") {
        ("a [heading] is not closed with ]", "[表头] 没有用 ] 收尾")
    } else if says("unclosed array") {
        ("a list is not closed with ]", "列表没有用 ] 收尾")
    } else if says("unclosed inline table") {
        ("a brace { is not closed with }", "花括号 { 没有用 } 收尾")
    } else if says("missing comma") {
        ("a comma is missing between two entries", "两项之间缺少逗号")
    } else if says("extra comma") {
        ("there is a comma too many", "多了一个逗号")
    } else if says("key with no value") || says("missing assignment") {
        ("a key stands without = and a value", "键后面没有 = 和值")
    } else if says("missing value") {
        ("a value is missing after =", "= 后面缺少值")
    } else if says("extra `=`") || says("unexpected `=`") || says("extra assignment") {
        ("there is an = too many", "多了一个 =")
    } else if says("missing key") {
        ("a key is missing before =", "= 前面缺少键")
    } else if says("leading zero") {
        ("a number begins with a superfluous 0", "数字以多余的 0 开头")
    } else if says("sign") {
        ("a number has a sign where none can stand", "数字带有不该有的符号")
    } else if says("string") || says("escape") || says("quote") {
        (
            "a text in quotes is not closed, or holds a character that it cannot",
            "带引号的文本没有收尾，或含有不允许的字符",
        )
    } else if says("recursion") || says("recurse") {
        ("conditions are nested too deeply", "条件嵌套过深")
    } else if says("integer") || says("float") || says("date") || says("number") {
        (
            "a number, a date or a word is written in a way that cannot be read",
            "数字、日期或词的写法无法识别",
        )
    } else if says("carriage return") || says("comment") {
        (
            "a line ends or holds a character in a way that cannot be read",
            "行尾或行内含有无法识别的字符",
        )
    } else {
        ("this line is no TOML", "该行不是 TOML 写法")
    };
    Words::new(en, zh)
}
