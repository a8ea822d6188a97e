//! Papers of the demo's customers, byte for byte. `BLESS=1 cargo test --test
//! documents` writes them anew; the difference belongs into the review.

use serde_json::Value;

use crate::office::{amounts, ask, demo, office, seen, text};
use crate::program::Shelf;

/// Names of papers and how they are asked for.
const PAPERS: [(&str, &[&str]); 11] = [
    ("remind-0", &["remind", "C-1013", "--level", "0", "--as-of", "2025-04-14", "--dry-run"]),
    ("remind-1", &["remind", "C-1012", "--level", "1", "--as-of", "2025-04-14", "--dry-run"]),
    ("remind-0-plan", &["remind", "C-1001", "--level", "0", "--as-of", "2025-05-13", "--dry-run"]),
    ("remind-2", &["remind", "C-1007", "--level", "2", "--as-of", "2025-04-14", "--dry-run"]),
    ("remind-3", &["remind", "C-1001", "--level", "3", "--as-of", "2025-04-14", "--dry-run"]),
    (
        "remind-3-suspended",
        &["remind", "C-1005", "--level", "3", "--as-of", "2024-10-09", "--dry-run"],
    ),
    ("thanks", &["remind", "C-1001", "--thanks", "--as-of", "2025-05-16", "--dry-run"]),
    (
        "instalments",
        &[
            "propose",
            "instalments",
            "C-1001",
            "--count",
            "3",
            "--first",
            "2025-05-15",
            "--down",
            "0.30",
            "--daily-rate",
            "0.0003",
            "--as-of",
            "2025-04-14",
        ],
    ),
    (
        "instalments-revert",
        &[
            "propose",
            "instalments",
            "C-1014",
            "--count",
            "2",
            "--first",
            "2025-07-15",
            "--every",
            "week",
            "--missed",
            "1",
            "--effect",
            "revert",
            "--as-of",
            "2025-06-30",
        ],
    ),
    ("statement", &["statement", "C-1001", "--period", "2025-05"]),
    ("overdue", &["overdue", "--as-of", "2025-06-30"]),
];

/// The two forms of a paper in a language.
fn forms(shelf: &Shelf, args: &[&str], lang: &str) -> (String, String) {
    let company = shelf.path("company.toml");
    let folder = shelf.path(lang);
    let out = format!("{}/", folder.display());
    let more = ["--lang", lang, "--company", company.to_str().unwrap(), "--out", &out];
    ask(shelf, &[args, &more].concat());
    let mut files: Vec<_> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let [html, text] = files.as_slice() else { panic!("{files:?}") };
    let read = |path| std::fs::read_to_string(path).unwrap();
    let forms = (read(text), read(html));
    std::fs::remove_dir_all(folder).unwrap();
    forms
}

#[test]
fn every_paper_is_the_blessed_one() {
    let shelf = office();
    let bless = std::env::var_os("BLESS").is_some();
    let mut differences = Vec::new();
    for (name, args) in PAPERS {
        for lang in ["zh", "en"] {
            let file = demo().join(format!("documents/{name}.{lang}.txt"));
            let (text, _) = forms(&shelf, args, lang);
            let blessed = std::fs::read_to_string(&file).unwrap_or_default();
            if text == blessed {
                continue;
            }
            if bless {
                std::fs::write(&file, text).unwrap();
            } else {
                differences.push(file.display().to_string());
            }
        }
    }
    assert!(differences.is_empty(), "not as blessed: {}", differences.join("\n"));
}

/// Both forms of a paper say the same; both languages have the same amounts.
#[test]
fn forms_and_languages_say_the_same() {
    let shelf = office();
    for (name, args) in PAPERS {
        let [zh, en] = ["zh", "en"].map(|lang| forms(&shelf, args, lang));
        assert_eq!(amounts(&zh.0), amounts(&en.0), "{name}");
        for (text, html) in [&zh, &en] {
            assert_eq!(amounts(text), amounts(&html_text(html)), "{name}");
            let seen = seen(html);
            // Paragraphs, without what is laid out in columns; numbers of lists are the page's.
            let prose = text.split("\n\n").filter(|part| {
                !part.lines().any(|line| line.trim().contains("  ")) && part.chars().count() > 40
            });
            let mut compared = 0;
            for line in prose.flat_map(paragraphs) {
                let line: String = line.chars().filter(|c| !c.is_whitespace()).collect();
                let line = line.trim_start_matches(|c: char| c.is_ascii_digit());
                let line = line.strip_prefix('.').unwrap_or(line);
                assert!(seen.contains(line), "{name}: not in the HTML: {line}\n{seen}");
                compared += 1;
            }
            assert!(compared > 0 || name == "overdue", "{name}: nothing compared");
        }
    }
}

