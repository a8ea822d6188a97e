//! Several people at the same moment: what is derived and recorded rests on what is known when it
//! is recorded, whoever was faster (domain, sections 4, 9 and 11).

use std::sync::Arc;

use duebook::clock::FixedClock;
use duebook::ledger::intake::IntakeOptions;
use duebook::ledger::view::Question;
use duebook::ledger::{Ledger, LedgerError};
use duebook::store::{EventStore, MemoryStore};
use duebook_events::order::Outcome;
use duebook_events::{Actor, Day, Instant, Role};
use serde_json::{Value, json};

/// How often what must not happen may happen.
const ROUNDS: usize = 20;

/// Somebody with a program of their own on the same log.
fn somebody(store: &Arc<dyn EventStore>) -> Ledger {
    let clock = FixedClock(Instant::try_new("2025-06-09T02:00:00Z").unwrap());
    let caller = Actor { id: "chen.jie".into(), role: Role::Finance };
    Ledger::new(Arc::clone(store), Arc::new(clock), caller)
}

async fn recorded(ledger: &Ledger, events: &[(&str, &str, Value)]) {
    let line = |(kind, day, data): &(&str, &str, Value)| {
        json!({"type": kind, "customer": "C-1", "effective": day, "data": data}).to_string()
    };
    let lines: Vec<String> = events.iter().map(line).collect();
    ledger.import(lines.join("\n").as_bytes(), IntakeOptions::default()).await.unwrap();
}

fn order(number: &str) -> (&'static str, &'static str, Value) {
    let data = json!({"order": number, "currency": "CNY", "amount": "800.00"});
    ("order.placed", "2025-06-01", data)
}

/// A customer with a limit of 1,000.00.
async fn limited(store: &Arc<dyn EventStore>) {
    let ledger = somebody(store);
    let limit = json!({"limit": "1000.00", "currency": "CNY"});
    let events = [
        ("customer.registered", "2024-01-01", json!({"name": "C-1"})),
        ("credit.limit_set", "2024-01-01", limit),
        order("SO-1"),
        order("SO-2"),
        order("SO-3"),
    ];
    recorded(&ledger, &events).await;
}

fn day(text: &str) -> Option<Day> {
    Some(Day::try_new(text).unwrap())
}

