//! Events and withheld events: each in the log at its place, all there, in order.

use std::collections::{BTreeMap, BTreeSet};

use duebook_events::document::Sha256Hex;
use duebook_events::json;
use duebook_events::{CustomerId, EventId, Instant, Position, Words};
use serde_json::Value;

use super::files::{Bundle, Head};
use super::verdict::{Kind, Verdict};
use crate::evidence::bundle::name::Name;
use crate::evidence::bundle::subject::{Subject, SubjectKind};
use crate::evidence::bundle::withheld::Withheld;
use crate::evidence::checkpoint::Checkpoint;
use crate::evidence::proof::InclusionProof;
use crate::merkle::{Hash, ProofError, check_inclusion, leaf_hash};
use crate::messages::bundle as told;

/// How many events that others name are remembered.
pub(super) const NAMED_MAX: usize = 100_000;

/// What a bundle says of one of the customer's events.
#[derive(Debug)]
struct Place {
    customer: CustomerId,
    version: u64,
    /// When it was recorded, of a disclosed one.
    recorded_at: Option<Instant>,
}

/// What the events of a bundle hold, for the checks that follow.
#[derive(Debug, Default)]
pub(super) struct Seen {
    places: BTreeMap<Position, Place>,
    /// The ids of the disclosed events.
    pub ids: BTreeSet<EventId>,
    /// The ids that they name, up to a bound.
    pub named_ids: BTreeSet<EventId>,
    /// The positions that decisions cite, up to a bound.
    pub cited: BTreeSet<u64>,
    /// The documents that they name.
    pub documents: BTreeSet<Sha256Hex>,
    /// How many are disclosed.
    pub disclosed: usize,
    /// Whether one of them brings the order or invoice into the world that the bundle is about.
    born: bool,
}

impl Seen {
    /// Whether the event at a position is disclosed.
    pub fn shows(&self, position: u64) -> bool {
        self.places.get(&Position(position)).is_some_and(|place| place.recorded_at.is_some())
    }
}

/// The checks of this file.
pub(super) fn check(bundle: &Bundle<'_>, head: &Head, verdict: &mut Verdict) -> Seen {
    let mut seen = Seen::default();
    check_events(bundle, head, &mut seen, verdict);
    check_withheld(bundle, head, &mut seen, verdict);
    check_completeness(bundle, &seen, verdict);
    seen
}

/// Every `events/<position>.json`: canonical, in its place, in the log.
fn check_events(bundle: &Bundle<'_>, head: &Head, seen: &mut Seen, verdict: &mut Verdict) {
    for name in &bundle.names {
        let Name::Event(at) = *name else { continue };
        let Some(bytes) = bundle.read(*name) else { continue };
        let file = name.to_string();
        match read_event(&bytes) {
            Ok(event) => {
                let position = &event.fields["position"];
                if position.as_u64() != Some(at.0) {
                    let why = Words::new(
                        format!("it says position {position}"),
                        format!("其中写明的位置为 {position}"),
                    );
                    verdict.problem(Kind::Events, file.clone(), told::event_misplaced(why));
                }
                seen.take(at, &event, verdict.subject.as_ref());
            }
            Err(why) => {
                verdict.problem(Kind::Events, file.clone(), told::event_not_canonical(why));
            }
        }
        check_proof(bundle, head, at, &leaf_hash(&bytes), (Kind::Events, &file), verdict);
    }
    let count = seen.disclosed;
    verdict.done(
        Kind::Events,
        format!("{count} events are canonical and stand in the log at their positions"),
        format!("{count} 条事件均为规范字节，且位于日志的相应位置"),
    );
}

/// An event of a bundle whose envelope is whole.
pub(super) struct Event {
    customer: CustomerId,
    id: EventId,
    recorded_at: Instant,
    /// All of it.
    pub fields: Value,
}

