//! No message lacks its twin, its code, or its use.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::{CATALOGUES, all};

/// Whether a character is Chinese.
fn is_chinese(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}')
}

/// The names in braces of a template; doubled braces stand for themselves.
fn placeholders(text: &str) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let tail = &rest[at..];
        if tail.starts_with("{{") || tail.starts_with("}}") {
            rest = &tail[2..];
        } else {
            let (name, after) = tail[1..].split_once('}').expect("a placeholder ends");
            names.insert(name);
            rest = after;
        }
    }
    names
}

#[test]
fn every_text_has_its_twin() {
    let mut wrong = Vec::new();
    for entry in all() {
        let pairs = [("problem", entry.problem), ("hint", entry.hint), ("more", entry.more)];
        for (part, [en, zh]) in pairs {
            let mut complain = |what: &str| wrong.push(format!("{} {part}: {what}", entry.code));
            if en.is_empty() && zh.is_empty() && part == "hint" {
                continue; // the problem says it
            }
            if en.is_empty() || zh.is_empty() {
                complain("empty");
            }
            // Examples in explanations may hold names in any language.
            if part != "more" && en.chars().any(is_chinese) {
                complain("Chinese in the English text");
            }
            if !zh.chars().any(is_chinese) {
                complain("no Chinese in the Chinese text");
            }
            if part != "more" && placeholders(en) != placeholders(zh) {
                complain("other placeholders");
            }
            if part != "more" && (en.ends_with('.') || zh.ends_with(['.', '。'])) {
                complain("ends with a full stop");
            }
            if part == "more" && (en.len() < 60 || zh.chars().count() < 20) {
                complain("explains nothing");
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A text runs on as one line: a literal that goes on in the next line of the
/// source ends with `\`, or the source's indentation would stand in the text.
#[test]
fn no_text_holds_the_indentation_of_its_source() {
    // What a mapping finds is a list below the sentence, on lines of its own.
    let meant = "{list}\n";
    for entry in all() {
        for text in [entry.problem, entry.hint, entry.more].concat() {
            let text = text.replacen(meant, "", 1);
            assert!(!text.contains("  "), "{}: two blanks in a row in {text:?}", entry.code);
            let breaks = text.contains(['\n', '\r', '\t']);
            assert!(!breaks, "{}: a line break in {text:?}", entry.code);
        }
    }
}

/// The codes of everything that is refused about events, policies, files and options.
const REFUSALS: std::ops::RangeInclusive<u16> = 1..=549;

#[test]
fn every_explanation_shows_what_is_refused_and_what_is_right() {
    for entry in all().filter(|entry| REFUSALS.contains(&entry.code.0)) {
        let [en, zh] = entry.more;
        // A warning refuses nothing: it shows what is doubtful.
        let leads = |text: &str, leads: [&str; 2]| leads.iter().any(|lead| text.contains(lead));
        let refused = leads(en, ["Refused: ", "Doubtful: "]);
        let right = en.contains("Right: ");
        assert_eq!(
            (refused, right),
            (leads(zh, ["拒绝：", "存疑："]), zh.contains("正确")),
            "{}",
            entry.code
        );
        // A store that fails, and another program that is quoted, refuse no input of ours.
        let quotes = ["{problem}", "{list}"].iter().any(|name| entry.problem[0].contains(name));
        if !(300..350).contains(&entry.code.0) {
            assert!(right && (refused || quotes), "{}", entry.code);
        }
    }
}

#[test]
fn every_code_is_unique_and_in_its_range() {
    let mut seen = BTreeSet::new();
    for (range, catalogue) in CATALOGUES {
        for entry in *catalogue {
            assert!(range.contains(&entry.code.0), "{} is not in {range:?}", entry.code);
            assert!(seen.insert(entry.code), "{} stands twice", entry.code);
        }
    }
    let ranges: Vec<_> =
        CATALOGUES.iter().map(|(range, _)| (*range.start(), *range.end())).collect();
    assert!(ranges.windows(2).all(|pair| pair[0].1 < pair[1].0), "{ranges:?}");
    let inside: Vec<_> = all().map(|entry| entry.code).collect();
    assert!(inside.is_sorted(), "a catalogue is out of order");
}

/// The sources of the program, without this file.
fn sources() -> BTreeMap<PathBuf, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src"), root.join("events/src"), root.join("projections/src")];
    let mut sources = BTreeMap::new();
    while let Some(folder) = folders.pop() {
        for file in std::fs::read_dir(&folder).expect("a folder of sources") {
            let path = file.expect("a source").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs")
                && !path.ends_with("messages/tests.rs")
            {
                let text = std::fs::read_to_string(&path).expect("a source is text");
                sources.insert(path, text);
            }
        }
    }
    assert!(sources.len() > 100, "{} sources", sources.len());
    sources
}

/// The names of the messages that a source declares.
fn declared(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for line in text.lines() {
        let Some((code, rest)) = line.trim_start().split_once(' ') else { continue };
        let is_code = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit());
        if is_code && let Some((name, _)) = rest.split_once('(') {
            names.push(name);
        }
    }
    names
}

#[test]
fn every_message_is_used() {
    let sources = sources();
    let is_catalogue = |path: &Path, text: &str| {
        path.to_string_lossy().contains("messages") && text.contains("messages! {")
    };
    let (catalogues, users): (Vec<_>, Vec<_>) =
        sources.iter().partition(|(path, text)| is_catalogue(path, text));
    let names: Vec<&str> = catalogues.iter().flat_map(|(_, text)| declared(text)).collect();
    assert_eq!(names.len(), all().count());
    let words: BTreeSet<&str> = users
        .iter()
        .flat_map(|(_, text)| text.split(|c: char| !c.is_alphanumeric() && c != '_'))
        .collect();
    let unused: Vec<&&str> = names.iter().filter(|name| !words.contains(**name)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn nothing_is_refused_in_bare_strings() {
    let bare = [
        "Fault::new(",
        "Fault::of(\"\", \"",
        "LedgerError::usage(",
        "LedgerError::Store(format!",
        "LedgerError::Store(\"",
        "LedgerError::Usage(format!",
        "Result<(), String>",
        "Result<Self, String>",
        "Err(format!(",
    ];
    // Checks of the program's own making, which no user sees.
    let inner = [
        "src/simulate/",
        "src/interchange/mapping/column.rs",
        "src/interchange/mapping/condition.rs",
    ];
    for (path, text) in sources() {
        let shown = path.to_string_lossy();
        if inner.iter().any(|inner| shown.contains(inner)) {
            continue;
        }
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        for pattern in bare {
            assert!(!text.contains(pattern), "{pattern} in {shown}");
        }
    }
}
