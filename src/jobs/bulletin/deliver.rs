//! Bulletins out of the outbox to the user's hook and webhook: each at least once, in their order, within a
//! bounded time. What is not taken waits for the next run.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use tokio::io::AsyncWriteExt as _;

use crate::fetch::{PostError, Poster};
use crate::jobs::clock::Clock;
use crate::jobs::settings::{Hook, Receivers, Webhook};
use crate::jobs::signal;
use crate::store::{BulletinRow, Outbox};

/// All receivers together have so long after one run, however much waits.
const LONGEST: Duration = Duration::from_mins(2);
/// The pause after a failed attempt; it doubles.
const PAUSE: Duration = Duration::from_secs(1);

/// What came of a delivery.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Bulletins that a receiver took.
    pub sent: u64,
    /// Bulletins that wait on.
    pub waiting: u64,
    /// Receivers that failed, and why.
    pub failed: Vec<(&'static str, String)>,
}

/// Why a bulletin was not taken.
struct Refusal {
    why: String,
    /// Whether the next one may be tried: this one is refused, the receiver is well.
    go_on: bool,
}

/// Brings what waits in the outbox of the archive in the folder `index` to its receivers. Where another process
/// is at it, nothing is done.
///
/// # Errors
/// Failures of the archive, never of a receiver.
pub fn deliver(
    index: &Path,
    receivers: &Receivers,
    user_agent: &str,
    clock: Clock,
) -> anyhow::Result<Delivered> {
    let names = receivers.names();
    if names.is_empty() {
        return Ok(Delivered::default());
    }
    let Some(outbox) = Outbox::open(index)? else {
        return Ok(Delivered::default());
    };
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder
        .enable_all()
        .build()
        .context("the system gives no threads")?;
    let done = runtime.block_on(async {
        let mut stop = signal::listen();
        let mut delivered = Delivered::default();
        tokio::select! {
            done = all(&outbox, receivers, user_agent, clock, &mut delivered) => done,
            // Who wants to stop is not kept by a slow receiver.
            heard = stop.wait_for(|stop| *stop) => heard.map(drop).map_err(Into::into),
        }
        .map(|()| delivered)
    });
    runtime.shutdown_background();
    let mut delivered = done?;
    for name in names {
        delivered.waiting += u64::try_from(outbox.waiting_for(name)?.len())?;
    }
    Ok(delivered)
}

async fn all(
    outbox: &Outbox,
    receivers: &Receivers,
    user_agent: &str,
    clock: Clock,
    delivered: &mut Delivered,
) -> anyhow::Result<()> {
    let deadline = Instant::now() + LONGEST;
    if let Some(hook) = &receivers.hook {
        let send = async |bulletin: &BulletinRow| run(hook, bulletin).await;
        to("hook", outbox, deadline, clock, delivered, send).await?;
    }
    if let Some(webhook) = &receivers.webhook {
        let poster = Poster::new(user_agent, &webhook.url, webhook.limit);
        match poster {
            Ok(poster) => {
                let send = async |bulletin: &BulletinRow| post(webhook, &poster, bulletin).await;
                to("webhook", outbox, deadline, clock, delivered, send).await?;
            }
            Err(error) => delivered
                .failed
                .push(("webhook", format!("{:#}", anyhow::Error::from(error)))),
        }
    }
    Ok(())
}

/// Sends what waits for one receiver, oldest first, until it fails or the time is over.
async fn to(
    receiver: &'static str,
    outbox: &Outbox,
    deadline: Instant,
    clock: Clock,
    delivered: &mut Delivered,
    send: impl AsyncFn(&BulletinRow) -> Result<(), Refusal>,
) -> anyhow::Result<()> {
    for bulletin in outbox.waiting_for(receiver)? {
        if Instant::now() >= deadline {
            break;
        }
        match send(&bulletin).await {
            Ok(()) => {
                outbox.delivered(bulletin.id, receiver, clock.now())?;
                delivered.sent += 1;
            }
            Err(refusal) => {
                tracing::warn!(target: "arobase::failure", receiver, run = bulletin.run, why = refusal.why, "not delivered");
                outbox.failed(bulletin.id, receiver, &refusal.why, clock.now())?;
                delivered.failed.push((receiver, refusal.why));
                if !refusal.go_on {
                    break;
                }
            }
        }
    }
    Ok(())
}

