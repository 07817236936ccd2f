//! A server that news is posted to: it answers as a test says, and keeps what it took.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};

/// How it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    /// With this status.
    Status(u16),
    /// Not at all, until the test ends.
    Silent,
}

/// One request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Post {
    /// Its `Idempotency-Key`.
    pub key: String,
    pub body: serde_json::Value,
    /// Whether the answer was one of the 200s.
    pub taken: bool,
}

struct State {
    mood: Mood,
    posts: Vec<Post>,
}

/// The server; it serves until the test ends.
pub(crate) struct Receiver {
    address: SocketAddr,
    shared: Arc<(Mutex<State>, Condvar)>,
}

impl Receiver {
    pub(crate) fn new(mood: Mood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let posts = Vec::new();
        let shared = Arc::new((Mutex::new(State { mood, posts }), Condvar::new()));
        let for_threads = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let shared = Arc::clone(&for_threads);
                std::thread::spawn(move || drop(serve(&stream, &shared)));
            }
        });
        Self { address, shared }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/news", self.address)
    }

    pub(crate) fn is(&self, mood: Mood) {
        self.shared.0.lock().unwrap().mood = mood;
        self.shared.1.notify_all();
    }

    /// All that came.
    pub(crate) fn posts(&self) -> Vec<Post> {
        self.shared.0.lock().unwrap().posts.clone()
    }

    /// What it took.
    pub(crate) fn taken(&self) -> Vec<Post> {
        let mut posts = self.posts();
        posts.retain(|post| post.taken);
        posts
    }
}

fn serve(stream: &TcpStream, shared: &(Mutex<State>, Condvar)) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let (mut line, mut length, mut key) = (String::new(), 0, String::new());
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        loop {
            line.clear();
            reader.read_line(&mut line)?;
            let Some((name, value)) = line.split_once(':') else {
                break;
            };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse().unwrap(),
                "idempotency-key" => value.trim().clone_into(&mut key),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let body = serde_json::from_slice(&body).unwrap();
        let mut state = shared.0.lock().unwrap();
        let taken = matches!(state.mood, Mood::Status(200..300));
        state.posts.push(Post { key, body, taken });
        while state.mood == Mood::Silent {
            state = shared.1.wait(state).unwrap();
        }
        let Mood::Status(status) = state.mood else {
            return Ok(());
        };
        drop(state);
        let mut stream = stream;
        write!(stream, "HTTP/1.1 {status} -\r\nContent-Length: 0\r\n\r\n")?;
    }
}
