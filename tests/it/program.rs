//! The program itself, as people start it: this worktree's own binary.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// How long a busy machine may take to answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// The program with some arguments, nothing started yet.
pub fn maillage<S: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_maillage"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// `maillage build` of some files.
pub fn build(files: &Path, snapshots: &Path) -> Command {
    let mut command = maillage(["build", "--quiet", "--data"]);
    command.arg(files).arg("--out").arg(snapshots);
    command
}

/// Runs to the end, which must be a good one.
pub fn succeeds(mut command: Command) -> Output {
    let output = command.output().expect("it starts");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Runs to the end, which must be a failure that says why; gives its words.
pub fn fails(mut command: Command) -> String {
    let output = command.output().expect("it starts");
    assert_eq!(output.status.code(), Some(1), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stderr).expect("a readable reason")
}

/// Asks again and again until there is an answer.
pub fn eventually<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(start.elapsed() < PATIENCE, "{what}: not within {PATIENCE:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A `maillage serve` on a free port, ended with its owner.
pub struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// Serves a folder of snapshots.
    pub fn start(snapshots: &Path, more: &[&str]) -> Self {
        let mut command = maillage(["serve", "--listen", "127.0.0.1:0", "--snapshot"]);
        command.arg(snapshots).args(more);
        let mut child = command.spawn().expect("it starts");
        let mut line = String::new();
        let out = child.stdout.as_mut().expect("piped");
        BufReader::new(out).read_line(&mut line).expect("its address");
        let address = line.trim().rsplit('/').next().unwrap_or_default().to_owned();
        let server = Self { child, address };
        eventually("health", || (server.get("/health").0 == 200).then_some(()));
        server
    }

    /// GET over the network: status and body.
    pub fn get(&self, path: &str) -> (u16, Vec<u8>) {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address);
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("a whole answer");
        let head = answer.windows(4).position(|window| window == b"\r\n\r\n").expect("a head") + 4;
        let status = std::str::from_utf8(&answer[9..12]).expect("a status").parse().expect("a number");
        (status, answer.split_off(head))
    }

    /// A path as a whole address.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The id of the snapshot that is served.
    pub fn snapshot(&self) -> String {
        self.health("snapshot")
    }

    /// The edition of the tiles that are served.
    pub fn edition(&self) -> String {
        self.health("tiles")
    }

    fn health(&self, member: &str) -> String {
        let health: serde_json::Value = serde_json::from_slice(&self.get("/health").1).expect("JSON");
        health[member].as_str().expect("a text").to_owned()
    }

    /// Sends a signal by name.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([format!("-{name}"), self.child.id().to_string()]).status();
        assert!(sent.expect("kill is there").success());
    }

    /// Asks it to end and gives all it wrote to standard error.
    pub fn log(mut self) -> String {
        self.signal("TERM");
        let mut log = String::new();
        self.child.stderr.take().expect("piped").read_to_string(&mut log).expect("a readable log");
        assert!(self.child.wait().expect("it ends").success(), "{log}");
        log
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Ended already, after `log`.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
