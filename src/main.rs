//! The program `duebook`: glue around [`duebook::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    duebook::cli::main()
}
