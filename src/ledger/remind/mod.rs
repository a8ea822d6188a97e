//! Letters that are sent: rendered from what the ledger knows, then recorded
//! with the hash of what was rendered (domain, sections 3 and 12).
//!
//! duebook sends nothing itself: it renders, and records that somebody sends.
//! A letter's number follows from customer, date, currency and level, so the same
//! letter is recorded once, however often it is asked for.

mod payload;
mod refusal;

use duebook_events::dunning::Channel;
use duebook_events::{Currency, CustomerId, Day, Fault, Lang, NumberKind, Position};
use duebook_projections::letters::{self, HIGHEST_LETTER, Letter, LetterAsk, Party, Thanks};
use serde_json::Value;

use super::error::LedgerError;
use super::view::{KnownAt, Question, View};
use super::{Ledger, whole};
use crate::documents::papers::Figures;
use crate::documents::{Broken, Company, Document, Paper, Press};
use crate::messages::documents as messages;
use crate::store;

use payload::{Recorded, named, number_of, payload, reminder_number, sha256};
pub(crate) use payload::{compact, short};
use refusal::no_letter;
pub(crate) use refusal::{not_this, reason};

/// Which letter is asked for.
#[derive(Debug, Clone)]
pub struct LetterOrder {
    /// The customer.
    pub customer: CustomerId,
    /// What kind of letter.
    pub kind: LetterKind,
    /// In which language.
    pub lang: Lang,
    /// The business date; today if absent.
    pub as_of: Option<Day>,
    /// One currency; the only one if absent.
    pub currency: Option<Currency>,
    /// Only these items.
    pub invoices: Vec<String>,
    /// How it is sent; the ladder's way if absent.
    pub channel: Option<Channel>,
    /// To whom.
    pub to: Option<String>,
}

/// A reminder of a level, or thanks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LetterKind {
    /// A reminder.
    Reminder(u16),
    /// Thanks for a payment: the newest, or the one named.
    Thanks(Option<String>),
}

/// What a letter says.
#[derive(Debug, Clone)]
pub enum Said {
    /// A reminder.
    Reminder(Letter),
    /// Thanks.
    Thanks(Thanks),
}

/// A letter, recorded or (in a dry run) only rendered.
#[derive(Debug)]
pub struct LetterSent {
    /// From which point of view.
    pub view: View,
    /// The customer.
    pub party: Party,
    /// What it says.
    pub said: Said,
    /// The letter.
    pub document: Document,
    /// What is recorded of it: the payload of `reminder.sent` or `contact.logged`.
    pub data: Value,
    /// `{sha256, name, media_type, bytes}` of the HTML.
    pub named: Value,
    /// Where it is recorded.
    pub position: Option<Position>,
    /// Whether it had been recorded before.
    pub already_recorded: bool,
    /// Whether the text was rendered anew by other templates or another company
    /// file than the recorded letter.
    pub differs: bool,
    /// The id of the event, if it was recorded now.
    pub id: Option<String>,
}

impl LetterKind {
    fn event(&self) -> &'static str {
        match self {
            Self::Reminder(_) => "reminder.sent",
            Self::Thanks(_) => "contact.logged",
        }
    }

    fn numbers(&self) -> NumberKind {
        match self {
            Self::Reminder(_) => NumberKind::Reminder,
            Self::Thanks(_) => NumberKind::Contact,
        }
    }
}

impl From<Broken> for LedgerError {
    fn from(broken: Broken) -> Self {
        let fault = Fault::of("", *broken.message);
        let refused = match broken.line {
            Some(line) => Self::at_line(line, fault),
            None => Self::refused(fault),
        };
        refused.in_file(&broken.file)
    }
}

