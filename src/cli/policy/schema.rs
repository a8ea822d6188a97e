//! `policy schema`: the keys of the policy language, and the facts that its
//! conditions compare.

use duebook_projections::policy::schema::{KeyDoc, TABLES, TableDoc};
use duebook_projections::policy::{ClassFact, Fact, OrderFact};
use serde_json::{Value, json};

use crate::cli::Context;
use crate::cli::output::Output;
use crate::cli::sheet::{Sheet, words};
use crate::ledger::LedgerError;

/// Prints the language.
pub(super) fn schema(context: &Context) -> Result<(), LedgerError> {
    let output = context.output;
    let tables: Vec<Value> = TABLES.iter().map(|table| table_json(output, table)).collect();
    let answer = json!({
        "tables": tables,
        "order_facts": facts_json::<OrderFact>(output),
        "class_facts": facts_json::<ClassFact>(output),
    });
    output.answer(&answer, || {
        vec![
            keys_sheet(output),
            facts_sheet::<OrderFact>(
                output,
                output.word("Facts that rules compare", "规则可比较的事实"),
            ),
            facts_sheet::<ClassFact>(
                output,
                output.word("Facts that risk classes compare", "风险等级可比较的事实"),
            ),
        ]
    })
}

fn table_json(output: Output, table: &TableDoc) -> Value {
    let [en, zh] = table.meaning;
    let keys: Vec<Value> = table.keys.iter().map(|key| key_json(output, key)).collect();
    json!({"path": table.path, "meaning": output.word(en, zh), "keys": keys})
}

fn key_json(output: Output, key: &KeyDoc) -> Value {
    let [en, zh] = key.meaning;
    let unit = key.form.unit();
    json!({
        "key": key.name,
        "form": output.say(&key.form.words()),
        "unit": (!unit.is_empty()).then(|| output.say(&unit).to_owned()),
        "required": key.is_required(),
        "default": key.default,
        "meaning": output.word(en, zh),
        "section": key.section,
    })
}

fn facts_json<F: Fact>(output: Output) -> Vec<Value> {
    let one = |fact: &F| {
        json!({
            "fact": fact.name(),
            "kind": output.say(&fact.kind().words()),
            "may_be_unknown": fact.may_be_unknown(),
            "meaning": output.say(&fact.words()),
        })
    };
    F::ALL.iter().map(one).collect()
}

fn keys_sheet(output: Output) -> Sheet {
    let columns = vec![
        words("key", "键"),
        words("form", "写法"),
        words("without it", "不写时"),
        words("meaning", "含义"),
        words("domain", "规范章节"),
    ];
    let mut sheet = Sheet::new(output.word("Keys of a policy", "政策的键"), columns);
    for table in TABLES {
        for key in table.keys {
            let [en, zh] = key.meaning;
            let path = match table.path {
                "" => key.name.to_owned(),
                path => format!("{path}.{}", key.name),
            };
            let unit = key.form.unit();
            let form = key.form.words();
            let form = if unit.is_empty() {
                output.say(&form).to_owned()
            } else {
                format!("{} ({})", output.say(&form), output.say(&unit))
            };
            let default = key.default.map_or_else(
                || output.word("must be there", "必须有"),
                |default| default_word(output, default),
            );
            sheet.push(vec![
                path,
                form,
                default.to_owned(),
                output.word(en, zh).to_owned(),
                key.section.to_owned(),
            ]);
        }
    }
    sheet
}

/// What holds without a key; values as they would be written.
fn default_word(output: Output, default: &'static str) -> &'static str {
    match default {
        "none" => output.word("none", "无"),
        "always" => output.word("always", "一律适用"),
        "the whole" => output.word("the whole", "全额"),
        value => value,
    }
}

fn facts_sheet<F: Fact>(output: Output, title: &str) -> Sheet {
    let columns = vec![
        words("fact", "事实"),
        words("kind", "类型"),
        words("may be without value", "可能无值"),
        words("meaning", "含义"),
    ];
    let mut sheet = Sheet::new(title, columns);
    for fact in F::ALL {
        let unknown = if fact.may_be_unknown() { output.word("yes", "是") } else { "" };
        sheet.push(vec![
            fact.name().to_owned(),
            output.say(&fact.kind().words()).to_owned(),
            unknown.to_owned(),
            output.say(&fact.words()).to_owned(),
        ]);
    }
    sheet
}
