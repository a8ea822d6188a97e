//! One hash for each projection, so that two machines can compare what they
//! derived (contract, `replay`).

mod canonical;

use std::collections::BTreeMap;

use duebook_events::CustomerId;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::account::Account;
use crate::aging::Basis;
use crate::policy::{Policy, hex};
use crate::portfolio::{
    AgingAnswer, Answer, BalanceAnswer, ExposureAnswer, InterestAnswer, LimitationAnswer,
    PromisesAnswer, ScoreAnswer,
};

/// The projections that have a digest, in the order of the contract.
pub const PROJECTIONS: [&str; 7] =
    ["balance", "aging", "promises", "score", "exposure", "interest", "limitation"];

/// All projections over some customers.
#[derive(Debug)]
pub struct Projections {
    /// See [`crate::balance`].
    pub balance: BalanceAnswer,
    /// See [`crate::aging`]; agreed basis, without items.
    pub aging: AgingAnswer,
    /// See [`crate::promises`].
    pub promises: PromisesAnswer,
    /// See [`crate::score`].
    pub score: ScoreAnswer,
    /// See [`crate::exposure`].
    pub exposure: ExposureAnswer,
    /// See [`crate::interest`].
    pub interest: InterestAnswer,
    /// See [`crate::limitation`].
    pub limitation: LimitationAnswer,
}

impl Projections {
    /// Without customers.
    #[must_use]
    pub fn new(policy: &Policy) -> Self {
        Self {
            balance: BalanceAnswer::default(),
            aging: AgingAnswer::new(Basis::Agreed, policy),
            promises: PromisesAnswer::default(),
            score: ScoreAnswer::default(),
            exposure: ExposureAnswer::default(),
            interest: InterestAnswer::default(),
            limitation: LimitationAnswer::default(),
        }
    }

    /// The digest of each projection: SHA-256 over the canonical JSON of its
    /// answer without header fields, in hexadecimal.
    #[must_use]
    pub fn digests(&self) -> BTreeMap<&'static str, String> {
        BTreeMap::from([
            ("balance", digest(&self.balance)),
            ("aging", digest(&self.aging)),
            ("promises", digest(&self.promises)),
            ("score", digest(&self.score)),
            ("exposure", digest(&self.exposure)),
            ("interest", digest(&self.interest)),
            ("limitation", digest(&self.limitation)),
        ])
    }
}

impl Answer for Projections {
    fn add(&mut self, customer: &CustomerId, account: &Account<'_>, policy: &Policy) {
        self.balance.add(customer, account, policy);
        self.aging.add(customer, account, policy);
        self.promises.add(customer, account, policy);
        self.score.add(customer, account, policy);
        self.exposure.add(customer, account, policy);
        self.interest.add(customer, account, policy);
        self.limitation.add(customer, account, policy);
    }

    fn append(&mut self, later: Self) {
        self.balance.append(later.balance);
        self.aging.append(later.aging);
        self.promises.append(later.promises);
        self.score.append(later.score);
        self.exposure.append(later.exposure);
        self.interest.append(later.interest);
        self.limitation.append(later.limitation);
    }

    fn finish(&mut self) {
        self.balance.finish();
        self.aging.finish();
    }
}

/// SHA-256 over the canonical JSON of an answer, in hexadecimal.
#[must_use]
pub fn digest(answer: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    canonical::write(answer, &mut bytes)
        .expect("answers hold texts, whole numbers, truth values and nulls");
    hex(&Sha256::digest(bytes))
}
