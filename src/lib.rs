//! arobase crawls, archives and reads what the web says of the French national label
//! "Territoires, Villes et Villages Internet": which collectivity received how many arobases, in
//! which year, and which words prove it.
//!
//! The order of the modules below is the architecture: a module uses only those above it. The test
//! `tests/it/layers.rs` keeps it so.

// The core: pure. Bytes and times come in, values go out.
pub mod text;
pub mod web;
pub mod label;
pub mod frontier;
// The shell: each module owns one outside thing.
pub mod fetch;
pub mod store;
pub mod index;
pub mod jobs;
pub mod cli;