/// Each of three orders is within the limit, and two of them are not.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn decisions_at_once_keep_to_the_limit() {
    for _ in 0..ROUNDS {
        let store: Arc<dyn EventStore> = Arc::new(MemoryStore::new());
        limited(&store).await;
        let deciding = ["SO-1", "SO-2", "SO-3"].map(|order| {
            let ledger = somebody(&store);
            tokio::spawn(async move { ledger.decide(order, day("2025-06-09")).await.unwrap() })
        });
        let mut approved = 0;
        for decided in deciding {
            let decided = decided.await.unwrap();
            approved += usize::from(decided.derivation.outcome == Outcome::Approved);
        }
        assert_eq!(approved, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_order_is_decided_once_however_many_ask() {
    for _ in 0..ROUNDS {
        let store: Arc<dyn EventStore> = Arc::new(MemoryStore::new());
        limited(&store).await;
        let deciding = [(); 4].map(|()| {
            let ledger = somebody(&store);
            tokio::spawn(async move { ledger.decide("SO-1", day("2025-06-09")).await })
        });
        let mut done = 0;
        for decided in deciding {
            match decided.await.unwrap() {
                Ok(_) => done += 1,
                Err(LedgerError::Refused(refusal)) => {
                    let told = refusal.fault.message.to_string();
                    assert!(told.contains("decided already"), "{told}");
                }
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(done, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn late_interest_is_charged_once_around_midnight() {
    for _ in 0..ROUNDS {
        let store: Arc<dyn EventStore> = Arc::new(MemoryStore::new());
        let terms = json!({"terms": {"trigger": "invoice_date", "net_days": 30,
            "daily_rate": "0.0003"}});
        let invoice = json!({"invoice": "INV-1", "currency": "CNY", "amount": "10000.00"});
        let events = [
            ("customer.registered", "2024-01-01", json!({"name": "C-1"})),
            ("terms.agreed", "2024-01-01", terms),
            ("invoice.issued", "2025-02-03", invoice),
        ];
        recorded(&somebody(&store), &events).await;
        let charging = ["2025-06-08", "2025-06-09"].map(|as_of| {
            let ledger = somebody(&store);
            let question = Question { as_of: day(as_of), ..Question::default() };
            tokio::spawn(async move { ledger.charge_late_fees(None, &question).await.unwrap() })
        });
        for charged in charging {
            charged.await.unwrap();
        }
        let ledger = somebody(&store);
        let question = Question { as_of: day("2025-06-09"), ..Question::default() };
        let view = ledger.view(&question).await.unwrap();
        let left = ledger.propose_late_fees(None, &view).await.unwrap();
        let customer = ledger.customer("C-1").await.unwrap();
        let charged: i64 = ledger
            .facts(&customer)
            .await
            .unwrap()
            .iter()
            .filter_map(|fact| match &fact.data {
                duebook_events::EventData::LateFeeCharged(fee) => Some(fee.amount.minor(cny())),
                _ => None,
            })
            .map(|amount| i64::try_from(amount).unwrap())
            .sum();
        // 96 days at 3.00, or 95 where the earlier day was the later clerk's and finds too much.
        assert!(left.is_empty() || charged == 28_500, "{left:?}");
        assert!((28_500..=28_800).contains(&charged), "{charged}");
    }
}

fn cny() -> duebook_events::Currency {
    duebook_events::Currency::try_new("CNY").unwrap()
}

/// What was judged on an older state of its customer is not recorded, and nothing of it is.
#[tokio::test]
async fn what_was_overtaken_is_not_recorded() {
    let store: Arc<dyn EventStore> = Arc::new(MemoryStore::new());
    limited(&store).await;
    let ledger = somebody(&store);
    let judged_at = Some(ledger.head().await.unwrap());
    let options = IntakeOptions { judged_at, ..IntakeOptions::default() };
    let contact = |number: &str| {
        json!({"type": "contact.logged", "customer": "C-1", "effective": "2025-06-02",
            "data": {"contact": number, "channel": "phone", "summary": "called", "response": "none"}})
        .to_string()
    };
    ledger.import(contact("K-1").as_bytes(), options).await.unwrap();
    let overtaken = ledger.import(contact("K-2").as_bytes(), options).await;
    assert!(matches!(overtaken, Err(LedgerError::Overtaken(_))), "{overtaken:?}");
    // Another customer's events are no reason.
    let other = contact("K-3").replace("contact.logged", "customer.registered");
    let other = other.replace("C-1", "C-2").replace(
        r#"{"channel":"phone","contact":"K-3","response":"none","summary":"called"}"#,
        r#"{"name":"C-2"}"#,
    );
    ledger.import(other.as_bytes(), options).await.unwrap();
}

/// A line that says where it stands is recorded there or not at all.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_claimed_position_is_kept_beside_others() {
    let (mut kept, mut refused) = (0, 0);
    for round in 0..ROUNDS {
        let store: Arc<dyn EventStore> = Arc::new(MemoryStore::new());
        limited(&store).await;
        let next = somebody(&store).head().await.unwrap().0 + 1;
        let claiming = somebody(&store);
        let claim = json!({"type": "customer.registered", "customer": "C-2", "position": next,
            "effective": "2025-06-01", "data": {"name": "C-2"}})
        .to_string();
        let other = somebody(&store);
        let beside = tokio::spawn(async move {
            let contact = json!({"contact": format!("K-{round}"), "channel": "phone", "summary": "called", "response": "none"});
            recorded(&other, &[("contact.logged", "2025-06-02", contact)]).await;
        });
        match claiming.import(claim.as_bytes(), IntakeOptions::default()).await {
            Ok(receipt) => {
                let page = store.read_positions(&[receipt.head]).await.unwrap();
                let line = String::from_utf8(page.line(&page.rows[0]).to_vec()).unwrap();
                assert!(line.contains(&format!("\"position\":{next},")), "{line}");
                kept += 1;
            }
            Err(_) => refused += 1,
        }
        beside.await.unwrap();
    }
    assert_eq!(kept + refused, ROUNDS);
}
