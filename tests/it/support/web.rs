//! A web on loopback: the Host header chooses the site, the path its answer; every request is
//! remembered with its time, so that a test can ask what was fetched and how politely.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

/// One scripted answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    after: Duration,
    held: bool,
    fault: Option<Fault>,
}

#[derive(Clone, Copy, Debug)]
enum Fault {
    /// The connection is closed without a byte.
    Dropped,
    /// The connection is closed in the middle of the body.
    Cut,
}

impl Answer {
    /// A 200 answer of this media type.
    pub(crate) fn of(media_type: &str, body: impl AsRef<[u8]>) -> Self {
        Self {
            status: 200,
            headers: vec![("Content-Type".to_owned(), media_type.to_owned())],
            body: body.as_ref().to_vec(),
            after: Duration::ZERO,
            held: false,
            fault: None,
        }
    }

    /// A page in UTF-8.
    pub(crate) fn html(body: impl AsRef<[u8]>) -> Self {
        Self::of("text/html; charset=utf-8", body)
    }

    /// A plain text, as robots.txt is.
    pub(crate) fn text(body: impl AsRef<[u8]>) -> Self {
        Self::of("text/plain; charset=utf-8", body)
    }

    /// An answer with a status and a short page.
    pub(crate) fn status(status: u16) -> Self {
        Self {
            status,
            ..Self::html(format!("<title>{status}</title>"))
        }
    }

    /// A redirect (302) to `location`, absolute or relative.
    pub(crate) fn redirect(location: &str) -> Self {
        Self::status(302).header("Location", location)
    }

    /// The connection is closed without an answer.
    pub(crate) fn dropped() -> Self {
        Self {
            fault: Some(Fault::Dropped),
            ..Self::status(200)
        }
    }

    /// The connection is closed in the middle of this body.
    pub(crate) fn cut(self) -> Self {
        Self {
            fault: Some(Fault::Cut),
            ..self
        }
    }

    /// Adds a header; the same name may come twice.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The answer comes only so long after the request (for tests of slowness itself).
    pub(crate) fn after(self, pause: Duration) -> Self {
        Self {
            after: pause,
            ..self
        }
    }

    /// The answer waits until the test calls [`Web::release`].
    pub(crate) fn held(self) -> Self {
        Self { held: true, ..self }
    }
}

/// One request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub host: String,
    /// Path and query.
    pub path: String,
    /// Headers by lower-case name; the last of a name.
    pub headers: BTreeMap<String, String>,
    pub started: Instant,
    /// When the answer was written; `None` while it is being answered.
    pub ended: Option<Instant>,
}

#[derive(Default)]
struct State {
    /// The answers to one address, each given once, the last for ever.
    answers: HashMap<(String, String), Vec<Answer>>,
    requests: Vec<Request>,
    released: bool,
    otherwise: Option<fn(&str, &str) -> Answer>,
}

/// The web; it serves until the test ends.
pub(crate) struct Web {
    address: SocketAddr,
    shared: Arc<(Mutex<State>, Condvar)>,
}

