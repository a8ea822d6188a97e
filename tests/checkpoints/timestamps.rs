//! Timestamps from an authority that the test makes with openssl, over the wire and by hand.

use std::io::Write as _;
use std::net::TcpListener;

use crate::desk::{customer, desk};
use crate::program::authority::{Authority, CONFIG};

/// Answers one request over HTTP; gives its address and what was asked.
fn serve(authority: &Authority, spoil: impl Fn(Vec<u8>) -> Vec<u8> + Send + 'static) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/stamp", listener.local_addr().expect("an address"));
    let copy = authority.copy();
    let asked = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a client");
        let (head, body) = read_request(&mut stream);
        let answer = spoil(copy.answer(&body));
        let told = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-reply\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            answer.len()
        );
        stream.write_all(&[told.as_bytes(), &answer].concat()).expect("sent");
        head
    });
    Served { url, asked }
}

struct Served {
    url: String,
    asked: std::thread::JoinHandle<String>,
}

/// Reads head and body of a request.
fn read_request(stream: &mut impl std::io::Read) -> (String, Vec<u8>) {
    let mut bytes = Vec::new();
    let mut one = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut one).expect("a request");
        bytes.push(one[0]);
    }
    let head = String::from_utf8(bytes).expect("a head").to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length = length.and_then(|length| length.parse().ok()).expect("a length");
    let mut body = vec![0; length];
    stream.read_exact(&mut body).expect("a body");
    (head, body)
}

#[test]
fn an_authority_dates_a_checkpoint_over_the_wire_and_openssl_agrees() {
    let (shelf, key, _) = desk();
    let authority = Authority::new();
    let served = serve(&authority, |answer| answer);
    let (out, ca) = (shelf.path("c.txt").to_string_lossy().into_owned(), authority.path("ca.pem"));
    let answer = shelf.json(&[
        "checkpoint",
        "--key",
        &key,
        "--out",
        &out,
        "--timestamp",
        &served.url,
        "--ca",
        &ca,
    ]);
    let answer = answer.value();
    assert_eq!(answer["timestamp"]["signature_verified"], true);
    let head = served.asked.join().expect("a request");
    assert!(head.contains("content-type: application/timestamp-query\r\n"), "{head}");
    let list = shelf.json(&["checkpoint", "--list"]).value();
    assert_eq!(list["checkpoints"][0]["timestamps"].as_array().map(Vec::len), Some(1));
    // `verify` says how far it has gone.
    assert_eq!(shelf.json(&["verify"]).value()["timestamps"], 1);
    for (lang, word) in [("en", "held against their checkpoints only"), ("zh", "仅核对")] {
        let told = shelf.run(&["verify", "--format", "table", "--lang", lang]);
        assert!(told.out.replace('\n', " ").contains(word), "{}", told.out);
    }
    // What is kept is what openssl verifies against the file that was handed out.
    let book = rusqlite::Connection::open(shelf.db()).expect("a ledger");
    let kept: Vec<u8> = book
        .query_row("SELECT body FROM checkpoints WHERE kind = 3", [], |row| row.get(0))
        .expect("an answer");
    let kept = authority.shelf.file("kept.tsr", kept);
    authority.openssl(&["ts", "-verify", "-in", &kept, "-data", &out, "-CAfile", &ca]);
}

#[test]
fn a_request_can_be_carried_by_hand_and_is_about_its_own_checkpoint() {
    let (shelf, key, _) = desk();
    let authority = Authority::new();
    let file = |name: &str| shelf.path(name).to_string_lossy().into_owned();
    let (tsq, ca) = (file("r.tsq"), authority.path("ca.pem"));
    shelf.json(&["checkpoint", "--key", &key, "--tsq", &tsq]).value();
    let tsr = shelf.file("r.tsr", authority.answer(&std::fs::read(&tsq).expect("a request")));
    // The log has grown meanwhile; the answer still goes to the checkpoint it is about.
    shelf.take(&[customer(3)]);
    shelf.json(&["checkpoint", "--key", &key]).value();
    let taken = shelf.json(&["checkpoint", "--tsq", &tsq, "--tsr", &tsr, "--ca", &ca]).value();
    assert_eq!((&taken["number"], &taken["size"]), (&1.into(), &2.into()));
    for (lang, word) in [("en", "not verified yet"), ("zh", "尚未核验")] {
        let args =
            ["checkpoint", "--tsq", &tsq, "--tsr", &tsr, "--format", "table", "--lang", lang];
        let told = shelf.run(&args);
        assert!(told.code == 0 && told.out.replace('\n', " ").contains(word), "{}", told.out);
    }
}

