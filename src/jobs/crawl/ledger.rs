//! The one thread that writes: what has come meanwhile is committed at once, so that many captures
//! share one flush to the disk when there are many, and none waits when there are few.

use std::thread::JoinHandle;

use tokio::sync::mpsc;

use crate::store::{Batch, NewCapture, RobotsRow, StoreError, VisitRow, Writer};

/// Most items of one commit.
const GROUP: usize = 64;
/// Most items that wait to be committed; past it, the crawl waits for the disk.
const WAITING: usize = 256;

/// What one visit leaves behind: all of it is committed at once, so that no capture is without its
/// links in the queue, and no visit is done without its capture.
#[derive(Debug, Default)]
pub(super) struct Item {
    pub(super) capture: Option<NewCapture>,
    pub(super) visits: Vec<VisitRow>,
    pub(super) robots: Option<RobotsRow>,
}

/// The writing thread.
pub(super) struct Ledger {
    items: mpsc::Sender<Item>,
    thread: JoinHandle<Result<Writer, StoreError>>,
}

impl Ledger {
    /// Starts the thread; it owns the writer until [`Ledger::close`].
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(super) fn open(writer: Writer) -> std::io::Result<Self> {
        let (items, mail) = mpsc::channel(WAITING);
        let thread = std::thread::Builder::new()
            .name("ledger".to_owned())
            .spawn(move || keep(writer, mail))?;
        Ok(Self { items, thread })
    }

    /// Hands over an item; `false` where the thread has failed and [`Ledger::close`] says why.
    pub(super) async fn take(&self, item: Item) -> bool {
        self.items.send(item).await.is_ok()
    }

    /// Waits until everything handed over is committed, and gives the writer back.
    ///
    /// # Errors
    /// The first failure of the disk or the database; `None` where the thread itself broke.
    pub(super) fn close(self) -> Result<Writer, Option<StoreError>> {
        drop(self.items);
        match self.thread.join() {
            Ok(ended) => ended.map_err(Some),
            Err(_) => Err(None),
        }
    }
}

fn keep(mut writer: Writer, mut mail: mpsc::Receiver<Item>) -> Result<Writer, StoreError> {
    while let Some(first) = mail.blocking_recv() {
        let mut batch = Batch::default();
        push(&mut batch, first);
        for _ in 1..GROUP {
            match mail.try_recv() {
                Ok(item) => push(&mut batch, item),
                Err(_) => break,
            }
        }
        writer.commit(&batch)?;
    }
    Ok(writer)
}

fn push(batch: &mut Batch, item: Item) {
    batch.captures.extend(item.capture);
    batch.visits.extend(item.visits);
    batch.robots.extend(item.robots);
}
