//! The longest that any page takes: `cargo bench --bench worst` prints the time of the thread for each
//! hostile shape, the slowest first, and fails past 600 ms.
#![expect(clippy::print_stdout, reason = "what a benchmark is for")]

#[path = "../tests/it/support/shapes.rs"]
mod shapes;

use std::process::ExitCode;
use std::time::Duration;

use arobase::jobs::clock::Spell;
use arobase::jobs::reading::{Format, Reader};
use arobase::web::page::Cut;

/// The longest that a page may take.
const LIMIT: Duration = Duration::from_millis(600);

fn main() -> ExitCode {
    let reader = Reader::shipped();
    // Tables and profiles are parsed once a process, not once a page.
    reader.read(shapes::BEFORE.as_bytes(), None, None, Format::Html);
    let mut times: Vec<_> = shapes::shapes(10)
        .into_iter()
        .map(|shape| {
            let spell = Spell::start();
            let page = reader
                .read(shape.html.as_bytes(), None, None, Format::Html)
                .page;
            (spell.spent(), shape, page.cut)
        })
        .collect();
    times.sort_by_key(|(time, _, _)| std::cmp::Reverse(*time));
    for (time, shape, cut) in &times {
        let word = cut.map(Cut::as_str);
        // What is cut here is what the tests ask for, at any speed of the machine.
        let other = if word == shape.cut { "" } else { "(!)" };
        let cut = word.unwrap_or("whole");
        let megabytes = shape.html.len() / 1_000_000;
        println!(
            "{:5} ms  {megabytes:3} MB  {cut:10}{other}  {}",
            time.as_millis(),
            shape.name
        );
    }
    ExitCode::from(u8::from(times.iter().any(|(time, _, _)| *time > LIMIT)))
}