impl Ledger {
    /// Renders a letter without recording it; gives the recorded one if it is there.
    ///
    /// # Errors
    /// When nothing may be named, a template fails, or the store does.
    pub async fn prepare_letter(
        &self,
        order: &LetterOrder,
        press: &Press,
        company: &Company,
    ) -> Result<LetterSent, LedgerError> {
        let question = Question { as_of: order.as_of, ..Question::default() };
        let view = self.view(&question).await?;
        check_level(order, view.cut.as_of)?;
        let (party, said) = match self.say(order, &view).await {
            Ok(said) => said,
            // What was sent that day may have been paid since.
            Err(error) => {
                let sent = self.sent_that_day(order, &view).await?;
                let Some(position) = sent else { return Err(error) };
                return self.recorded_letter(order, position, press, company).await;
            }
        };
        let number = number_of(order, &view, &said);
        if let Some(position) = self.position_of(&order.kind, &number).await? {
            return self.recorded_letter(order, position, press, company).await;
        }
        render(order, view, party, said, press, company, order.lang)
    }

    /// What the letter says, from what the ledger knows.
    async fn say(&self, order: &LetterOrder, view: &View) -> Result<(Party, Said), LedgerError> {
        let facts = self.readable_facts(&order.customer).await?;
        let account = view.fold(&facts);
        let customer = order.customer.as_str();
        let party = letters::party(customer, &account);
        let said = match &order.kind {
            LetterKind::Reminder(level) => {
                let ask = LetterAsk {
                    level: *level,
                    currency: order.currency,
                    invoices: &order.invoices,
                };
                let letter = letters::letter(customer, &account, &view.policy, &ask);
                Said::Reminder(letter.map_err(|why| no_letter(customer, *level, why))?)
            }
            LetterKind::Thanks(payment) => {
                let payment = payment.as_deref();
                let thanks = letters::thanks(&account, &view.policy, order.currency, payment);
                Said::Thanks(thanks.ok_or_else(|| {
                    LedgerError::refused(Fault::of("payment", messages::no_payment(customer)))
                })?)
            }
        };
        Ok((party, said))
    }

    /// Where the reminder of that day and level is recorded, if there is exactly one.
    async fn sent_that_day(
        &self,
        order: &LetterOrder,
        view: &View,
    ) -> Result<Option<Position>, LedgerError> {
        let LetterKind::Reminder(level) = order.kind else { return Ok(None) };
        let facts = self.facts(&order.customer).await?;
        let account = view.fold(&facts);
        let mut sent = Vec::new();
        for currency in account.currencies(false) {
            if order.currency.is_none_or(|asked| asked == currency) {
                let number = reminder_number(order, view, currency, level);
                sent.extend(self.position_of(&order.kind, &number).await?);
            }
        }
        Ok(if let [only] = sent[..] { Some(only) } else { None })
    }

    /// Where the event with a letter's number stands.
    async fn position_of(
        &self,
        kind: &LetterKind,
        number: &str,
    ) -> Result<Option<Position>, LedgerError> {
        let code = store::NumberKind(kind.numbers() as u8);
        let found = self.store().find_numbers(&[(code, number.to_owned())]).await?;
        Ok(found.first().copied().flatten())
    }

    /// A letter as it was recorded: the stored HTML, and the text of the same.
    async fn recorded_letter(
        &self,
        order: &LetterOrder,
        position: Position,
        press: &Press,
        company: &Company,
    ) -> Result<LetterSent, LedgerError> {
        let page = self.store().read_positions(&[position]).await?;
        let mut draft = [whole(&page, &page.rows[0])?];
        self.open_drafts(&mut draft, true).await?;
        let [draft] = draft;
        let recorded = Recorded::of(&draft, order);
        // As it was known when the letter was recorded.
        let question = Question {
            as_of: Some(draft.effective),
            known_at: Some(KnownAt::Position(Position(position.0 - 1))),
            policy: None,
        };
        let view = self.view(&question).await?;
        let mut letter = None;
        // Asked for in the same words, else by what was recorded.
        for invoices in [&order.invoices, &recorded.invoices] {
            let again = LetterOrder {
                invoices: invoices.clone(),
                to: recorded.to.clone(),
                ..order.clone()
            };
            let (party, said) = self.say(&again, &view).await?;
            let view = view.clone();
            let same = render(&again, view, party, said, press, company, recorded.lang)?;
            let differs = recorded.stored.is_some_and(|hash| hash != sha256(&same.document.html));
            letter = Some(LetterSent { differs, ..same });
            if !differs {
                break;
            }
        }
        let letter = letter.expect("the loop has two turns");
        let html = match recorded.stored {
            Some(hash) => self.store().get_document(hash).await?,
            None => None,
        };
        let html =
            html.map_or(letter.document.html, |bytes| String::from_utf8_lossy(&bytes).into_owned());
        Ok(LetterSent {
            document: Document { html, text: letter.document.text },
            named: recorded.data.get("document").cloned().unwrap_or(letter.named),
            data: recorded.data,
            position: Some(position),
            already_recorded: true,
            ..letter
        })
    }

