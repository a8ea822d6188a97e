//! `checkpoint --watch`, and signing after an append: checkpoints that nobody has to think of.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use duebook_events::{Instant, Kind, Position};

use crate::cli::Context;
use crate::cli::args::CheckpointArgs;
use crate::evidence::key::SignerKey;
use crate::evidence::key_file;
use crate::evidence::schedule::{Due, Schedule, Standing};
use crate::evidence::signing::{Sealed, checkpoints};
use crate::evidence::witness::quorum::Quorum;
use crate::ledger::view::Question;
use crate::ledger::{Ledger, LedgerError};
use crate::store::PAGE_EVENTS_MAX;

/// How often the head is looked at.
const POLL: Duration = Duration::from_secs(1);

/// How long it waits after an error that may pass.
const AGAIN: Duration = Duration::from_secs(5);

/// How long a witness that did not answer is left alone, in milliseconds.
const ASK_AGAIN_MS: i64 = 30_000;

/// Signs the head whenever the schedule says so, until it is told to stop.
pub(super) async fn watch(context: &Context, args: &CheckpointArgs) -> Result<(), LedgerError> {
    let file = args.key.as_deref().map(Path::new);
    let key = key_file::needed(file).map_err(LedgerError::usage_of)?;
    let ledger = context.open()?;
    let since = Since::of(&ledger).await?;
    let mut watch = Watch { context, ledger, key, since, unwitnessed: None };
    let name = watch.key.verifier().name();
    eprintln!("{} {name}", context.output.word("Watching the log of", "正在值守日志"));
    let stop = stopped();
    tokio::pin!(stop);
    loop {
        let pause = match watch.look().await {
            Ok(()) => POLL,
            // What cannot be meant does not become right by itself; everything else may pass.
            Err(error @ LedgerError::Usage(_)) => return Err(error),
            Err(error) => {
                tell_failed(context, &error);
                AGAIN
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = &mut stop => break,
        }
    }
    eprintln!("{}", context.output.word("Stopped.", "已停止。"));
    Ok(())
}

/// Waits for Ctrl-C or the order to end.
pub(crate) async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut term) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = term.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// A ledger that is watched.
struct Watch<'c> {
    context: &'c Context,
    ledger: Ledger,
    key: SignerKey,
    since: Since,
    /// The checkpoint that too few witnesses have confirmed, and when they were asked.
    unwitnessed: Option<(Sealed, i64)>,
}

impl Watch<'_> {
    /// Looks once; signs if it is due.
    async fn look(&mut self) -> Result<(), LedgerError> {
        let now = self.ledger.now();
        let schedule = Schedule::of(&**self.ledger.store()).await?;
        if let Some(due) = self.since.due(&self.ledger, &schedule, now).await? {
            let sealed = self.ledger.sign_head(&[&self.key]).await?;
            self.since.signed(&sealed, now);
            tell_signed(self.context, &sealed, due);
            self.have_witnessed(sealed, now).await
        } else if let Some((sealed, _)) =
            self.unwitnessed.take_if(|(_, asked)| now.millis() - *asked >= ASK_AGAIN_MS)
        {
            self.have_witnessed(sealed, now).await
        } else {
            Ok(())
        }
    }

    /// Asks the ledger's witnesses; remembers a checkpoint that too few have confirmed.
    async fn have_witnessed(&mut self, sealed: Sealed, now: Instant) -> Result<(), LedgerError> {
        let enough = have_witnessed(self.context, &self.ledger, &sealed).await?;
        self.unwitnessed = (!enough).then_some((sealed, now.millis()));
        Ok(())
    }
}

/// Asks the witnesses of a ledger, and says what came of it; whether enough have confirmed.
async fn have_witnessed(
    context: &Context,
    ledger: &Ledger,
    sealed: &Sealed,
) -> Result<bool, LedgerError> {
    let quorum = Quorum::of(&**ledger.store()).await?;
    if quorum.witnesses.is_empty() {
        return Ok(true);
    }
    let witnessed = ledger.ask_witnesses(sealed, &quorum).await?;
    eprintln!("  {}", context.output.say(&witnessed.reached.words()));
    for message in &witnessed.failed {
        eprintln!("  {}", message.problem(context.output.lang()));
    }
    Ok(witnessed.reached.is_enough())
}

