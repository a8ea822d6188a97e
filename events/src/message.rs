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
        digits.parse().ok().map(Self)
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
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem.en)
    }
}

impl std::error::Error for Message {}

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

/// Declares a catalogue of messages:
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
                $crate::message::Message {
                    code: $crate::message::Code($code),
                    problem: $crate::words::Words::new(format!($en), format!($zh)),
                    hint: $crate::words::Words::new(format!($hint_en), format!($hint_zh)),
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
