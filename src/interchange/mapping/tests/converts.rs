//! What rows become.

use serde_json::{Value, json};

use super::{HEADER, INVOICES, convert, mapping};

fn converted(rows: &str) -> Vec<Value> {
    let events = convert(rows).expect("the rows are well-formed").events;
    events.into_iter().map(|mapped| Value::Object(mapped.event)).collect()
}

#[test]
fn a_row_becomes_the_events_of_the_mapping() {
    assert_eq!(
        converted("C1,A-1,1/2/2013,\"1,055.90\",30,urgent\n"),
        [
            json!({
                "type": "customer.registered", "customer": "C1", "effective": "2013-01-02",
                "data": { "name": "C1 Ltd" }, "source": { "system": "erp", "line": 2 },
            }),
            json!({
                "type": "invoice.issued", "customer": "C1", "effective": "2013-01-02", "note": "urgent",
                "data": {
                    "invoice": "A-1", "currency": "USD", "amount": "1055.90", "order": "urgent",
                    "terms": { "trigger": "invoice_date", "net_days": 30 },
                },
                "source": { "system": "erp", "line": 2 },
            }),
        ]
    );
}

#[test]
fn empty_cells_leave_out_what_they_fill_where_the_column_says_so() {
    let events = converted("C1,A-1,1/2/2013,5,,\n");
    assert_eq!(events[1]["data"]["terms"], json!({ "trigger": "invoice_date" }));
    assert!(events[1]["data"].get("order").is_none());
    assert!(events[1].get("note").is_none());
}

#[test]
fn quotes_and_line_breaks_within_them_are_read_and_lines_stay_physical() {
    let rows = "C1,A-1,1/2/2013,5,,\"two\nlines, \"\"quoted\"\"\"\n\n\nC1,A-2,1/3/2013,6,,\n";
    let conversion = convert(rows).expect("the rows are well-formed");
    let lines: Vec<u64> = conversion.events.iter().map(|mapped| mapped.line).collect();
    assert_eq!(lines, [2, 2, 6]);
    assert_eq!(conversion.events[1].event["note"], "two lines, \"quoted\"");
}

#[test]
fn a_byte_order_mark_and_any_line_break_are_read() {
    let unix = format!("{HEADER}C1,A-1,1/2/2013,5,,\nC1,A-2,1/3/2013,6,,\n");
    let wanted = mapping(INVOICES).convert(unix.as_bytes());
    for text in [
        format!("\u{feff}{unix}"),
        unix.replace('\n', "\r\n"),
        unix.replace('\n', "\r"),
        unix.trim_end().to_owned(),
    ] {
        assert_eq!(mapping(INVOICES).convert(text.as_bytes()), wanted, "{text:?}");
    }
}

#[test]
fn events_are_ordered_by_date_then_number_then_row() {
    let rows =
        "C2,A-1,1/3/2013,5,,\nC1,A-2,1/2/2013,5,,\nC2,A-3,1/2/2013,5,,\nC1,A-4,1/2/2013,5,,\n";
    let order: Vec<String> = converted(rows)
        .iter()
        .map(|event| event["data"].get("invoice").unwrap_or(&event["customer"]).to_string())
        .collect();
    assert_eq!(order, ["\"C1\"", "\"C2\"", "\"A-2\"", "\"A-3\"", "\"A-4\"", "\"A-1\""]);
}

#[test]
fn once_per_takes_the_earliest_row_and_of_equal_ones_the_first() {
    let text = INVOICES.replace("{Customer} Ltd", "{No}");
    let csv = format!("{HEADER}C1,A-1,1/3/2013,5,,\nC1,A-2,1/2/2013,5,,\nC1,A-3,1/2/2013,5,,\n");
    let conversion = mapping(&text).convert(csv.as_bytes()).expect("the rows are well-formed");
    assert_eq!(conversion.events[0].event["data"]["name"], "A-2");
    assert_eq!(conversion.events[0].line, 3);
    assert_eq!(conversion.summary.events_made["customer.registered"], 1);
}

#[test]
fn skipped_rows_are_counted_with_their_reason() {
    let summary =
        convert("C1,A-1,1/2/2013,0.00,,\nC1,A-2,1/2/2013,7,,\n").expect("well-formed").summary;
    assert_eq!(summary.rows_read, 2);
    assert_eq!(summary.rows_skipped[0].rows, 1);
    assert_eq!(
        summary.to_string(),
        "2 row(s) read, 2 event(s) made\n  1 customer.registered\n  1 invoice.issued\n  1 row(s) skipped: nothing to pay"
    );
}

#[test]
fn a_file_without_header_takes_its_names_from_the_mapping() {
    let csv = "[csv]\nheader = false\ndelimiter = \";\"\ncolumns = [\"Customer\", \"No\", \"Date\", \"Amount\", \"Days\", \"Remark\"]\n";
    let text = INVOICES.replace("[constants]", &format!("{csv}[constants]"));
    let conversion =
        mapping(&text).convert("C1;A-1;1/2/2013;5;;\n".as_bytes()).expect("well-formed");
    assert_eq!(conversion.events[1].line, 1);
}