#[test]
fn answers_to_other_requests_refusals_and_strangers_are_not_kept() {
    let (shelf, key, _) = desk();
    let authority = Authority::new();
    let file = |name: &str| shelf.path(name).to_string_lossy().into_owned();
    let (first, second) = (file("first.tsq"), file("second.tsq"));
    shelf.json(&["checkpoint", "--key", &key, "--tsq", &first]).value();
    // The same bytes, another nonce.
    shelf.json(&["checkpoint", "--tsq", &second]).value();
    let request = std::fs::read(&first).expect("a request");
    let right = authority.answer(&request);
    let code = |tsq: &str, answer: &[u8], more: &[&str]| {
        let tsr = shelf.file("given.tsr", answer);
        let answer = shelf.json(&[&["checkpoint", "--tsq", tsq, "--tsr", &tsr], more].concat());
        (answer.code, answer.error()["code"].as_str().expect("a code").to_owned())
    };
    let refused = |code: &str| (3, code.to_owned());
    assert_eq!(code(&second, &right, &[]), refused("DUE-0814"));
    // Other bytes: an answer whose hash was changed in the request.
    shelf.take(&[customer(3)]);
    shelf.json(&["checkpoint", "--key", &key, "--tsq", &second]).value();
    assert_eq!(code(&second, &right, &[]), refused("DUE-0814"));
    // An authority that takes no SHA-256 refuses.
    authority.shelf.file("tsa.cnf", CONFIG.replace("digests = sha256", "digests = sha512"));
    assert_eq!(code(&first, &authority.answer(&request), &[]), refused("DUE-0813"));
    assert_eq!(code(&first, b"<html>", &[]), refused("DUE-0812"));
    // A root that is not the authority's.
    let stranger = Authority::new();
    assert_eq!(code(&first, &right, &["--ca", &stranger.path("ca.pem")]), refused("DUE-0816"));
    // A forged time is not what was signed, with openssl and without.
    let at = right.windows(2).position(|two| two == [0x18, 0x0f]).expect("a time");
    let mut forged = right.clone();
    forged[at + 5] = if forged[at + 5] == b'5' { b'4' } else { b'5' };
    let ca = authority.path("ca.pem");
    for more in [&[][..], &["--ca", &ca]] {
        assert_eq!(code(&first, &forged, more), refused("DUE-0812"));
    }
    // A request about nothing that is kept.
    let other = shelf.file("other.tsq", {
        let mut other = request.clone();
        let at = other.windows(2).position(|two| two == [0x04, 0x20]).expect("a hash");
        other[at + 2] ^= 1;
        other
    });
    assert_eq!(code(&other, &right, &[]), (2, "DUE-0817".to_owned()));
    let list = shelf.json(&["checkpoint", "--list"]).value();
    assert_eq!(list["checkpoints"][0]["timestamps"], serde_json::json!([]));
    // The right one is kept after all that.
    shelf.file("given.tsr", &right);
    shelf.json(&["checkpoint", "--tsq", &first, "--tsr", &file("given.tsr"), "--ca", &ca]).value();
}

#[test]
fn an_authority_that_cannot_be_reached_or_answers_otherwise_costs_no_checkpoint() {
    let (shelf, key, _) = desk();
    let authority = Authority::new();
    let code = |url: &str| {
        let answer = shelf.json(&["checkpoint", "--key", &key, "--timestamp", url]);
        (answer.code, answer.error()["code"].as_str().expect("a code").to_owned())
    };
    assert_eq!(code("file:///etc/passwd"), (2, "DUE-0800".to_owned()));
    assert_eq!(code("http://127.0.0.1:1/"), (5, "DUE-0801".to_owned()));
    let other = authority.answer(&{
        let tsq = shelf.path("other.tsq").to_string_lossy().into_owned();
        shelf.json(&["checkpoint", "--tsq", &tsq]).value();
        std::fs::read(tsq).expect("a request")
    });
    // Somebody in between answers with an older timestamp of the same bytes.
    let served = serve(&authority, move |_| other.clone());
    assert_eq!(code(&served.url), (5, "DUE-0814".to_owned()));
    let list = shelf.json(&["checkpoint", "--list"]).value();
    assert_eq!(list["checkpoints"].as_array().map(Vec::len), Some(1));
    assert_eq!(list["checkpoints"][0]["timestamps"], serde_json::json!([]));
}
