//! What goes into a bundle, read off the ledger: the customer's stream once, all proofs in one
//! question, which the store answers while the report is written.
//!
//! The checkpoint of the head is signed and kept first; everything else is read as of that head, so
//! that events which are appended meanwhile stay out.

use std::collections::BTreeSet;

use duebook_events::document::Sha256Hex;
use duebook_events::{CustomerId, Day, Kind, Lang, NumberKind, Position};

use super::contents::Contents;
use super::disclose::{Span, disclosed};
use super::documents::named_document;
use super::kept::{Kept, last_positions};
use super::name::Name;
use super::readme;
use super::stream::Stream;
use super::subject::{Subject, SubjectKind};
use super::withheld::Withheld;
use crate::documents::Company;
use crate::evidence::key::SignerKey;
use crate::evidence::proof::InclusionProof;
use crate::evidence::report::{Given, TreeHead};
use crate::ledger::view::{KnownAt, Question};
use crate::ledger::{Ledger, LedgerError};
use crate::merkle::{Hash, check_inclusion, leaf_hash};
use crate::messages::bundle as told;
use crate::store::{EventRow, Page, StreamId};

/// What a proof takes beside the checkpoint, in a log of some millions: what room is made for.
const PROOF_BYTES: usize = 1100;

/// What is asked for.
#[derive(Debug)]
pub struct Order<'o> {
    /// What the bundle is about.
    pub subject: Subject,
    /// Which business dates it discloses, about a customer.
    pub span: Span,
    /// Whether the documents come along.
    pub documents: bool,
    /// Whether the report tells sealed texts that can be opened; else marks stand for them.
    pub open_personal: bool,
    /// The business date of the report; today if absent.
    pub as_of: Option<Day>,
    /// Who the creditor is, for the report.
    pub company: &'o Company,
    /// The language of the report.
    pub lang: Lang,
}

/// A bundle that is ready to be written, and what is in it.
#[derive(Debug)]
pub struct Collected {
    /// The files.
    pub contents: Contents,
    /// Whose events.
    pub customer: CustomerId,
    /// The number under which the ledger keeps the checkpoint.
    pub checkpoint: u64,
    /// How many events the log of the checkpoint has.
    pub size: u64,
    /// The root of their tree.
    pub root: Hash,
    /// How many events are disclosed.
    pub disclosed: usize,
    /// How many are withheld.
    pub withheld: usize,
    /// The documents that come along.
    pub documents: BTreeSet<Sha256Hex>,
    /// Those that disclosed events name and that the ledger has never been given.
    pub documents_missing: BTreeSet<Sha256Hex>,
    /// How many older checkpoints come along.
    pub older: usize,
    /// How many timestamps come along.
    pub timestamps: usize,
    /// Whether the report tells sealed texts in the clear.
    pub opened: bool,
}

/// The signed head that a bundle is proved against.
struct Head {
    number: u64,
    size: u64,
    root: Hash,
    /// The note, with the lines of witnesses that have confirmed it.
    note: Vec<u8>,
}

/// What a bundle says about the customer, once the events are read.
struct Telling {
    /// Which events are disclosed, in order.
    shown: Vec<bool>,
    /// The hashes of all of them, in order.
    leaves: Vec<Hash>,
    documents: BTreeSet<Sha256Hex>,
    documents_missing: BTreeSet<Sha256Hex>,
    report: String,
    /// Whether sealed texts were opened for it.
    opened: bool,
}

