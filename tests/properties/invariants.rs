//! INV-1, 4, 5, 6, 7, 8 and 12.

use std::collections::BTreeSet;

use duebook::ledger::intake::IntakeOptions;
use duebook::ledger::view::{KnownAt, Question};
use duebook::ledger::{Ledger, fact};
use duebook::replay::{Replay, stream_names};
use duebook::store::EventKind;
use duebook_events::money::Minor;
use duebook_events::{Day, EventData, Position};
use duebook_projections::digest::Projections;
use duebook_projections::portfolio::Answer;
use duebook_projections::{Account, Cut, Policy, aging, balance, waterfall};
use proptest::prelude::*;

use crate::given;

fn digests(
    streams: &std::collections::BTreeMap<
        duebook_events::CustomerId,
        Vec<duebook_projections::Fact>,
    >,
    cut: Cut,
    policy: &Policy,
) -> std::collections::BTreeMap<&'static str, String> {
    let mut answers = Projections::new(policy);
    for (customer, facts) in streams {
        answers.add(customer, &Account::fold(facts, cut, policy), policy);
    }
    answers.finish();
    answers.digests()
}

/// INV-1: positions and versions without gaps.
async fn gapless(ledger: &Ledger, events: u64) {
    let head = ledger.head().await.unwrap();
    assert_eq!(head, Position(events));
    let page = ledger.store().read_range(Position(1), head, 100_000).await.unwrap();
    let mut versions = std::collections::BTreeMap::new();
    for (row, expected) in page.rows.iter().zip(1..) {
        assert_eq!(row.position, Position(expected));
        let version = versions.entry(row.stream).or_insert(0);
        *version += 1;
        assert_eq!(row.version.0, *version);
    }
}

