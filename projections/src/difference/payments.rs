//! Both sides' payments, one to one: the same reference and amount; the same
//! amount and date; the same amount within [`DAYS_APART`] days; at last the same
//! reference with another amount.

use duebook_events::money::Minor;
use duebook_events::{Day, EventData, Position};
use serde::Serialize;

use super::Claim;
use crate::account::{Account, Payment};
use crate::history::Cut;
use crate::money::Money;

/// The most days by which two books may date one payment differently; also how
/// long after the period a payment may arrive that was sent within it.
pub const DAYS_APART: i32 = 15;

/// A payment by the customer's books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TheirPayment {
    /// The line of their file.
    pub line: u64,
    /// When they paid.
    pub date: Day,
    /// How much, in minor units.
    pub amount: Minor,
    /// Their reference; may be empty.
    pub reference: String,
}

/// A payment in both books.
#[derive(Debug, Clone, Serialize)]
pub struct Paired {
    /// Our number.
    pub payment: String,
    /// Our event.
    pub position: Position,
    /// Our date.
    pub our_date: Day,
    /// Their date.
    pub their_date: Day,
    /// Our amount.
    pub our_amount: Money,
    /// Their amount.
    pub their_amount: Money,
    /// Their reference.
    pub reference: String,
    /// Whether it bounced by the end of the period.
    pub bounced: bool,
}

/// A payment in their books only.
#[derive(Debug, Clone, Serialize)]
pub struct OnlyTheirs {
    /// The line of their file.
    pub line: u64,
    /// Their date.
    pub date: Day,
    /// Their amount.
    pub amount: Money,
    /// Their reference.
    pub reference: String,
}

/// A payment in our books only.
#[derive(Debug, Clone, Serialize)]
pub struct OnlyOurs {
    /// Our number.
    pub payment: String,
    /// Our event.
    pub position: Position,
    /// Our date.
    pub date: Day,
    /// Our amount.
    pub amount: Money,
    /// Whether it bounced by the end of the period.
    pub bounced: bool,
}

/// Both sides' payments, compared.
#[derive(Debug, Clone, Serialize)]
pub struct PaymentsCompared {
    /// What we received in the period, bounced payments left out.
    pub total_ours: Money,
    /// What they say they paid in the period.
    pub total_theirs: Money,
    /// The same amount on the same date.
    pub matched: Vec<Paired>,
    /// The same amount on different dates.
    pub different_date: Vec<Paired>,
    /// The same reference, another amount.
    pub different_amount: Vec<Paired>,
    /// In their books only.
    pub only_theirs: Vec<OnlyTheirs>,
    /// In ours only, of the period.
    pub only_ours: Vec<OnlyOurs>,
}

/// The comparison, and all pairs of it.
pub(super) struct Compared {
    pub shown: PaymentsCompared,
    pub pairs: Vec<Paired>,
}

/// How two payments belong together, the surest first.
const STAGES: [fn(&Seen<'_>, &TheirPayment) -> bool; 4] = [
    |ours, theirs| ours.amount == theirs.amount && ours.goes_by(&theirs.reference),
    |ours, theirs| ours.amount == theirs.amount && ours.date == theirs.date,
    |ours, theirs| ours.amount == theirs.amount && ours.days_apart(theirs) <= DAYS_APART,
    |ours, theirs| ours.goes_by(&theirs.reference),
];

/// One of our payments as the comparison sees it.
struct Seen<'a> {
    number: &'a str,
    position: Position,
    date: Day,
    amount: Minor,
    references: Vec<String>,
    bounced: bool,
}

impl Seen<'_> {
    fn goes_by(&self, reference: &str) -> bool {
        let reference = plain(reference);
        !reference.is_empty() && self.references.contains(&reference)
    }

    fn days_apart(&self, theirs: &TheirPayment) -> i32 {
        (self.date - theirs.date).abs()
    }
}