impl Ledger {
    /// Collects a bundle; signs the head and keeps the checkpoint.
    ///
    /// # Errors
    /// When the subject is unknown, the key is not the log's, or the store fails or is damaged.
    pub async fn collect(
        &self,
        order: &Order<'_>,
        key: &SignerKey,
    ) -> Result<Collected, LedgerError> {
        let customer = self.customer_of_subject(&order.subject).await?;
        let (head, kept) = self.signed_head(key).await?;
        let page = self.stream_of(customer.as_str(), &head).await?;
        let mut rotations = self.stream_of(CustomerId::LEDGER, &head).await?;
        rotations.rows.retain(|row| row.kind.0 == Kind::KeyRotated as u8);
        let smaller = kept.older(head.size);
        let ends = last_positions(&smaller);
        // All paths in one question, which the store answers while the events are told.
        let rows = page.rows.iter().chain(&rotations.rows);
        let asked: Vec<Position> = rows.map(|row| row.position).chain(ends.clone()).collect();
        let (paths, telling) = tokio::join!(
            self.store().inclusion_proofs(&asked, head.size),
            self.tell(order, &customer, &page, &head, key),
        );
        let (paths, telling) = (paths?, telling?);
        let (own, others) = paths.split_at(page.rows.len());
        let (of_rotations, of_ends) = others.split_at(rotations.rows.len());

        let room = (asked.len() + 1) * (head.note.len() + PROOF_BYTES) + telling.report.len();
        let mut contents = Contents::new(page.bytes, room);
        let mut withheld = String::new();
        for (i, row) in page.rows.iter().enumerate() {
            add_proof(&mut contents, Name::EventProof, row, (&telling.leaves[i], &own[i]), &head)?;
            if telling.shown[i] {
                let part = row.line.start as usize..row.line.end as usize;
                contents.add_shared(Name::Event(row.position), part);
            } else {
                let (position, version, leaf) = (row.position, row.version, telling.leaves[i]);
                let customer = customer.clone();
                Withheld { position, customer, version, leaf }.print(&mut withheld);
            }
        }
        for (row, path) in rotations.rows.iter().zip(of_rotations) {
            let line = rotations.line(row);
            add_proof(&mut contents, Name::RotationProof, row, (&leaf_hash(line), path), &head)?;
            contents.add(Name::Rotation(row.position), line);
        }
        let leaves = self.store().leaf_hashes(&ends).await?;
        let mut lasts = leaves.iter().zip(of_ends.iter().map(Vec::as_slice));
        for one in &smaller {
            let last = if one.said.size == 0 { None } else { lasts.next() };
            kept.add_older(&mut contents, one, (head.size, &head.root), last)?;
        }
        let timestamps = kept.add_timestamps(&mut contents, head.size);
        contents.add(Name::Withheld, withheld.as_bytes());
        contents.add(Name::Report, telling.report.as_bytes());
        contents.add(Name::Readme, readme::ENGLISH.as_bytes());
        contents.add(Name::ReadmeZh, readme::CHINESE.as_bytes());
        contents.add(Name::Vkey, format!("{}\n", key.verifier()).as_bytes());
        contents.add(Name::Checkpoint, &head.note);
        for hash in &telling.documents {
            contents.add_document(*hash);
        }
        contents.seal(&order.subject, key).map_err(LedgerError::usage_of)?;
        let disclosed = telling.shown.iter().filter(|shown| **shown).count();
        Ok(Collected {
            contents,
            customer,
            checkpoint: head.number,
            size: head.size,
            root: head.root,
            disclosed,
            withheld: telling.shown.len() - disclosed,
            documents: telling.documents,
            documents_missing: telling.documents_missing,
            older: smaller.len(),
            timestamps,
            opened: telling.opened,
        })
    }

    /// A stream as of the head.
    async fn stream_of(&self, customer: &str, head: &Head) -> Result<Page, LedgerError> {
        let stream = StreamId::new(customer);
        Ok(self.store().read_stream(&stream, Some(Position(head.size))).await?)
    }

    /// Whose events a bundle is made of.
    async fn customer_of_subject(&self, subject: &Subject) -> Result<CustomerId, LedgerError> {
        let number = subject.number.as_str();
        match subject.kind {
            SubjectKind::Customer => self.customer(number).await,
            SubjectKind::Order => {
                self.customer_of_order(number).await.map_err(LedgerError::of_question)
            }
            SubjectKind::Invoice => {
                let found = self.customer_of(NumberKind::Item, number).await?;
                found.ok_or_else(|| LedgerError::usage_of(told::no_such_invoice(number)))
            }
        }
    }

