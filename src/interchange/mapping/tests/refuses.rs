//! What is refused, and how it is named.

use super::super::RowProblem;
use super::{HEADER, INVOICES, Mapping, MappingError, convert, mapping};

fn row_problems(rows: &str) -> Vec<RowProblem> {
    match convert(rows).expect_err("the rows are faulty") {
        MappingError::Rows { problems, .. } => problems,
        other => panic!("another error: {other}"),
    }
}

fn mapping_error(text: &str) -> (usize, usize, String) {
    match Mapping::parse(text).expect_err("the mapping is faulty") {
        MappingError::Mapping { line, column, message } => {
            (line, column, format!("{message}; {}", message.hint))
        }
        other => panic!("another error: {other}"),
    }
}

#[test]
fn lines_are_named_right_after_any_line_break() {
    let rows = "C1,A-1,1/2/2013,5,,\"a\nb\"\n\nC1,A-2,1/3/2013,wrong,,\n";
    for line_break in ["\n", "\r\n", "\r"] {
        let text = format!("{HEADER}{rows}").replace('\n', line_break);
        let error = mapping(INVOICES).convert(text.as_bytes()).expect_err("a wrong amount");
        assert_eq!(error.line(), Some(5), "{line_break:?}");
    }
}

#[test]
fn a_row_that_makes_no_event_is_a_problem() {
    let text = INVOICES.replace(
        "customer = \"{Customer}\"\n",
        "customer = \"{Customer}\"\nwhen = { column = \"No\", not_empty = true }\n",
    );
    let csv = format!("{HEADER}C1,,1/2/2013,5,,\n");
    let error = mapping(&text).convert(csv.as_bytes()).expect_err("no event");
    assert!(error.message().hint.en.contains("[[skip]]"), "{error}");
}

#[test]
fn every_faulty_row_is_named_with_column_value_reason_and_remedy() {
    let problems = row_problems(
        "C1,A-1,13/40/2013,5,,\nC1,A-2,1/2/2013,5.005,,\nC1,,1/2/2013,5,,\nC1,A-4,1/2/2013,-5,,\nC1,A-5,1/2/2013,5,4000,\n",
    );
    let found: Vec<_> = problems
        .iter()
        .map(|problem| (problem.line, problem.column.as_deref(), problem.value.as_deref()))
        .collect();
    assert_eq!(
        found,
        [
            (2, Some("Date"), Some("13/40/2013")),
            (3, Some("Amount"), Some("5.005")),
            (4, Some("No"), Some("")),
            (5, Some("Amount"), Some("-5")),
            (6, Some("Days"), Some("4000")),
        ]
    );
    let told = |words: &duebook_events::Words| !words.en.is_empty() && words.zh != words.en;
    assert!(problems.iter().all(|p| told(&p.message.problem) && told(&p.message.hint)));
    assert!(
        problems[0]
            .to_string()
            .starts_with("line 2, column \"Date\", value \"13/40/2013\": is not a date")
    );
}

#[test]
fn a_long_list_of_problems_is_cut_but_counted() {
    let error = convert(&"C1,A-1,never,5,,\n".repeat(25)).expect_err("no dates");
    assert!(error.to_string().ends_with("… and 5 more"), "{error}");
}

#[test]
fn ragged_rows_and_quotes_that_do_not_close_are_refused() {
    let problems =
        row_problems("C1,A-1,1/2/2013,5,\nC1,A-2,1/2/2013,5,,\"open\nC1,A-3,1/2/2013,5,,\n");
    assert_eq!(problems[0].line, 2);
    assert!(problems[0].message.problem.en.contains("5 cell(s)"), "{}", problems[0]);
    assert_eq!(problems[1].line, 3);
    assert!(problems[1].message.problem.en.contains("never closed"), "{}", problems[1]);
    let problem = &row_problems("C1,A-1,1/2/2013,5,,\"a\"b\n")[0].message.problem;
    assert!(problem.en.contains("after the closing quote"), "{problem}");
}

#[test]
fn a_control_character_is_refused_where_no_step_removes_it() {
    let problems = row_problems("C1,\"A\n1\",1/2/2013,5,,\n");
    assert!(problems[0].message.hint.en.contains("collapse_spaces"), "{}", problems[0]);
}