/// Reads an event strictly; its bytes must be its canonical ones and its envelope whole.
pub(super) fn read_event(bytes: &[u8]) -> Result<Event, Words> {
    let event = json::parse(bytes).map_err(|fault| fault.message.problem.clone())?;
    if json::canonical(&event) != bytes {
        return Err(Words::new("RFC 8785 would write it otherwise", "与 RFC 8785 的写法不同"));
    }
    let number = |field: &str| event[field].as_u64().is_some_and(|number| number > 0);
    let text = |field: &str| event[field].as_str().filter(|text| !text.is_empty());
    let customer = text("customer").and_then(|customer| CustomerId::try_new(customer).ok());
    let id = text("id").and_then(|id| EventId::try_new(id).ok());
    let time = text("recorded_at")
        .and_then(|time| Instant::try_new(time).ok().filter(|instant| instant.to_string() == time));
    let fields = [
        ("position", number("position")),
        ("version", number("version")),
        ("schema", number("schema")),
        ("id", id.is_some()),
        ("type", text("type").is_some()),
        ("customer", customer.is_some()),
        ("effective", text("effective").is_some()),
        ("recorded_at", time.is_some()),
        ("actor", event["actor"].is_object()),
        ("data", event["data"].is_object()),
    ];
    let missing = fields.into_iter().find(|(_, there)| !there).map_or("", |(field, _)| field);
    match (customer, id, time, missing) {
        (Some(customer), Some(id), Some(recorded_at), "") => {
            Ok(Event { customer, id, recorded_at, fields: event })
        }
        (.., field) => Err(Words::new(format!("it has no {field}"), format!("缺少 {field}"))),
    }
}

impl Seen {
    /// Takes up what a disclosed event says.
    fn take(&mut self, at: Position, event: &Event, subject: Option<&Subject>) {
        let Event { customer, id, recorded_at, fields } = event;
        let place = Place {
            customer: customer.clone(),
            version: fields["version"].as_u64().unwrap_or_default(),
            recorded_at: Some(*recorded_at),
        };
        self.places.insert(at, place);
        self.disclosed += 1;
        self.ids.insert(*id);
        let data = &fields["data"];
        self.name([&fields["causation"]]);
        let born = match fields["type"].as_str().unwrap_or_default() {
            "order.placed" => Some(("order", &data["order"])),
            "invoice.issued" => Some(("invoice", &data["invoice"])),
            "late_fee.charged" => Some(("invoice", &data["fee"])),
            "event.retracted" => {
                self.name([&data["event"]]);
                None
            }
            "order.condition_met" => {
                self.name(data["evidence"].as_array().into_iter().flatten());
                None
            }
            "order.decided" => {
                let cites = data["basis"]["cites"].as_array().into_iter().flatten();
                let events = cites.filter_map(|cite| cite["events"].as_array()).flatten();
                let room = NAMED_MAX.saturating_sub(self.cited.len());
                self.cited.extend(events.filter_map(Value::as_u64).take(room));
                None
            }
            _ => None,
        };
        self.born |= born.zip(subject).is_some_and(|((kind, number), subject)| {
            kind == subject.kind.word() && number.as_str() == Some(subject.number.as_str())
        });
        let document = data["document"]["sha256"].as_str();
        self.documents.extend(document.and_then(|hash| Sha256Hex::try_new(hash).ok()));
    }

    /// Remembers ids that an event names; what is no id names an event of another system.
    fn name<'v>(&mut self, values: impl IntoIterator<Item = &'v Value>) {
        let ids = values.into_iter().filter_map(Value::as_str);
        let ids = ids.filter_map(|id| EventId::try_new(id).ok());
        let room = NAMED_MAX.saturating_sub(self.named_ids.len());
        self.named_ids.extend(ids.take(room));
    }
}

