//! Ctrl-C and its like: the first asks the work to stop, the second ends the program at once.

use std::io;
use std::time::Duration;

use jiff::Timestamp;
use tokio::runtime::Runtime;
use tokio::sync::watch;

use super::clock;

/// The longest sleep before the clock is read again: somebody may set it, or the machine may have slept.
const NAP: Duration = Duration::from_mins(1);

/// Waits for moments, and hears from its beginning to its end whether the program is to stop, also while
/// something else is at work.
pub struct Alarm {
    runtime: Runtime,
    stop: watch::Receiver<bool>,
}

impl Alarm {
    /// Begins to listen.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn set() -> io::Result<Self> {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        let runtime = builder.worker_threads(1).enable_all().build()?;
        let stop = runtime.block_on(async { listen() });
        Ok(Self { runtime, stop })
    }

    /// Whether the program is to stop.
    pub fn rang(&self) -> bool {
        *self.stop.borrow()
    }

    /// Waits until `moment`, or until the program is to stop.
    pub fn wait_until(&mut self, moment: Timestamp) {
        let mut stop = self.stop.clone();
        self.runtime.block_on(async {
            loop {
                let left = Duration::try_from(moment.duration_since(clock::now()));
                let Some(left) = left.ok().filter(|left| !left.is_zero()) else {
                    return;
                };
                tokio::select! {
                    heard = stop.wait_for(|stop| *stop) => if heard.is_ok() { return },
                    () = tokio::time::sleep(left.min(NAP)) => {}
                }
            }
        });
    }
}

/// Listens for the rest of the program's life; the receiver turns true at the first signal.
pub(super) fn listen() -> watch::Receiver<bool> {
    let (stop, told) = watch::channel(false);
    tokio::spawn(async move {
        if signalled().await {
            let _ = stop.send(true);
            if signalled().await {
                leave();
            }
        }
        // Without a way to hear signals the channel stays open and says nothing.
        std::future::pending::<()>().await;
    });
    told
}

#[expect(
    clippy::exit,
    reason = "the user asked twice; what is committed is safe, and the rest is asked again"
)]
fn leave() {
    std::process::exit(130);
}

/// Whether a signal came; `false` where the system does not let us hear any.
#[cfg(unix)]
async fn signalled() -> bool {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return false;
    };
    tokio::select! {
        interrupt = tokio::signal::ctrl_c() => interrupt.is_ok(),
        _ = terminate.recv() => true,
    }
}

#[cfg(not(unix))]
async fn signalled() -> bool {
    tokio::signal::ctrl_c().await.is_ok()
}