/// Runs the hook with the bulletin on its standard input.
async fn run(hook: &Hook, bulletin: &BulletinRow) -> Result<(), Refusal> {
    let refusal = |why: String| Refusal { why, go_on: false };
    let mut command = shell(&hook.command);
    command
        .env("AROBASE_KEY", &bulletin.key)
        .env("AROBASE_RUN", bulletin.run.to_string())
        .stdin(Stdio::piped())
        // Standard output is for data of ours.
        .stdout(std::io::stderr())
        .kill_on_drop(true);
    #[cfg(unix)]
    command.process_group(0);
    let mut child = command
        .spawn()
        .map_err(|error| refusal(format!("it cannot be started: {error}")))?;
    let group = Group(child.id());
    let input = child.stdin.take();
    let work = async {
        if let Some(mut pipe) = input {
            // A command that does not read what it gets may still do what it is for.
            let _ = pipe.write_all(bulletin.news.as_bytes()).await;
            let _ = pipe.write_all(b"\n").await;
        }
        child.wait().await
    };
    match tokio::time::timeout(hook.limit, work).await {
        Ok(Ok(status)) if status.success() => {
            group.let_go();
            Ok(())
        }
        Ok(Ok(status)) => {
            group.let_go();
            Err(refusal(format!("it ended with {status}")))
        }
        Ok(Err(error)) => Err(refusal(error.to_string())),
        Err(_) => Err(refusal(format!(
            "it took longer than {} s and was killed",
            hook.limit.as_secs()
        ))),
    }
}

#[cfg(unix)]
fn shell(command: &str) -> tokio::process::Command {
    let mut shell = tokio::process::Command::new("/bin/sh");
    shell.args(["-c", command]);
    shell
}

#[cfg(not(unix))]
fn shell(command: &str) -> tokio::process::Command {
    let mut shell = tokio::process::Command::new("cmd");
    shell.args(["/C", command]);
    shell
}

/// The processes of a hook; killed together when this value is dropped.
struct Group(Option<u32>);

impl Group {
    /// They ended by themselves, or go on in the background as the user wants it.
    fn let_go(mut self) {
        self.0 = None;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(pid) = self
            .0
            .and_then(|pid| i32::try_from(pid).ok())
            .and_then(rustix::process::Pid::from_raw)
        {
            // One that has ended already is as good.
            let _ = rustix::process::kill_process_group(pid, rustix::process::Signal::KILL);
        }
    }
}

/// Posts the bulletin, with retries.
async fn post(webhook: &Webhook, poster: &Poster, bulletin: &BulletinRow) -> Result<(), Refusal> {
    let mut pause = PAUSE;
    let mut attempt = 1;
    loop {
        let refusal = match poster.post(&bulletin.key, bulletin.news.clone()).await {
            Ok(()) => return Ok(()),
            Err(error @ PostError::Status(status)) => Refusal {
                why: error.to_string(),
                // It is well, and does not want this one; whoever is asked too often or is not well is left alone.
                go_on: (400..500).contains(&status)
                    && !matches!(status, 401 | 403 | 404 | 408 | 410 | 429),
            },
            Err(error) => Refusal {
                why: format!("{:#}", anyhow::Error::from(error)),
                go_on: false,
            },
        };
        if refusal.go_on || attempt >= webhook.tries {
            return Err(refusal);
        }
        attempt += 1;
        tokio::time::sleep(pause).await;
        pause = pause.saturating_mul(2);
    }
}
