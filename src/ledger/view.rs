//! A point of view on the log: the business date, what is known, under which
//! policy (domain, section 1).

use std::sync::Arc;

use duebook_events::words::quoted;
use duebook_events::{CustomerId, Day, Fault, Instant, Message, NumberKind, Position};
use duebook_projections::{Account, Cut, Fact, Policy};
use serde::Serialize;

use super::Ledger;
use super::error::LedgerError;
use super::policies::Policies;
use crate::clock::day_in_zone;
use crate::messages::ledger as told;
use crate::messages::store::defect;

/// How a question was put.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// The business date; today in the ledger's time zone if absent.
    pub as_of: Option<Day>,
    /// What is known; everything if absent.
    pub known_at: Option<KnownAt>,
    /// Under which policy, instead of the one in force.
    pub policy: Option<String>,
}

/// What is known: a position, or everything recorded up to a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownAt {
    /// Up to this position.
    Position(Position),
    /// Up to this moment.
    Time(Instant),
}

impl std::str::FromStr for KnownAt {
    type Err = Message;
    /// Digits are a position, anything else an RFC 3339 time.
    fn from_str(text: &str) -> Result<Self, Message> {
        let neither = || told::not_known_at(quoted(text));
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return text.parse().map(|p| Self::Position(Position(p))).map_err(|_| neither());
        }
        Instant::try_new(text).map(Self::Time).map_err(|_| neither())
    }
}

/// A point of view.
#[derive(Debug, Clone)]
pub struct View {
    /// The cut.
    pub cut: Cut,
    /// When the last known event was recorded; none in an empty ledger.
    pub recorded_at: Option<Instant>,
    /// Under which policy.
    pub policy: Arc<Policy>,
}

/// The head of every answer (contract, JSON answers).
#[derive(Debug, Clone, Serialize)]
pub struct Header {
    /// The business date.
    pub as_of: Day,
    /// What was known.
    pub known_at: KnownAtHeader,
    /// `name@version`.
    pub policy: String,
}

/// What was known.
#[derive(Debug, Clone, Serialize)]
pub struct KnownAtHeader {
    /// The last position.
    pub position: Position,
    /// When it was recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded_at: Option<Instant>,
}

impl View {
    /// The head of an answer from this point of view.
    #[must_use]
    pub fn header(&self) -> Header {
        Header {
            as_of: self.cut.as_of,
            known_at: KnownAtHeader { position: self.cut.known_at, recorded_at: self.recorded_at },
            policy: self.policy.citation.clone(),
        }
    }

    /// Folds one customer's facts.
    #[must_use]
    pub fn fold<'a>(&'a self, facts: &'a [Fact]) -> Account<'a> {
        Account::fold(facts, self.cut, &self.policy)
    }
}

impl Ledger {
    /// Turns a question into a point of view.
    ///
    /// # Errors
    /// When it names an unknown policy, or the store fails.
    pub async fn view(&self, question: &Question) -> Result<View, LedgerError> {
        self.view_with(question, &*self.policies().await?).await
    }

    /// The same with the policies at hand.
    ///
    /// # Errors
    /// When it names an unknown policy, or the store fails.
    pub async fn view_with(
        &self,
        question: &Question,
        policies: &Policies,
    ) -> Result<View, LedgerError> {
        let head = self.store().head().await?;
        let known_at = match question.known_at {
            None => head.position,
            // Beyond the newest there is nothing more to know.
            Some(KnownAt::Position(position)) => position.min(head.position),
            Some(KnownAt::Time(at)) => self.store().position_at(at.millis()).await?,
        };
        let recorded_at = if known_at == head.position && known_at.0 > 0 {
            Some(Instant::from_millis(head.recorded_at_ms))
        } else {
            self.recorded_at(known_at).await?
        };
        let as_of = match question.as_of {
            Some(day) => day,
            None => self.today(policies, known_at)?,
        };
        let policy = match &question.policy {
            Some(citation) => policies.asked(citation, head.position)?,
            None => policies.in_force(as_of, known_at)?,
        };
        Ok(View { cut: Cut { as_of, known_at }, recorded_at, policy })
    }

    /// Today in the time zone of the policy that is in force.
    fn today(&self, policies: &Policies, known_at: Position) -> Result<Day, LedgerError> {
        let now = self.now();
        let utc = day_in_zone(now, "UTC");
        let policy = policies.in_force(utc, known_at)?;
        Ok(day_in_zone(now, &policy.calendar.time_zone))
    }

    pub(super) async fn recorded_at(
        &self,
        position: Position,
    ) -> Result<Option<Instant>, LedgerError> {
        if position.0 == 0 {
            return Ok(None);
        }
        let page = self.store().read_positions(&[position]).await?;
        Ok(page.rows.first().map(|row| Instant::from_millis(row.recorded_at_ms)))
    }

    /// A customer that the ledger knows.
    ///
    /// # Errors
    /// With the nearest known number, when there is none.
    pub async fn customer(&self, number: &str) -> Result<CustomerId, LedgerError> {
        let customer = CustomerId::try_new(number).map_err(LedgerError::usage_of)?;
        let stream = crate::store::StreamId::new(number);
        if customer.is_ledger() || self.store().stream_head(&stream).await?.is_none() {
            let known = self.customers().await?;
            let known = known.iter().map(CustomerId::as_str);
            let message = told::no_such_customer(number);
            return Err(LedgerError::usage_of(
                match duebook_events::spelling::suggest(number, known) {
                    Some(words) => message.hinting(words),
                    None => message,
                },
            ));
        }
        Ok(customer)
    }

    /// The customer whose order this is.
    ///
    /// # Errors
    /// When no customer has such an order.
    pub async fn customer_of_order(&self, order: &str) -> Result<CustomerId, LedgerError> {
        let customer = self.customer_of(NumberKind::Order, order).await?;
        customer.ok_or_else(|| LedgerError::refused(Fault::of("order", told::no_such_order(order))))
    }

    /// The customer who has a number of this kind; `None` if nobody has.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn customer_of(
        &self,
        kind: NumberKind,
        number: &str,
    ) -> Result<Option<CustomerId>, LedgerError> {
        let code = crate::store::NumberKind(kind as u8);
        let Some(stream) = self.store().holder(code, number).await? else { return Ok(None) };
        let customer = CustomerId::try_new(stream.as_str());
        customer.map(Some).map_err(|message| {
            LedgerError::Store(defect(format_args!("the stream {stream}: {message}")))
        })
    }
}