fn tell_failed(context: &Context, error: &LedgerError) {
    let (message, output) = (error.message(), context.output);
    let told = output.word("Not signed, to be tried again:", "未签署，稍后重试：");
    eprintln!("{told} {}: {}", message.code, message.problem(output.lang()));
}

fn tell_signed(context: &Context, sealed: &Sealed, due: Due) {
    let (number, size) = (sealed.number, sealed.checkpoint.size);
    let why = due.words();
    if context.output.is_zh() {
        eprintln!("已签署第 {number} 份检查点，共 {size} 个事件（{}）。", why.zh);
    } else {
        eprintln!("Signed checkpoint {number}: {size} events ({}).", why.en);
    }
}

/// What has happened since the last checkpoint; each event is looked at once.
struct Since {
    last: Option<(u64, Instant)>,
    /// The newest event that was looked at.
    scanned: u64,
    kinds: BTreeSet<Kind>,
}

impl Since {
    async fn of(ledger: &Ledger) -> Result<Self, LedgerError> {
        let kept = checkpoints(ledger.store().attestations().await?);
        let last = kept.last();
        let last = last.map(|last| (last.said.size, Instant::from_millis(last.said.made_at_ms)));
        Ok(Self { last, scanned: last.map_or(0, |(size, _)| size), kinds: BTreeSet::new() })
    }

    /// Begins anew after a checkpoint.
    fn signed(&mut self, sealed: &Sealed, now: Instant) {
        let size = sealed.checkpoint.size;
        *self = Self { last: Some((size, now)), scanned: size, kinds: BTreeSet::new() };
    }

    /// Whether a checkpoint is due, and why.
    async fn due(
        &mut self,
        ledger: &Ledger,
        schedule: &Schedule,
        now: Instant,
    ) -> Result<Option<Due>, LedgerError> {
        let head = ledger.head().await?.0;
        self.scan(ledger, head).await?;
        if self.kinds.is_empty() {
            return Ok(None);
        }
        let kinds: Vec<Kind> = self.kinds.iter().copied().collect();
        let view = ledger.view(&Question::default()).await?;
        let zone = view.policy.calendar.time_zone.clone();
        let last = self.last;
        Ok(schedule.due(&Standing { last, head, kinds: &kinds, now, zone: &zone }))
    }

    async fn scan(&mut self, ledger: &Ledger, head: u64) -> Result<(), LedgerError> {
        while self.scanned < head {
            let (from, to) = (Position(self.scanned + 1), Position(head));
            let page = ledger.store().read_range(from, to, PAGE_EVENTS_MAX).await?;
            let Some(last) = page.rows.last() else { break };
            self.scanned = last.position.0;
            self.kinds.extend(page.rows.iter().filter_map(|row| Kind::from_code(row.kind.0)));
        }
        Ok(())
    }
}

/// Signs after a command that may have appended, where the environment has the key and a checkpoint
/// is due. What was appended stays appended whatever comes of it.
pub(crate) async fn after_append(context: &Context) {
    if std::env::var_os(key_file::VARIABLE).is_none() {
        return;
    }
    if let Err(error) = sign_if_due(context).await {
        let told = error.message();
        let lang = context.output.lang();
        eprintln!(
            "{} {}: {}",
            context.output.word(
                "What was appended stays; it was not signed:",
                "写入的内容已保留，但未签署："
            ),
            told.code,
            told.problem(lang)
        );
    }
}

async fn sign_if_due(context: &Context) -> Result<(), LedgerError> {
    if !context.path()?.exists() {
        return Ok(());
    }
    let ledger = context.open()?;
    let schedule = Schedule::of(&**ledger.store()).await?;
    let due = Since::of(&ledger).await?.due(&ledger, &schedule, ledger.now()).await?;
    let Some(due) = due else { return Ok(()) };
    let Some(key) = key_file::given(None).map_err(LedgerError::usage_of)? else { return Ok(()) };
    let sealed = ledger.sign_head(&[&key]).await?;
    tell_signed(context, &sealed, due);
    have_witnessed(context, &ledger, &sealed).await.map(drop)
}
