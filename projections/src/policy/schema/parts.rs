//! What the tables of keys are made of.

use super::{Form, KeyDoc};

pub(super) const DAYS: [&str; 2] = ["days", "天"];
pub(super) const SHARE: [&str; 2] = ["share, 0 to 1", "比例，0 至 1"];
pub(super) const YEARLY: [&str; 2] = ["share a year", "年利率"];
pub(super) const DAILY: [&str; 2] = ["share a day", "日利率"];
pub(super) const POINTS: [&str; 2] = ["points", "分"];
pub(super) const UNIT_OF_FACT: [&str; 2] = ["unit of the fact", "同该事实的单位"];

pub(super) const NAME: Form = Form::Name;
pub(super) const COUNT: Form = Form::Whole(0, 3650, DAYS);
pub(super) const ANY_NUMBER: Form = Form::Decimal(None, UNIT_OF_FACT);
pub(super) const SHARE_OF: Form = Form::Decimal(Some("1"), SHARE);
pub(super) const FACTS: Form = Form::List(&Form::Text);

pub(super) const fn must(
    name: &'static str,
    form: Form,
    section: &'static str,
    meaning: [&'static str; 2],
) -> KeyDoc {
    KeyDoc { name, form, default: None, meaning, section }
}

pub(super) const fn may(
    name: &'static str,
    form: Form,
    default: &'static str,
    section: &'static str,
    meaning: [&'static str; 2],
) -> KeyDoc {
    KeyDoc { name, form, default: Some(default), meaning, section }
}

pub(super) const NOTE: KeyDoc = may(
    "note",
    Form::Text,
    "none",
    "11",
    ["why it exists, in the company's own words", "设立的理由，由企业自行说明"],
);
