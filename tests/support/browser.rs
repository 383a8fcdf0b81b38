//! A family's own browser: headless Chromium, driven by WebDriver. Its pages are read at any width
//! and text size, and held against the accessibility rules of axe-core.
//!
//! What is waited for in vain fails with the page's text and a picture in `target/browser-failures/`.

use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use reqwest::{Method, Url};
use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(50);

/// A browser with one page. Dropping it ends the browser and everything it started.
pub struct Browser {
    client: Client,
    base: String,
    pictures: PathBuf,
    _driver: Driver,
}

/// The bridge and the browser, which are one process group.
struct Driver(Child);

impl Drop for Driver {
    fn drop(&mut self) {
        let group = format!("-{}", self.0.id());
        // It may have ended by itself; then there is nothing to end.
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.0.wait();
    }
}

/// A command of Chromium's own, past WebDriver.
#[derive(Debug)]
struct DevTools(&'static str, Value);

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "cmd": self.0, "params": self.1 }).to_string()))
    }
}

impl Browser {
    /// Opens a browser of a phone's size for the portal at this address.
    ///
    /// # Panics
    /// When Chromium or its driver is not there.
    pub async fn open(base: &str) -> Self {
        let free = TcpListener::bind(("127.0.0.1", 0)).expect("there is a free port");
        let port = free.local_addr().expect("it has an address").port();
        drop(free);
        let child = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("`cargo xtask setup` installs chromium and chromium-driver");
        let driver = Driver(child);
        let capabilities = json!({
            "browserName": "chrome",
            "goog:chromeOptions": { "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--hide-scrollbars", "--lang=zh-TW", "--no-first-run", "--disable-background-networking",
            ] },
        });
        let Value::Object(capabilities) = capabilities else {
            unreachable!("written as an object above");
        };
        let began = Instant::now();
        let client = loop {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            builder.capabilities(capabilities.clone());
            match builder.connect(&format!("http://127.0.0.1:{port}")).await {
                Ok(client) => break client,
                Err(error) if began.elapsed() > PATIENCE => {
                    panic!("the browser did not open: {error}")
                }
                Err(_) => tokio::time::sleep(POLL).await,
            }
        };
        let pictures = target().join("browser-failures");
        let browser = Self { client, base: base.to_owned(), pictures, _driver: driver };
        browser.resize(390, 844).await;
        browser
    }

    /// Opens a page of the portal.
    pub async fn go(&self, path: &str) {
        let address = format!("{}{path}", self.base);
        self.client.goto(&address).await.expect("the page can be opened");
    }

    /// The path of the page that is open.
    pub async fn path(&self) -> String {
        let address = self.client.current_url().await.expect("a page is open");
        address.path().to_owned()
    }

    /// Makes the page this large, in CSS pixels, whatever the smallest window is.
    pub async fn resize(&self, width: u32, height: u32) {
        let size = json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false,
        });
        self.tell("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// Light or dark, as the family's system would say.
    pub async fn theme(&self, theme: &str) {
        // Without motion as well: a colour that is still on its way to another is neither's.
        let features = json!({ "features": [
            { "name": "prefers-color-scheme", "value": theme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        self.tell("Emulation.setEmulatedMedia", features).await;
    }

    /// No script of any page runs from here on; WebDriver's own still do.
    pub async fn without_scripts(&self) {
        self.tell("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await;
    }

    async fn tell(&self, command: &'static str, parameters: Value) {
        self.client
            .issue_cmd(DevTools(command, parameters))
            .await
            .unwrap_or_else(|error| panic!("{command}: {error}"));
    }

    /// Types into the field with this name, in place of what is there.
    pub async fn fill(&self, name: &str, text: &str) {
        let field = self.find(&format!("[name='{name}']")).await;
        field.clear().await.expect("the field can be emptied");
        field.send_keys(text).await.expect("the field can be typed into");
    }

    /// Chooses in the list with this name.
    pub async fn choose(&self, name: &str, value: &str) {
        let list = self.find(&format!("select[name='{name}']")).await;
        list.select_by_value(value).await.expect("the choice is offered");
    }

    /// Clicks the tick box with this name.
    pub async fn tick(&self, name: &str) {
        self.find(&format!("input[type=checkbox][name='{name}']"))
            .await
            .click()
            .await
            .expect("the box can be ticked");
    }

    /// Chooses a file for the field with this name.
    pub async fn attach(&self, name: &str, file: &Path) {
        let field = self.find(&format!("input[type=file][name='{name}']")).await;
        let file = file.display().to_string();
        field.send_keys(&file).await.expect("the file can be chosen");
    }

    /// Clicks what carries this test id.
    pub async fn click(&self, testid: &str) {
        self.click_by(&by_testid(testid)).await;
    }

    pub async fn click_by(&self, selector: &str) {
        self.find(selector).await.click().await.expect("it can be clicked");
    }

    /// The element's text as it stands in the page, to the letter.
    pub async fn text(&self, testid: &str) -> String {
        let element = self.find(&by_testid(testid)).await;
        element.prop("textContent").await.expect("it can be read").unwrap_or_default()
    }

    /// Waits until the element says this.
    pub async fn says(&self, testid: &str, words: &str) {
        let began = Instant::now();
        loop {
            let found = self.client.find(Locator::Css(&by_testid(testid))).await;
            let text = match found {
                Ok(element) => element.text().await.unwrap_or_default(),
                Err(_) => String::new(),
            };
            if text.contains(words) {
                return;
            }
            if began.elapsed() > PATIENCE {
                self.give_up(&format!("{testid} says {words:?}")).await;
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// Waits until the page says this anywhere.
    pub async fn says_on_page(&self, words: &str) {
        let began = Instant::now();
        while !self.client.source().await.is_ok_and(|text| text.contains(words)) {
            if began.elapsed() > PATIENCE {
                self.give_up(&format!("the page says {words:?}")).await;
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// The subjects of the letters in the mailbox, the newest first.
    pub async fn subjects(&self) -> Vec<String> {
        let letters = self.client.find_all(Locator::Css(&by_testid("letter"))).await;
        let mut subjects = Vec::new();
        for letter in letters.unwrap_or_default() {
            subjects.push(letter.text().await.unwrap_or_default());
        }
        subjects
    }

    /// Whether such an element is on the page now.
    pub async fn shows(&self, testid: &str) -> bool {
        self.client.find(Locator::Css(&by_testid(testid))).await.is_ok()
    }

    async fn find(&self, selector: &str) -> Element {
        let began = Instant::now();
        loop {
            if let Ok(element) = self.client.find(Locator::Css(selector)).await {
                return element;
            }
            if began.elapsed() > PATIENCE {
                self.give_up(&format!("{selector} is there")).await;
            }
            tokio::time::sleep(POLL).await;
        }
    }

    pub async fn script(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.expect("the script runs")
    }

    /// Text in this many times its size, as a reader would set it.
    pub async fn text_size(&self, times: f32) {
        let percent = times * 100.0;
        self.script(&format!("document.documentElement.style.fontSize = '{percent}%'")).await;
    }

    /// What sticks out to the right of the page, if anything: a page is never scrolled sideways.
    pub async fn sticks_out(&self) -> Vec<String> {
        let told = self
            .script(
                "const width = document.documentElement.clientWidth; \
                 if (document.documentElement.scrollWidth <= width) return []; \
                 return [...document.body.querySelectorAll('*')] \
                   .filter((e) => e.getBoundingClientRect().right > width + 1) \
                   .map((e) => e.outerHTML.slice(0, 120))",
            )
            .await;
        serde_json::from_value(told).expect("a list of elements")
    }

    /// What axe-core finds against WCAG 2.2 AA and its best practices: rule and first place of each.
    pub async fn violations(&self) -> Vec<String> {
        let file =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(&file)
            .expect("axe-core is there: `cargo xtask setup` installs the window's packages");
        self.script(&format!("{axe}; window.axe = window.axe || axe;")).await;
        let told = self
            .client
            .execute_async(
                "const done = arguments[arguments.length - 1]; \
                 axe.run(document).then( \
                   (told) => done(told.violations.map((v) => \
                     `${v.id}: ${v.nodes[0].html} (${v.nodes[0].failureSummary})`)), \
                   (error) => done([String(error)]))",
                Vec::new(),
            )
            .await
            .expect("axe runs");
        serde_json::from_value(told).expect("a list of violations")
    }

    /// Takes a picture of the whole page, however long, into a file.
    pub async fn picture_to(&self, file: &Path, width: u32) {
        self.resize(width, 844).await;
        let height = self.script("return document.documentElement.scrollHeight").await;
        let height = height.as_u64().and_then(|height| u32::try_from(height).ok()).unwrap_or(844);
        self.resize(width, height.max(844)).await;
        let picture = self.client.screenshot().await.expect("a picture can be taken");
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).expect("the pictures' folder can be made");
        }
        std::fs::write(file, picture).expect("the picture can be written");
        self.resize(390, 844).await;
    }

    async fn give_up(&self, what: &str) -> ! {
        let said = self.client.execute("return document.body.innerText", Vec::new()).await;
        let said = said.ok().and_then(|said| said.as_str().map(str::to_owned)).unwrap_or_default();
        let file = self.pictures.join(format!("{}.png", std::process::id()));
        if let Ok(picture) = self.client.screenshot().await
            && std::fs::create_dir_all(&self.pictures).is_ok()
        {
            // Without the picture the words have to do.
            let _ = std::fs::write(&file, picture);
        }
        panic!(
            "in the browser, waited in vain: {what}\n--- at {}\n--- picture: {}\n--- the page \
             said:\n{said}",
            self.path().await,
            file.display()
        );
    }
}

fn by_testid(testid: &str) -> String {
    format!("[data-testid=\"{testid}\"]")
}

/// Cargo's target folder, above the program that runs.
pub fn target() -> PathBuf {
    let program = std::env::current_exe().expect("a running program has a path");
    program
        .ancestors()
        .find(|folder| folder.file_name().is_some_and(|name| name == "debug" || name == "release"))
        .and_then(Path::parent)
        .map_or_else(std::env::temp_dir, Path::to_path_buf)
}
