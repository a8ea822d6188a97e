//! Bad policies, each made of default@1 by one change: what is told about them,
//! and where.

use super::{Finding, Severity, check};
use crate::policy::DEFAULT_TEXT;

/// Zones enough for tests.
const ZONES: [&str; 3] = ["Asia/Shanghai", "Europe/Berlin", "UTC"];

/// china@1.
const CHINA: &str = include_str!("../../../../replay-fixtures/policies/china@1.toml");

/// One change of default@1 and what must be found: code, severity, path, and the
/// text at whose first character the finding points.
struct Bad {
    from: &'static str,
    to: &'static str,
    code: u16,
    severity: Severity,
    path: &'static str,
    at: &'static str,
}

const fn bad(
    from: &'static str,
    to: &'static str,
    code: u16,
    path: &'static str,
    at: &'static str,
) -> Bad {
    Bad { from, to, code, severity: Severity::Error, path, at }
}

const fn odd(
    from: &'static str,
    to: &'static str,
    code: u16,
    path: &'static str,
    at: &'static str,
) -> Bad {
    Bad { from, to, code, severity: Severity::Warning, path, at }
}

const SEVERE: &str = "[[rule]]\nname = \"severe\"";
const CLEAN: &str = "[[rule]]\nname = \"clean\"";

