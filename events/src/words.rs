//! Texts for people, in the languages that the ledger speaks.

use std::fmt;

/// A language of texts. Codes, JSON keys and amounts are the same in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Chinese (simplified).
    Zh,
}

/// One text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

impl Words {
    /// A text and its twin.
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { en: en.into(), zh: zh.into() }
    }

    /// What reads alike in both: a number, a name, what another program said.
    pub fn verbatim(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { zh: text.clone(), en: text }
    }

    /// The text in one language.
    #[must_use]
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }

    /// Whether there is nothing to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.en.is_empty()
    }
}

impl fmt::Display for Words {
    /// In English, or in Chinese with the alternate flag (`{:#}`).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        say(f, &self.en, &self.zh)
    }
}

/// Prints the one text, or its twin where the alternate flag asks for Chinese.
///
/// # Errors
/// Those of the formatter.
pub fn say(f: &mut fmt::Formatter<'_>, en: &str, zh: &str) -> fmt::Result {
    f.write_str(if f.alternate() { zh } else { en })
}

/// Anything printed in Chinese: with the alternate flag, which only texts in both
/// languages heed. The catalogues of messages hand what varies over in it.
#[derive(Debug, Clone, Copy)]
pub struct InChinese<T>(pub T);

impl<T: fmt::Display> fmt::Display for InChinese<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#}", self.0)
    }
}

/// A text in quotes, as somebody wrote it, with control characters made visible.
#[must_use]
pub fn quoted(text: &str) -> String {
    format!("{text:?}")
}