/// Every line of `withheld.jsonl`: in the log, and no second time.
fn check_withheld(bundle: &Bundle<'_>, head: &Head, seen: &mut Seen, verdict: &mut Verdict) {
    let Some(bytes) = bundle.read(Name::Withheld) else { return };
    let file = Name::Withheld.to_string();
    let mut count = 0;
    for (i, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let withheld = line.strip_suffix(b"\n").and_then(Withheld::parse);
        let Some(withheld) = withheld else {
            verdict.problem(Kind::Withheld, file.clone(), told::withheld_line(i + 1));
            continue;
        };
        let at = withheld.position;
        let place = Place {
            customer: withheld.customer.clone(),
            version: withheld.version.0,
            recorded_at: None,
        };
        let disclosed = bundle.names.contains(&Name::Event(at));
        if disclosed || seen.places.contains_key(&at) {
            verdict.problem(Kind::Withheld, file.clone(), told::position_twice(at));
            continue;
        }
        seen.places.insert(at, place);
        count += 1;
        check_proof(bundle, head, at, &withheld.leaf, (Kind::Withheld, &file), verdict);
    }
    verdict.done(
        Kind::Withheld,
        format!("{count} further leaves stand in the log; whose events they are is not shown"),
        format!("另有 {count} 片叶子位于日志之中；它们属于谁的事件，未予展示"),
    );
}

/// Whether the proof that lies in the bundle leads from a leaf to the root of the checkpoint.
fn check_proof(
    bundle: &Bundle<'_>,
    head: &Head,
    at: Position,
    leaf: &Hash,
    (kind, file): (Kind, &str),
    verdict: &mut Verdict,
) {
    let name = Name::EventProof(at);
    let Some(bytes) = bundle.read(name) else {
        return verdict.problem(kind, file.to_owned(), told::counterpart_missing(name));
    };
    if let Err(why) = proved(&bytes, head, at, leaf) {
        verdict.problem(kind, name.to_string(), told::not_in_the_log(why));
    }
}

/// Whether a proof shows that a leaf stands at a position of the log of the checkpoint.
pub(super) fn proved(bytes: &[u8], head: &Head, at: Position, leaf: &Hash) -> Result<(), Words> {
    let proof = InclusionProof::parse(bytes).ok_or_else(|| {
        Words::new(
            "the proof is not one of c2sp.org/tlog-proof",
            "不是 c2sp.org/tlog-proof 格式的证明",
        )
    })?;
    if proof.index != at.0 - 1 {
        let index = proof.index;
        return Err(Words::new(
            format!("the proof is of leaf {index}, not {}", at.0 - 1),
            format!("证明属于第 {index} 片叶子，而不是第 {} 片", at.0 - 1),
        ));
    }
    if proof.checkpoint != head.bytes {
        return Err(Words::new("the proof is of another checkpoint", "证明属于另一检查点"));
    }
    let Checkpoint { size, root, .. } = &head.checkpoint;
    check_inclusion(leaf, proof.index, *size, &proof.hashes, root).map_err(reason)
}

/// Why a proof does not hold, in words.
pub(super) fn reason(error: ProofError) -> Words {
    match error {
        ProofError::OutsideTheTree => {
            Words::new("the position is beyond the checkpoint", "该位置超出检查点的范围")
        }
        ProofError::WrongLength => {
            Words::new("the proof has too many or too few hashes", "证明的散列值数目不对")
        }
        ProofError::OtherRoot => {
            Words::new("the proof leads to another root", "由证明推算出的树根不同")
        }
    }
}

