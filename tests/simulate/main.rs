//! The generator's output against the door's rules, by a checker that knows
//! nothing of the generator.

#![allow(clippy::unwrap_used)] // a test that cannot go on says so by panicking

mod amounts;
mod door;
mod naming;
mod shape;

use std::collections::BTreeMap;

use duebook::simulate::{Config, Density, small, write};
use serde_json::{Value, json};

use door::Door;

fn generate(config: &Config) -> String {
    let mut out = Vec::new();
    let summary = write(config, &mut out).unwrap();
    assert_eq!(summary.events, config.events);
    assert_eq!(summary.bytes, out.len() as u64);
    String::from_utf8(out).unwrap()
}

/// Checks every line; the counts by type.
fn check(name: &str, text: &str) -> BTreeMap<String, usize> {
    let mut door = Door::default();
    let mut types = BTreeMap::new();
    for (place, line) in text.lines().enumerate() {
        let passed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let event: Value = serde_json::from_str(line).unwrap();
            // Compact, nothing escaped, no key twice: read and written again it is as long.
            assert_eq!(serde_json::to_string(&event).unwrap().len(), line.len());
            shape::check(&event);
            door.pass(&event);
            event["type"].as_str().unwrap().to_owned()
        }));
        let kind = passed.unwrap_or_else(|_| panic!("{name}, line {}: {line}", place + 1));
        *types.entry(kind).or_default() += 1;
    }
    assert_eq!(door.lines(), text.lines().count());
    types
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    for density in [Density::Normal, Density::Dense] {
        let config = Config { density, ..Config::new(20, 3000, 7) };
        assert_eq!(generate(&config), generate(&config));
        assert_ne!(generate(&config), generate(&Config { seed: 8, ..config }));
    }
}

#[test]
fn the_bytes_of_a_seed_are_pinned() {
    // FNV-1a of the text: a change here is a change of every published history.
    let fnv = |text: &str| {
        text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    };
    let normal = fnv(&generate(&Config::new(10, 2000, 1)));
    let dense = fnv(&generate(&small(1, 3, 500)));
    assert_eq!((normal, dense), (13_371_087_417_310_817_383, 17_073_771_744_217_363_188));
}

#[test]
fn exactly_as_many_lines_as_asked_for() {
    for events in [0, 1, 2, 10, 99, 1234] {
        for customers in [1, 3, 400] {
            for density in [Density::Normal, Density::Dense] {
                let config = Config { density, ..Config::new(customers, events, 5) };
                assert_eq!(generate(&config).lines().count() as u64, events);
                let short = Config { months: 1, ..config };
                assert_eq!(generate(&short).lines().count() as u64, events);
            }
        }
    }
}

#[test]
fn a_prefix_does_not_depend_on_where_it_ends_in_the_dense_mode() {
    let long = generate(&small(3, 2, 300));
    assert!(long.starts_with(&generate(&small(3, 2, 120))));
}

#[test]
fn normal_histories_are_lawful_and_complete() {
    for (customers, events, seed) in
        [(50, 20_000, 1), (200, 20_000, 2), (1000, 20_000, 3), (300, 40_000, 4), (5, 3000, 5)]
    {
        let text = generate(&Config::new(customers, events, seed));
        let name = format!("normal {customers} {events} {seed}");
        let types = check(&name, &text);
        if events >= 20_000 {
            for kind in shape::types() {
                assert!(types.contains_key(kind), "{name}: no {kind}");
            }
            every_variant_occurs(&text);
        }
    }
}

/// Kinds of agreements, triggers and other variants that a history must show.
fn every_variant_occurs(text: &str) {
    for variant in [
        r#""kind":"instalment""#,
        r#""kind":"deferral""#,
        r#""kind":"offset""#,
        r#""kind":"price_reduction""#,
        r#""covers":[{"invoice""#,
        r#""effect":"revert""#,
        r#""restart_due":true"#,
        r#""trigger":"invoice_received""#,
        r#""trigger":"delivery_received""#,
        r#""trigger":"acceptance""#,
        r#""trigger":"month_end""#,
        r#""outcome":"upheld""#,
        r#""outcome":"partial""#,
        r#""outcome":"held""#,
        r#""shortages""#,
        r#""reason":"discount""#,
        r#""payment":"CN-"#,
        r#""currency":"JPY""#,
        r#""currency":"KWD""#,
        r#""note":"#,
    ] {
        assert!(text.contains(variant), "no {variant}");
    }
}

