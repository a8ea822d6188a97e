//! `bench`: the measured lines, as a table or as JSON.

use serde_json::{Value, json};

use super::Context;
use super::args::Bench as Args;
use super::output::Output;
use super::sheet::{Sheet, numbers, words};
use crate::bench::scale::{self, Growth};
use crate::bench::{self, Line, Unit};
use crate::ledger::LedgerError;
use crate::story::grouped;

/// Measures and prints.
pub(crate) async fn bench(context: &Context, args: &Args) -> Result<(), LedgerError> {
    let output = context.output;
    if let Some(out) = &args.watch {
        let taken = bench::watch(out, &args.program)?;
        return output.answer(&taken, Vec::new);
    }
    if args.scale {
        let grown = scale::run(&args.options(), args.scale_max, output.lang())?;
        let json = json!({"growth": grown.iter().map(growth_json).collect::<Vec<_>>()});
        return output.answer(&json, || vec![growth_sheet(output, &grown)]);
    }
    let lines = bench::run(args.options(), output.lang()).await?;
    let json = json!({"lines": lines.iter().map(line_json).collect::<Vec<_>>()});
    output.answer(&json, || vec![sheet(output, &lines)])
}

/// Keys and codes are the same in both languages; names and notes are in English.
fn line_json(line: &Line) -> Value {
    let mut json = json!({
        "name": line.name.en,
        "name_zh": line.name.zh,
        "value": line.value,
        "unit": line.unit.code(),
    });
    if let Some(limit) = &line.limit {
        json["limit"] = json!({"name": limit.name.en, "value": limit.value});
        json["ratio"] = json!(line.ratio());
        json["ratio_is"] = json!(limit.way.code());
        if let Some(target) = limit.target {
            json["target"] = json!(target.to_string());
            json["met"] = json!(line.met());
        }
    }
    if let Some(note) = &line.note {
        json["note"] = json!(note.en);
    }
    json
}

fn sheet(output: Output, lines: &[Line]) -> Sheet {
    let columns = vec![
        words("measured", "测量项"),
        numbers("value", "数值"),
        words("unit", "单位"),
        words("limit", "对照"),
        numbers("its value", "对照值"),
        numbers("ratio", "比率"),
        words("target", "目标"),
        words("met", "达到"),
        words("note", "说明"),
    ];
    let mut sheet = Sheet::new("", columns);
    let none = || output.word("not measured", "未测").to_owned();
    for line in lines {
        let shown = |value: Option<f64>| value.map_or_else(none, |value| figure(line.unit, value));
        let limit = line.limit.as_ref();
        let target = limit.and_then(|limit| limit.target);
        sheet.push(vec![
            output.say(&line.name).to_owned(),
            shown(line.value),
            unit(output, line.unit).to_owned(),
            limit.map_or("", |limit| output.say(&limit.name)).to_owned(),
            limit.map_or_else(String::new, |limit| shown(limit.value)),
            line.ratio().map_or_else(String::new, |ratio| format!("{ratio:.2}")),
            target.map_or_else(String::new, |target| target.to_string()),
            match (target, line.met()) {
                (None, _) => String::new(),
                (Some(_), Some(true)) => output.word("yes", "是").to_owned(),
                (Some(_), Some(false)) => output.word("no", "否").to_owned(),
                (Some(_), None) => none(),
            },
            line.note.as_ref().map_or("", |note| output.say(note)).to_owned(),
        ]);
    }
    sheet
}

fn growth_json(growth: &Growth) -> Value {
    let at = growth.at.iter().zip(growth.relative());
    let at = at.map(|((events, value), ratio)| {
        json!({"events": events, "value": value, "cost_relative_to_smallest": ratio})
    });
    json!({
        "name": growth.name.en,
        "name_zh": growth.name.zh,
        "unit": growth.unit.code(),
        "at": at.collect::<Vec<_>>(),
        "linear": growth.is_linear(),
    })
}

fn growth_sheet(output: Output, grown: &[Growth]) -> Sheet {
    let mut columns = vec![words("measured", "测量项"), words("unit", "单位")];
    let sizes: Vec<u64> = {
        let mut sizes: Vec<u64> =
            grown.iter().flat_map(|growth| growth.at.iter().map(|at| at.0)).collect();
        sizes.sort_unstable();
        sizes.dedup();
        sizes
    };
    for size in &sizes {
        let size = grouped(&size.to_string());
        let (en, zh) = (format!("{size} events"), format!("{size} 个事件"));
        columns.extend([numbers(&en, &zh), numbers("cost of one", "单个耗费")]);
    }
    columns.push(words("growth", "增长"));
    let mut sheet = Sheet::new("", columns);
    for growth in grown {
        let mut row =
            vec![output.say(&growth.name).to_owned(), unit(output, growth.unit).to_owned()];
        for size in &sizes {
            let at =
                growth.at.iter().zip(growth.relative()).find(|((events, _), _)| events == size);
            let value = at.and_then(|((_, value), _)| *value);
            row.push(value.map_or_else(
                || output.word("not measured", "未测").to_owned(),
                |value| figure(growth.unit, value),
            ));
            let ratio = at.and_then(|(_, ratio)| ratio);
            row.push(ratio.map_or_else(String::new, |ratio| format!("{ratio:.2}")));
        }
        row.push(match growth.is_linear() {
            Some(true) => output.word("linear", "线性").to_owned(),
            Some(false) => output.word("more than linear", "超线性").to_owned(),
            None => String::new(),
        });
        sheet.push(row);
    }
    sheet.note(output.word(
        "cost of one: what one event (or one operation) costs beside the smallest history; linear below 1.3",
        "单个耗费：单个事件（或单次操作）的耗费与最小规模之比；低于 1.3 即为线性",
    ));
    sheet
}

/// A figure as people read it.
fn figure(unit: Unit, value: f64) -> String {
    match unit {
        Unit::PerSecond | Unit::Bytes | Unit::Count => grouped(&format!("{value:.0}")),
        Unit::Seconds => format!("{value:.3}"),
        Unit::Milliseconds => format!("{value:.2}"),
    }
}

fn unit(output: Output, unit: Unit) -> &'static str {
    match unit {
        Unit::PerSecond => output.word("events/s", "事件/秒"),
        Unit::Seconds => output.word("s", "秒"),
        Unit::Milliseconds => output.word("ms", "毫秒"),
        Unit::Bytes => output.word("bytes", "字节"),
        Unit::Count => output.word("count", "个"),
    }
}
