//! The table `[lab]` of the settings file: ranges of one's own servers that the guard lets through.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::Deserialize;
use toml::Spanned;

use crate::fetch::{Lab, lab};

/// The table as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LabTable {
    allow: Spanned<Vec<Spanned<String>>>,
    #[serde(default)]
    hosts: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    many_per_ip: bool,
    #[serde(default)]
    no_crawl_delay: bool,
}

/// What is wrong with it, and at which byte of the file.
#[derive(Debug)]
pub(super) struct Wrong {
    pub(super) start: usize,
    pub(super) why: String,
}

impl LabTable {
    /// The lab that it describes.
    ///
    /// # Errors
    /// When a range or an address is none, or is not one's own.
    pub(super) fn read(&self) -> Result<Lab, Wrong> {
        let mut read = Lab {
            many_per_ip: self.many_per_ip,
            no_crawl_delay: self.no_crawl_delay,
            ..Lab::default()
        };
        for text in self.allow.get_ref() {
            let range = lab::range(text.get_ref());
            read.allow
                .push(range.map_err(|error| wrong(text, format!("lab.allow: {error}")))?);
        }
        if read.is_empty() {
            return Err(wrong(
                &self.allow,
                "lab.allow: it names no range".to_owned(),
            ));
        }
        for (host, text) in &self.hosts {
            let address: IpAddr = text.get_ref().parse().map_err(|_| {
                let why = format!("lab.hosts: {:?} is not an address", text.get_ref());
                wrong(text, why)
            })?;
            if !read.holds(address) {
                let why = format!("lab.hosts: {address} lies in no range of lab.allow");
                return Err(wrong(text, why));
            }
            read.hosts.insert(host.to_ascii_lowercase(), address);
        }
        Ok(read)
    }
}

fn wrong<T>(place: &Spanned<T>, why: String) -> Wrong {
    Wrong {
        start: place.span().start,
        why,
    }
}
