//! What goes into a bundle, read off the ledger: the customer's stream once, all proofs in one
//! question.
//!
//! The checkpoint of the head is signed and kept first; everything else is read as of that head, so
//! that events which are appended meanwhile stay out.

use std::collections::{BTreeMap, BTreeSet};

use duebook_events::document::Sha256Hex;
use duebook_events::{CustomerId, Day, Event, Kind, Lang, NumberKind, Position};
use duebook_projections::Fact;

use super::contents::Contents;
use super::disclose::{Span, Told, disclosed};
use super::documents::named_document;
use super::name::Name;
use super::readme;
use super::subject::{Subject, SubjectKind};
use super::withheld::Withheld;
use crate::documents::Company;
use crate::evidence::key::SignerKey;
use crate::evidence::note::{Note, NoteSignature};
use crate::evidence::proof::{ConsistencyProof, InclusionProof};
use crate::evidence::report::{Given, TreeHead};
use crate::ledger::view::{KnownAt, Question};
use crate::ledger::{Ledger, LedgerError, damaged};
use crate::merkle::{Hash, check_inclusion, leaf_hash};
use crate::messages::bundle as told;
use crate::store::{Attestation, AttestationKind, EventRow, Page, StreamId};

/// What is asked for.
#[derive(Debug)]
pub struct Order<'o> {
    /// What the bundle is about.
    pub subject: Subject,
    /// Which business dates it discloses, about a customer.
    pub span: Span,
    /// Whether the documents come along.
    pub documents: bool,
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
}

/// The signed head that a bundle is proved against.
struct Head {
    number: u64,
    size: u64,
    root: Hash,
    /// The note, with the lines of witnesses that have confirmed it.
    note: Vec<u8>,
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
        let stream = StreamId::new(customer.as_str());
        let page = self.store().read_stream(&stream, Some(Position(head.size))).await?;
        let stream = told_stream(&page)?;
        let shown = disclosed(&stream, &order.subject, order.span);
        let (documents, documents_missing) = self.documents_of(order, &stream, &shown).await?;

        let report = self.report(order, &customer, &stream, &shown, &documents, &head, key).await?;
        let leaves: Vec<Hash> = page.rows.iter().map(|row| leaf_hash(page.line(row))).collect();
        let positions: Vec<Position> = page.rows.iter().map(|row| row.position).collect();
        let proofs = self.proofs(&positions, &leaves, &head).await?;

        let mut collected = Collected {
            contents: Contents::new(page.bytes),
            checkpoint: head.number,
            size: head.size,
            root: head.root,
            disclosed: shown.iter().filter(|shown| **shown).count(),
            withheld: shown.iter().filter(|shown| !**shown).count(),
            documents,
            documents_missing,
            older: 0,
            timestamps: 0,
            customer,
        };
        let mut lines = String::new();
        for (i, row) in page.rows.iter().enumerate() {
            let proof = InclusionProof::print(row.position, &proofs[i], &head.note);
            collected.contents.add(Name::EventProof(row.position), proof);
            if shown[i] {
                let part = row.line.start as usize..row.line.end as usize;
                collected.contents.add_shared(Name::Event(row.position), part);
            } else {
                let customer = collected.customer.clone();
                let (position, version, leaf) = (row.position, row.version, leaves[i]);
                Withheld { position, customer, version, leaf }.print(&mut lines);
            }
        }
        let contents = &mut collected.contents;
        contents.add(Name::Withheld, lines.into_bytes());
        contents.add(Name::Report, report.into_bytes());
        contents.add(Name::Readme, readme::ENGLISH.as_bytes().to_vec());
        contents.add(Name::ReadmeZh, readme::CHINESE.as_bytes().to_vec());
        contents.add(Name::Vkey, format!("{}\n", key.verifier()).into_bytes());
        contents.add(Name::Checkpoint, head.note.clone());
        for hash in &collected.documents {
            contents.add_document(*hash);
        }
        self.add_rotations(&mut collected, &head).await?;
        self.add_older(&mut collected, &head, &kept).await?;
        add_timestamps(&mut collected, &kept);
        collected.contents.seal(&order.subject, key).map_err(LedgerError::usage_of)?;
        Ok(collected)
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
    async fn signed_head(&self, key: &SignerKey) -> Result<(Head, Vec<Attestation>), LedgerError> {
        let sealed = self.sign_head(&[key]).await?;
        let kept = self.store().attestations().await?;
        let own = kept.iter().find(|kept| kept.number == sealed.number);
        let note = own.map_or_else(|| sealed.note.to_bytes(), |own| with_witnesses(own, &kept));
        let (size, root) = (sealed.checkpoint.size, sealed.checkpoint.root);
        Ok((Head { number: sealed.number, size, root, note }, kept))
    }

    /// The proofs of the customer's events, each held against the root before it leaves the house.
    async fn proofs(
        &self,
        positions: &[Position],
        leaves: &[Hash],
        head: &Head,
    ) -> Result<Vec<Vec<Hash>>, LedgerError> {
        let proofs = self.store().inclusion_proofs(positions, head.size).await?;
        for ((position, leaf), proof) in positions.iter().zip(leaves).zip(&proofs) {
            check_inclusion(leaf, position.0 - 1, head.size, proof, &head.root)
                .map_err(|_| LedgerError::Store(told::tree_differs(position)))?;
        }
        Ok(proofs)
    }