    /// Signs the head; gives it with everything that is kept about the tree.
    async fn signed_head(&self, key: &SignerKey) -> Result<(Head, Kept), LedgerError> {
        let sealed = self.sign_head(&[key]).await?;
        let kept = Kept::new(self.store().attestations().await?);
        let note = kept.note(sealed.number)?.unwrap_or(sealed.note).to_bytes();
        let (size, root) = (sealed.checkpoint.size, sealed.checkpoint.root);
        Ok((Head { number: sealed.number, size, root, note }, kept))
    }

    /// Reads the customer's events, chooses what is disclosed, and writes the report.
    async fn tell(
        &self,
        order: &Order<'_>,
        customer: &CustomerId,
        page: &Page,
        head: &Head,
        key: &SignerKey,
    ) -> Result<Telling, LedgerError> {
        let mut stream = Stream::read(page)?;
        let shown = disclosed(&stream, &order.subject, order.span);
        let (documents, documents_missing) = self.documents_of(order, &stream, &shown).await?;
        let opened = order.open_personal && stream.has_sealed();
        if opened {
            self.open_facts(&mut stream.facts).await?;
        } else {
            stream.mark_sealed(order.lang);
        }
        let report = self.report(order, customer, &stream, &shown, &documents, head, key).await?;
        let leaves = page.rows.iter().map(|row| leaf_hash(page.line(row))).collect();
        Ok(Telling { shown, leaves, documents, documents_missing, report, opened })
    }

    /// The documents that disclosed events name: those at hand, and those never supplied.
    async fn documents_of(
        &self,
        order: &Order<'_>,
        stream: &Stream,
        shown: &[bool],
    ) -> Result<(BTreeSet<Sha256Hex>, BTreeSet<Sha256Hex>), LedgerError> {
        let (mut here, mut missing) = (BTreeSet::new(), BTreeSet::new());
        if !order.documents {
            return Ok((here, missing));
        }
        let disclosed = stream.facts.iter().zip(shown).filter(|(_, shown)| **shown);
        let named: BTreeSet<Sha256Hex> = disclosed
            .filter_map(|(fact, _)| named_document(&fact.data))
            .map(|document| document.sha256)
            .collect();
        for hash in named {
            let set =
                if self.store().has_document(hash.0).await? { &mut here } else { &mut missing };
            set.insert(hash);
        }
        Ok((here, missing))
    }

    #[allow(clippy::too_many_arguments)] // each is another part of what the report tells
    async fn report(
        &self,
        order: &Order<'_>,
        customer: &CustomerId,
        stream: &Stream,
        shown: &[bool],
        documents: &BTreeSet<Sha256Hex>,
        head: &Head,
        key: &SignerKey,
    ) -> Result<String, LedgerError> {
        let policies = self.policies().await?;
        let question = Question {
            as_of: order.as_of,
            known_at: Some(KnownAt::Position(Position(head.size))),
            policy: None,
        };
        let view = self.view_with(&question, &policies).await?;
        let vkey = key.verifier().to_string();
        let given = Given {
            subject: &order.subject,
            customer,
            stream,
            shown,
            view: &view,
            policies: &policies,
            company: order.company,
            head: TreeHead::new(key.verifier().name().as_str(), head.size, head.root, &vkey),
            documents,
            lang: order.lang,
        };
        Ok(given.print()?)
    }
}

/// Adds the proof of a stored event, which is held against the root before it leaves the house.
fn add_proof(
    contents: &mut Contents,
    name: fn(Position) -> Name,
    row: &EventRow,
    (leaf, path): (&Hash, &[Hash]),
    head: &Head,
) -> Result<(), LedgerError> {
    let at = row.position;
    check_inclusion(leaf, at.0 - 1, head.size, path, &head.root)
        .map_err(|_| LedgerError::Store(told::tree_differs(at)))?;
    contents.print(name(at), |out| InclusionProof::print(out, at, path, &head.note));
    Ok(())
}
