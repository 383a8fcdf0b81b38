//! Letters through a real mail server, a process of its own.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use practice_portal::{Clock, Config, Mail, Portal, Smtp};
use reqwest::StatusCode;
use support::visitor::Visitor;

use super::{approve, inmate, newest_application, noon, start};

const PATIENCE: Duration = Duration::from_secs(30);

/// A mail server that puts what it takes into a folder.
struct Server(Child);

impl Server {
    fn start(port: u16, folder: &Path) -> Self {
        // The package's own program: another Python may come first on this machine.
        let child = Command::new("aiosmtpd")
            .args(["-n", "-l", &format!("127.0.0.1:{port}")])
            .args(["-c", "aiosmtpd.handlers.Mailbox"])
            .arg(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("`cargo xtask setup` installs python3-aiosmtpd");
        let server = Self(child);
        let began = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(
                began.elapsed() < PATIENCE,
                "the mail server (python3-aiosmtpd) does not listen"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

fn portal_with(port: u16) -> Portal {
    start(Config {
        clock: Clock::manual(noon()),
        mail: Mail::Smtp(Smtp {
            host: "127.0.0.1".to_owned(),
            port,
            starttls: false,
            from: "電子家庭聯絡簿 <notebook@example.org>".to_owned(),
            credentials: None,
        }),
        ..Config::default()
    })
}

/// A letter as the server took it: its head, and its words decoded.
struct Taken {
    head: String,
    words: String,
}

/// Waits until the folder holds so many letters; the oldest first.
async fn letters(folder: &Path, wanted: usize) -> Vec<Taken> {
    let began = Instant::now();
    loop {
        let mut files: Vec<_> = std::fs::read_dir(folder.join("new"))
            .map(|found| found.flatten().map(|file| file.path()).collect())
            .unwrap_or_default();
        if files.len() >= wanted {
            files.sort_by_key(|file| std::fs::metadata(file).unwrap().modified().unwrap());
            return files
                .iter()
                .map(|file| read(&std::fs::read_to_string(file).unwrap()))
                .collect();
        }
        assert!(began.elapsed() < PATIENCE, "{} letters of {wanted} came", files.len());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn read(letter: &str) -> Taken {
    let letter = letter.replace("\r\n", "\n");
    let (head, body) = letter.split_once("\n\n").unwrap();
    let words = if head.contains("base64") {
        let body: String = body.split_whitespace().collect();
        String::from_utf8(STANDARD.decode(body).unwrap()).unwrap()
    } else {
        quoted_printable(body)
    };
    Taken { head: head.to_owned(), words }
}

fn quoted_printable(body: &str) -> String {
    let body = body.replace("=\n", "");
    let mut bytes = Vec::new();
    let mut rest = body.as_bytes();
    while let Some((&first, more)) = rest.split_first() {
        rest = more;
        match (first, more) {
            (b'=', [high, low, after @ ..]) => {
                let pair = String::from_utf8(vec![*high, *low]).unwrap();
                bytes.push(u8::from_str_radix(&pair, 16).unwrap());
                rest = after;
            }
            _ => bytes.push(first),
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn the_link_and_every_change_of_state_come_by_a_real_mail_server() {
    let folder = tempfile::tempdir().unwrap();
    let box_of_letters = folder.path().join("mail");
    let port = free_port();
    let _server = Server::start(port, &box_of_letters);
    let portal = portal_with(port);
    let hand = portal.hand();
    inmate(&hand, "9001", "陳國樑");
    let family = Visitor::new(&portal.base_url());
    let page = family.register("mei@example.tw", "陳怡君").await;
    page.says("驗證信已寄出");
    assert!(!page.text.contains("/family/mailbox"));
    assert_eq!(family.get("/family/mailbox").await.status, StatusCode::NOT_FOUND);
    assert_eq!(family.get("/family/mailbox/1").await.status, StatusCode::NOT_FOUND);

    let first = letters(&box_of_letters, 1).await.remove(0);
    assert!(first.head.contains("To: mei@example.tw"), "{}", first.head);
    assert!(first.head.contains("notebook@example.org"), "{}", first.head);
    for field in ["MIME-Version: 1.0", "Message-ID: <", "Auto-Submitted: auto-generated"] {
        assert!(first.head.contains(field), "{field} in {}", first.head);
    }
    let link = first.words.split("link=").nth(1).unwrap().lines().next().unwrap().trim();
    family.post("/family/verify", &[("link", link)]).await.leads_to("/family/sign-in");
    family.sign_in("mei@example.tw", support::visitor::PASSWORD).await.leads_to("/family");
    family.apply("9001", "女兒").await;
    letters(&box_of_letters, 2).await;
    approve(&hand, newest_application(&hand));
    let all = letters(&box_of_letters, 3).await;
    assert!(all[1].words.contains("目前狀態：審核中"), "{}", all[1].words);
    assert!(all[2].words.contains("目前狀態：審核通過"), "{}", all[2].words);
    // Neither the inmate nor what staff wrote goes by mail.
    assert!(
        all.iter().all(|letter| !letter.words.contains("9001") && !letter.words.contains("陳國樑"))
    );
}

#[tokio::test]
async fn a_letter_waits_for_a_mail_server_that_is_down_and_comes_once() {
    let folder = tempfile::tempdir().unwrap();
    let box_of_letters = folder.path().join("mail");
    let port = free_port();
    let portal = portal_with(port);
    let family = Visitor::new(&portal.base_url());
    family.register("mei@example.tw", "陳怡君").await.says("驗證信已寄出");
    let _server = Server::start(port, &box_of_letters);
    // Whether or not it was tried already: within the hour its time comes.
    portal.hand().clock().advance(chrono::Duration::hours(1));
    letters(&box_of_letters, 1).await;
    family.register("lin@example.tw", "林秋香").await.says("驗證信已寄出");
    let all = letters(&box_of_letters, 2).await;
    assert_eq!(all.len(), 2);
    assert!(all[1].head.contains("lin@example.tw"));
}

/// A mail server that refuses every recipient for good, and tells which were tried.
fn refusing(listener: TcpListener) -> Arc<Mutex<Vec<String>>> {
    let tried = Arc::new(Mutex::new(Vec::new()));
    let refused = Arc::clone(&tried);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut lines = BufReader::new(stream.try_clone().unwrap());
            let mut answer = &stream;
            let _ = answer.write_all(b"220 ready\r\n");
            let mut line = String::new();
            while lines.read_line(&mut line).is_ok_and(|read| read > 0) {
                let said = match line.get(..4) {
                    Some("RCPT") => {
                        refused.lock().unwrap().push(line.clone());
                        "550 no such mailbox\r\n"
                    }
                    Some("QUIT") => "221 bye\r\n",
                    _ => "250 ok\r\n",
                };
                if answer.write_all(said.as_bytes()).is_err() {
                    break;
                }
                line.clear();
            }
        }
    });
    tried
}

#[tokio::test]
async fn a_letter_that_the_server_refuses_for_good_is_not_sent_again() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let tried = refusing(listener);
    let portal = portal_with(port);
    let times = |mail: &str| tried.lock().unwrap().iter().filter(|to| to.contains(mail)).count();
    for mail in ["mei@example.tw", "ling@example.tw"] {
        Visitor::new(&portal.base_url()).register(mail, "陳怡君").await.says("驗證信已寄出");
        let began = Instant::now();
        // Letters go in their order: the first would go again before the second.
        while times(mail) == 0 {
            assert!(began.elapsed() < PATIENCE, "the letter to {mail} was not tried");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        portal.hand().clock().advance(chrono::Duration::days(2));
    }
    assert_eq!(times("mei@example.tw"), 1);
}
