//! `checkpoint --list`: what is kept, and who has confirmed it.

use duebook_events::Instant;
use serde_json::{Value, json};

use crate::cli::Context;
use crate::cli::sheet::{Sheet, numbers, words};
use crate::ledger::LedgerError;
use crate::store::{Attestation, AttestationKind};

/// Lists the kept checkpoints.
pub(super) async fn list(context: &Context) -> Result<(), LedgerError> {
    let ledger = context.open()?;
    let kept = ledger.store().attestations().await?;
    let of = |kind| kept.iter().filter(move |one: &&Attestation| one.said.kind == kind);
    let rows: Vec<Row<'_>> = of(AttestationKind::Checkpoint)
        .map(|checkpoint| Row {
            checkpoint,
            cosignatures: of(AttestationKind::Cosignature)
                .filter(|one| one.said.about == checkpoint.number)
                .collect(),
            timestamps: of(AttestationKind::Timestamp)
                .filter(|one| one.said.about == checkpoint.number)
                .collect(),
        })
        .collect();
    let answer = json!({"checkpoints": rows.iter().map(Row::as_json).collect::<Vec<_>>()});
    context.output.answer(&answer, || vec![sheet(&rows)])
}

/// A kept checkpoint with what others said about it.
struct Row<'k> {
    checkpoint: &'k Attestation,
    cosignatures: Vec<&'k Attestation>,
    timestamps: Vec<&'k Attestation>,
}

impl Row<'_> {
    fn as_json(&self) -> Value {
        let said = &self.checkpoint.said;
        json!({
            "number": self.checkpoint.number,
            "size": said.size,
            "root": said.root.base64(),
            "signed_at": Instant::from_millis(said.made_at_ms).to_string(),
            "signers": said.verifier_keys.lines().collect::<Vec<_>>(),
            "note": String::from_utf8_lossy(&said.body),
            "cosignatures": self.cosignatures.iter().map(|one| json!({
                "number": one.number,
                "lines": String::from_utf8_lossy(&one.said.body),
                "witnesses": one.said.verifier_keys.lines().collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "timestamps": self.timestamps.iter().map(|one| json!({
                "number": one.number,
                "kept_at": Instant::from_millis(one.said.made_at_ms).to_string(),
                "bytes": one.said.body.len(),
            })).collect::<Vec<_>>(),
        })
    }
}

/// The names of verifier key lines, each once.
fn names(kept: &[&Attestation]) -> String {
    let lines = kept.iter().flat_map(|one| one.said.verifier_keys.lines());
    let mut names: Vec<&str> =
        lines.map(|line| line.split_once('+').map_or(line, |(name, _)| name)).collect();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}

fn sheet(rows: &[Row<'_>]) -> Sheet {
    let columns = vec![
        numbers("number", "编号"),
        numbers("events", "事件数"),
        words("signed at", "签署时间"),
        words("by", "签署人"),
        words("witnesses", "见证方"),
        numbers("timestamps", "时间戳"),
        words("root", "根散列"),
    ];
    let mut sheet = Sheet::new("", columns);
    for row in rows {
        let said = &row.checkpoint.said;
        sheet.push(vec![
            row.checkpoint.number.to_string(),
            said.size.to_string(),
            Instant::from_millis(said.made_at_ms).to_string(),
            names(&[row.checkpoint]),
            names(&row.cosignatures),
            row.timestamps.len().to_string(),
            said.root.base64(),
        ]);
    }
    sheet
}