/// INV-7: received = allocated + refunded + unapplied + reversed; gross = open +
/// allocated + credited + written off; the buckets add up to open.
fn conserved(account: &Account<'_>, policy: &Policy) {
    for item in &account.items {
        let kept = item.allocated + item.offset + item.credited + item.written_off - item.recovered;
        assert_eq!(item.gross, item.open() + kept - item.excess_credit(), "{}", item.number);
        assert!(item.excess_used >= 0 && item.excess_used <= item.excess_credit());
        let live: Minor = item.slices.iter().map(|ix| account.slices[*ix].live).sum();
        assert_eq!(live, item.allocated + item.offset, "{}", item.number);
    }
    for payment in &account.payments {
        let reversed = if payment.reversed.is_some() { payment.amount } else { 0 };
        let kept = payment.allocated + payment.refunded + payment.unapplied() + reversed;
        assert_eq!(payment.amount, kept, "{}", payment.number);
        assert!(payment.unapplied() >= 0 || payment.reversed.is_some(), "{}", payment.number);
    }
    let balances = balance::balance("C", account, policy);
    for basis in [aging::Basis::Agreed, aging::Basis::Contractual, aging::Basis::InvoiceDate] {
        let rows = aging::aging("C", account, policy, basis, true);
        for (row, balance) in rows.iter().zip(&balances) {
            let buckets: Minor = row.amounts.iter().map(|(_, amount)| amount.minor).sum();
            let items: Minor = row.items.iter().flatten().map(|item| item.open.minor).sum();
            assert_eq!((buckets, items), (row.open.minor, row.open.minor));
            assert_eq!(row.open, balance.open);
        }
    }
    for balance in &balances {
        let apart = waterfall::waterfall(account, policy, balance.currency);
        assert_eq!(apart.balance, balance.balance);
        assert!(apart.laws.iter().all(|law| law.holds), "{:?}", apart.laws);
        for item in &apart.items {
            let moved: Minor = item.moves.iter().map(|row| row.amount.minor).sum();
            assert_eq!(item.gross.minor + moved, item.open.minor, "{item:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn inv_1_and_4_positions_are_gapless_and_nothing_is_recorded_twice(
        seed in 0_u64..1_000_000, events in 20_u64..160,
    ) {
        let lines = given::lines(seed, 3, events);
        given::block_on(async {
            let ledger = given::imported(&lines).await;
            gapless(&ledger, events).await;
            let again = ledger.import(lines.as_bytes(), IntakeOptions::default()).await.unwrap();
            assert_eq!((again.appended, again.already_recorded), (0, events));
            // In one file twice, and in another order of arrival.
            let twice = given::ledger();
            let keep = IntakeOptions { preserve_recorded_at: false, dry_run: false, ..IntakeOptions::default() };
            let receipt = twice.import(format!("{lines}{lines}").as_bytes(), keep).await.unwrap();
            assert_eq!((receipt.appended, receipt.already_recorded), (events, events));
            gapless(&twice, events).await;
        });
    }

    #[test]
    fn inv_5_any_number_of_workers_gives_the_same_bytes(seed in 0_u64..1_000_000) {
        let lines = given::lines(seed, 5, 200);
        given::block_on(async {
            let ledger = given::imported(&lines).await;
            let streams = given::facts(&ledger).await;
            for cut in given::cuts(&lines, seed, 2) {
                let question = Question {
                    as_of: Some(cut.as_of),
                    known_at: Some(KnownAt::Position(cut.known_at)),
                    policy: None,
                };
                let view = ledger.view(&question).await.unwrap();
                let names = stream_names(ledger.store().as_ref()).await.unwrap();
                let expected = digests(&streams, cut, &view.policy);
                for workers in [1, 2, 3, 8] {
                    let replay = Replay {
                        store: ledger.store().as_ref(),
                        view: &view,
                        workers,
                        progress: &|_| {},
                        warm: None,
                    };
                    let (answers, _) =
                        replay.answer(|| Projections::new(&view.policy), &names).unwrap();
                    assert_eq!(answers.digests(), expected, "{workers} workers");
                }
            }
        });
    }

    #[test]
    fn inv_6_and_7_a_prefix_is_what_was_known_then_and_money_is_conserved(
        seed in 0_u64..1_000_000, events in 40_u64..200,
    ) {
        let policy = Policy::built_in();
        let lines = given::lines(seed, 2, events);
        let streams = given::block_on(async { given::facts(&given::imported(&lines).await).await });
        for cut in given::cuts(&lines, seed, 6) {
            for facts in streams.values() {
                conserved(&Account::fold(facts, cut, &policy), &policy);
            }
            let prefix = streams
                .iter()
                .map(|(customer, facts)| {
                    let known = facts.iter().filter(|fact| fact.position <= cut.known_at);
                    (customer.clone(), known.cloned().collect())
                })
                .collect();
            let all = Cut { known_at: Position(u64::MAX), ..cut };
            assert_eq!(digests(&streams, cut, &policy), digests(&prefix, all, &policy));
        }
    }

    #[test]
    fn inv_7_money_is_conserved_on_every_date_and_around_every_retraction(
        seed in 0_u64..1_000_000, events in 40_u64..160,
    ) {
        let policy = Policy::built_in();
        let lines = given::lines(seed, 2, events);
        let streams = given::block_on(async { given::facts(&given::imported(&lines).await).await });
        for facts in streams.values() {
            let dates: BTreeSet<Day> = facts.iter().map(|fact| fact.effective).collect();
            let (Some(first), Some(last)) = (dates.first(), dates.last()) else { continue };
            let check = |as_of: Day, known_at: Position| {
                conserved(&Account::fold(facts, Cut { as_of, known_at }, &policy), &policy);
            };
            // Instalments may become missed, and plans fail, after the last event.
            for as_of in (0..=*last - *first + 60).map(|days| *first + days) {
                check(as_of, Position(u64::MAX));
            }
            // Just before a retraction and just after it, on each date on which something counts.
            for fact in facts {
                if matches!(fact.data, EventData::EventRetracted(_)) {
                    for as_of in &dates {
                        check(*as_of, Position(fact.position.0 - 1));
                        check(*as_of, fact.position);
                    }
                }
            }
        }
    }

    #[test]
    fn inv_8_decisions_derive_again_whatever_comes_later(seed in 0_u64..1_000_000) {
        let lines = given::lines(seed, 2, 160);
        let half: Vec<&str> = lines.lines().take(80).collect();
        given::block_on(async {
            let ledger = given::imported(&half.join("\n")).await;
            let mut decided = Vec::new();
            for (customer, facts) in given::facts(&ledger).await {
                let policy = Policy::built_in();
                let at = Cut { as_of: Day::LAST, known_at: Position(u64::MAX) };
                let account = Account::fold(&facts, at, &policy);
                for order in &account.orders {
                    let number = order.placed.order.to_string();
                    let as_of = Some(order.place.day + 20);
                    // Decided and cancelled orders are refused; the others are recorded.
                    if let Ok(decision) = ledger.decide(&number, as_of).await {
                        assert_eq!(decision.customer, customer);
                        decided.push(number);
                    }
                }
            }
            // The rest comes line by line: a few lines are unlawful now, those that
            // would retract an order which has been decided meanwhile.
            let mut refused = 0;
            for line in lines.lines().skip(80) {
                let taken = ledger.import(line.as_bytes(), IntakeOptions::default()).await;
                refused += usize::from(taken.is_err());
            }
            assert!(refused < 20, "{refused} of 80 lines were refused");
            for order in decided {
                let why = ledger.why_order(&order).await.unwrap();
                if why.basis["cites"].is_array() && why.basis["facts"]["score"].is_i64() {
                    assert!(why.replayed.matches, "{order}: {:?}", why.replayed.divergence);
                }
            }
        });
    }
}

/// INV-12: what is unknown stops, with its position named.
#[test]
fn inv_12_an_unknown_type_in_the_log_stops_the_replay_with_its_position() {
    let lines = given::lines(7, 1, 30);
    given::block_on(async {
        let ledger = given::imported(&lines).await;
        let mut page = ledger.store().read_range(Position(1), Position(30), 30).await.unwrap();
        assert!(fact(&page.fact(&page.rows[11])).is_ok());
        page.rows[11].kind = EventKind(200);
        let error = fact(&page.fact(&page.rows[11])).unwrap_err().to_string();
        assert!(error.contains("position 12") && error.contains("200"), "{error}");
        page.rows[11].kind = EventKind(16);
        page.rows[11].schema = 99;
        let error = fact(&page.fact(&page.rows[11])).unwrap_err().to_string();
        assert!(error.contains("position 12") && error.contains("99"), "{error}");
    });
}
