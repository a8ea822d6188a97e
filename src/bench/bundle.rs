//! What a bundle of one customer's events costs, beside reading these events as a timeline does.

use std::fs::File;
use std::io::Write as _;
use std::time::Instant as Timer;

use duebook_events::{Event, Lang};

use super::bed::Bed;
use super::measuring::{Scratch, failed, rate};
use super::{Line, Target};
use crate::documents::Company;
use crate::evidence::bundle::disclose::Span;
use crate::evidence::bundle::{Order, Subject, SubjectKind};
use crate::evidence::key::{KeyName, Purpose, SignerKey};
use crate::ledger::{Ledger, LedgerError, damaged};
use crate::store::StreamInfo;

/// Customers of one run: different ones in each, so that none is in the caches.
const CUSTOMERS: usize = 10;

/// Reads the longest histories, and packs each of them.
pub(super) async fn measure(bed: &Bed) -> Result<Vec<Line>, LedgerError> {
    let ledger = bed.ledger().await?;
    bed.tell("packing a bundle …", "打包证据……");
    let name = KeyName::try_new("bench.example/receivables").map_err(failed)?;
    let key = SignerKey::generate(name, Purpose::Note).map_err(failed)?;
    let mut streams = ledger.store().streams().await?;
    streams.retain(|stream| !stream.id.as_str().starts_with('$'));
    streams.sort_by_key(|stream| std::cmp::Reverse(stream.head.version));
    let (mut reads, mut packs) = (Vec::new(), Vec::new());
    let (mut read_events, mut events) = (0, 0);
    for customers in streams.chunks(2 * CUSTOMERS).take(bed.runs()) {
        // Those that are read are not those that are packed, and as long on average.
        let of = |odd: usize| customers.iter().skip(odd).step_by(2);
        let timer = Timer::now();
        for stream in of(0) {
            read(ledger, stream).await?;
            read_events += stream.head.version.0;
        }
        reads.push(timer.elapsed().as_secs_f64());
        let timer = Timer::now();
        for stream in of(1) {
            pack(ledger, &bed.scratch, stream, &key).await?;
        }
        packs.push(timer.elapsed().as_secs_f64());
        events += of(1).map(|stream| stream.head.version.0).sum::<u64>();
    }
    // The runs are about different customers: all of them together.
    let read = rate(read_events, reads.iter().sum());
    let read = Line::rate("one customer's events: read, whole", "一位客户的事件：完整读取", read);
    let packed = rate(events, packs.iter().sum());
    let packed = Line::rate("evidence export of one customer", "导出一位客户的证据包", packed);
    let packed = packed.against(&read, Target::AtLeast(0.5));
    Ok(vec![read, packed])
}

async fn read(ledger: &Ledger, stream: &StreamInfo) -> Result<(), LedgerError> {
    let page = ledger.store().read_stream(&stream.id, None).await?;
    for row in &page.rows {
        let event = Event::read(page.line(row)).map_err(|fault| damaged(row.position, &fault))?;
        std::hint::black_box(event);
    }
    Ok(())
}

async fn pack(
    ledger: &Ledger,
    scratch: &Scratch,
    stream: &StreamInfo,
    key: &SignerKey,
) -> Result<(), LedgerError> {
    let number = stream.id.as_str().to_owned();
    let path = scratch.0.join(format!("{number}.zip"));
    let order = Order {
        subject: Subject { kind: SubjectKind::Customer, number },
        span: Span::default(),
        documents: true,
        open_personal: false,
        as_of: Some(Bed::as_of()?),
        company: &Company::default(),
        lang: Lang::En,
    };
    let collected = ledger.collect(&order, key).await?;
    let archive = collected.contents.pack().map_err(failed)?;
    let mut file = File::create(path).map_err(failed)?;
    file.write_all(&archive).and_then(|()| file.sync_all()).map_err(failed)
}
