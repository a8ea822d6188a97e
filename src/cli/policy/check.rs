//! `policy check`: everything that is wrong with a policy text, or hardly meant.

use std::io::Read;

use duebook_events::message::{Code, Entry};
use duebook_projections::policy::check::{Finding, Refused, Severity, check as check_text};
use serde_json::{Value, json};

use super::read;
use super::versions::utf8;
use crate::cli::Context;
use crate::cli::output::{Output, write};
use crate::cli::sheet::{Sheet, numbers, words};
use crate::ledger::LedgerError;
use crate::ledger::policies::{refusal, time_zones};
use crate::messages;

/// One text that was checked.
struct File<'f> {
    name: &'f str,
    text: String,
    /// `name@version` and hash, where the text can be used.
    policy: Option<(String, String)>,
    findings: Vec<Finding>,
}

/// Checks files; refuses (exit 3) if one of them cannot be used.
pub(super) fn check(context: &Context, names: &[String]) -> Result<(), LedgerError> {
    let zones = time_zones();
    let mut refused = None;
    let mut files = Vec::new();
    for name in names {
        let text = text_of(name)?;
        let checked = check_text(&text, &zones);
        let findings = checked.findings.clone();
        let policy = match checked.accepted() {
            Ok(policy) => Some((policy.citation, policy.sha256)),
            Err(error) => {
                refused.get_or_insert((name, error));
                None
            }
        };
        files.push(File { name, text, policy, findings });
    }
    print(context.output, &files)?;
    match refused {
        Some((name, error)) => Err(told(name, &error)),
        None => Ok(()),
    }
}

/// A refusal that the answer has told.
fn told(name: &str, refused: &Refused) -> LedgerError {
    match refusal(refused).in_file(name) {
        LedgerError::Refused(refusal) => LedgerError::Told(refusal),
        other => other,
    }
}

fn text_of(name: &str) -> Result<String, LedgerError> {
    if name != "-" {
        return read(name);
    }
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).map_err(|error| {
        LedgerError::usage_of(messages::cli::policy_file_unreadable("-", error))
    })?;
    utf8(bytes).map_err(|error| error.in_file(name))
}

fn print(output: Output, files: &[File<'_>]) -> Result<(), LedgerError> {
    if output.is_table() {
        let text: Vec<String> = files.iter().map(|file| listing(output, file)).collect();
        return write(text.join("\n").as_bytes());
    }
    let ok = files.iter().all(|file| file.policy.is_some());
    let rows: Vec<Value> = files.iter().map(|file| as_json(output, file)).collect();
    output.answer(&json!({"ok": ok, "files": rows}), || vec![sheet(output, files)])
}

fn count(file: &File<'_>, severity: Severity) -> usize {
    file.findings.iter().filter(|finding| finding.severity == severity).count()
}

fn word(output: Output, severity: Severity) -> &'static str {
    match severity {
        Severity::Error => output.word("error", "错误"),
        Severity::Warning => output.word("warning", "警告"),
    }
}

/// Why a rule exists: its explanation without the examples.
fn why(output: Output, code: Code) -> String {
    let more = messages::find(code).map_or("", |Entry { more: [en, zh], .. }| output.word(en, zh));
    let examples = ["Refused: ", "Doubtful: ", "拒绝：", "存疑："];
    let end = examples.iter().filter_map(|lead| more.find(lead)).min().unwrap_or(more.len());
    more[..end].trim_end().to_owned()
}

fn as_json(output: Output, file: &File<'_>) -> Value {
    let findings: Vec<Value> = file
        .findings
        .iter()
        .map(|finding| {
            json!({
                "severity": match finding.severity {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                },
                "code": finding.message.code.to_string(),
                "line": finding.line,
                "column": finding.column,
                "path": finding.path.to_string(),
                "message": finding.message.problem(output.lang()),
                "hint": finding.message.hint(output.lang()),
                "why": why(output, finding.message.code),
            })
        })
        .collect();
    json!({
        "file": file.name,
        "policy": file.policy.as_ref().map(|(citation, _)| citation),
        "sha256": file.policy.as_ref().map(|(_, sha256)| sha256),
        "errors": count(file, Severity::Error),
        "warnings": count(file, Severity::Warning),
        "findings": findings,
    })
}