    /// Records a letter that was rendered.
    ///
    /// # Errors
    /// When the door refuses it, or the store fails.
    pub async fn record_letter(
        &self,
        order: &LetterOrder,
        letter: LetterSent,
        press: &Press,
        company: &Company,
    ) -> Result<LetterSent, LedgerError> {
        let html = letter.document.html.as_bytes();
        let documents =
            [store::Document { sha256: sha256(&letter.document.html), bytes: html.to_vec() }];
        let (kind, day) = (order.kind.event(), letter.view.cut.as_of);
        let mut data = letter.data.clone();
        // The program says what it sent; nobody's data.
        if let Some(summary) = data.get_mut("summary")
            && let Some(text) = summary.as_str()
        {
            *summary = crate::personal::of_program(text);
        }
        let recorded =
            self.record_with(kind, &order.customer, day, data, self.caller(), &documents);
        match recorded.await {
            Ok((id, receipt)) => {
                Ok(LetterSent { position: Some(receipt.head), id: Some(id.to_string()), ..letter })
            }
            // Somebody was faster: theirs is the letter.
            Err(LedgerError::Conflict(conflict)) => {
                let number = number_of(order, &letter.view, &letter.said);
                match self.position_of(&order.kind, &number).await? {
                    Some(position) => self.recorded_letter(order, position, press, company).await,
                    None => Err(LedgerError::Conflict(conflict)),
                }
            }
            Err(error) => Err(error),
        }
    }
}

/// Renders what is said.
fn render(
    order: &LetterOrder,
    view: View,
    party: Party,
    said: Said,
    press: &Press,
    company: &Company,
    lang: Lang,
) -> Result<LetterSent, LedgerError> {
    let number = number_of(order, &view, &said);
    let figures = match &said {
        Said::Reminder(letter) => Figures::Letter(letter),
        Said::Thanks(thanks) => Figures::Thanks(thanks),
    };
    let paper = Paper {
        number: number.clone(),
        as_of: view.cut.as_of,
        customer: Some(&party),
        to: order.to.as_deref(),
        figures,
    };
    let document = paper.print(press, lang, company)?;
    let named = named(&number, &document.html);
    let template = press.templates().citation(&paper.name(), lang);
    let data = payload(order, &view.policy.reminders, &said, &number, &named, &template, lang);
    Ok(LetterSent {
        view,
        party,
        said,
        document,
        data,
        named,
        position: None,
        already_recorded: false,
        differs: false,
        id: None,
    })
}

impl LetterSent {
    /// The letter's number.
    #[must_use]
    pub fn number(&self) -> &str {
        let field = match &self.said {
            Said::Reminder(_) => "reminder",
            Said::Thanks(_) => "contact",
        };
        self.data[field].as_str().unwrap_or_default()
    }
}

impl Said {
    /// The currency of the letter.
    #[must_use]
    pub fn currency(&self) -> Currency {
        match self {
            Self::Reminder(letter) => letter.currency,
            Self::Thanks(thanks) => thanks.currency,
        }
    }
}

/// What comes after level 3 is no letter.
fn check_level(order: &LetterOrder, as_of: Day) -> Result<(), LedgerError> {
    match order.kind {
        LetterKind::Reminder(level) if level > HIGHEST_LETTER => {
            let message = messages::level_is_legal_step(&order.customer, as_of);
            Err(LedgerError::refused(Fault::of("level", message)))
        }
        _ => Ok(()),
    }
}
