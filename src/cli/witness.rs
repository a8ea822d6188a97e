//! `witness`: confirms the checkpoints of other ledgers, over HTTP.

use std::path::Path;
use std::sync::Arc;

use super::Context;
use super::args::WitnessArgs;
use super::checkpoint::stopped;
use super::output::Output;
use crate::clock::SystemClock;
use crate::evidence::key::{Purpose, VerifierKey};
use crate::evidence::key_file;
use crate::evidence::witness::judge::Logs;
use crate::evidence::witness::memory::Memory;
use crate::evidence::witness::server::{Happened, Witness, listen, serve};
use crate::ledger::LedgerError;
use crate::messages::signing::witness_key;
use crate::messages::witnessing::{listen_failed, log_key};

/// Serves in the foreground until it is told to stop.
pub(crate) async fn witness(context: &Context, args: &WitnessArgs) -> Result<(), LedgerError> {
    let key =
        key_file::needed(args.key.as_deref().map(Path::new)).map_err(LedgerError::usage_of)?;
    if key.verifier().purpose() != Purpose::Cosignature {
        return Err(LedgerError::usage_of(log_key(key.verifier().name())));
    }
    let logs: Result<Vec<VerifierKey>, _> =
        args.log_vkey.iter().map(|line| VerifierKey::parse(line)).collect();
    let logs = logs.map_err(LedgerError::usage_of)?;
    if let Some(wrong) = logs.iter().find(|log| log.purpose() != Purpose::Note) {
        return Err(LedgerError::usage_of(witness_key(wrong.name())));
    }
    let memory = Memory::open(Path::new(&args.state), args.new).map_err(LedgerError::Store)?;
    let failed = |error: std::io::Error| LedgerError::usage_of(listen_failed(args.listen, error));
    let listener = listen(args.listen).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let output = context.output;
    let name = key.verifier().name().clone();
    eprintln!("{} {name}: http://{address}", output.word("Witness", "见证方"));
    let tell = move |happened: Happened| tell(output, &happened);
    let witness = Witness::new(key, Logs::new(logs), memory, Arc::new(SystemClock), tell);
    serve(listener, witness, stopped()).await.map_err(failed)?;
    eprintln!("{}", output.word("Stopped.", "已停止。"));
    Ok(())
}

/// Says what happened, for the operator.
fn tell(output: Output, happened: &Happened) {
    match happened {
        Happened::Confirmed { origin, size } if output.is_zh() => {
            eprintln!("已确认：{origin}，共 {size} 个事件。");
        }
        Happened::Confirmed { origin, size } => eprintln!("Confirmed: {origin}, {size} events."),
        Happened::Refused(status) => {
            eprintln!("{} {status}", output.word("Refused: HTTP", "已拒绝：HTTP"));
        }
        Happened::NotKept(problem) => eprintln!(
            "{} {problem}",
            output.word(
                "NOT confirmed, because it could not be made durable:",
                "因无法落盘，未予确认："
            )
        ),
        Happened::SplitView(split, kept) => {
            eprintln!("{}", output.say(&split.words()));
            match kept {
                Ok(path) => {
                    eprintln!("{} {path}", output.word("The proof is kept in", "证据已保存于"));
                }
                Err(problem) => {
                    let told = output.word("The proof could NOT be kept:", "证据未能保存：");
                    eprintln!("{told} {problem}");
                }
            }
        }
    }
}
