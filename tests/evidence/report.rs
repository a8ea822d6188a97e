//! The report of a bundle: in both languages, with its references, escaped.

use crate::bundles::{Case, Files, case, positions};

fn report(case: &Case, args: &[&str]) -> (String, Files) {
    let files = case.bundle(args);
    (String::from_utf8(files["report.html"].clone()).unwrap(), files)
}

#[test]
fn every_disclosed_event_is_told_and_leads_to_its_bytes() {
    let case = case();
    let (html, files) = report(&case, &["--order", "O-1"]);
    for name in files.keys().filter(|name| name.starts_with("events/") && name.ends_with(".json")) {
        assert!(html.contains(&format!("href=\"{name}\"")), "{name}");
    }
    // What is withheld is cited without a link.
    for name in files.keys().filter(|name| name.ends_with(".tlog-proof")) {
        let event = name.replace(".tlog-proof", ".json");
        assert_eq!(html.contains(&format!("href=\"{event}\"")), files.contains_key(&event));
    }
    assert!(!html.contains("<script"), "a page without scripts");
    assert!(html.contains("华东设备 &lt;有限公司&gt;"), "names are escaped");
}

#[test]
fn it_reasons_about_the_claim() {
    let case = case();
    let (html, files) = report(&case, &["--invoice", "INV-1"]);
    // 60,000 less 15,000 on 25 March; capped interest in two stretches; what is missing.
    for said in ["45,000.00", "60,000.00", "12.4%", "missing", "2025-03-06", "2028-03-26"] {
        assert!(html.contains(said), "{said}");
    }
    assert!(!html.contains("INV-2</td>"), "another invoice is no claim of this bundle");
    let decided = positions(&files, "order.decided");
    assert_eq!(decided.len(), 1);
    for said in ["holds, decides", "days past due", "default@1", "SHA-256"] {
        assert!(html.contains(said), "{said}");
    }
}

#[test]
fn it_speaks_chinese() {
    let case = case();
    let (english, _) = report(&case, &["--customer", "C-1"]);
    let (chinese, _) = report(&case, &["--customer", "C-1", "--lang", "zh"]);
    for said in ["证据报告：客户", "逾期款项", "诉讼时效", "大事记", "本证据包能证明什么"]
    {
        assert!(chinese.contains(said), "{said}");
        assert!(!english.contains(said), "{said}");
    }
    assert_eq!(english.matches("<h2>").count(), chinese.matches("<h2>").count());
}