/// The findings of a file as people read them: the line, what is wrong, why it
/// matters (once a kind), what to do.
fn listing(output: Output, file: &File<'_>) -> String {
    let mut told: Vec<String> = Vec::new();
    let mut explained: Vec<Code> = Vec::new();
    let width = file.findings.iter().map(|f| f.line.to_string().len()).max().unwrap_or(1);
    for finding in &file.findings {
        let Finding { severity, line, column, path, message } = finding;
        let at = path.to_string();
        let dot = if at.is_empty() { "" } else { " · " };
        let (severity, code) = (word(output, *severity), message.code);
        told.push(format!("{}:{line}:{column} · {severity} {code}{dot}{at}", file.name));
        let source = file.text.lines().nth(line - 1).unwrap_or_default();
        told.push(format!("  {line:>width$} | {}", shortened(source, *column)));
        told.push(format!("  {}", message.problem(output.lang())));
        if !explained.contains(&code) {
            explained.push(code);
            told.push(format!("  {}{}", output.word("Why: ", "原因："), why(output, code)));
        }
        if !message.hint.is_empty() {
            let hint = message.hint(output.lang());
            told.push(format!("  {}{hint}", output.word("Remedy: ", "建议：")));
        }
        told.push(String::new());
    }
    told.push(summary(output, file));
    told.join("\n")
}

/// The most characters of a line that are shown.
const LINE: usize = 100;

/// A long line, from a little before the column on.
fn shortened(line: &str, column: usize) -> String {
    let all: Vec<char> = line.chars().collect();
    if all.len() <= LINE {
        return line.to_owned();
    }
    let from = column.saturating_sub(LINE / 3).min(all.len() - LINE);
    let mut shown: String = all[from..from + LINE].iter().collect();
    if from > 0 {
        shown.insert(0, '…');
    }
    if from + LINE < all.len() {
        shown.push('…');
    }
    shown
}

fn summary(output: Output, file: &File<'_>) -> String {
    let (errors, warnings) = (count(file, Severity::Error), count(file, Severity::Warning));
    let name = file.name;
    let counts = if output.is_zh() {
        format!("{errors} 处错误，{warnings} 处警告")
    } else {
        format!("errors: {errors}, warnings: {warnings}")
    };
    let verdict = match (&file.policy, warnings) {
        (None, _) => output.word("refused", "不予接受").to_owned(),
        (Some((citation, _)), 0) => {
            return format!(
                "{name}: {citation} · {}\n",
                output.word("nothing found", "未发现问题")
            );
        }
        (Some((citation, _)), _) => {
            format!("{citation} · {}", output.word("accepted", "可以接受"))
        }
    };
    format!("{name}: {verdict} · {counts}\n")
}

fn sheet(output: Output, files: &[File<'_>]) -> Sheet {
    let columns = vec![
        words("file", "文件"),
        numbers("line", "行"),
        numbers("column", "列"),
        words("severity", "程度"),
        words("code", "代码"),
        words("path", "位置"),
        words("finding", "问题"),
        words("remedy", "建议"),
    ];
    let mut sheet = Sheet::new("", columns);
    for file in files {
        for finding in &file.findings {
            sheet.push(vec![
                file.name.to_owned(),
                finding.line.to_string(),
                finding.column.to_string(),
                word(output, finding.severity).to_owned(),
                finding.message.code.to_string(),
                finding.path.to_string(),
                finding.message.problem(output.lang()).to_owned(),
                finding.message.hint(output.lang()).to_owned(),
            ]);
        }
    }
    sheet
}
