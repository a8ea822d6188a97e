//! A user's own templates and company file.

use std::fs;

use crate::office::{office, text};
use crate::program::{Answer, Shelf};

fn remind(shelf: &Shelf, more: &[&str]) -> Answer {
    let args = ["remind", "C-1012", "--level", "1", "--as-of", "2025-04-14", "--lang", "zh"];
    shelf.json(&[&args, more].concat())
}

fn folder(shelf: &Shelf, name: &str, source: &str) -> String {
    let folder = shelf.path("own");
    let file = folder.join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, source).unwrap();
    folder.display().to_string()
}

#[test]
fn a_template_of_ones_own_replaces_the_built_in_one() {
    let shelf = office();
    let own = folder(
        &shelf,
        "zh/reminder-1.txt",
        "{% include 'zh/_greeting.txt' %}{{ letter.total|amount }}",
    );
    folder(&shelf, "zh/_greeting.txt", "亲爱的{{ customer.name }}：");
    folder(&shelf, "README.md", "not a template");
    let answer = remind(&shelf, &["--templates", &own]).value();
    assert_eq!(text(&answer, "text"), "亲爱的聚合化工有限公司 Juhe Chemicals：50,000.00\n");
    assert!(text(&answer, "html").contains("付款提醒"), "the HTML is still the built-in one");
    assert_eq!(answer["reminder"]["template"], "own:zh/reminder-1");
    // Asked again without it: the recorded letter, and a word about the difference.
    let again = remind(&shelf, &[]);
    assert!(!again.err.contains("templates"), "the HTML is the same: {}", again.err);
    let html = folder(&shelf, "zh/reminder-1.html", "<body>{{ letter.total }}</body>");
    let again = remind(&shelf, &["--templates", &html]);
    assert!(again.err.contains("模板"), "{}", again.err);
    assert_eq!(again.value()["html"], answer["html"]);
    // The environment names the folder as well.
    let mut command = shelf.command(&[
        "remind",
        "C-1007",
        "--level",
        "1",
        "--as-of",
        "2025-04-14",
        "--dry-run",
        "--lang",
        "zh",
        "--format",
        "table",
    ]);
    command.env("DUEBOOK_TEMPLATES", &own);
    assert!(crate::program::run(command, b"").out.starts_with("亲爱的"));
}

#[test]
fn a_broken_template_names_its_file_and_line_and_records_nothing() {
    let shelf = office();
    let head = shelf.head();
    let broken = [
        ("zh/reminder-1.txt", "\n\n{{ custmer.name }}", 3),
        ("zh/reminder-1.html", "<p>\n{{ letter.totl }}", 2),
        // One that this letter does not need is told too.
        ("en/statement.txt", "{% for x in y %}\n{{ x }", 2),
        ("zh/reminder-1.txt", "{{ letter.total|nosuch }}", 1),
        ("zh/reminder-1.txt", "a\n{% include 'zh/gone.txt' %}", 2),
        ("zh/reminder-1.txt", "a\n{% include '/etc/hostname' %}", 2),
    ];
    for (name, source, line) in broken {
        let _ = fs::remove_dir_all(shelf.path("own"));
        let own = folder(&shelf, name, source);
        let answer = remind(&shelf, &["--templates", &own]);
        assert_eq!(answer.code, 3, "{name} {source}: {}", answer.err);
        let error = answer.error();
        let file = shelf.path("own").join(name).display().to_string();
        assert_eq!(
            (error["file"].as_str(), error["line"].as_u64()),
            (Some(&*file), Some(line)),
            "{error}"
        );
    }
    let _ = fs::remove_dir_all(shelf.path("own"));
    let own = folder(&shelf, "zh/remindr-1.txt", "");
    let error = remind(&shelf, &["--templates", &own]).error();
    assert!(error["hint"].as_str().unwrap().contains("duebook templates"), "{error}");
    assert_eq!(remind(&shelf, &["--templates", "nowhere"]).code, 3);
    assert_eq!(shelf.head(), head);
}

#[test]
fn templates_can_be_written_out_and_used_as_they_are() {
    let shelf = office();
    let own = shelf.path("written").display().to_string();
    let answer = shelf.json(&["templates", "--out", &own]).value();
    assert!(answer["templates"].as_array().unwrap().len() > 30);
    assert_eq!(shelf.json(&["templates", "--out", &own]).code, 2, "never over a file");
    let plain = remind(&shelf, &["--dry-run"]).value();
    let written = remind(&shelf, &["--dry-run", "--templates", &own]).value();
    assert_eq!((&plain["text"], &plain["html"]), (&written["text"], &written["html"]));
}

#[test]
fn the_company_file_fills_the_blanks() {
    let shelf = office();
    let blank = text(&remind(&shelf, &["--dry-run"]).value(), "text");
    assert!(blank.contains("________"));
    let company = shelf.path("company.toml").display().to_string();
    let filled = text(&remind(&shelf, &["--dry-run", "--company", &company]).value(), "text");
    assert!(filled.contains("华衡贸易有限公司") && !filled.contains("________"), "{filled}");
    let wrong = shelf.file("wrong.toml", "name = \"A\"\n\nbnak = \"B\"\n");
    let error = remind(&shelf, &["--company", &wrong]).error();
    assert_eq!((&error["file"], &error["line"]), (&wrong.into(), &3.into()), "{error}");
    assert_eq!(remind(&shelf, &["--company", "nowhere.toml"]).code, 3);
}