/// Versions without gaps, positions and times in order, one customer, the subject among them.
fn check_completeness(bundle: &Bundle<'_>, seen: &Seen, verdict: &mut Verdict) {
    for name in &bundle.names {
        if let Name::EventProof(at) = *name
            && !seen.places.contains_key(&at)
            && !bundle.names.contains(&Name::Event(at))
        {
            let missing = told::counterpart_missing(Name::Event(at));
            verdict.problem(Kind::Completeness, name.to_string(), missing);
        }
    }
    check_times(seen, verdict);
    let mut of: BTreeMap<&str, Vec<(u64, Position)>> = BTreeMap::new();
    for (at, place) in &seen.places {
        of.entry(place.customer.as_str()).or_default().push((place.version, *at));
    }
    check_subject(&of, seen, verdict);
    let mut told_of = Vec::new();
    for (customer, mut versions) in of {
        versions.sort_unstable();
        check_versions(customer, &versions, verdict);
        told_of.push(customer.to_owned());
    }
    let (count, disclosed) = (seen.places.len(), seen.disclosed);
    let (withheld, customers) = (count - disclosed, told_of.join(", "));
    let (en, zh) = match withheld {
        0 => (String::new(), String::new()),
        _ => (
            "; customer and version of those withheld are the creditor's statement".to_owned(),
            "；未披露部分所属客户及版本系债权人陈述".to_owned(),
        ),
    };
    verdict.done(
        Kind::Completeness,
        format!(
            "{count} proved leaves, numbered 1 to {count} as events of {customers} without a gap: \
             {disclosed} disclosed, {withheld} withheld{en}; that there are no later ones is not proved"
        ),
        format!(
            "{count} 片经证明的叶子，作为 {customers} 的第 1 至 {count} 条事件连续编号，无缺号：已披露 {disclosed} 条，\
             未披露 {withheld} 条{zh}；之后是否还有事件，不在证明之列"
        ),
    );
}

fn check_versions(customer: &str, versions: &[(u64, Position)], verdict: &mut Verdict) {
    let mut last = Position(0);
    for (wanted, (version, at)) in (1..).zip(versions) {
        if *version != wanted {
            let gap = told::version_gap(customer, wanted, version);
            verdict.problem(Kind::Completeness, None, gap);
            return;
        }
        if *at <= last {
            let why = Words::new(
                format!(
                    "version {version} of {customer} stands at {at}, the one before it at {last}"
                ),
                format!("{customer} 的版本 {version} 位于 {at}，其前一版本位于 {last}"),
            );
            verdict.problem(Kind::Completeness, None, told::out_of_order(why));
        }
        last = *at;
    }
}

fn check_times(seen: &Seen, verdict: &mut Verdict) {
    let mut last: Option<(Position, Instant)> = None;
    let recorded = seen.places.iter().filter_map(|(at, place)| Some((*at, place.recorded_at?)));
    for (at, time) in recorded {
        if let Some((before, earlier)) = last.filter(|(_, earlier)| *earlier > time) {
            let why = Words::new(
                format!("#{at} was recorded at {time}, before #{before} ({earlier})"),
                format!("#{at} 记录于 {time}，早于 #{before}（{earlier}）"),
            );
            verdict.problem(Kind::Completeness, None, told::out_of_order(why));
        }
        last = Some((at, time));
    }
}

/// All events are of one customer, who is the subject or has it.
fn check_subject(of: &BTreeMap<&str, Vec<(u64, Position)>>, seen: &Seen, verdict: &mut Verdict) {
    let Some(subject) = verdict.subject.clone() else { return };
    let own = match subject.kind {
        SubjectKind::Customer => Some(subject.number.as_str()),
        SubjectKind::Order | SubjectKind::Invoice => of.keys().next().copied(),
    };
    for (customer, versions) in of {
        if Some(*customer) != own {
            let file = versions.first().map(|(_, at)| Name::Event(*at).to_string());
            let why = Words::new(
                format!("it is an event of {customer}"),
                format!("它是 {customer} 的事件"),
            );
            verdict.problem(Kind::Completeness, file, told::event_misplaced(why));
        }
    }
    let there = match subject.kind {
        SubjectKind::Customer => of.contains_key(subject.number.as_str()),
        SubjectKind::Order | SubjectKind::Invoice => seen.born,
    };
    if !there {
        verdict.problem(Kind::Completeness, None, told::subject_absent(&subject));
    }
}
