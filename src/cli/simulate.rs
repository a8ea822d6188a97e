//! `simulate`: a realistic synthetic history.

use std::io::{BufWriter, Write};

use duebook_events::Words;

use super::Context;
use super::args::Simulate;
use super::output::failed;
use crate::ledger::LedgerError;
use crate::simulate::{Config, write};

/// Writes a history to standard output or a file.
pub(crate) fn simulate(context: &Context, args: &Simulate) -> Result<(), LedgerError> {
    if args.customers == 0 || args.months == 0 {
        return Err(LedgerError::usage_of(crate::messages::cli::empty_history()));
    }
    let mut config = Config::new(args.customers, args.events, args.seed);
    config.months = args.months;
    if let Some(start) = args.start {
        config.start = start.date();
    }
    let target: std::io::Result<Box<dyn Write>> = match &args.out {
        Some(path) => std::fs::File::create(path).map(|file| Box::new(file) as Box<dyn Write>),
        None => Ok(Box::new(std::io::stdout().lock())),
    };
    let written = target.and_then(|target| {
        let mut out = BufWriter::with_capacity(1 << 20, target);
        let summary = write(&config, &mut out)?;
        out.flush().map(|()| summary)
    });
    match written {
        Ok(summary) => {
            let (events, customers) = (summary.events, summary.customers);
            let told = Words::new(
                format!("{events} events of {customers} customers"),
                format!("{customers} 位客户的 {events} 个事件"),
            );
            eprintln!("{}", context.output.say(&told));
            Ok(())
        }
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(failed(error)),
    }
}
