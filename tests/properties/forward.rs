//! INV-6: an account that is moved forward is the one that is folded anew.

use duebook_events::{CustomerId, Position};
use duebook_projections::account::Rolling;
use duebook_projections::digest::Projections;
use duebook_projections::portfolio::Answer;
use duebook_projections::{Account, Cut, Fact, Policy};
use serde_json::{Value, json};

use crate::given;

/// All that an account says, but for how its numbers are looked up.
fn said(account: &Account<'_>) -> String {
    let Account {
        as_of,
        registered,
        terms,
        limits,
        items,
        payments,
        notes,
        slices,
        promises,
        agreements,
        disputes,
        orders,
        deliveries,
        securities,
        reminders,
        contacts,
        legal_steps,
        findings,
        statements,
        suspended,
        facts,
        ..
    } = account;
    let positions: Vec<Position> = facts.iter().map(|fact| fact.position).collect();
    format!(
        "{as_of} {registered:?} {terms:?} {limits:?}\n{items:#?}\n{payments:#?}\n{notes:?}\n\
         {slices:#?}\n{promises:#?}\n{agreements:#?}\n{disputes:?}\n{orders:#?}\n{deliveries:?}\n\
         {securities:?} {reminders:?} {contacts:?} {legal_steps:?} {findings:?} {statements:?} \
         {suspended:?}\n{positions:?}"
    )
}

/// Points of view in the order of time, some of them twice, and one step back.
fn journey(lines: &str, seed: u64) -> Vec<Cut> {
    let mut cuts = given::cuts(lines, seed, 14);
    cuts.sort_by_key(|cut| (cut.as_of, cut.known_at));
    // Knowledge grows with the days, as at month ends; then with hindsight.
    let mut known: Vec<Position> = cuts.iter().map(|cut| cut.known_at).collect();
    known.sort_unstable();
    let last = *known.last().expect("there are cuts");
    let of_the_day = cuts.iter().zip(&known).map(|(cut, at)| Cut { known_at: *at, ..*cut });
    let mut journey: Vec<Cut> = of_the_day.collect();
    journey.extend(cuts.iter().map(|cut| Cut { known_at: last, ..*cut }));
    journey.push(cuts[0]);
    journey
}

/// From event to event: each as of its own day, as decisions are taken.
fn steps(facts: &[Fact]) -> impl Iterator<Item = Cut> {
    facts.iter().map(|fact| Cut { as_of: fact.effective, known_at: fact.position })
}

#[test]
fn inv_6_an_account_that_is_moved_forward_is_the_one_that_is_folded_anew() {
    let policy = Policy::built_in();
    let mut compared = 0;
    for seed in given::seeds(60) {
        let lines = given::lines(seed, 3, 240);
        let streams = given::block_on(async { given::facts(&given::imported(&lines).await).await });
        for (customer, facts) in &streams {
            let mut rolling = Rolling::new(facts, &policy);
            for cut in journey(&lines, seed).into_iter().chain(steps(facts)) {
                same(&mut rolling, (customer, facts), cut, &policy, &format!("seed {seed}"));
                compared += 1;
            }
        }
    }
    assert!(compared > 60, "{compared}");
}

/// The account that is moved to a point of view is the one that is folded for it.
fn same<'f>(
    rolling: &mut Rolling<'f>,
    (customer, facts): (&CustomerId, &'f [Fact]),
    cut: Cut,
    policy: &Policy,
    history: &str,
) {
    let anew = Account::fold(facts, cut, policy);
    let moved = rolling.at(cut);
    assert_eq!(said(moved), said(&anew), "{history}, {customer}, {cut:?}");
    let digests = |account: &Account<'_>| {
        let mut all = Projections::new(policy);
        all.add(customer, account, policy);
        all.finish();
        all.digests()
    };
    assert_eq!(digests(moved), digests(&anew), "{history}, {customer}, {cut:?}");
}

/// Terms hold for the whole of their day: what was decided on it before they were recorded is
/// judged under them too.
#[test]
fn terms_of_a_day_that_has_been_folded_already() {
    let order = json!({"order": "SO-1", "currency": "CNY", "amount": "10.00"});
    let decided = json!({"order": "SO-1", "outcome": "conditional",
        "conditions": [{"kind": "settle_overdue", "amount": "100.00", "currency": "CNY"}], "basis": {}});
    let lines = lines_of(&[
        ("customer.registered", "2024-12-01", json!({"name": "C-1"})),
        (
            "order.placed",
            "2025-01-02",
            json!({"order": "SO-0", "currency": "CNY", "amount": "100.00"}),
        ),
        ("delivery.shipped", "2025-01-03", json!({"delivery": "D-1", "order": "SO-0"})),
        ("delivery.received", "2025-01-05", json!({"delivery": "D-1"})),
        (
            "invoice.issued",
            "2025-01-10",
            json!({"invoice": "I-1", "currency": "CNY", "amount": "100.00", "deliveries": ["D-1"]}),
        ),
        ("order.placed", "2025-01-10", order),
        ("order.decided", "2025-01-10", decided),
        (
            "terms.agreed",
            "2025-01-10",
            json!({"terms": {"trigger": "delivery_received", "net_days": 0}}),
        ),
        (
            "contact.logged",
            "2025-01-12",
            json!({"contact": "K-1", "channel": "phone", "summary": "called", "response": "none"}),
        ),
    ]);
    let streams = given::block_on(async { given::facts(&given::imported(&lines).await).await });
    let (customer, facts) = streams.first_key_value().expect("one customer");
    let policy = Policy::built_in();
    let mut rolling = Rolling::new(facts, &policy);
    for cut in steps(facts) {
        same(&mut rolling, (customer, facts), cut, &policy, "terms");
    }
}

/// Events of C-1 as lines.
fn lines_of(events: &[(&str, &str, Value)]) -> String {
    let line = |(kind, day, data): &(&str, &str, Value)| {
        json!({"type": kind, "customer": "C-1", "effective": day, "data": data}).to_string()
    };
    events.iter().map(line).collect::<Vec<_>>().join("\n")
}
