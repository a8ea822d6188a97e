//! What is too much: cases of conditions, nesting, length, digits; and that nothing
//! false is said where the check gives up.

use std::fmt::Write as _;

use super::super::{Finding, Severity, check};
use super::ZONES;
use crate::policy::{DEFAULT_TEXT, MAX_TEXT_BYTES, Policy};

const FIRST: &str = "[[rule]]\nname = \"refuse\"";
const SUSPENDED: &str = "when = { fact = \"suspended\", is = \"true\" }";

fn with(from: &str, to: &str) -> String {
    assert!(DEFAULT_TEXT.contains(from), "{from}");
    DEFAULT_TEXT.replacen(from, to, 1)
}

/// The findings of a text: code, weight, path.
fn found(text: &str) -> Vec<(u16, Severity, String)> {
    let findings = check(text, &ZONES).findings;
    findings
        .iter()
        .map(|Finding { severity, path, message, .. }| {
            println!("{path}: {} {}", message.code, message.problem.en);
            (message.code.0, *severity, path.to_string())
        })
        .collect()
}

/// `any` of so many stretches of a fact, apart from each other.
fn stretches(fact: &str, count: u32) -> String {
    let part = |i: u32| {
        format!("{{ fact = \"{fact}\", above = \"{}\", below = \"{}\" }}", i * 10, i * 10 + 5)
    };
    let parts: Vec<String> = (0..count).map(part).collect();
    format!("{{ any = [{}] }}", parts.join(", "))
}

fn all(parts: &[String]) -> String {
    format!("when = {{ all = [{}] }}", parts.join(", "))
}

/// A rule on stretches of three facts leaves a rest that is not counted. That is
/// said, of the later rules by the name of the earlier one; but not that a rule on
/// what is overdue applies where nothing is.
#[test]
fn where_the_check_gives_up_it_says_nothing_false() {
    let facts = ["disputed", "open", "order_amount"];
    let bulky = all(&facts.map(|fact| stretches(fact, 6)));
    let text = with(SUSPENDED, &bulky);
    let findings = check(&text, &ZONES).findings;
    let told = found(&text);
    assert!(told.contains(&(149, Severity::Warning, "rule[1].when".to_owned())), "{told:?}");
    assert!(told.iter().all(|(code, _, _)| [149, 225].contains(code)), "{told:?}");
    let last = told.iter().find(|(_, _, path)| path == "rule[7]");
    assert_eq!(last.map(|(code, _, _)| *code), Some(225), "{told:?}");
    let last = findings.iter().find(|f| f.path.to_string() == "rule[7]").unwrap();
    assert!(last.message.problem.en.contains("rule \"suspended\" (line"), "{last:?}");
    // What does not rest on the bulky rule is found as before.
    let twice =
        text.replacen("above = \"0\" }\noutcome", "above = \"0\", below = \"0\" }\noutcome", 1);
    assert_ne!(twice, text);
    assert!(
        found(&twice).iter().any(|(code, _, path)| (*code, &path[..]) == (133, "rule[5].when"))
    );
}

/// Comparisons between facts are ordinary, and compared without giving up.
#[test]
fn comparisons_with_sums_of_facts_are_compared_exactly() {
    let over = |name: &str, order: &str, of: &str| {
        format!(
            "[[rule]]\nname = \"{name}\"\nwhen = {{ fact = \"exposure_after\", {order}_fact = {of} }}\n\
             outcome = \"held\"\nconditions = [{{ kind = \"prepay_excess\" }}]\n\n"
        )
    };
    let (both, limit) = ("[\"limit\", \"security\"]", "[\"limit\"]");
    let one = over("bar", "above", both);
    // The default's own rule on the same excess has nothing left.
    assert_eq!(
        found(&with(FIRST, &format!("{one}{FIRST}"))),
        [(135, Severity::Error, "rule[7]".to_owned())]
    );
    let four = [
        over("a", "above", limit),
        over("b", "above", "[\"open\", \"limit\"]"),
        over("c", "at_least", "[\"open\", \"disputed\"]"),
        over("d", "below", "[\"security\", \"disputed\"]"),
    ];
    assert!(found(&with(FIRST, &format!("{}{FIRST}", four.concat()))).is_empty());
    // Below, the same and above is everything where a limit is known.
    let known = "[[rule]]\nname = \"k\"\nwhen = { fact = \"limit\", known = true }\n\
         outcome = \"approved\"\n\n";
    let (below, rest) = (over("a", "below", limit), over("b", "at_least", limit));
    assert_eq!(
        found(&with(FIRST, &format!("{below}{rest}{known}{FIRST}"))),
        [
            (135, Severity::Error, "rule[2]".to_owned()),
            (135, Severity::Error, "rule[9]".to_owned())
        ]
    );
}

