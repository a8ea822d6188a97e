//! `bench`: every line says what it is held against. No figure is tested, as
//! none holds on another machine.

use serde_json::Value;

use crate::program::Shelf;
use crate::shop::has_keys;

fn lines(args: &[&str]) -> Vec<Value> {
    let answer = Shelf::new().json(&[&["bench"], args].concat());
    answer.value()["lines"].as_array().cloned().unwrap_or_default()
}

#[test]
fn a_line_says_its_limit_ratio_and_target() {
    let lines = lines(&["--events=2000", "--runs=1", "--only=replay", "--only=memory"]);
    for line in &lines {
        has_keys(line, "name name_zh value unit limit? ratio? ratio_is? target? met? note?");
        assert_ne!(line["name"], line["name_zh"], "{line}");
        if let Some(limit) = line.get("limit") {
            has_keys(limit, "name value");
            let (value, limit) =
                (line["value"].as_f64().unwrap(), limit["value"].as_f64().unwrap());
            let ratio = line["ratio"].as_f64().unwrap();
            assert!((ratio - value / limit).abs() < 1e-9, "{line}");
        }
        assert_eq!(line.get("target").is_some(), line.get("met").is_some(), "{line}");
    }
    let units: Vec<&Value> = lines.iter().map(|line| &line["unit"]).collect();
    // Scan, decode, replay; so short a history has no cache to be rebuilt from.
    assert_eq!(units[..4], ["events/s"; 4]);
    assert!(lines[3]["value"].is_null() && lines[3].get("note").is_some(), "{}", lines[3]);
    assert!(units[4..].iter().all(|unit| *unit == "bytes"), "{units:?}");
    let names: Vec<&str> = lines.iter().filter_map(|line| line["name"].as_str()).collect();
    assert!(names.contains(&"database") && names.contains(&"peak memory, measuring"), "{names:?}");
}

#[test]
fn nothing_is_measured_of_no_events() {
    let answer = Shelf::new().json(&["bench", "--events", "0"]);
    assert_eq!(answer.code, 2);
    let answer = Shelf::new().json(&["bench", "--events", "5", "--scale"]);
    assert_eq!(answer.code, 2);
}
