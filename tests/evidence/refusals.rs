//! What `evidence` refuses, with which exit status, and what it leaves behind.

use std::path::Path;

use crate::bundles::{Case, bare, case, pack};
use crate::program::Answer;

fn export(case: &Case, args: &[&str]) -> Answer {
    case.shelf.json(&[&["evidence", "export"], args].concat())
}

fn code(answer: &Answer) -> (i32, String) {
    let code = answer.error()["code"].as_str().unwrap_or_default().to_owned();
    (answer.code, code)
}

/// What lies in the folder of a case.
fn files(case: &Case) -> Vec<String> {
    let entries = std::fs::read_dir(case.shelf.path(".")).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn an_existing_file_is_never_overwritten() {
    let case = case();
    let (key, out) = (case.path("log.key"), case.shelf.file("mine.zip", b"mine"));
    let answer = export(&case, &["--customer", "C-1", "--key", &key, "--out", &out]);
    assert_eq!(code(&answer), (2, "DUE-0821".to_owned()));
    assert_eq!(std::fs::read(&out).unwrap(), b"mine");
}

#[test]
fn what_cannot_be_written_leaves_nothing() {
    let case = case();
    let (key, out) = (case.path("log.key"), case.path("nowhere/c.zip"));
    let before = files(&case);
    let answer = export(&case, &["--customer", "C-1", "--key", &key, "--out", &out]);
    assert_eq!(code(&answer), (2, "DUE-0822".to_owned()));
    let answer = export(&case, &["--invoice", "NONE", "--key", &key, "--out", "x.zip"]);
    assert_eq!(code(&answer), (2, "DUE-0820".to_owned()));
    assert_eq!(export(&case, &["--order", "NONE", "--key", &key, "--out", "x.zip"]).code, 3);
    assert_eq!(export(&case, &["--customer", "C-9", "--key", &key, "--out", "x.zip"]).code, 2);
    assert_eq!(export(&case, &["--customer", "C-1", "--out", "x.zip"]).code, 2);
    let after: Vec<String> =
        files(&case).into_iter().filter(|name| !name.starts_with("book.db-")).collect();
    let before: Vec<String> =
        before.into_iter().filter(|name| !name.starts_with("book.db-")).collect();
    assert_eq!(before, after);
}

#[test]
fn one_subject_and_dates_only_with_a_customer() {
    let case = case();
    let key = case.path("log.key");
    let fixed = ["--key", &key, "--out", "x.zip"];
    for args in [
        &["--customer", "C-1", "--order", "O-1"][..],
        &[][..],
        &["--order", "O-1", "--from", "2025-01-01"][..],
        &["--invoice", "INV-1", "--to", "2025-01-01"][..],
        &["--customer", "C-1", "--from", "yesterday"][..],
    ] {
        assert_eq!(export(&case, &[args, &fixed].concat()).code, 2, "{args:?}");
    }
    assert!(!Path::new(&case.path("x.zip")).exists());
}

#[test]
fn a_key_that_is_not_the_logs_signs_nothing() {
    let case = case();
    let other = case.path("other.key");
    let made =
        case.shelf.json(&["key", "new", "--origin", crate::bundles::ORIGIN, "--out", &other]);
    assert_eq!(made.code, 0, "{}", made.err);
    let answer = export(&case, &["--customer", "C-1", "--key", &other, "--out", "x.zip"]);
    assert_eq!(answer.code, 2, "{}", answer.err);
    assert!(!Path::new(&case.path("x.zip")).exists());
}

#[test]
fn a_malformed_verifier_key_is_wrong_usage() {
    let case = case();
    let file = case.shelf.file("c.zip", pack(&case.bundle(&["--customer", "C-1"])));
    let short = case.vkey[..case.vkey.len() - 4].to_owned();
    for vkey in ["", "x", "a+b+c", short.as_str()] {
        let answer = bare(&["evidence", "verify", &file, "--vkey", vkey, "--format", "json"]);
        assert_eq!(answer.code, 2, "{vkey:?} {}", answer.out);
    }
    assert_eq!(bare(&["evidence", "verify", &file]).code, 2);
    let missing = bare(&["evidence", "verify", "no.zip", "--vkey", &case.vkey, "--format", "json"]);
    assert_eq!(code(&missing), (2, "DUE-0824".to_owned()));
    // Several keys, also as lines of a file: one of them is the bundle's.
    let other = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    let both = format!("{other}\n{}\n", case.vkey);
    assert_eq!(bare(&["evidence", "verify", &file, "--vkey", &both]).code, 0);
    assert_eq!(bare(&["evidence", "verify", &file, "--vkey", other]).code, 1);
}

#[test]
fn a_changed_log_gives_no_bundle() {
    let case = case();
    let db = rusqlite::Connection::open(case.shelf.db()).unwrap();
    let triggers: Vec<String> = db
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for trigger in triggers {
        db.execute_batch(&format!("DROP TRIGGER \"{trigger}\"")).unwrap();
    }
    let (table, column) = lines_of(&db);
    let changed = db
        .execute(
            &format!(
                "UPDATE {table} SET {column} = CAST(replace(CAST({column} AS TEXT), '60000.00', '90000.00') AS BLOB) \
                 WHERE CAST({column} AS TEXT) LIKE '%INV-2%60000.00%' OR CAST({column} AS TEXT) LIKE '%60000.00%INV-2%'"
            ),
            [],
        )
        .unwrap();
    assert!(changed > 0, "nothing was changed");
    drop(db);
    let key = case.path("log.key");
    let answer = export(&case, &["--customer", "C-1", "--key", &key, "--out", "x.zip"]);
    assert_eq!(answer.code, 5, "{} {}", answer.out, answer.err);
    assert!(!Path::new(&case.path("x.zip")).exists());
}

/// The table and column in which the lines of events are stored.
fn lines_of(db: &rusqlite::Connection) -> (String, String) {
    let mut tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
    let tables: Vec<String> =
        tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    for table in tables {
        let columns: Vec<String> = db
            .prepare(&format!("SELECT name FROM pragma_table_info('{table}')"))
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        for column in columns {
            let like = format!(
                "SELECT count(*) FROM \"{table}\" WHERE CAST(\"{column}\" AS TEXT) LIKE '{{\"actor\"%invoice.issued%'"
            );
            if db.query_row(&like, [], |row| row.get::<_, i64>(0)).unwrap_or(0) > 0 {
                return (table, column);
            }
        }
    }
    panic!("no table holds events");
}
