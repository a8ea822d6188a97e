//! Bad policies, each made of default@1 by one change: what is told about them,
//! and where.

mod bad;
mod bounds;

use super::{Finding, Severity, check};
use crate::policy::{BUNDLED, DEFAULT_TEXT};
use bad::{BAD, Bad};

/// Zones enough for tests.
const ZONES: [&str; 3] = ["Asia/Shanghai", "Europe/Berlin", "UTC"];

impl Bad {
    fn text(&self) -> String {
        assert_eq!(DEFAULT_TEXT.matches(self.from).count().min(1), 1, "{}", self.from);
        DEFAULT_TEXT.replacen(self.from, self.to, 1)
    }
}

fn place(text: &str, byte: usize) -> (usize, usize) {
    let before = &text[..byte];
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    (before.matches('\n').count() + 1, column)
}

/// What no finance person should have to read.
const JARGON: [&str; 16] = [
    "invalid type",
    ", expected",
    "unknown field",
    "missing field",
    "variant",
    "TOML parse",
    "i64",
    "u16",
    "struct",
    "untagged",
    "serde",
    "Some(",
    "None",
    "Decimal",
    "deserializ",
    "InChinese",
];

fn told(finding: &Finding) -> String {
    let Finding { severity, line, column, path, message } = finding;
    format!(
        "{line}:{column} {severity:?} {} {path}\n    {}\n    -> {}\n    {}\n    -> {}",
        message.code, message.problem.en, message.hint.en, message.problem.zh, message.hint.zh
    )
}