impl Web {
    /// A web without sites: every address is a 404.
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new((Mutex::new(State::default()), Condvar::new()));
        let for_threads = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let shared = Arc::clone(&for_threads);
                // A client that goes away in the middle is what some tests are about.
                std::thread::spawn(move || drop(serve(&stream, &shared)));
            }
        });
        Self { address, shared }
    }

    /// Adds an answer to `http(s)://host/path`. Said twice of one address, the answers come one
    /// after the other and the last stays.
    pub(crate) fn on(self, host: &str, path: &str, answer: Answer) -> Self {
        let key = (host.to_owned(), path.to_owned());
        self.shared
            .0
            .lock()
            .unwrap()
            .answers
            .entry(key)
            .or_default()
            .push(answer);
        self
    }

    /// What every other address answers, by host and path; 404 where nothing is said.
    pub(crate) fn otherwise(self, answer: fn(&str, &str) -> Answer) -> Self {
        self.shared.0.lock().unwrap().otherwise = Some(answer);
        self
    }

    /// Adds a page with this body.
    pub(crate) fn page(self, host: &str, path: &str, body: &str) -> Self {
        let html = format!("<!doctype html><html lang=fr><title>{path}</title><body>{body}</body>");
        self.on(host, path, Answer::html(html))
    }

    /// Adds every file under `folder`, whose sub-folders are host names; `index.html` is also `/`.
    pub(crate) fn folder(mut self, folder: &Path) -> Self {
        for host in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let name = host.file_name().into_string().unwrap();
            for (path, answer) in files(&host.path(), "") {
                if let Some(start) = path.strip_suffix("index.html") {
                    self = self.on(&name, start, answer.clone());
                }
                self = self.on(&name, &path, answer);
            }
        }
        self
    }

    /// The arguments of a crawl of this web from `starts`, without pauses.
    pub(crate) fn crawl(&self, starts: impl IntoIterator<Item = String>) -> Vec<String> {
        let url = self.url();
        let args = [
            "crawl",
            "--contact",
            "test@ville.example",
            "--delay",
            "0",
            "--connect-to",
            &url,
        ];
        args.map(str::to_owned).into_iter().chain(starts).collect()
    }

    /// `http://127.0.0.1:PORT`, for `--connect-to`.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Lets the held answers go.
    pub(crate) fn release(&self) {
        self.shared.0.lock().unwrap().released = true;
        self.shared.1.notify_all();
    }

    /// Waits until `count` requests have come; fails after a minute, for a program that hangs.
    pub(crate) fn wait_for(&self, count: usize) {
        let state = self.shared.0.lock().unwrap();
        let missing = |state: &mut State| state.requests.len() < count;
        let minute = Duration::from_mins(1);
        let (state, late) = self
            .shared
            .1
            .wait_timeout_while(state, minute, missing)
            .unwrap();
        assert!(
            !late.timed_out(),
            "{} of {count} requests came",
            state.requests.len()
        );
    }

    /// Every request so far, in the order they came.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.shared.0.lock().unwrap().requests.clone()
    }

    /// Forgets the requests so far, in a test that goes on for long.
    pub(crate) fn forget_requests(&self) {
        self.shared.0.lock().unwrap().requests = Vec::new();
    }

    /// How often an address was asked.
    pub(crate) fn asked(&self, host: &str, path: &str) -> usize {
        let same = |request: &&Request| request.host == host && request.path == path;
        self.requests().iter().filter(same).count()
    }

    /// Most requests to one host that were being answered at one moment.
    pub(crate) fn most_at_once(&self, host: &str) -> usize {
        let mut requests = self.requests();
        requests.retain(|request| request.host == host);
        let open_at = |moment: Instant| {
            let open = |other: &&Request| {
                other.started <= moment && other.ended.is_none_or(|ended| ended > moment)
            };
            requests.iter().filter(open).count()
        };
        requests
            .iter()
            .map(|request| open_at(request.started))
            .max()
            .unwrap_or_default()
    }

    /// The shortest time from the end of one answer to the next request of the same host.
    pub(crate) fn shortest_pause(&self, host: &str) -> Option<Duration> {
        let mut requests = self.requests();
        requests.retain(|request| request.host == host);
        let pause = |pair: &[Request]| Some(pair[1].started - pair[0].ended?);
        requests.windows(2).filter_map(pause).min()
    }
}

/// A text, packed.
pub(crate) fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn files(folder: &Path, inside: &str) -> Vec<(String, Answer)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = format!("{inside}/{}", entry.file_name().into_string().unwrap());
        if entry.path().is_dir() {
            found.extend(files(&entry.path(), &path));
        } else {
            let media_type = match entry.path().extension().and_then(|name| name.to_str()) {
                Some("txt") => "text/plain",
                Some("xml") => "application/xml",
                _ => "text/html",
            };
            found.push((
                path,
                Answer::of(media_type, std::fs::read(entry.path()).unwrap()),
            ));
        }
    }
    found
}

/// Serves one connection until it closes.
fn serve(stream: &TcpStream, shared: &(Mutex<State>, Condvar)) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    while let Some((host, path, headers)) = head(&mut reader)? {
        let (number, answer) = note(shared, &host, &path, headers);
        wait(shared, &answer);
        let sent = send(stream, &answer);
        // They may have been forgotten meanwhile.
        if let Some(request) = shared.0.lock().unwrap().requests.get_mut(number) {
            request.ended = Some(Instant::now());
        }
        sent?;
        if answer.fault.is_some() {
            return stream.shutdown(std::net::Shutdown::Both);
        }
    }
    Ok(())
}

type Head = (String, String, BTreeMap<String, String>);

fn head(reader: &mut BufReader<&TcpStream>) -> std::io::Result<Option<Head>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let path = line.split(' ').nth(1).unwrap_or("/").to_owned();
    // Whoever takes this web for a proxy asks with the whole address.
    let path = match path.strip_prefix("http://") {
        Some(rest) => rest
            .split_once('/')
            .map_or_else(String::new, |(_, path)| format!("/{path}")),
        None => path,
    };
    let mut headers = BTreeMap::new();
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.split_once(':') else {
            break;
        };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let host = headers.get("host").cloned().unwrap_or_default();
    Ok(Some((host, path, headers)))
}