#[test]
fn missing_columns_are_reported_at_once_with_suggestions() {
    let error = mapping(INVOICES).convert("customer,No,Date,Betrag,Day,Remark\n".as_bytes());
    let Err(MappingError::Columns { problems, .. }) = error else { panic!("columns are missing") };
    let found: Vec<_> =
        problems.iter().map(|p| (p.column.as_str(), p.message.hint.en.as_str())).collect();
    assert_eq!(
        found,
        [
            ("Amount", "name a column that the file has"),
            ("Days", "did you mean \"Day\"?"),
            ("Customer", "did you mean \"customer\"?"),
        ]
    );
    assert_eq!(problems[0].mapping_line, 12);
}

#[test]
fn a_repeated_column_is_refused_only_where_the_mapping_uses_it() {
    let unused = format!("{},x,x\nC1,A-1,1/2/2013,5,,,1,2\n", HEADER.trim_end());
    assert!(mapping(INVOICES).convert(unused.as_bytes()).is_ok());
    let used = format!("{},No\n", HEADER.trim_end());
    let error = mapping(INVOICES).convert(used.as_bytes()).expect_err("ambiguous");
    assert_eq!(error.field(), Some("No"));
    assert!(error.to_string().contains("columns 2 and 7"), "{error}");
}

#[test]
fn files_without_text_or_in_another_encoding_are_refused() {
    let error = |bytes: &[u8]| mapping(INVOICES).convert(bytes).expect_err("not a CSV");
    assert!(error(b"").to_string().contains("empty"));
    assert_eq!(error(b"Customer\n\xd6\xd0").line(), Some(2));
    assert!(error(b"\xff\xfeC\0").to_string().contains("UTF-16"));
    assert!(error(b"\"Customer").to_string().contains("never closed"));
}

#[test]
fn faults_of_the_mapping_are_placed_in_it() {
    let amount = "[column.Amount]";
    for (old, new, stands_at, words) in [
        ("mapping = 1", "mapping = 2", "mapping = 2", "version 2"),
        ("thousands", "thousand", "thousand =", "did you mean `thousands`"),
        ("%m/%d/%Y", "%m/%d", "%m/%d", "year"),
        ("{Customer} Ltd", "{Customer Ltd", "{Customer Ltd", "braces"),
        ("currency = \"{currency}\"\nthousands", "thousands", amount, "needs its `currency`"),
        ("currency = \"{currency}\"\nt", "currency = \"{Amount}\"\nt", "{Amount}", "not text"),
        ("effective = \"{Date}\"", "effective = \"{No}\"", "effective", "type = \"date\""),
        ("effective = \"{Date}\"", "effective = \"2013-02-30\"", "effective", "not a date"),
        ("is_zero = true", "", "when", "one test"),
        ("\"Amount\", is_zero", "\"No\", is_zero", "when", "declare it"),
        ("\"{Days}\"", "30.5", "30.5", "in quotes"),
        ("\"{Days}\"", "2013-01-02", "2013-01-02", "2025-03-01"),
        ("collapse_spaces", "colapse_spaces", "colapse_spaces", "did you mean `collapse_spaces`"),
        ("Days]", "currency]", "[column.currency]", "both a constant"),
        ("type = \"date\"", "type = date", "type = date", "string values must be quoted"),
        ("once_per", "actor = 1\nonce_per", "actor = 1", "unknown field `actor`"),
        ("= \"{Date}\"", "= 2013-01-02", "effective", "in quotes"),
        ("\"{No}\"", "nul", "invoice = nul", ""),
        ("\"erp\"", "5", "source_system", "in quotes"),
    ] {
        assert!(INVOICES.contains(old), "{old}");
        let faulty = INVOICES.replacen(old, new, 1);
        let before = faulty.split(stands_at).next().unwrap_or_default();
        let (line, column, message) = mapping_error(&faulty);
        assert_eq!(line, before.split('\n').count(), "{new}: {message}");
        assert!(column > 0 && message.contains(words), "{new}: {message}");
    }
}

#[test]
fn an_unknown_event_type_is_found_in_the_mapping() {
    let mapping = mapping(&INVOICES.replace("invoice.issued", "invoice.isued"));
    let error =
        mapping.check_types(&["customer.registered", "invoice.issued"]).expect_err("mistyped");
    let hint = error.message().hint;
    assert_eq!((error.line(), hint.en.as_str()), (Some(37), "did you mean \"invoice.issued\"?"));
    assert_eq!(hint.zh, "是否想写 \"invoice.issued\"？");
}