static BAD: &[Bad] = &[
    // Not TOML.
    bad("order = \"statutory\"", "order = statutory", 120, "", "statutory\n"),
    bad("grace_days = 0", "grace_days =", 120, "", "\n\n[allocation]"),
    bad("[promises]", "[promises", 120, "", "\ngrace_days"),
    bad("\"0.05\", \"0.1\"", "\"0.05\" \"0.1\"", 120, "", "\"0.1\", \"0.25\""),
    bad("base = 60", "base = 60\nbase = 50", 121, "", "base = 50"),
    bad(
        "[provision]",
        "[promises]\ngrace_days = 1\n\n[provision]",
        121,
        "",
        "promises]\ngrace_days = 1",
    ),
    // Keys.
    bad("grace_days = 0", "grace_day = 0", 123, "promises.grace_day", "grace_day = 0"),
    bad("grace_days = 0", "grace_day = 0", 122, "promises.grace_days", "promises]"),
    bad("[limitation]\nyears = 3", "[limitation]", 122, "limitation.years", "limitation]"),
    bad("[allocation]\norder = \"statutory\"\n", "", 122, "allocation", "# default@1"),
    bad(
        "outcome = \"approved\"",
        "outcome = \"approved\"\ncondition = []",
        123,
        "rule[7].condition",
        "condition = []",
    ),
    bad("[security.haircut]", "[security.haircuts]", 123, "security.haircuts", "haircuts]"),
    bad(
        "{ fact = \"overdue\", above = \"0\" }\noutcome",
        "{ fact = \"overdue\", over = \"0\" }\noutcome",
        123,
        "rule[5].when.over",
        "over = \"0\"",
    ),
    bad(
        "{ fact = \"suspended\", is = \"true\" }",
        "{ is = \"true\" }",
        122,
        "rule[1].when",
        "{ is = \"true\" }",
    ),
    // Forms.
    bad("net_days = 30", "net_days = \"30\"", 124, "terms.net_days", "\"30\"\nroll"),
    bad("share = \"0.30\"", "share = 0.3", 125, "rule[5].conditions[0].share", "0.3 }"),
    bad("pledge = \"0.7\"", "pledge = 1", 125, "security.haircut.pledge", "1\nmortgage"),
    bad("holidays = []", "holidays = [2025-01-01]", 124, "calendar.holidays[0]", "2025-01-01"),
    bad(
        "holidays = []",
        "holidays = [\"2025-02-30\"]",
        9,
        "calendar.holidays[0]",
        "\"2025-02-30\"",
    ),
    bad("order = \"statutory\"", "order = \"statutary\"", 126, "allocation.order", "\"statutary\""),
    bad("outcome = \"rejected\"", "outcome = \"reject\"", 126, "rule[0].outcome", "\"reject\""),
    bad(
        "kind = \"prepay_excess\"",
        "kind = \"prepay_rest\"",
        126,
        "rule[6].conditions[0].kind",
        "\"prepay_rest\"",
    ),
    bad("share = \"0.30\"", "share = \"30\"", 127, "rule[5].conditions[0].share", "\"30\" }"),
    bad("deposit = \"1\"", "deposit = \"1.1\"", 127, "security.haircut.deposit", "\"1.1\""),
    bad("count = 2", "count = 0", 127, "rule[5].conditions[1].count", "0 }"),
    bad("window_days = 730", "window_days = 0", 127, "scorecard.window_days", "0\n"),
    bad("silence_days = 7", "silence_days = -7", 127, "reminders.silence_days", "-7\n"),
    bad("share = \"0.20\"", "share = \"20 %\"", 1, "rule[5].conditions[3].share", "\"20 %\""),
    bad("name = \"default\"", "name = \"our policy\"", 128, "name", "\"our policy\""),
    bad("version = 1", "version = \"1@2\"", 128, "version", "\"1@2\""),
    bad("version = 1", "version = 1.5", 124, "version", "1.5"),
    bad("\"Asia/Shanghai\"", "\"Asia/Shangai\"", 129, "calendar.time_zone", "\"Asia/Shangai\""),
    // What every question needs.
    bad("[30, 60, 90, 180, 365]", "[30, 60, 60, 180, 365]", 102, "aging.bucket_ends[2]", "60, 180"),
    bad("\"0.25\", \"0.5\", \"1\"]", "\"0.5\", \"1\"]", 103, "provision.rates", "[\"0.005\""),
    bad(
        "from = \"2019-09-20\"",
        "from = \"2019-07-20\"",
        104,
        "interest.annual_cap[2]",
        "{ from = \"2019-07-20\"",
    ),
    bad("from = 65", "from = 85", 105, "grade[1].from", "85"),
    bad(
        "name = \"clean\"",
        "name = \"clean\"\nwhen = { fact = \"overdue\", at_most = \"0\" }",
        106,
        "rule[7].when",
        "{ fact = \"overdue\", at_most",
    ),
    bad(
        "name = \"good\"",
        "name = \"good\"\nwhen = { fact = \"overdue\", at_most = \"0\" }",
        107,
        "risk_class[3].when",
        "{ fact = \"overdue\", at_most",
    ),
    bad(
        "trigger = \"invoice_date\"",
        "trigger = \"acceptance\"",
        108,
        "terms.trigger",
        "\"acceptance\"",
    ),
    // Conditions that can mean nothing.
    bad(
        "{ fact = \"days_past_due\", above = \"10\" }",
        "{ fact = \"days_overdue\", above = \"10\" }",
        110,
        "rule[2].when.all[1].fact",
        "\"days_overdue\"",
    ),
    bad(
        "{ fact = \"grade\", is = \"E\" }",
        "{ fact = \"grade\", is = \"F\" }",
        111,
        "risk_class[0].when.any[4].is",
        "\"F\"",
    ),
    bad(
        "{ fact = \"findings\", is = \"insolvent\" }",
        "{ fact = \"findings\", is = \"insolvant\" }",
        111,
        "risk_class[0].when.any[1].is",
        "\"insolvant\"",
    ),
    bad(
        "{ fact = \"suspended\", is = \"true\" }",
        "{ fact = \"suspended\", is = \"yes\" }",
        111,
        "rule[1].when.is",
        "\"yes\"",
    ),
    bad(
        "when = { fact = \"overdue\", above = \"0\" }",
        "when = { fact = \"overdue\", is = \"0\" }",
        112,
        "rule[5].when.is",
        "\"0\" }\noutcome",
    ),
    bad(
        "when = { fact = \"risk_class\", is = \"severe\" }",
        "when = { fact = \"risk_class\", above = \"2\" }",
        113,
        "rule[4].when.above",
        "\"2\" }",
    ),
    bad(
        "when = { fact = \"overdue\", above = \"0\" }",
        "when = { fact = \"overdue\" }",
        114,
        "rule[5].when.fact",
        "\"overdue\" }\noutcome",
    ),
    bad(
        "{ fact = \"days_past_due\", above = \"10\" }",
        "{ fact = \"days_past_due\", above = \"10\", at_least = \"30\" }",
        115,
        "rule[2].when.all[1].fact",
        "\"days_past_due\", above = \"10\"",
    ),
    bad(
        "[\"limit\", \"security\"]",
        "[\"limit\", \"tenure_days\"]",
        116,
        "rule[6].when.above_fact",
        "[\"limit\", \"tenure_days\"]",
    ),
    bad("[\"stop_supply_days\"]", "[]", 117, "rule[3].when.above_fact", "[] }"),
    bad(
        "when = { fact = \"overdue\", above = \"0\" }",
        "when = { fact = \"overdue\", above = \"0\", times = \"2\" }",
        118,
        "rule[5].when.times",
        "\"2\" }",
    ),
    bad(
        "when = { fact = \"overdue\", above = \"0\" }",
        "when = { any = [{ fact = \"overdue\", above = \"0\" }], fact = \"open\" }",
        119,
        "rule[5].when.fact",
        "fact = \"open\"",
    ),
    // What rules leave to each other.
    bad(
        "name = \"occasional\"",
        "name = \"severe\"",
        130,
        "rule[5].name",
        "\"severe\"\nwhen = { fact = \"overdue\"",
    ),
    bad("name = \"B\"", "name = \"A\"", 130, "grade[1].name", "\"A\"\nfrom = 65"),
    bad(
        "{ kind = \"receipts_to_overdue_first\" }",
        "{ kind = \"instalments\", count = 3 }",
        130,
        "rule[5].conditions[2]",
        "{ kind = \"instalments\", count = 3 }",
    ),
    bad(
        "{ at_most = \"0\", points = 5 }, { at_most = \"10\", points = 0 }",
        "{ at_most = \"10\", points = 5 }, { at_most = \"0\", points = 5 }",
        131,
        "scorecard.days_past_due.bins[1]",
        "{ at_most = \"0\", points = 5 }, { at_most = \"30\"",
    ),
    bad(
        "{ is = \"adverse\", points = -10 }",
        "{ is = \"clean\", points = -10 }",
        131,
        "scorecard.findings.bins[1]",
        "{ is = \"clean\", points = -10 }",
    ),
    bad(
        ", { points = -40 }]",
        "]",
        132,
        "scorecard.days_past_due.bins",
        "[{ at_most = \"0\", points = 5 }, { at_most = \"10\"",
    ),
    bad(
        "{ is = \"adverse\", points = -10 }, ",
        "",
        132,
        "scorecard.findings.bins",
        "[{ is = \"clean\"",
    ),
    bad(
        "{ is = \"adverse\", points = -10 }",
        "{ is = \"averse\", points = -10 }",
        111,
        "scorecard.findings.bins[1].is",
        "\"averse\"",
    ),
    bad(
        "{ fact = \"days_past_due\", above = \"10\" }",
        "{ fact = \"days_past_due\", above = \"10\", below = \"11\" }",
        133,
        "rule[2].when.all[1]",
        "{ fact = \"days_past_due\", above = \"10\", below",
    ),
    bad(
        "when = { fact = \"overdue\", above = \"0\" }",
        "when = { all = [{ fact = \"grade\", is = \"A\" }, { fact = \"grade\", is = \"B\" }] }",
        133,
        "rule[5].when",
        "{ all = [{ fact = \"grade\"",
    ),
    bad(
        "when = { fact = \"overdue\", above = \"0\" }",
        "when = { all = [{ fact = \"risk_class\", is = \"good\" }, { fact = \"grade\", is = \"E\" }] }",
        134,
        "rule[5].when",
        "{ all = [{ fact = \"risk_class\", is = \"good\"",
    ),
    bad(
        "when = { fact = \"overdue\", above = \"0\" }",
        "when = { all = [{ fact = \"overdue\", above = \"0\" }, { fact = \"days_past_due\", below = \"1\" }] }",
        134,
        "rule[5].when",
        "{ all = [{ fact = \"overdue\", above = \"0\" }, { fact = \"days_past_due\", below",
    ),
    bad(
        CLEAN,
        "[[rule]]\nname = \"late\"\nwhen = { fact = \"days_past_due\", above = \"60\" }\noutcome = \"rejected\"\n\n[[rule]]\nname = \"clean\"",
        135,
        "rule[7]",
        "[[rule]]\nname = \"late\"",
    ),
    bad(
        SEVERE,
        "[[rule]]\nname = \"all\"\noutcome = \"approved\"\n\n[[rule]]\nname = \"severe\"",
        135,
        "rule[5]",
        "[[rule]]\nname = \"severe\"",
    ),
    bad(
        "{ fact = \"days_past_due\", above = \"30\" },\n    { all",
        "{ fact = \"days_past_due\", above = \"95\" },\n    { all = [{ fact = \"overdue\", above = \"0\" }, { fact = \"grade\", is = \"D\" }] },\n] }\n\n[[risk_class]]\nname = \"late\"\nwhen = { any = [\n    { all",
        135,
        "risk_class[2]",
        "[[risk_class]]\nname = \"watch\"",
    ),
    bad("base = 60", "base = 20", 136, "grade[0]", "[[grade]]\nname = \"A\""),
    bad(
        "outcome = \"approved\"",
        "outcome = \"approved\"\nconditions = [{ kind = \"prepay\", share = \"0.2\" }]",
        137,
        "rule[7].conditions",
        "[{ kind = \"prepay\", share = \"0.2\" }]",
    ),
    bad(
        "outcome = \"approved\"",
        "outcome = \"conditional\"",
        138,
        "rule[7].outcome",
        "\"conditional\"\n\n# Reminders",
    ),
    bad(
        "{ kind = \"pay_overdue\", share = \"0.30\" }",
        "{ kind = \"pay_overdue\" }",
        139,
        "rule[5].conditions[0]",
        "{ kind = \"pay_overdue\" }",
    ),
    bad(
        "{ kind = \"instalments\", count = 2 }",
        "{ kind = \"instalments\" }",
        139,
        "rule[5].conditions[1]",
        "{ kind = \"instalments\" }",
    ),
    bad(
        "conditions = [{ kind = \"prepay_excess\" }]",
        "conditions = [{ kind = \"prepay_excess\", share = \"0.5\" }]",
        140,
        "rule[6].conditions[0].share",
        "\"0.5\" }]",
    ),
    odd(
        "when = { fact = \"overdue\", above = \"0\" }",
        "when = { fact = \"open\", above = \"0\" }",
        141,
        "rule[5].conditions[0]",
        "{ kind = \"pay_overdue\"",
    ),
    odd(
        "outcome = \"approved\"",
        "outcome = \"held\"",
        138,
        "rule[7].outcome",
        "\"held\"\n\n# Reminders",
    ),
    odd("mortgage = \"0.6\"\n", "", 142, "security.haircut", "haircut]"),
    odd("\"0.05\", \"0.1\"", "\"0.1\", \"0.05\"", 143, "provision.rates[3]", "\"0.05\", \"0.25\""),
    odd(
        "limit_factor = \"0.8\"",
        "limit_factor = \"1.1\"",
        144,
        "grade[2].limit_factor",
        "\"1.1\"",
    ),
    odd(
        "{ at_most = \"10\", points = 0 }",
        "{ at_most = \"10\", points = 7 }",
        145,
        "scorecard.days_past_due.bins[1]",
        "{ at_most = \"10\", points = 7 }",
    ),
    odd(
        "{ at_least = \"0.80\", points = 10 }",
        "{ at_least = \"0.80\", points = 25 }",
        145,
        "scorecard.on_time_rate.bins[1]",
        "{ at_least = \"0.80\", points = 25 }",
    ),
    odd(
        "holidays = []",
        "holidays = [\"2025-03-15\"]",
        146,
        "calendar.holidays[0]",
        "\"2025-03-15\"",
    ),
    bad(
        "working_weekends = []",
        "working_weekends = [\"2025-01-27\"]",
        147,
        "calendar.working_weekends[0]",
        "\"2025-01-27\"",
    ),
    bad(
        "holidays = []",
        "holidays = [\"2025-01-01\", \"2025-01-01\"]",
        130,
        "calendar.holidays[1]",
        "\"2025-01-01\"]",
    ),
    bad(
        "holidays = []\nworking_weekends = []",
        "holidays = [\"2025-01-26\", \"2025-01-27\"]\nworking_weekends = [\"2025-01-26\"]",
        130,
        "calendar.working_weekends[0]",
        "\"2025-01-26\"]",
    ),
    odd(
        "legal_above_days = 60",
        "legal_above_days = 20",
        148,
        "reminders.legal_above_days",
        "20\n",
    ),
];

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
    for text in [DEFAULT_TEXT, CHINA] {
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
