//! `verify`, beside a plain scan whose bytes are hashed.

use std::sync::mpsc::sync_channel;

use duebook_events::Position;
use sha2::{Digest, Sha256};

use super::bed::Bed;
use super::measuring::{failed, median, rate, time};
use super::{Line, Target};
use crate::evidence::verify::{Options, verify};
use crate::ledger::LedgerError;
use crate::replay::PAGE_EVENTS;
use crate::store::{EventStore, Page};

/// `verify`, beside a scan whose bytes are hashed on the other cores meanwhile.
pub(super) async fn measure(bed: &Bed) -> Result<Vec<Line>, LedgerError> {
    let store = bed.ledger().await?.store().as_ref();
    bed.tell("verifying …", "核验……");
    let (mut hashed, mut verified) = (Vec::new(), Vec::new());
    for _ in 0..bed.runs() {
        hashed.push(time(|| hash_all(store))?);
        verified.push(time(|| {
            let found = verify(store, &Options::default(), &mut |_| {})?;
            if found.ok() { Ok(()) } else { Err(failed("the bench's ledger does not hold")) }
        })?);
    }
    let rate = |seconds| rate(bed.options.events, median(seconds));
    let hashed = Line::rate("scan + SHA-256", "扫描并计算 SHA-256", rate(hashed));
    let verified = Line::rate("verify", "核验", rate(verified));
    let verified = verified.against(&hashed, Target::AtLeast(0.7));
    Ok(vec![hashed, verified])
}

fn hash_all(store: &dyn EventStore) -> Result<(), LedgerError> {
    let (pages, waiting) = sync_channel::<Page>(4);
    std::thread::scope(|threads| {
        threads.spawn(move || {
            for page in waiting {
                for row in &page.rows {
                    std::hint::black_box(Sha256::digest(page.line(row)));
                }
            }
        });
        let last = Position(u64::MAX);
        let scanned = store.scan(Position(1), last, PAGE_EVENTS, &mut |page| {
            if pages.send(page).is_ok() {
                std::ops::ControlFlow::Continue(())
            } else {
                std::ops::ControlFlow::Break(())
            }
        });
        drop(pages);
        scanned.map_err(LedgerError::from)
    })
}