/// Each bad policy is told by its code, at its place, in people's words.
#[test]
fn bad_policies_are_told_by_code_place_and_in_words() {
    let mut wrong = Vec::new();
    for case in BAD {
        let text = case.text();
        let findings = check(&text, &ZONES).findings;
        println!("\n{:?} -> {:?}", case.from, case.to);
        for finding in &findings {
            println!("  {}", told(finding));
        }
        let found = findings.iter().find(|finding| {
            finding.message.code.0 == case.code && finding.path.to_string() == case.path
        });
        let Some(found) = found else {
            wrong.push(format!("{:?}: no {} at {}", case.to, case.code, case.path));
            continue;
        };
        if found.severity != case.severity {
            wrong.push(format!("{:?}: {:?}", case.to, found.severity));
        }
        if !case.at.is_empty() {
            let from = text.find(case.to.lines().next().unwrap_or_default()).unwrap_or_default();
            let anywhere = || text.find(case.at);
            let at = text[from..].find(case.at).map(|at| from + at).or_else(anywhere);
            let at = at.unwrap_or_else(|| panic!("{}", case.at));
            if place(&text, at) != (found.line, found.column) {
                wrong.push(format!(
                    "{:?}: at {}:{} and not {:?}",
                    case.to,
                    found.line,
                    found.column,
                    place(&text, at)
                ));
            }
        }
        for finding in &findings {
            let words = told(finding);
            let words = words.split_once('\n').map_or("", |(_, words)| words);
            for jargon in JARGON.iter().filter(|jargon| words.contains(**jargon)) {
                wrong.push(format!("{:?}: {jargon} in {words}", case.to));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The policies of the program have nothing that could be found.
#[test]
fn the_bundled_policies_have_no_finding() {
    for (_, text) in BUNDLED {
        let checked = check(text, &ZONES);
        let told: Vec<String> = checked.findings.iter().map(told).collect();
        assert!(told.is_empty(), "{}", told.join("\n"));
        assert!(checked.policy.is_some());
    }
}

/// A class that rests on a grade that no score reaches is nobody's, nor is a rule on it.
#[test]
fn what_rests_on_a_grade_that_nobody_gets_is_told_as_well() {
    let text = DEFAULT_TEXT.replacen("base = 60", "base = 20", 1).replacen(
        "when = { fact = \"overdue\", above = \"0\" }",
        "when = { fact = \"grade\", is = \"A\" }",
        1,
    );
    let findings = check(&text, &ZONES).findings;
    let told: Vec<_> = findings.iter().map(|f| (f.message.code.0, f.path.to_string())).collect();
    assert_eq!(told, [(136, "grade[0]".to_owned()), (134, "rule[5].when".to_owned())]);
}

/// What is too large to compare is accepted, and said not to be proved.
#[test]
fn conditions_with_too_many_cases_are_given_up() {
    let facts = ["overdue", "disputed", "open", "order_amount", "security"];
    let any = |fact: &str| {
        let parts: Vec<String> = (0..8)
            .map(|i| {
                format!(
                    "{{ fact = \"{fact}\", above = \"{}\", below = \"{}\" }}",
                    i * 10,
                    i * 10 + 5
                )
            })
            .collect();
        format!("{{ any = [{}] }}", parts.join(", "))
    };
    let all: Vec<String> = facts.into_iter().map(any).collect();
    let text = DEFAULT_TEXT.replacen(
        "when = { fact = \"suspended\", is = \"true\" }",
        &format!("when = {{ all = [{}] }}", all.join(", ")),
        1,
    );
    let checked = check(&text, &ZONES);
    let told: Vec<_> = checked.findings.iter().map(|f| (f.message.code.0, f.severity)).collect();
    assert_eq!(told, [(149, Severity::Warning)]);
    assert!(checked.policy.is_some());
}

/// Several mistakes are told in one run, in the order of the text.
#[test]
fn several_findings_are_told_at_once() {
    let text = DEFAULT_TEXT
        .replacen("net_days = 30", "net_days = -1", 1)
        .replacen("grace_days = 0", "grace = 0", 1)
        .replacen("share = \"0.30\"", "share = 0.3", 1);
    let codes: Vec<u16> = check(&text, &ZONES).errors().map(|f| f.message.code.0).collect();
    assert_eq!(codes, [127, 122, 123, 125]);
}

/// What is accepted by the check is a policy, and what is refused is none.
#[test]
fn only_a_text_without_errors_gives_a_policy() {
    for case in BAD {
        let checked = check(&case.text(), &ZONES);
        assert_eq!(checked.policy.is_some(), checked.errors().next().is_none(), "{}", case.to);
    }
}

/// Whatever line is lost, doubled or spoilt: nothing escapes our own words, and
/// what the check accepts can be parsed.
#[test]
fn every_spoilt_line_is_told_in_our_own_words() {
    let lines: Vec<&str> = DEFAULT_TEXT.lines().collect();
    let quoted = |line: &str, with: &str| {
        let mut parts: Vec<&str> = line.split('"').collect();
        if parts.len() > 2 {
            parts[1] = with;
        }
        parts.join("\"")
    };
    let spoil = |kind: usize, line: &str| match kind {
        0 => String::new(),
        1 => format!("{line}\n{line}"),
        2 => quoted(line, "zzz"),
        3 => quoted(line, "-1"),
        4 => line.replacen('=', "= [", 1),
        _ => line.chars().take(line.chars().count() / 2).collect(),
    };
    for kind in 0..6 {
        for at in 0..lines.len() {
            let spoilt = spoil(kind, lines[at]);
            if spoilt == lines[at] {
                continue;
            }
            let mut text: Vec<&str> = lines.clone();
            text[at] = &spoilt;
            let text = text.join("\n");
            let checked = check(&text, &ZONES);
            for finding in &checked.findings {
                assert_ne!(finding.message.code.0, 100, "{spoilt}: {}", told(finding));
                let words = format!("{} {}", finding.message.problem.en, finding.message.hint.en);
                let jargon = JARGON.iter().find(|jargon| words.contains(**jargon));
                assert_eq!(jargon, None, "{spoilt}: {words}");
            }
            let parsed = crate::policy::Policy::parse(&text);
            assert!(checked.policy.is_none() || parsed.is_ok(), "{spoilt}");
            assert!(checked.errors().next().is_some() || parsed.is_ok(), "{spoilt}");
        }
    }
}
