//! The report of a bundle: what its events say, for a reader who decides about them.
//!
//! One self-contained page for A4 paper and for the screen. It is derived from the customer's whole
//! stream as the checkpoint has it, cites every event by its position, and marks those that the
//! bundle withholds. It proves nothing by itself: the events do.
//!
//! | file | concept |
//! | --- | --- |
//! | `cited` | a position, and whether its event can be looked up in the bundle |
//! | `claims` | what is owed, how it came about, the papers, interest, limitation |
//! | `decisions` | each decision with its figures and rules |
//! | `chronology` | the events in the order in which they count, and what is withheld |
//! | `templates` | the page in English and Chinese |

mod chronology;
mod cited;
mod claims;
mod decisions;

use std::collections::{BTreeMap, BTreeSet};

use duebook_events::document::Sha256Hex;
use duebook_events::{CustomerId, Day, EventData, EventId, Instant, Lang, Position};
use duebook_projections::Account;
use duebook_projections::letters::{Party, party};
use serde::Serialize;

use super::bundle::stream::Stream;
use super::bundle::subject::Subject;
use crate::documents::{Broken, Company, engine};
use crate::ledger::policies::Policies;
use crate::ledger::view::View;
use crate::merkle::Hash;
use cited::Cites;

/// The frame that all papers of the program share, and the report in both languages.
const TEMPLATES: [(&str, &str); 3] = [
    ("page.html", engine::PAGE),
    ("en/report.html", include_str!("templates/en/report.html")),
    ("zh/report.html", include_str!("templates/zh/report.html")),
];

/// The tree head that the bundle is proved against.
#[derive(Debug, Clone, Serialize)]
pub struct TreeHead {
    /// The log that says it.
    pub origin: String,
    /// How many events.
    pub size: u64,
    /// The root, in base64.
    pub root: String,
    /// The verifier key of the signature.
    pub vkey: String,
}

impl TreeHead {
    /// The head of a log of so many events with this root.
    #[must_use]
    pub fn new(origin: &str, size: u64, root: Hash, vkey: &str) -> Self {
        let (origin, root, vkey) = (origin.to_owned(), root.base64(), vkey.to_owned());
        Self { origin, size, root, vkey }
    }
}

/// What a report is made from.
pub struct Given<'g> {
    /// What it is about.
    pub subject: &'g Subject,
    /// Whose events.
    pub customer: &'g CustomerId,
    /// All of the customer's events, by position.
    pub stream: &'g Stream,
    /// Which of them are disclosed.
    pub shown: &'g [bool],
    /// As of when, as known at the checkpoint, under which policy.
    pub view: &'g View,
    /// The policies of the log.
    pub policies: &'g Policies,
    /// Who the creditor is.
    pub company: &'g Company,
    /// The tree head.
    pub head: TreeHead,
    /// The documents that lie in the bundle.
    pub documents: &'g BTreeSet<Sha256Hex>,
    /// The language.
    pub lang: Lang,
}

/// Everything that the page says.
#[derive(Serialize)]
struct Page<'p> {
    kind: &'static str,
    number: &'p str,
    company: Company,
    customer: Party,
    registered: Option<cited::Cited>,
    since: Option<Day>,
    as_of: Day,
    recorded_at: Option<Instant>,
    policy: &'p str,
    head: &'p TreeHead,
    counts: Counts,
    claims: claims::Claims,
    decisions: decisions::Decisions,
    events: Vec<chronology::Entry>,
    withheld: Vec<String>,
    policies: Vec<PolicyText>,
}

/// How much lies in the bundle.
#[derive(Serialize)]
struct Counts {
    disclosed: usize,
    withheld: usize,
    documents: usize,
}

/// A policy that something on the page rests on.
#[derive(Serialize)]
struct PolicyText {
    citation: String,
    sha256: String,
    text: String,
}

impl Given<'_> {
    /// Renders the page.
    ///
    /// # Errors
    /// When the template fails, which no history can make it do.
    pub fn print(&self) -> Result<String, Broken> {
        let account = self.view.fold(&self.stream.facts);
        let mut press = engine::environment();
        for (name, text) in TEMPLATES {
            press.add_template(name, text).map_err(|error| engine::built_in_broken(&error))?;
        }
        let folder = crate::documents::templates::folder_of(self.lang);
        let template = press.get_template(&format!("{folder}/report.html"));
        let page = self.page(&account);
        let seen = minijinja::value::Value::from(minijinja::value::Serde(&page));
        let context = minijinja::context! { lang => folder, ..seen };
        let html = template.and_then(|template| template.render(&context));
        html.map(|html| engine::tidy(&html)).map_err(|error| engine::built_in_broken(&error))
    }

    fn page(&self, account: &Account<'_>) -> Page<'_> {
        let cites = Cites::new(self.stream, self.shown);
        let decisions = self.decisions(&cites);
        let policies = decisions.policies(&self.view.policy.citation);
        let disclosed = self.shown.iter().filter(|shown| **shown).count();
        Page {
            kind: self.subject.kind.word(),
            number: &self.subject.number,
            company: self.company.in_lang(self.lang),
            customer: party(self.customer.as_str(), account),
            registered: account.registered.map(|r| cites.of(r.place.position)),
            since: account.registered.map(|r| r.since),
            as_of: self.view.cut.as_of,
            recorded_at: self.view.recorded_at,
            policy: &self.view.policy.citation,
            head: &self.head,
            counts: Counts {
                disclosed,
                withheld: self.shown.len() - disclosed,
                documents: self.documents.len(),
            },
            claims: self.claims(account, &cites),
            decisions,
            events: self.chronology(),
            withheld: self.withheld(),
            policies: policies
                .into_iter()
                .filter_map(|citation| self.policy_text(citation))
                .collect(),
        }
    }

    /// A policy's text with its hash, as known at the checkpoint.
    fn policy_text(&self, citation: String) -> Option<PolicyText> {
        let (text, sha256) = self.policies.text_of(&citation, self.view.cut.known_at)?;
        Some(PolicyText { citation, sha256, text: text.to_owned() })
    }

    /// The retractions of this customer: which event, by which.
    fn retractions(&self) -> BTreeMap<EventId, Position> {
        let facts = self.stream.facts.iter();
        facts
            .filter_map(|fact| match &fact.data {
                EventData::EventRetracted(e) => Some((e.event, fact.position)),
                _ => None,
            })
            .collect()
    }
}
