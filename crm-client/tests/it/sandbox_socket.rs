//! The socket of the sandbox: refused, malformed and large bodies.

use std::time::{Duration, SystemTime};

use crm_client::sandbox::{Fault, Sandbox};
use crm_client::{Credentials, Upload};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::sandbox_strict::{ADD, add_url, url};
use crate::support::error;

/// Connects to the socket of a sandbox.
async fn connect(sandbox: &Sandbox) -> TcpStream {
    let address = sandbox.base_url().replace("http://", "").replace("/gw/", "");
    TcpStream::connect(address).await.unwrap()
}

/// Returns the head of a `POST` request, without the headers that describe its body.
fn head(url: &str) -> String {
    let at = url.find("/gw/").unwrap();
    format!("POST {} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n", &url[at..])
}

/// Reads the next response from a connection, with head and body.
async fn response(stream: &mut TcpStream) -> String {
    let mut response = Vec::new();
    let read = async {
        loop {
            let text = String::from_utf8_lossy(&response);
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                let length = head.split_once("content-length: ").unwrap().1;
                let length = length.split("\r\n").next().unwrap().parse::<usize>().unwrap();
                if body.len() >= length {
                    return text.into_owned();
                }
            }
            let byte = stream.read_u8().await.expect("the response is incomplete");
            response.push(byte);
        }
    };
    timeout(Duration::from_secs(20), read).await.expect("the sandbox does not answer")
}

/// Returns whether the sandbox has closed a connection. Read its response first.
async fn is_closed(stream: &mut TcpStream) -> bool {
    let read = timeout(Duration::from_secs(20), stream.read_u8()).await;
    read.expect("the connection stays open").is_err()
}

#[tokio::test]
async fn refuses_an_invalid_head_before_the_body_arrives() {
    let sandbox = Sandbox::start().await.unwrap();
    let upload = url(&sandbox, "file/upload", "name=a.txt");
    let add = add_url(&sandbox);
    for (url, length, message) in [
        (upload.replace("sign=", "sign=x"), 30_000_000, "`sign` is not the app key"),
        (upload.clone(), 30_000_000, "the file is larger than 20 MB"),
        (upload.replace("upload", "uploads"), 30_000_000, "there is no such endpoint"),
        (add.replace("op_user", "user"), 1000, "op_user"),
        (add.clone(), 8_388_609, "the body is larger than 8388608 bytes"),
        (url(&sandbox, "area/root", ""), 1, "is called with GET"),
    ] {
        let mut stream = connect(&sandbox).await;
        let head = format!("{}content-length: {length}\r\n\r\n", head(&url));
        stream.write_all(head.as_bytes()).await.unwrap();
        let response = response(&mut stream).await;
        assert!(response.starts_with("HTTP/1.1 200 ") && response.contains(message), "{response}");
    }
    assert_eq!(sandbox.requests(), 6);
    assert!(sandbox.completed_calls().is_empty());
}

#[tokio::test]
async fn a_connection_stays_open_after_a_refusal_with_a_complete_body() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut stream = connect(&sandbox).await;
    for _ in 0..2 {
        let url = add_url(&sandbox).replace("sign=", "sign=x");
        let head = format!("{}content-length: {}\r\n\r\n", head(&url), ADD.len());
        stream.write_all(head.as_bytes()).await.unwrap();
        assert!(response(&mut stream).await.contains("`sign` is not the app key"));
        stream.write_all(ADD.as_bytes()).await.unwrap();
    }
    let head = format!("{}content-length: {}\r\n\r\n{ADD}", head(&add_url(&sandbox)), ADD.len());
    stream.write_all(head.as_bytes()).await.unwrap();
    assert!(response(&mut stream).await.contains(r#""error_code":0"#));
}

#[tokio::test]
async fn answers_expect_100_continue_with_the_refusal() {
    let sandbox = Sandbox::start().await.unwrap();
    let upload = url(&sandbox, "file/upload", "name=a.txt");
    for (url, first) in [
        (upload.replace("sign=", "sign=x"), "HTTP/1.1 200 OK\r\n"),
        (upload, "HTTP/1.1 100 Continue\r\n"),
    ] {
        let mut stream = connect(&sandbox).await;
        let head = format!("{}expect: 100-continue\r\ncontent-length: 9\r\n\r\n", head(&url));
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = vec![0; first.len()];
        let read = timeout(Duration::from_secs(20), stream.read_exact(&mut answer)).await;
        read.unwrap().unwrap();
        assert_eq!(String::from_utf8_lossy(&answer), first);
        if first.contains("200") {
            let mut rest = String::new();
            stream.read_to_string(&mut rest).await.unwrap();
            assert!(rest.contains("connection: close\r\n"), "{rest}");
        }
    }
}

#[tokio::test]
async fn answers_400_to_a_malformed_body_and_200_to_a_body_that_is_too_large() {
    let sandbox = Sandbox::start().await.unwrap();
    let upload = head(&url(&sandbox, "file/upload", "name=a.txt"));
    let mut stream = connect(&sandbox).await;
    let broken = format!("{upload}transfer-encoding: chunked\r\n\r\nno size\r\n");
    stream.write_all(broken.as_bytes()).await.unwrap();
    let text = response(&mut stream).await;
    assert!(text.starts_with("HTTP/1.1 400 "), "{text}");
    assert!(text.ends_with("sandbox: the body is incomplete or broken"), "{text}");
    assert!(is_closed(&mut stream).await);

    let mut stream = connect(&sandbox).await;
    let chunked = format!("{upload}transfer-encoding: chunked\r\n\r\n{:x}\r\n", Upload::MAX + 1);
    stream.write_all(chunked.as_bytes()).await.unwrap();
    stream.write_all(&vec![0; Upload::MAX + 1]).await.unwrap();
    stream.write_all(b"\r\n0\r\n\r\n").await.unwrap();
    let text = response(&mut stream).await;
    assert!(text.starts_with("HTTP/1.1 200 "), "{text}");
    assert!(text.contains("the file is larger than 20 MB"), "{text}");
}

#[tokio::test]
async fn faults_apply_to_requests_whose_body_is_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.inject(Fault::status(503).on("file/upload"));
    let url = url(&sandbox, "file/upload", "name=a.txt");
    let head = format!("{}content-length: 30000000\r\n\r\n", head(&url));
    for expected in ["HTTP/1.1 503 ", "HTTP/1.1 200 "] {
        let mut stream = connect(&sandbox).await;
        stream.write_all(head.as_bytes()).await.unwrap();
        let response = response(&mut stream).await;
        assert!(response.starts_with(expected), "{response}");
    }
    assert_eq!((sandbox.requests(), sandbox.faults_applied()), (2, 1));

    // With the clock of the fault, the signature of this request is valid.
    let past = SystemTime::now() - Duration::from_secs(3600);
    sandbox.inject(Fault::clock_behind(Duration::from_secs(3600)).on("file/upload"));
    let crm = sandbox.client_builder().clock(move || past).max_attempts(1).build().unwrap();
    assert!(crm.file().upload("a.txt", vec![0; 1_000_000]).await.is_ok());
    let stale = error(crm.file().upload("a.txt", vec![0; 1_000_000]).await);
    assert!(stale.message().unwrap().contains("`timestamp` is too old"), "{stale}");
}