/// Numbered lines are paragraphs of their own; wrapped ones are not.
fn paragraphs(part: &str) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    for line in part.lines() {
        let listed = line.trim_start_matches('　').starts_with(|c: char| c.is_ascii_digit());
        let labelled = line.contains('：') && !line.starts_with('　') || line.starts_with('□');
        let head = listed || labelled || line.starts_with('　');
        match paragraphs.last_mut() {
            Some(last) if !head => {
                last.push(' ');
                last.push_str(line);
            }
            _ => paragraphs.push(line.to_owned()),
        }
    }
    paragraphs.retain(|paragraph| paragraph.chars().count() > 40);
    paragraphs
}

/// The text of a page, tags as blanks, without its style sheet.
fn html_text(html: &str) -> String {
    let body = html.split_once("<body").expect("a body").1;
    let mut text = String::new();
    let mut tag = true;
    for c in body.chars() {
        match c {
            '<' => {
                tag = true;
                text.push(' ');
            }
            '>' => tag = false,
            c if !tag => text.push(c),
            _ => {}
        }
    }
    text
}

/// A page needs nothing but itself, and holds no script.
#[test]
fn pages_are_self_contained() {
    let shelf = office();
    for (name, args) in PAPERS {
        let (_, html) = forms(&shelf, args, "zh");
        for needle in ["<script", "<link", "<img", "src=", "http:", "https:", "url(", "@import"] {
            assert!(!html.contains(needle), "{name} has {needle}");
        }
        assert!(html.starts_with("<!DOCTYPE html>") && html.contains("size: A4"), "{name}");
        assert!(html.contains("lang=\"zh-CN\"") && html.contains("Noto Sans CJK SC"), "{name}");
    }
}

/// Stories, tone of letters: until the second reminder nobody is accused of anything.
#[test]
fn friendly_letters_are_friendly() {
    let shelf = office();
    let harsh = [
        "拖欠", "违约", "逾期", "催", "欠款", "起诉", "法院", "arrears", "breach", "overdue",
        "default", "demand", "court", "penalty",
    ];
    let friendly = ["remind-0", "remind-1", "thanks"];
    for (name, args) in PAPERS.iter().filter(|(name, _)| friendly.contains(name)) {
        for lang in ["zh", "en"] {
            let (text, _) = forms(&shelf, args, lang);
            for word in harsh {
                assert!(!text.to_lowercase().contains(word), "{name}: {word}");
            }
        }
    }
    let first = forms(&shelf, PAPERS[1].1, "zh").0;
    assert!(first.contains("咱们") && first.contains("50,000.00 CNY"));
    assert!(first.contains("2025年4月21日"), "a date is named: {first}");
    let third = forms(&shelf, PAPERS[5].1, "zh").0;
    assert!(third.contains("暂停供货") && third.contains("叁拾万元整"), "{third}");
}

/// On a terminal a statement reads as it is printed.
#[test]
fn a_statement_on_a_terminal_is_its_paper() {
    let shelf = office();
    let (text, _) = forms(&shelf, PAPERS[9].1, "zh");
    let company = shelf.path("company.toml");
    let more = ["--lang", "zh", "--company", company.to_str().unwrap(), "--format", "table"];
    let answer = shelf.run(&[PAPERS[9].1, &more].concat());
    assert_eq!((answer.code, answer.out), (0, text));
}

/// The JSON of a letter holds both forms, unless they went into a file.
#[test]
fn answers_hold_the_forms() {
    let shelf = office();
    let answer: Value = ask(&shelf, PAPERS[1].1);
    let (txt, html) = (text(&answer, "text"), text(&answer, "html"));
    assert!(html.contains("INV-C002") && txt.contains("INV-C002"));
    assert_eq!(answer["document"]["bytes"], html.len());
    assert_eq!(answer["dry_run"], true);
    let out = shelf.path("letter.HTML");
    let answer = ask(&shelf, &[PAPERS[1].1, &["--out", out.to_str().unwrap()]].concat());
    assert!(answer.get("html").is_none(), "{answer}");
    assert_eq!(std::fs::read_to_string(out).unwrap(), html);
}
