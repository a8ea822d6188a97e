//! Whether every key and value has the form that the language asks for.

use duebook_events::spelling::suggest;
use duebook_events::words::quoted;
use duebook_events::{Day, Rate, Words};
use rust_decimal::Decimal;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::report::Report;
use super::words::{no_such_choice, no_such_key};
use crate::messages::condition::not_beside;
use crate::messages::shape as messages;
use crate::policy::place::Path;
use crate::policy::schema::{FILE, Form, KeyDoc, TableDoc, WHEN};

/// Checks tables and values against the table of the language.
pub(super) struct Shape<'r, 't> {
    report: &'r mut Report<'t>,
    zones: &'r [&'r str],
}

impl<'r, 't> Shape<'r, 't> {
    pub fn new(report: &'r mut Report<'t>, zones: &'r [&'r str]) -> Self {
        Self { report, zones }
    }

    /// Checks the whole file.
    pub fn file(&mut self, root: &DeTable<'_>) {
        self.table(&FILE, root, &Path::default());
    }

    fn table(&mut self, doc: &'static TableDoc, table: &DeTable<'_>, path: &Path) {
        let known: Vec<&str> = doc.keys.iter().map(|key| key.name).collect();
        for (key, value) in table {
            let name = key.get_ref();
            if let Some(doc) = doc.key(name) {
                self.value(doc.form, value, &path.key(name));
            } else {
                let message = no_such_key(name, &known);
                self.report.error_at(key.span().start, &path.key(name), message);
            }
        }
        let missing = doc.keys.iter().filter(|key| key.is_required());
        for key in missing.filter(|key| !table.contains_key(key.name)) {
            let [en, zh] = key.meaning;
            let path = path.key(key.name);
            let message =
                messages::missing_key(written(key, &path), Words::new(en, zh), contents(key.form));
            self.report.error(&path, message);
        }
    }

    fn value(&mut self, form: Form, value: &Spanned<DeValue<'_>>, path: &Path) {
        match (form, value.get_ref()) {
            (Form::Table(doc), DeValue::Table(table)) => self.table(doc, table, path),
            (Form::OrderWhen | Form::ClassWhen | Form::Inner, DeValue::Table(table)) => {
                self.when(table, path);
            }
            (Form::List(form), DeValue::Array(list)) => {
                for (i, entry) in list.iter().enumerate() {
                    self.value(*form, entry, &path.index(i));
                }
            }
            (Form::Whole(from, to, _), DeValue::Integer(number)) => {
                let read = i64::from_str_radix(number.as_str(), number.radix());
                if !read.is_ok_and(|read| (from..=to).contains(&read)) {
                    self.report.error(path, messages::out_of_range(number, from, to));
                }
            }
            (Form::Version, DeValue::Integer(number)) => {
                if number.radix() != 10 || number.as_str().parse::<u32>().is_err() {
                    self.report.error(path, messages::out_of_range(number, 0, u32::MAX));
                }
            }
            (Form::Decimal(..), DeValue::Integer(number)) => {
                self.report.error(path, messages::decimal_unquoted(number));
            }
            (Form::Decimal(..), DeValue::Float(number)) => {
                self.report.error(path, messages::decimal_unquoted(number));
            }
            (Form::Flag, DeValue::Boolean(_)) => {}
            (
                Form::Text
                | Form::Label
                | Form::Name
                | Form::Version
                | Form::Choice(_)
                | Form::Decimal(..)
                | Form::Date
                | Form::Zone,
                DeValue::String(text),
            ) => self.text(form, text, path),
            (_, value) => {
                self.report.error(path, messages::wrong_form(found(value), form.words()));
            }
        }
    }

    /// A text in quotes: a name, a word, a decimal, a date.
    fn text(&mut self, form: Form, text: &str, path: &Path) {
        let citable = |c: char| !c.is_whitespace() && !c.is_control() && c != '@';
        match form {
            Form::Name | Form::Version if text.is_empty() || !text.chars().all(citable) => {
                self.report.error(path, messages::name_not_citable(quoted(text)));
            }
            Form::Label if text.trim().is_empty() || text.chars().any(char::is_control) => {
                let form = messages::wrong_form(found_text(text), form.words());
                self.report.error(path, form);
            }
            Form::Choice(words) if !words.contains(&text) => {
                self.report.error(path, no_such_choice(text, words));
            }
            Form::Decimal(most, _) => match Rate::try_new(text) {
                Ok(rate) => {
                    let bound = most.and_then(|most| most.parse::<Decimal>().ok());
                    if let Some(bound) = bound.filter(|bound| rate.decimal() > *bound) {
                        self.report.error(path, messages::out_of_range(quoted(text), 0, bound));
                    }
                }
                Err(message) => self.report.error(path, message),
            },
            Form::Date => {
                if let Err(message) = Day::try_new(text) {
                    self.report.error(path, message);
                }
            }
            Form::Zone if !self.zones.contains(&text) => {
                let message = messages::time_zone(quoted(text));
                let near = suggest(text, self.zones.iter().copied());
                let message = match near {
                    Some(hint) => message.hinting(hint),
                    None => message,
                };
                self.report.error(path, message);
            }
            _ => {}
        }
    }

    /// A condition: one of `all`, `any` and `not`, or a comparison.
    fn when(&mut self, table: &DeTable<'_>, path: &Path) {
        let groups = ["all", "any", "not"];
        let group = groups.into_iter().find(|group| table.contains_key(*group));
        let known: Vec<&str> = WHEN.keys.iter().map(|key| key.name).collect();
        for (key, value) in table {
            let name: &str = key.get_ref();
            let Some(doc) = WHEN.key(name) else {
                let message = no_such_key(name, &known);
                self.report.error_at(key.span().start, &path.key(name), message);
                continue;
            };
            if let Some(group) = group.filter(|group| *group != name) {
                let message = not_beside(name, group);
                self.report.error_at(key.span().start, &path.key(name), message);
                continue;
            }
            self.value(doc.form, value, &path.key(name));
        }
        if group.is_none() && !table.contains_key("fact") {
            let meaning = Words::new("what is compared", "比较的对象");
            let message = messages::missing_key("fact", meaning, Form::Text.words());
            self.report.error(path, message);
        }
    }
}

