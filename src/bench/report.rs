//! The measured lines, as a table or as JSON.

use std::fmt::Write as _;

use duebook_events::{Lang, Words};
use serde_json::json;

use super::Line;
use crate::ledger::LedgerError;

/// Prints the lines on standard output; names are in English where programs read them.
pub(super) fn print(lines: &[Line], as_json: bool, lang: Lang) -> Result<(), LedgerError> {
    let text = if as_json {
        format!("{}\n", json!({ "lines": lines }))
    } else {
        let word = |en: &str, zh: &str| Words::new(en, zh).in_lang(lang).to_owned();
        let name = |en: &str| word(en, in_chinese(en));
        let mut text = format!(
            "{} {} {} {}  {}\n",
            padded("", 44),
            indented(&word("per second", "每秒"), 12),
            indented(&word("ratio", "比率"), 7),
            indented(&word("target", "目标"), 9),
            word("compared with", "对比对象"),
        );
        for line in lines {
            let ratio = line.ratio.map_or_else(String::new, |ratio| format!("{ratio:.2}"));
            let _ = writeln!(
                text,
                "{} {:>12.0} {:>7} {:>9}  {}",
                padded(&name(line.name), 44),
                line.per_second,
                ratio,
                line.target.unwrap_or_default(),
                line.compared_with.map(name).unwrap_or_default()
            );
        }
        text
    };
    crate::cli::print(text.as_bytes())
}

/// The name of a line in Chinese.
fn in_chinese(name: &str) -> &str {
    match name {
        "simulate" => "模拟",
        "import (parse, door, append)" => "导入（解析、检查、写入）",
        "scan" => "扫描",
        "scan + typed decode" => "扫描并解码",
        "replay into all projections, with digests" => "重放全部投影并计算摘要",
        "policy simulate, every decision and three years of month ends" => {
            "政策模拟：全部决定及三年月末"
        }
        "one customer's events: read, whole" => "一位客户的事件：完整读取",
        "evidence export of one customer" => "导出一位客户的证据包",
        "scan + SHA-256" => "扫描并计算 SHA-256",
        "verify" => "核验",
        "store, batches of 1,000, without the tree" => "存储层，每批 1,000 个，不带散列树",
        "store, batches of 1,000, with the tree" => "存储层，每批 1,000 个，带散列树",
        "store, 64 writers, without the tree" => "存储层，64 个写入者，不带散列树",
        "store, 64 writers, with the tree" => "存储层，64 个写入者，带散列树",
        "append, 1 task" => "写入，1 个任务",
        "append, 64 tasks" => "写入，64 个任务",
        "10,000 events of one customer: read + decode" => "一位客户的 10,000 个事件：读取并解码",
        "its cost by that of read + decode" => "其耗时与读取并解码之比",
        other => other,
    }
}

/// How many columns a text takes: a Chinese character takes two.
fn columns(text: &str) -> usize {
    text.chars().map(|c| if c < '\u{2e80}' { 1 } else { 2 }).sum()
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

fn indented(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(columns(text))))
}
