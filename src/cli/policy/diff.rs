//! `policy diff`: what differs between two policies, in words.

use duebook_events::Words;
use duebook_projections::Policy;
use duebook_projections::policy::diff::{Change, diff as compare};
use serde_json::{Value, json};

use super::given::given;
use crate::cli::Context;
use crate::cli::output::Output;
use crate::cli::sheet::{Sheet, words};
use crate::ledger::LedgerError;

/// Tells the differences.
pub(super) async fn diff(context: &Context, before: &str, after: &str) -> Result<(), LedgerError> {
    let old = given(context, before).await?.policy;
    let new = given(context, after).await?.policy;
    let changes = compare(&old, &new);
    let output = context.output;
    let answer = json!({
        "before": {"policy": old.citation, "sha256": old.sha256},
        "after": {"policy": new.citation, "sha256": new.sha256},
        "same_text": old.sha256 == new.sha256,
        "changes": changes.iter().map(as_json).collect::<Vec<_>>(),
    });
    output.answer(&answer, || vec![sheet(output, (&old, before), (&new, after), &changes)])
}

fn as_json(change: &Change) -> Value {
    let both = |words: &Words| json!({"en": words.en, "zh": words.zh});
    json!({
        "section": change.section,
        "item": both(&change.item),
        "before": change.before.as_ref().map(both),
        "after": change.after.as_ref().map(both),
    })
}

fn sheet(
    output: Output,
    before: (&Policy, &str),
    after: (&Policy, &str),
    changes: &[Change],
) -> Sheet {
    let name = |(policy, name): (&Policy, &str)| {
        if policy.citation == name {
            name.to_owned()
        } else {
            format!("{} ({name})", policy.citation)
        }
    };
    let title = format!("{} -> {}", name(before), name(after));
    let columns = vec![
        words("section", "部分"),
        words("item", "项目"),
        words("before", "之前"),
        words("after", "之后"),
    ];
    let mut sheet = Sheet::new(title, columns);
    let side = |words: &Option<Words>| {
        words.as_ref().map_or_else(|| "–".to_owned(), |words| output.say(words).to_owned())
    };
    for change in changes {
        sheet.push(vec![
            output.say(&change.section.words()).to_owned(),
            output.say(&change.item).to_owned(),
            side(&change.before),
            side(&change.after),
        ]);
    }
    if changes.is_empty() {
        sheet.note(if before.0.sha256 == after.0.sha256 {
            output.word("The texts are the same.", "文本完全相同。")
        } else {
            output.word(
                "Nothing but the text differs: both judge alike.",
                "只有文字不同：两者的判断完全一致。",
            )
        });
    }
    sheet
}
