//! Every type of event is a sentence in both languages.

use std::collections::BTreeSet;
use std::path::Path;

use duebook::story::tell;
use duebook_events::{Actor, Draft, Kind, Lang, Role};

/// Types that no fixture has.
const RARE: &str = r#"
{"type":"goods.returned","customer":"C","effective":"2025-01-01","data":{"delivery":"D","amount":"5"}}
{"type":"key.rotated","customer":"$ledger","effective":"2025-01-01","data":{"old":"a+1+b","new":"c+2+d"}}
{"type":"personal.erased","customer":"C","effective":"2025-01-01","data":{"subject":"s","reason":"asked"}}
{"type":"hold.set","customer":"C","effective":"2025-01-01","data":{"subject":"s","reason":"case"}}
{"type":"hold.released","customer":"C","effective":"2025-01-01","data":{"subject":"s","reason":"over"}}
"#;

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

#[test]
fn every_type_of_event_is_told_in_both_languages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("replay-fixtures");
    let mut lines: Vec<String> = RARE.lines().map(str::to_owned).collect();
    for case in std::fs::read_dir(folder).unwrap() {
        if let Ok(text) = std::fs::read_to_string(case.unwrap().path().join("events.jsonl")) {
            lines.extend(text.lines().map(str::to_owned));
        }
    }
    let caller = Actor { id: "t".into(), role: Role::System };
    let mut seen = BTreeSet::new();
    for line in lines.iter().filter(|line| !line.is_empty()) {
        let draft = Draft::read(line.as_bytes(), &caller).unwrap();
        let kind = draft.data.kind();
        let (en, zh) = (tell(&draft.data, Lang::En), tell(&draft.data, Lang::Zh));
        assert!(en.contains(' ') && en != kind.name(), "{kind}: {en}");
        assert!(is_chinese(&zh), "{kind}: {zh}");
        // Numbers and amounts are the same in both.
        let digits = |text: &str| {
            let mut digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
            digits.sort_unstable();
            digits
        };
        assert_eq!(digits(&en), digits(&zh), "{en} / {zh}");
        seen.insert(kind.name());
    }
    let all: BTreeSet<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
    assert_eq!(all.difference(&seen).collect::<Vec<_>>(), Vec::<&&str>::new());
}
