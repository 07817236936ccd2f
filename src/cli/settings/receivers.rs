//! Who is told what is new, as `arobase.toml` names them: `on_news` and the table `[webhook]`.

use std::time::Duration;

use serde::Deserialize;
use toml::Spanned;
use url::Url;

use crate::jobs::settings::{
    DEFAULT_HOOK_LIMIT, DEFAULT_WEBHOOK_LIMIT, DEFAULT_WEBHOOK_TRIES, Hook, Webhook,
};

/// Nobody waits longer for a receiver.
const LONGEST: u64 = 600;
/// More attempts after one run disturb, and help nobody.
const MOST_TRIES: u32 = 10;

/// The table as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WebhookTable {
    url: Spanned<String>,
    timeout_seconds: Option<Spanned<u64>>,
    tries: Option<Spanned<u32>>,
}

/// What is wrong, and at which byte of the file.
#[derive(Debug)]
pub(super) struct Wrong {
    pub(super) start: usize,
    pub(super) why: String,
}

fn wrong<T>(place: &Spanned<T>, why: impl Into<String>) -> Wrong {
    Wrong {
        start: place.span().start,
        why: why.into(),
    }
}

fn seconds(
    given: Option<&Spanned<u64>>,
    key: &str,
    otherwise: Duration,
) -> Result<Duration, Wrong> {
    match given {
        None => Ok(otherwise),
        Some(given) if (1..=LONGEST).contains(given.get_ref()) => {
            Ok(Duration::from_secs(*given.get_ref()))
        }
        Some(given) => Err(wrong(given, format!("{key}: from 1 to {LONGEST} seconds"))),
    }
}

impl WebhookTable {
    /// The webhook that it describes.
    ///
    /// # Errors
    /// Where a value is none.
    pub(super) fn read(&self) -> Result<Webhook, Wrong> {
        let url = Url::parse(self.url.get_ref()).ok();
        let web = |url: &Url| matches!(url.scheme(), "http" | "https") && url.has_host();
        let Some(url) = url.filter(web) else {
            return Err(wrong(
                &self.url,
                "webhook.url: it is an address, as in https://www.example.org/arobase",
            ));
        };
        let tries = match &self.tries {
            None => DEFAULT_WEBHOOK_TRIES,
            Some(tries) if (1..=MOST_TRIES).contains(tries.get_ref()) => *tries.get_ref(),
            Some(tries) => {
                return Err(wrong(
                    tries,
                    format!("webhook.tries: from 1 to {MOST_TRIES}"),
                ));
            }
        };
        let limit = seconds(
            self.timeout_seconds.as_ref(),
            "webhook.timeout_seconds",
            DEFAULT_WEBHOOK_LIMIT,
        )?;
        Ok(Webhook { url, limit, tries })
    }
}

/// The hook that `on_news` and `on_news_seconds` describe.
///
/// # Errors
/// Where a value is none.
pub(super) fn hook(
    command: Option<&Spanned<String>>,
    limit: Option<&Spanned<u64>>,
) -> Result<Option<Hook>, Wrong> {
    let limit = seconds(limit, "on_news_seconds", DEFAULT_HOOK_LIMIT)?;
    match command {
        None => Ok(None),
        Some(command) if command.get_ref().trim().is_empty() => {
            Err(wrong(command, "on_news: it is a command"))
        }
        Some(command) => Ok(Some(Hook {
            command: command.get_ref().clone(),
            limit,
        })),
    }
}
