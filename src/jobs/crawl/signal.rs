//! Ctrl-C and its like: the first asks the crawl to stop, the second ends the program at once.

use tokio::sync::watch;

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