#[test]
fn dense_histories_are_lawful_and_complete() {
    let mut types: BTreeMap<String, usize> = BTreeMap::new();
    let seeds: u64 = std::env::var("SIMULATE_SEEDS").map_or(400, |s| s.parse().unwrap());
    for seed in 0..seeds {
        let customers = 1 + (seed % 3) as u32;
        let text = generate(&small(seed, customers, 120));
        for (kind, count) in check(&format!("dense {seed}"), &text) {
            *types.entry(kind).or_default() += count;
        }
    }
    for kind in shape::types() {
        assert!(types.contains_key(kind), "no {kind} in {seeds} dense histories");
    }
    let long = generate(&small(77, 4, 1500));
    check("dense, long", &long);
    println!("{types:?}");
}

#[test]
fn the_checker_refuses_what_the_door_refuses() {
    let line = |kind: &str, day: &str, data: Value| {
        json!({"id": "", "type": kind, "schema": 1, "customer": "C-0001", "effective": day,
            "recorded_at": "2025-06-01T01:00:00.000Z",
            "actor": {"id": "x", "role": "finance"}, "data": data})
    };
    let pay = |number: &str, day: &str, amount: &str| {
        line(
            "payment.received",
            day,
            json!({"payment": number, "currency": "CNY", "amount": amount,
            "allocations": [{"invoice": "I", "amount": amount}]}),
        )
    };
    let note = |number: &str, amount: &str| {
        line(
            "credit_note.issued",
            "2025-03-05",
            json!({"credit_note": number, "invoice": "I",
            "amount": amount, "reason": "price"}),
        )
    };
    let first = [
        line("customer.registered", "2025-01-01", json!({"name": "A"})),
        line(
            "invoice.issued",
            "2025-03-01",
            json!({"invoice": "I", "currency": "CNY", "amount": "100"}),
        ),
        pay("P", "2025-03-20", "60"),
    ];
    let covers = |amount: &str| {
        json!({"agreement": "A", "kind": "deferral", "new_due": "2025-04-01", "signed_by": ["x"],
            "covers": [{"invoice": "I", "amount": amount}]})
    };
    let cases = [
        ("fits", pay("Q", "2025-03-10", "40"), true),
        ("a later date sees too much", pay("Q", "2025-03-10", "40.01"), false),
        ("number twice", pay("P", "2025-03-21", "1"), false),
        ("credit makes excess", note("N", "100"), true),
        ("credit above the gross", note("N", "100.01"), false),
        ("covers what is open", line("agreement.signed", "2025-03-19", covers("100")), true),
        ("covers more", line("agreement.signed", "2025-03-20", covers("41")), false),
        (
            "refund of what is allocated",
            line("payment.refunded", "2025-03-20", json!({"payment": "P", "amount": "1"})),
            false,
        ),
        (
            "recovered more than written off",
            line("write_off.recovered", "2025-03-20", json!({"invoice": "I", "amount": "1"})),
            false,
        ),
        (
            "before the invoice",
            line("invoice.received", "2025-02-28", json!({"invoice": "I"})),
            false,
        ),
        ("unknown", line("invoice.received", "2025-03-28", json!({"invoice": "J"})), false),
        (
            "others depend on it",
            line("event.retracted", "2025-03-28", json!({"event": "1", "reason": "x"})),
            false,
        ),
        (
            "nobody depends on it",
            line("event.retracted", "2025-03-28", json!({"event": "2", "reason": "x"})),
            true,
        ),
    ];
    for (name, mut last, passes) in cases {
        let mut door = Door::default();
        for (place, event) in first.iter().enumerate() {
            let mut event = event.clone();
            event["id"] = json!(place.to_string());
            door.pass(&event);
        }
        last["id"] = json!("last");
        let passed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| door.pass(&last)));
        assert_eq!(passed.is_ok(), passes, "{name}");
    }
}

#[test]
fn the_rate_is_printed() {
    let start = std::time::Instant::now();
    let events = 200_000;
    write(&Config::new(500, events, 1), &mut std::io::sink()).unwrap();
    let rate = u128::from(events) * 1_000_000 / start.elapsed().as_micros().max(1);
    println!("{rate} events/s");
}

/// More seeds of ordinary histories: `cargo test --release -- --ignored`.
#[test]
#[ignore = "minutes"]
fn many_normal_histories_are_lawful() {
    for (seed, customers) in (100_u32..160).zip([1, 3, 20, 60, 250].into_iter().cycle()) {
        let config = Config { months: 3 + seed % 40, ..Config::new(customers, 6000, seed.into()) };
        check(&format!("normal {seed}"), &generate(&config));
    }
}
