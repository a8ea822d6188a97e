//! `checkpoint --compare`: what two checkpoints from different places prove.

use serde_json::json;

use crate::cli::import::read_short;
use crate::cli::output::write;
use crate::cli::sheet::{Sheet, words};
use crate::cli::{Context, Found};
use crate::evidence::checkpoint::SignedCheckpoint;
use crate::evidence::key::VerifierKey;
use crate::evidence::split_view::{Comparison, compare as compared};
use crate::ledger::LedgerError;
use duebook_events::{Fault, Words};

/// Compares two files; true if they contradict each other.
pub(super) fn compare(
    context: &Context,
    files: [&str; 2],
    vkeys: &[String],
) -> Result<Found, LedgerError> {
    let keys: Result<Vec<VerifierKey>, _> = vkeys.iter().map(|l| VerifierKey::parse(l)).collect();
    let keys = keys.map_err(LedgerError::usage_of)?;
    let open = |file: &str| {
        let bytes = read_short(file)?;
        SignedCheckpoint::open(&bytes, &keys).map_err(|message| {
            LedgerError::refused(Fault::of("", message)).of_question().in_file(file)
        })
    };
    let [a, b] = [open(files[0])?, open(files[1])?];
    let comparison = compared(&a, &b);
    let (code, told) = words_of(&comparison);
    let found = matches!(comparison, Comparison::SplitView(_));
    let sides = [&a, &b].map(|side| {
        let checkpoint = &side.checkpoint;
        let (size, root) = (checkpoint.size, checkpoint.root.base64());
        json!({"origin": checkpoint.origin, "size": size, "root": root, "note": side.note.to_string()})
    });
    let answer = json!({"result": code, "checkpoints": sides});
    if context.output.is_table() {
        write(format!("{}\n", context.output.say(&told).trim_end()).as_bytes())?;
    } else {
        context.output.answer(&answer, || {
            let mut sheet = Sheet::new("", vec![words("result", "结果")]);
            sheet.push(vec![code.to_owned()]);
            vec![sheet]
        })?;
    }
    Ok(found)
}

/// The stable code of a comparison, and what it means.
fn words_of(comparison: &Comparison) -> (&'static str, Words) {
    match comparison {
        Comparison::SameTree => {
            ("same_tree", Words::new("Both are of the same tree.", "两份检查点对应同一棵树。"))
        }
        Comparison::NeedsProof => (
            "needs_proof",
            Words::new(
                "They are of different sizes, which proves nothing yet: `duebook verify \
                 --checkpoint FILE --vkey LINE` compares each with the log.",
                "两者事件数不同，尚不能说明问题：请用 `duebook verify --checkpoint 文件 --vkey 验证密钥行` 分别与日志核对。",
            ),
        ),
        Comparison::OtherLogs => (
            "other_logs",
            Words::new(
                "They are of two different logs and say nothing about each other.",
                "两者属于不同的日志，无从比较。",
            ),
        ),
        Comparison::SplitView(split) => ("split_view", split.words()),
    }
}
