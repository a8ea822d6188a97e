//! What people are told when something is wrong: a stable code, the problem and
//! the remedy in both languages, and more to read on demand.
//!
//! A catalogue is written with [`messages!`](crate::messages): each entry
//! becomes a function that takes what varies, so a text cannot be without its
//! twin and a code cannot be without its text.

use std::fmt;

use crate::words::{Lang, Words};

/// The stable code of a message: `DUE-0123`. A code is never used again for
/// something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub u16);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DUE-{:04}", self.0)
    }
}

impl Code {
    /// Reads `DUE-0123`, `due-123` or `123`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = match text.get(..4) {
            Some(prefix) if prefix.eq_ignore_ascii_case("due-") => &text[4..],
            _ => text,
        };
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse().ok().filter(|_| plain).map(Self)
    }
}

/// What is wrong and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its code.
    pub code: Code,
    /// What is wrong, in one sentence without a full stop.
    pub problem: Words,
    /// What to do; empty where the problem says it.
    pub hint: Words,
}

impl Message {
    /// The same with another remedy.
    #[must_use]
    pub fn hinting(mut self, hint: Words) -> Self {
        self.hint = hint;
        self
    }

    /// The same with a place before the problem.
    #[must_use]
    pub fn at(mut self, place: &Words) -> Self {
        self.problem.en.insert_str(0, &place.en);
        self.problem.zh.insert_str(0, &place.zh);
        self
    }

    /// The same as something that travels through the errors of a deserializer,
    /// which know one text only; [`Message::arrived`] unpacks it.
    #[must_use]
    pub fn sent(&self) -> Sent<'_> {
        Sent(self)
    }

    /// The message that was [`Message::sent`] as this text, if it was.
    #[must_use]
    pub fn arrived(text: &str) -> Option<Self> {
        let mut parts = text.split(PART);
        let (_, code) = (parts.next()?, parts.next()?.parse().ok()?);
        let mut words = || Some(Words::new(parts.next()?, parts.next()?));
        Some(Self { code: Code(code), problem: words()?, hint: words()? })
    }

    /// What is wrong, in one language.
    #[must_use]
    pub fn problem(&self, lang: Lang) -> &str {
        self.problem.in_lang(lang)
    }

    /// What to do, in one language.
    #[must_use]
    pub fn hint(&self, lang: Lang) -> &str {
        self.hint.in_lang(lang)
    }
}

impl fmt::Display for Message {
    /// What is wrong: in English, or in Chinese with the alternate flag, as
    /// [`Words`] are printed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.problem.fmt(f)
    }
}

impl std::error::Error for Message {}

/// Parts what a sent message holds. A control character, which no input can
/// bring in: texts of events and mappings have none.
const PART: char = '\u{1f}';

/// A message on its way: the English problem, or everything with the alternate flag.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'m>(&'m Message);

impl fmt::Display for Sent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Message { code, problem, hint } = self.0;
        if !f.alternate() {
            return f.write_str(&problem.en);
        }
        write!(f, "{PART}{}", code.0)?;
        [&problem.en, &problem.zh, &hint.en, &hint.zh]
            .iter()
            .try_for_each(|text| write!(f, "{PART}{text}"))
    }
}

/// An entry of a catalogue as it is written: texts with `{placeholders}`.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The code.
    pub code: Code,
    /// What is wrong, English and Chinese.
    pub problem: [&'static str; 2],
    /// What to do, English and Chinese.
    pub hint: [&'static str; 2],
    /// More about it with an example, English and Chinese.
    pub more: [&'static str; 2],
}

/// Declares a catalogue of messages. What varies and reads differently in the two
/// languages is handed over as [`Words`].
///
/// ```
/// duebook_events::messages! {
///     /// More would be applied to an item than its gross amount.
///     9001 over_applied(number, gross) {
///         en: "more would be applied to {number} than {gross}", "apply less",
///         zh: "核销到 {number} 的金额将超过 {gross}", "请减少核销金额",
///         more_en: "An invoice of 100.00 can take payments of 100.00 in all.",
///         more_zh: "总额 100.00 的发票最多可核销 100.00。",
///     }
/// }
/// let message = over_applied("INV-1", "100.00");
/// assert_eq!(message.code.to_string(), "DUE-9001");
/// assert_eq!(message.problem.zh, "核销到 INV-1 的金额将超过 100.00");
/// assert_eq!(CATALOGUE.len(), 1);
/// ```
#[macro_export]
macro_rules! messages {
    ($(
        $(#[doc = $doc:literal])+
        $code:literal $name:ident($($arg:ident),*) {
            en: $en:literal, $hint_en:literal,
            zh: $zh:literal, $hint_zh:literal,
            more_en: $more_en:literal,
            more_zh: $more_zh:literal $(,)?
        }
    )*) => {
        $(
            $(#[doc = $doc])+
            pub fn $name($($arg: impl std::fmt::Display),*) -> $crate::message::Message {
                let (problem, hint) = (format!($en), format!($hint_en));
                $(let $arg = $crate::words::InChinese(&$arg);)*
                $crate::message::Message {
                    code: $crate::message::Code($code),
                    problem: $crate::words::Words::new(problem, format!($zh)),
                    hint: $crate::words::Words::new(hint, format!($hint_zh)),
                }
            }
        )*

        /// Every message of this catalogue, in the order in which it is written.
        pub static CATALOGUE: &[$crate::message::Entry] = &[
            $($crate::message::Entry {
                code: $crate::message::Code($code),
                problem: [$en, $zh],
                hint: [$hint_en, $hint_zh],
                more: [$more_en, $more_zh],
            },)*
        ];
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_in_any_spelling() {
        for text in ["DUE-0123", "due-123", "123", "0123"] {
            assert_eq!(Code::parse(text), Some(Code(123)), "{text}");
        }
        for text in ["", "DUE-", "DUE", "12a", "DUE-99999", "-1", "+1"] {
            assert_eq!(Code::parse(text), None, "{text}");
        }
    }

    #[test]
    fn words_and_messages_inside_a_message_are_told_in_its_language() {
        let inner = crate::messages::fields::missing_field("customer");
        let outer = crate::messages::fields::value_unreadable(&inner);
        assert_eq!(outer.problem.en, "the value cannot be read: missing field `customer`");
        assert_eq!(outer.problem.zh, "无法读取该值：缺少字段 `customer`");
    }

    #[test]
    fn a_message_arrives_as_it_was_sent() {
        let message = crate::messages::values::not_above_zero("\"0\"");
        assert_eq!(Message::arrived(&format!("{:#}", message.sent())), Some(message.clone()));
        assert_eq!(message.sent().to_string(), message.problem.en);
        assert_eq!(Message::arrived("another text"), None);
    }
}
