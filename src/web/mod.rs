//! What the web says: addresses, encodings, robots rules, pages, dates, sitemaps and feeds.
//!
//! Nothing here knows of a network, a disk or a clock: bytes come in, values go out.

pub mod url;
pub mod exchange;
pub mod charset;
pub mod robots;
pub mod reservation;
pub mod date;
pub mod selector;
pub mod profile;
pub mod page;
pub mod blocked;
mod xml;
pub mod sitemap;
pub mod feed;
pub mod front;
pub mod hits;
pub mod forgotten;