    /// The documents that disclosed events name: those at hand, and those never supplied.
    async fn documents_of(
        &self,
        order: &Order<'_>,
        stream: &[Told],
        shown: &[bool],
    ) -> Result<(BTreeSet<Sha256Hex>, BTreeSet<Sha256Hex>), LedgerError> {
        let (mut here, mut missing) = (BTreeSet::new(), BTreeSet::new());
        if !order.documents {
            return Ok((here, missing));
        }
        let disclosed = stream.iter().zip(shown).filter(|(_, shown)| **shown);
        let named: BTreeSet<Sha256Hex> = disclosed
            .filter_map(|(told, _)| named_document(&told.event.draft.data))
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
        stream: &[Told],
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
        let facts: Vec<Fact> = stream.iter().map(fact).collect();
        let vkey = key.verifier().to_string();
        let given = Given {
            subject: &order.subject,
            customer,
            stream,
            shown,
            facts: &facts,
            view: &view,
            policies: &policies,
            company: order.company,
            head: TreeHead::new(key.verifier().name().as_str(), head.size, head.root, &vkey),
            documents,
            lang: order.lang,
        };
        Ok(given.print()?)
    }

    /// The changes of the log's key, which lie in the ledger's own stream, with their proofs.
    async fn add_rotations(
        &self,
        collected: &mut Collected,
        head: &Head,
    ) -> Result<(), LedgerError> {
        let stream = StreamId::new(CustomerId::LEDGER);
        let page = self.store().read_stream(&stream, Some(Position(head.size))).await?;
        let rotated = page.rows.iter().filter(|row| row.kind.0 == Kind::KeyRotated as u8);
        let rotated: Vec<_> = rotated.collect();
        let positions: Vec<Position> = rotated.iter().map(|row| row.position).collect();
        if positions.is_empty() {
            return Ok(());
        }
        let leaves: Vec<Hash> = rotated.iter().map(|row| leaf_hash(page.line(row))).collect();
        let proofs = self.proofs(&positions, &leaves, head).await?;
        for (row, proof) in rotated.into_iter().zip(proofs) {
            let proof = InclusionProof::print(row.position, &proof, &head.note);
            collected.contents.add(Name::RotationProof(row.position), proof);
            collected.contents.add(Name::Rotation(row.position), page.line(row).to_vec());
        }
        Ok(())
    }

    /// The smaller checkpoints that the ledger keeps, of each size the newest.
    async fn add_older(
        &self,
        collected: &mut Collected,
        head: &Head,
        kept: &[Attestation],
    ) -> Result<(), LedgerError> {
        let checkpoints = kept.iter().filter(|kept| kept.said.kind == AttestationKind::Checkpoint);
        let smaller: BTreeMap<u64, &Attestation> = checkpoints
            .filter(|kept| kept.said.size < head.size)
            .map(|kept| (kept.said.size, kept))
            .collect();
        for (size, older) in smaller {
            let proof = self.store().consistency_proof(size, head.size).await?;
            let note = with_witnesses(older, kept);
            let name = Name::Consistency { from: size, to: head.size };
            collected.contents.add(name, ConsistencyProof::print(&proof, &note));
            collected.older += 1;
        }
        Ok(())
    }
}

/// What timestamping authorities said about the checkpoints that come along, each beside the bytes
/// that it dates.
fn add_timestamps(collected: &mut Collected, kept: &[Attestation]) {
    let tokens = kept.iter().filter(|kept| kept.said.kind == AttestationKind::Timestamp);
    for token in tokens.filter(|token| token.said.size <= collected.size) {
        let Some(about) = kept.iter().find(|kept| kept.number == token.said.about) else {
            continue;
        };
        let (size, number) = (token.said.size, token.number);
        collected.contents.add(Name::Dated { size, number }, about.said.body.clone());
        collected.contents.add(Name::Timestamp { size, number }, token.said.body.clone());
        collected.timestamps += 1;
    }
}

/// A kept checkpoint with the lines of the witnesses that have confirmed it.
fn with_witnesses(checkpoint: &Attestation, kept: &[Attestation]) -> Vec<u8> {
    let Ok(mut note) = Note::parse(&checkpoint.said.body) else {
        return checkpoint.said.body.clone();
    };
    let lines = kept.iter().filter(|kept| {
        kept.said.kind == AttestationKind::Cosignature && kept.said.about == checkpoint.number
    });
    for line in lines.flat_map(|kept| kept.said.body.split(|byte| *byte == b'\n')) {
        let line = std::str::from_utf8(line).ok();
        if let Some(signature) = line.and_then(NoteSignature::parse) {
            note = note.with(signature);
        }
    }
    note.to_bytes()
}

/// The customer's events, whole.
fn told_stream(page: &Page) -> Result<Vec<Told>, LedgerError> {
    let read = |row: &EventRow| {
        let line = page.line(row);
        let event = Event::read(line).map_err(|fault| damaged(row.position, &fault))?;
        Ok(Told::new(event, line))
    };
    page.rows.iter().map(read).collect()
}

/// An event as judgement sees it.
fn fact(told: &Told) -> Fact {
    let event = &told.event;
    Fact {
        position: event.position,
        effective: event.draft.effective,
        recorded_at: event.recorded_at,
        id: event.draft.id,
        data: event.draft.data.clone(),
    }
}