/// Remembers the request and chooses its answer.
fn note(
    shared: &(Mutex<State>, Condvar),
    host: &str,
    path: &str,
    headers: BTreeMap<String, String>,
) -> (usize, Answer) {
    let mut state = shared.0.lock().unwrap();
    let number = state.requests.len();
    state.requests.push(Request {
        host: host.to_owned(),
        path: path.to_owned(),
        headers,
        started: Instant::now(),
        ended: None,
    });
    let answers = state.answers.get_mut(&(host.to_owned(), path.to_owned()));
    let answer = match answers {
        Some(answers) if answers.len() > 1 => answers.remove(0),
        Some(answers) => answers[0].clone(),
        None => match state.otherwise {
            Some(answer) => answer(host, path),
            None => Answer::status(404),
        },
    };
    shared.1.notify_all();
    (number, answer)
}

fn wait(shared: &(Mutex<State>, Condvar), answer: &Answer) {
    let state = shared.0.lock().unwrap();
    if answer.held {
        drop(shared.1.wait_while(state, |state| !state.released).unwrap());
    } else if !answer.after.is_zero() {
        drop(
            shared
                .1
                .wait_timeout_while(state, answer.after, |_| true)
                .unwrap(),
        );
    }
}

fn send(mut stream: &TcpStream, answer: &Answer) -> std::io::Result<()> {
    let mut head = format!("HTTP/1.1 {} -\r\n", answer.status);
    for (name, value) in &answer.headers {
        write!(head, "{name}: {value}\r\n").unwrap();
    }
    write!(head, "Content-Length: {}\r\n\r\n", answer.body.len()).unwrap();
    match answer.fault {
        Some(Fault::Dropped) => Ok(()),
        Some(Fault::Cut) => {
            stream.write_all(head.as_bytes())?;
            stream.write_all(&answer.body[..answer.body.len() / 2])
        }
        None => {
            stream.write_all(head.as_bytes())?;
            stream.write_all(&answer.body)
        }
    }
}

/// Asks once and reads to the end of the connection: only then has the web noted that its answer ended.
fn ask(address: SocketAddr, host: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n").unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    std::io::read_to_string(stream).unwrap()
}

#[test]
fn the_web_of_the_tests_answers_by_host_and_path_and_remembers() {
    let web = Web::new()
        .on("a.example", "/x", Answer::status(503))
        .on("a.example", "/x", Answer::text("later"))
        .page("b.example", "/", "b");
    let ask = |host: &str, path: &str| {
        let answer = ask(web.address, host, path);
        answer.lines().next().unwrap_or_default().to_owned()
    };
    assert!(ask("a.example", "/x").contains("503"));
    assert!(ask("a.example", "/x").contains("200"));
    assert!(ask("b.example", "/").contains("200"));
    assert!(ask("b.example", "/x").contains("404"));
    assert_eq!((web.asked("a.example", "/x"), web.requests().len()), (2, 4));
    assert_eq!(web.most_at_once("a.example"), 1);
    assert!(web.shortest_pause("a.example").is_some());
}

#[test]
fn the_web_of_the_tests_can_fail_in_the_ways_that_webs_fail() {
    let web = Web::new()
        .on("a.example", "/away", Answer::redirect("/here"))
        .on("a.example", "/gone", Answer::dropped())
        .on(
            "a.example",
            "/torn",
            Answer::text("0123456789").header("X-Torn", "1").cut(),
        )
        .on("a.example", "/held", Answer::text("at last").held());
    let ask = |path: &str| ask(web.address, "a.example", path);
    assert!(ask("/away").contains("Location: /here\r\n"));
    assert_eq!(ask("/gone"), "");
    assert!(ask("/torn").ends_with("X-Torn: 1\r\nContent-Length: 10\r\n\r\n01234"));
    std::thread::scope(|scope| {
        let held = scope.spawn(|| ask("/held"));
        web.wait_for(4);
        assert_eq!(web.requests()[3].ended, None);
        web.release();
        assert!(held.join().unwrap().ends_with("at last"));
    });
}

#[test]
fn a_folder_is_a_web_of_its_sub_folders() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("a.example/b")).unwrap();
    std::fs::write(folder.path().join("a.example/b/index.html"), "b").unwrap();
    let web = Web::new().folder(folder.path());
    for path in ["/b/", "/b/index.html"] {
        let mut stream = TcpStream::connect(web.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: a.example\r\n\r\n").unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        assert!(
            std::io::read_to_string(stream)
                .unwrap()
                .ends_with("\r\n\r\nb")
        );
    }
    assert_eq!(web.requests()[0].headers["host"], "a.example");
}
