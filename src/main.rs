//! The program: everything is in [`arobase::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    arobase::cli::main()
}
