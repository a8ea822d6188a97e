//! `demo`: a fresh ledger from the bundled history, then a guided look at it.
//!
//! Each step prints a command and then runs it, so what the reader sees is what
//! the reader gets by typing the same.

mod walk;

use std::path::{Path, PathBuf};

use clap::Parser;
use serde_json::json;

use super::args::Args;
use super::output::{Output, failed, write};
use super::sheet::{Sheet, numbers, words};
use super::{Context, dispatch};
use crate::ledger::LedgerError;
use crate::ledger::intake::{IntakeOptions, Receipt};
use crate::messages::cli::demo_exists;
use crate::messages::store::folder_full;
use crate::store::sqlite::Opening;
use walk::{STEPS, Step};

/// The bundled history: our own making, told in `replay-fixtures/README.md`.
const HISTORY: &[u8] = include_bytes!("../../replay-fixtures/demo/events.jsonl");

/// How wide the walk is where the terminal does not say.
const WIDTH: u16 = 80;

/// Loads the history and walks through it.
pub(crate) async fn demo(context: &Context) -> Result<(), LedgerError> {
    let path = place(context)?;
    let receipt = load(context, &path).await?;
    let ledger = path.display().to_string();
    if !context.output.is_table() {
        let answer = json!({"ledger": ledger, "head": {"position": receipt.head}});
        context.output.answer(&answer, || {
            let mut sheet = Sheet::new("", vec![words("ledger", "账本"), numbers("head", "位置")]);
            sheet.push(vec![ledger.clone(), receipt.head.to_string()]);
            vec![sheet]
        })?;
        return Ok(());
    }
    let width = context.output.width().unwrap_or(WIDTH);
    let inner = Context {
        personal_keys: None,
        uses_cache: true,
        output: context.output.with_width(width),
        db: Some(ledger.clone()),
        caller: context.caller.clone(),
    };
    tell(&walk::opening(inner.output, &ledger, receipt.head))?;
    for (i, step) in STEPS.iter().enumerate() {
        take(&inner, &ledger, i + 1, step).await?;
    }
    tell(&walk::closing(inner.output, &ledger))
}

/// Where the ledger will be: at the path that was given, else in the system's
/// folder for temporary files.
fn place(context: &Context) -> Result<PathBuf, LedgerError> {
    if context.db.is_some() {
        let path = context.path()?;
        if path.exists() {
            return Err(LedgerError::usage_of(demo_exists(path.display())));
        }
        return Ok(path.to_owned());
    }
    let process = std::process::id();
    let names = std::iter::once(format!("duebook-demo-{process}.db"))
        .chain((2..1000).map(|n| format!("duebook-demo-{process}-{n}.db")));
    names
        .map(|name| std::env::temp_dir().join(name))
        .find(|path| !path.exists())
        .ok_or_else(|| LedgerError::Store(folder_full()))
}

/// Makes the ledger from the history.
async fn load(context: &Context, path: &Path) -> Result<Receipt, LedgerError> {
    let ledger = context.open_at(path, Opening::CreateIfMissing)?;
    let options =
        IntakeOptions { preserve_recorded_at: true, dry_run: false, ..IntakeOptions::default() };
    let receipt = ledger
        .import(HISTORY, options)
        .await
        .map_err(|error| error.in_file(context.output.word("the demo", "演示")))?;
    super::replay::catch_up(&ledger).await?;
    Ok(receipt)
}

/// What stands in a command for the path of the ledger, for files beside it.
const BESIDE: &str = "LEDGER";

/// Tells what is to be seen, then shows it.
async fn take(
    context: &Context,
    ledger: &str,
    number: usize,
    step: &Step,
) -> Result<(), LedgerError> {
    let output = context.output;
    tell(&step.introduction(output, number))?;
    for command in step.commands {
        tell(&format!("$ duebook {}\n\n", command.replace(BESIDE, "$DUEBOOK_DB")))?;
        let words = command.split_ascii_whitespace().map(|word| word.replace(BESIDE, ledger));
        let args = Args::try_parse_from(std::iter::once("duebook".to_owned()).chain(words))
            .map_err(failed)?;
        Box::pin(dispatch(args.command, context)).await?;
        tell("\n")?;
    }
    tell(&step.remark(output))
}

fn tell(text: &str) -> Result<(), LedgerError> {
    write(text.as_bytes())
}

impl Step {
    /// Heading and words before the answer.
    fn introduction(&self, output: Output, number: usize) -> String {
        let (title, text) = (self.title.of(output), self.before.of(output));
        format!("{}\n{number}. {title}\n\n{text}\n\n", "=".repeat(usize::from(WIDTH) - 2))
    }

    /// Words after the answer.
    fn remark(&self, output: Output) -> String {
        match self.after.of(output) {
            "" => String::new(),
            text => format!("{text}\n\n"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_can_be_typed() {
        for command in STEPS.iter().flat_map(|step| step.commands) {
            let typed = std::iter::once("duebook").chain(command.split_ascii_whitespace());
            assert!(Args::try_parse_from(typed).is_ok(), "{command}");
        }
    }

    #[test]
    fn the_words_fit_the_page() {
        let columns = |line: &str| line.chars().map(|c| if c < '\u{2e80}' { 1 } else { 2 }).sum();
        for step in STEPS {
            for text in [&step.title, &step.before, &step.after] {
                for line in text.en.lines().chain(text.zh.lines()) {
                    let wide: usize = columns(line);
                    assert!(wide < usize::from(WIDTH), "{wide}: {line}");
                }
            }
        }
    }
}