/// Figures are compared with four decimals; finer bounds of bins would be rounded.
#[test]
fn bounds_of_bins_have_four_decimals_at_most() {
    let fine = found(&with("{ at_least = \"0.95\"", "{ at_least = \"0.95004\""));
    let path = "scorecard.on_time_rate.bins[0].at_least";
    assert_eq!(fine, [(222, Severity::Error, path.to_owned())]);
    assert!(found(&with("{ at_least = \"0.95\"", "{ at_least = \"0.950000\"")).is_empty());
}

/// A tenure below 0 can occur; a policy may leave it without points.
#[test]
fn a_gap_below_zero_is_a_warning_only() {
    let (from, to) = (", { points = -5 }]\n", ", { at_least = \"0\", points = -5 }]\n");
    let at = DEFAULT_TEXT.find("[scorecard.tenure_days]").unwrap();
    let tail = DEFAULT_TEXT[at..].replacen(from, to, 1);
    let text = format!("{}{tail}", &DEFAULT_TEXT[..at]);
    assert_ne!(text, DEFAULT_TEXT);
    let path = "scorecard.tenure_days.bins".to_owned();
    assert_eq!(found(&text), [(223, Severity::Warning, path)]);
    assert!(check(&text, &ZONES).policy.is_some());
}

/// Nobody reads a condition of that depth, and reading one would take forever.
#[test]
fn conditions_are_nested_64_levels_at_most() {
    let fact = "{ fact = \"suspended\", is = \"true\" }";
    let nested = |levels: usize| {
        let (open, close) = ("{ not = ".repeat(levels), " }".repeat(levels));
        with(SUSPENDED, &format!("when = {open}{fact}{close}"))
    };
    assert!(Policy::parse(&nested(60)).is_ok());
    let codes = |text: &str| found(text).iter().map(|f| f.0).collect::<Vec<u16>>();
    assert!(codes(&nested(60)).is_empty());
    let dots = vec!["not"; 70].join(".");
    let dotted = |tables: usize| {
        let (open, close) = (format!("{{ {dots} = ").repeat(tables), " }".repeat(tables));
        with(SUSPENDED, &format!("when = {open}{fact}{close}"))
    };
    for text in [nested(65), dotted(1), dotted(70)] {
        let told = found(&text);
        assert_eq!(told, [(221, Severity::Error, "rule[1].when".to_owned())]);
        assert_eq!(Policy::parse(&text).unwrap_err().message.code.0, 221);
        assert_eq!(Policy::parse_stored(&text).unwrap_err().message.code.0, 221);
    }
}

/// An event holds no more, and the check of more would take long.
#[test]
fn a_text_has_one_mebibyte_at_most() {
    let text = format!("{DEFAULT_TEXT}#{}", "x".repeat(MAX_TEXT_BYTES));
    assert_eq!(found(&text), [(220, Severity::Error, String::new())]);
    assert_eq!(Policy::parse(&text).unwrap_err().message.code.0, 220);
    let full = &text[..MAX_TEXT_BYTES];
    assert!(found(full).is_empty());
}

/// Ten thousand rules are compared as far as the work is bounded, and then given up once.
#[test]
fn comparing_very_many_rules_ends() {
    let mut rules = String::new();
    for i in 0..10_000 {
        let (from, to) = (i * 3 + 1, i * 3 + 2);
        let _ = write!(
            rules,
            "[[rule]]\nname=\"r{i}\"\nwhen={{fact=\"open\",above=\"{from}\",below=\"{to}\"}}\n\
             outcome=\"approved\"\n"
        );
    }
    let told = found(&with(FIRST, &format!("{rules}{FIRST}")));
    assert_eq!(told.iter().map(|f| f.0).collect::<Vec<_>>(), [226]);
}

/// A scorecard of very many bins is refused before they are compared.
#[test]
fn a_characteristic_has_a_hundred_bins_at_most() {
    let bins: Vec<String> =
        (0..2000).map(|i| format!("{{ at_most = \"{i}\", points = {} }}", 1000 - i)).collect();
    let text = with(
        "[scorecard.days_past_due]\nbins = [",
        &format!("[scorecard.days_past_due]\nbins = [{}, ", bins.join(", ")),
    );
    let told = found(&text);
    assert_eq!(told, [(224, Severity::Error, "scorecard.days_past_due.bins".to_owned())]);
}