#[tokio::test]
async fn a_client_receives_the_refusal_of_a_large_upload() {
    let sandbox = Sandbox::start().await.unwrap();
    let credentials = Credentials::sha1(sandbox.app_id(), "wrong");
    let crm = sandbox.client_builder().credentials(credentials).build().unwrap();
    for _ in 0..3 {
        let refused = error(crm.file().upload("a.txt", vec![0; Upload::MAX]).await);
        assert!(refused.message().unwrap().contains("matches no common mistake"), "{refused}");
    }
}

#[cfg(target_os = "linux")]
mod memory {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::process::{Command, Stdio};

    use super::*;

    /// The prefix of the line in which the other process prints its base URL.
    const MARK: &str = "sandbox at ";

    #[tokio::test]
    #[ignore = "the test below starts it as a separate process"]
    async fn serve_until_the_input_ends() {
        let sandbox = Sandbox::start().await.unwrap();
        println!("\n{MARK}{}", sandbox.base_url());
        let wait = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new()));
        wait.await.unwrap().unwrap();
    }

    #[test]
    fn twenty_wrongly_signed_uploads_at_once_need_little_memory() {
        let mut server = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "sandbox_socket::memory::serve_until_the_input_ends"])
            .args(["--ignored", "--nocapture"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
        let mut printed = lines.by_ref().map_while(Result::ok);
        let url = printed.find_map(|it| it.strip_prefix(MARK).map(str::to_owned));
        let address = url.unwrap().replace("http://", "").replace("/gw/", "");
        let query = "/gw/file/upload?appid=x&sign=y&name=a.txt";
        let head = format!("{}content-length: 30000000\r\n\r\n", head(query));
        let chunk = vec![0; 1_000_000];
        std::thread::scope(|scope| {
            for _ in 0..20 {
                scope.spawn(|| {
                    let mut stream = std::net::TcpStream::connect(&address).unwrap();
                    stream.write_all(head.as_bytes()).unwrap();
                    for _ in 0..30 {
                        stream.write_all(&chunk).unwrap();
                    }
                    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
                    let mut answer = [0; 15];
                    stream.read_exact(&mut answer).unwrap();
                    assert_eq!(&answer, b"HTTP/1.1 200 OK");
                });
            }
        });
        let status = std::fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap();
        drop(server.stdin.take());
        lines.for_each(drop);
        assert!(server.wait().unwrap().success());
        let peak = status.lines().find_map(|it| it.strip_prefix("VmHWM:")).unwrap();
        let kilobytes: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
        assert!(kilobytes < 100_000, "{kilobytes} kB");
    }
}

#[tokio::test]
async fn refuses_a_head_beyond_the_limits_without_a_body() {
    let sandbox = Sandbox::start().await.unwrap();
    let long = format!("GET /gw/area/root?a={} HTTP/1.1\r\nhost: x\r\n\r\n", "x".repeat(65_535));
    let many = format!("GET /gw/area/root HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(101));
    for (head, status) in [(&*long, 414), (&many, 431), ("no request\r\n\r\n", 400)] {
        let mut stream = connect(&sandbox).await;
        stream.write_all(head.as_bytes()).await.unwrap();
        let response = response(&mut stream).await;
        assert!(response.starts_with(&format!("HTTP/1.1 {status} ")), "{response}");
        assert!(response.ends_with("\r\n\r\n") && is_closed(&mut stream).await, "{response}");
    }
    assert_eq!(sandbox.requests(), 0);
}