/// A key as it would be written: tables as their headings.
fn written(key: &KeyDoc, path: &Path) -> String {
    match key.form {
        Form::Table(_) => format!("[{path}]"),
        Form::List(Form::Table(_)) if path.0.len() == 1 => format!("[[{path}]]"),
        _ => key.name.to_owned(),
    }
}

/// What to write: of tables the keys that they must have.
fn contents(form: Form) -> Words {
    let doc = match form {
        Form::Table(doc) | Form::List(&Form::Table(doc)) => doc,
        other => return other.words(),
    };
    let keys = doc.keys.iter().filter(|key| key.is_required());
    let keys: Vec<&str> = keys.map(|key| key.name).collect();
    let keys = keys.join(", ");
    Words::new(format!("a table with {keys}"), format!("由 {keys} 组成的表"))
}

/// What stands there, for people.
fn found(value: &DeValue<'_>) -> Words {
    match value {
        DeValue::String(text) => found_text(text),
        DeValue::Integer(number) => {
            Words::new(format!("the whole number {number}"), format!("整数 {number}"))
        }
        DeValue::Float(number) => {
            Words::new(format!("the number {number}"), format!("数字 {number}"))
        }
        DeValue::Boolean(flag) => {
            Words::new(format!("the truth value {flag}"), format!("真假值 {flag}"))
        }
        DeValue::Datetime(at) => {
            Words::new(format!("the date {at} without quotes"), format!("未加引号的日期 {at}"))
        }
        DeValue::Array(_) => Words::new("a list", "列表"),
        DeValue::Table(_) => Words::new("a table", "表"),
    }
}

fn found_text(text: &str) -> Words {
    Words::new(format!("the text {text:?}"), format!("文本 {text:?}"))
}