/// A reference as it is compared: letters and digits, in capitals.
fn plain(reference: &str) -> String {
    reference.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// Compares both sides' payments around the period.
pub(super) fn compare(claim: &Claim<'_>, theirs: &[TheirPayment]) -> Compared {
    let (start, end) = (claim.period.month.first(), claim.period.end);
    let first = theirs.iter().map(|payment| payment.date).min().unwrap_or(start).min(start);
    let at = Cut { as_of: end + DAYS_APART, known_at: claim.known_at };
    let account = Account::fold(claim.facts, at, claim.policy);
    let ours: Vec<Seen<'_>> = account
        .payments
        .iter()
        .filter(|payment| payment.currency == claim.currency)
        .filter(|payment| payment.place.day >= first - DAYS_APART)
        .map(|payment| seen(&account, payment, end))
        .collect();
    let (our_mate, their_mate) = pair(&ours, theirs);
    let in_period = |day: Day| (start..=end).contains(&day);
    let sum = |amounts: &mut dyn Iterator<Item = Minor>| claim.money(amounts.sum());
    let mut pairs: Vec<Paired> = our_mate
        .iter()
        .zip(&ours)
        .filter_map(|(mate, ours)| {
            let theirs = &theirs[(*mate)?];
            Some(Paired {
                payment: ours.number.to_owned(),
                position: ours.position,
                our_date: ours.date,
                their_date: theirs.date,
                our_amount: claim.money(ours.amount),
                their_amount: claim.money(theirs.amount),
                reference: theirs.reference.clone(),
                bounced: ours.bounced,
            })
        })
        .collect();
    pairs.sort_by_key(|pair| (pair.our_date, pair.position));
    let same_amount = |pair: &&Paired| pair.our_amount == pair.their_amount;
    let same_date = |pair: &&Paired| pair.our_date == pair.their_date;
    let mut only_ours: Vec<OnlyOurs> = our_mate
        .iter()
        .zip(&ours)
        .filter(|(mate, ours)| mate.is_none() && in_period(ours.date))
        .map(|(_, ours)| OnlyOurs {
            payment: ours.number.to_owned(),
            position: ours.position,
            date: ours.date,
            amount: claim.money(ours.amount),
            bounced: ours.bounced,
        })
        .collect();
    only_ours.sort_by_key(|payment| (payment.date, payment.position));
    let mut only_theirs: Vec<OnlyTheirs> = their_mate
        .iter()
        .zip(theirs)
        .filter(|(mate, _)| mate.is_none())
        .map(|(_, theirs)| OnlyTheirs {
            line: theirs.line,
            date: theirs.date,
            amount: claim.money(theirs.amount),
            reference: theirs.reference.clone(),
        })
        .collect();
    only_theirs.sort_by_key(|payment| (payment.date, payment.line));
    let counted = |seen: &&Seen<'_>| in_period(seen.date) && !seen.bounced;
    let shown = PaymentsCompared {
        total_ours: sum(&mut ours.iter().filter(counted).map(|seen| seen.amount)),
        total_theirs: sum(&mut theirs.iter().filter(|p| in_period(p.date)).map(|p| p.amount)),
        matched: pairs.iter().filter(same_amount).filter(same_date).cloned().collect(),
        different_date: pairs
            .iter()
            .filter(same_amount)
            .filter(|p| !same_date(p))
            .cloned()
            .collect(),
        different_amount: pairs.iter().filter(|p| !same_amount(p)).cloned().collect(),
        only_theirs,
        only_ours,
    };
    Compared { shown, pairs }
}

fn seen<'a>(account: &Account<'a>, payment: &Payment<'a>, end: Day) -> Seen<'a> {
    let mut references = vec![plain(payment.number)];
    if let Some(fact) = account.fact(payment.place.position)
        && let EventData::PaymentReceived(e) = &fact.data
    {
        references.extend(e.bank_ref.iter().map(|text| plain(text.as_str())));
    }
    Seen {
        number: payment.number,
        position: payment.place.position,
        date: payment.place.day,
        amount: payment.amount,
        references,
        bounced: payment.reversed.is_some_and(|place| place.day <= end),
    }
}

/// Each payment's mate on the other side, the nearest dates first.
fn pair(ours: &[Seen<'_>], theirs: &[TheirPayment]) -> (Vec<Option<usize>>, Vec<Option<usize>>) {
    let (mut our_mate, mut their_mate) = (vec![None; ours.len()], vec![None; theirs.len()]);
    for belongs in STAGES {
        let mut pairs: Vec<(i32, usize, usize)> = Vec::new();
        for (their_ix, their) in theirs.iter().enumerate() {
            if their_mate[their_ix].is_some() {
                continue;
            }
            for (our_ix, our) in ours.iter().enumerate() {
                if our_mate[our_ix].is_none() && belongs(our, their) {
                    pairs.push((our.days_apart(their), their_ix, our_ix));
                }
            }
        }
        pairs.sort_unstable();
        for (_, their_ix, our_ix) in pairs {
            if our_mate[our_ix].is_none() && their_mate[their_ix].is_none() {
                our_mate[our_ix] = Some(their_ix);
                their_mate[their_ix] = Some(our_ix);
            }
        }
    }
    (our_mate, their_mate)
}
