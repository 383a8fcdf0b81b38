//! The real window, driven by WebDriver: opens the desk's own program, finds what carries a
//! `data-testid`, clicks, types, takes pictures, and leaves no process behind.
//!
//! A test that cannot find something fails with what it waited for, what the window said instead,
//! a picture in `target/window-failures/`, and the end of the desk's own log.

use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::sync::{Semaphore, SemaphorePermit};

pub use fantoccini::key::Key;

use crate::window_driver::Driver;

/// How long a view may take to show what it should, on a busy machine with two processors.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long one WebDriver command may take. Without a limit, a window that died would hang a test.
const COMMAND_LIMIT: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(50);

/// Windows are opened one at a time: two of them starve each other of processor and focus.
static ONE_AT_A_TIME: Semaphore = Semaphore::const_new(1);

/// How to start the desk.
#[derive(Debug, Clone)]
pub struct Launch {
    program: PathBuf,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
    /// Nothing: as large as it opens by itself.
    size: Option<(u32, u32)>,
}

impl Launch {
    /// The desk that `cargo xtask` built, with these arguments.
    ///
    /// # Panics
    /// When it was not started by `cargo xtask test` (or `tour`, or `bench`), which alone know
    /// where the program is and give it a display.
    pub fn desk<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Self {
        let Some(program) = std::env::var_os("NOTEBOOK_DESK_BIN") else {
            panic!(
                "NOTEBOOK_DESK_BIN is not set: the real window's tests are run by `cargo xtask \
                 test`, which builds the desk and gives it a display and a keyring"
            );
        };
        Self {
            program: program.into(),
            arguments: arguments.into_iter().map(str::to_owned).collect(),
            environment: Vec::new(),
            size: Some((1440, 900)),
        }
    }

    /// Straight into practice with the portal inside the desk, keeping everything in `folder`.
    pub fn practice(folder: &Path) -> Self {
        let folder = folder.display().to_string();
        Self::desk(["--practice", "--data-folder", folder.as_str()])
    }

    /// Straight into practice with the portal at this address, which the test holds in its hand.
    pub fn practice_with(folder: &Path, portal: &str) -> Self {
        let (folder, practice) = (folder.display().to_string(), format!("--practice={portal}"));
        Self::desk([practice.as_str(), "--data-folder", folder.as_str()])
    }

    /// Sets a variable in the desk's environment.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Makes this the person's folder for downloads, as the list of folders of their own desktop
    /// would. Nothing is written into the folder of whoever runs the tests.
    ///
    /// # Panics
    /// When the list cannot be written beside it.
    #[must_use]
    pub fn downloads(self, folder: &Path) -> Self {
        let list = folder.with_file_name("desktop");
        std::fs::create_dir_all(&list).expect("the folder of the list can be made");
        let line = format!("XDG_DOWNLOAD_DIR=\"{}\"\n", folder.display());
        std::fs::write(list.join("user-dirs.dirs"), line).expect("the list can be written");
        self.env("XDG_CONFIG_HOME", &list.display().to_string())
    }

    /// Width and height of the window, in CSS pixels.
    #[must_use]
    pub fn size(mut self, width: u32, height: u32) -> Self {
        self.size = Some((width, height));
        self
    }

    /// As large as it opens by itself.
    #[must_use]
    pub fn own_size(mut self) -> Self {
        self.size = None;
        self
    }

    /// Any other program with a WebKitGTK window that listens to WebDriver.
    #[must_use]
    pub fn program(mut self, program: &Path) -> Self {
        self.program = program.to_owned();
        self
    }

    /// Opens the window and waits until its page is loaded.
    pub async fn open(self) -> Window {
        Window::open(self).await
    }

    /// Opens the window without driving it, and ends the desk after this long, as a power cut
    /// would; `last` is done right before.
    pub async fn live_for(
        self,
        begun: impl Future<Output = ()>,
        life: Duration,
        last: impl FnOnce(),
    ) {
        let _alone = ONE_AT_A_TIME.acquire().await.expect("the semaphore is never closed");
        let Self { program, arguments, environment, .. } = &self;
        crate::window_driver::live_for(program, arguments, environment, begun, life, last).await;
    }

    /// Opens the window without driving it, and closes it as a person does once `begun`, which is
    /// told the desk's process, is done. Answers how the desk ended.
    pub async fn until_closed(self, begun: impl AsyncFnOnce(u32)) -> ExitStatus {
        let _alone = ONE_AT_A_TIME.acquire().await.expect("the semaphore is never closed");
        let Self { program, arguments, environment, .. } = &self;
        crate::window_driver::until_closed(program, arguments, environment, begun).await
    }
}

/// An open window. Dropping it ends the desk and everything it started.
pub struct Window {
    client: Client,
    driver: Driver,
    program: PathBuf,
    _alone: SemaphorePermit<'static>,
}

impl Window {
    async fn open(launch: Launch) -> Self {
        let alone = ONE_AT_A_TIME.acquire().await.expect("the semaphore is never closed");
        let driver = Driver::start(&launch.environment).await;
        let capabilities = json!({
            "webkitgtk:browserOptions": { "binary": launch.program, "args": launch.arguments },
        });
        let Value::Object(capabilities) = capabilities else {
            unreachable!("written as an object above");
        };
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let connecting = tokio::time::timeout(COMMAND_LIMIT, builder.connect(driver.address()));
        let client = match connecting.await {
            Ok(Ok(client)) => client,
            Ok(Err(error)) => panic!("the window did not open: {error}\n{}", driver.end_of_log()),
            Err(_) => panic!(
                "the window did not open within {} s; is there a display? `cargo xtask test` \
                 brings one\n{}",
                COMMAND_LIMIT.as_secs(),
                driver.end_of_log()
            ),
        };
        let window = Self { client, driver, program: launch.program, _alone: alone };
        if let Some((width, height)) = launch.size {
            window.resize(width, height).await;
        }
        window
    }

    /// The WebDriver session itself, for what is not here.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Waits until the element is there and to be seen.
    pub async fn find(&self, testid: &str) -> Element {
        self.find_by(&by_testid(testid)).await
    }

    /// The same for any CSS selector.
    pub async fn find_by(&self, selector: &str) -> Element {
        let mut found = None;
        self.until(&format!("{selector} is shown"), async || {
            found = self.displayed(selector).await;
            found.is_some()
        })
        .await;
        found.expect("`until` returns only once it was found")
    }

    /// Waits until no such element is to be seen any more.
    pub async fn gone(&self, testid: &str) {
        let selector = by_testid(testid);
        self.until(&format!("{selector} is gone"), async || {
            self.displayed(&selector).await.is_none()
        })
        .await;
    }

    /// Whether the element is to be seen now, without waiting.
    pub async fn shows(&self, testid: &str) -> bool {
        self.displayed(&by_testid(testid)).await.is_some()
    }

    /// Everything that matches now, in the page's order.
    pub async fn all(&self, selector: &str) -> Vec<Element> {
        let selector = reachable(selector);
        self.within("finding elements", self.client.find_all(Locator::Css(&selector))).await
    }

    /// How many elements carry this id now.
    pub async fn count(&self, testid: &str) -> usize {
        self.all(&by_testid(testid)).await.len()
    }

    /// Clicks the element as soon as it can be clicked.
    pub async fn click(&self, testid: &str) {
        self.click_by(&by_testid(testid)).await;
    }

    /// The same for any CSS selector. The first match is meant.
    pub async fn click_by(&self, selector: &str) {
        // An element may be replaced, covered by a passing notice or disabled between finding and
        // clicking it; then the next round finds what stands there now.
        self.until(&format!("{selector} can be clicked"), async || {
            match self.displayed(selector).await {
                Some(element) => can_be_used(&element).await && element.click().await.is_ok(),
                None => false,
            }
        })
        .await;
    }

    /// Empties a field and types a text into it.
    pub async fn fill(&self, testid: &str, text: &str) {
        let element = self.find(testid).await;
        self.within("emptying the field", element.clear()).await;
        self.within("typing", element.send_keys(text)).await;
        let mut present = String::new();
        self.until(&format!("{testid} holds what was typed"), async || {
            present = element.prop("value").await.ok().flatten().unwrap_or_default();
            present == text
        })
        .await;
    }

    /// Presses one key wherever the focus is. For keys without a letter: `Key::Enter.into()`.
    pub async fn press(&self, key: char) {
        self.press_with(&[], key).await;
    }

    /// Presses a key while others are held: `press_with(&[Key::Control], 'z')`.
    pub async fn press_with(&self, held: &[Key], key: char) {
        let mut keys = KeyActions::new("keyboard".to_owned());
        for modifier in held {
            keys = keys.then(KeyAction::Down { value: char::from(*modifier) });
        }
        keys = keys.then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key });
        for modifier in held.iter().rev() {
            keys = keys.then(KeyAction::Up { value: char::from(*modifier) });
        }
        self.within("pressing keys", self.client.perform_actions(keys)).await;
    }

    /// The element's text as a person sees it.
    pub async fn text(&self, testid: &str) -> String {
        let element = self.find(testid).await;
        self.within("reading text", rendered_text(&element)).await
    }

    /// Waits until the element's text contains this.
    pub async fn says(&self, testid: &str, wanted: &str) {
        let selector = by_testid(testid);
        self.until(&format!("{selector} says {wanted:?}"), async || {
            match self.displayed(&selector).await {
                Some(element) => {
                    rendered_text(&element).await.is_ok_and(|text| text.contains(wanted))
                }
                None => false,
            }
        })
        .await;
    }

    /// The value of an attribute, if it has one.
    pub async fn attribute(&self, testid: &str, name: &str) -> Option<String> {
        let element = self.find(testid).await;
        self.within("reading an attribute", element.attr(name)).await
    }

    /// Runs a script in the page; its `return` is the answer.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.within("running a script", self.client.execute(script, arguments)).await
    }

    /// Runs a script that ends when it calls its last argument, with what it hands over.
    pub async fn script_async(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.within("running a script", self.client.execute_async(script, arguments)).await
    }

    /// Waits until a script returns `true`.
    pub async fn until_script(&self, what: &str, script: &str) {
        self.until(what, async || {
            self.client
                .execute(script, Vec::new())
                .await
                .is_ok_and(|value| value == Value::Bool(true))
        })
        .await;
    }

    /// Waits until every picture in view is loaded and drawn.
    pub async fn pictures_shown(&self) {
        self.until_script(
            "all pictures are loaded",
            "return [...document.images].every((i) => i.complete && i.naturalWidth > 0)",
        )
        .await;
    }

    /// Waits until the open case has at least so many papers, and all of them are fetched and drawn.
    pub async fn papers_shown(&self, at_least: usize) {
        self.find("case-title").await;
        let script = format!(
            "const papers = [...document.querySelectorAll('[data-testid=document]:not([inert] *)')]; \
             return papers.length >= {at_least} && papers.every((p) => p.dataset.state === 'ready') && \
             [...document.images].every((i) => i.complete && i.naturalWidth > 0 && \
             getComputedStyle(i).visibility === 'visible')"
        );
        self.until_script("all papers of the case are shown", &script).await;
    }

    /// Walks by the space bar through the pages that were not seen, each as large as there is room.
    pub async fn look_through(&self) {
        self.until("every page of the case was seen", async || {
            if self.unseen().await == 0 {
                return true;
            }
            self.press(' ').await;
            false
        })
        .await;
    }

    /// How many pages of the open case were not on the screen yet.
    pub async fn unseen(&self) -> u64 {
        let script = "return Number(document.querySelector('.case:not([inert] *)').dataset.unseen)";
        self.script(script, Vec::new()).await.as_u64().expect("a number of pages")
    }

    /// Makes the page this large, in CSS pixels, and waits until it is laid out anew.
    pub async fn resize(&self, width: u32, height: u32) {
        self.within("resizing the window", self.client.set_window_size(width, height)).await;
        self.painted().await;
    }

    /// Waits until what the page holds now is on the screen: a picture lags one frame behind.
    pub async fn painted(&self) {
        let script = "const done = arguments[arguments.length - 1]; \
                      requestAnimationFrame(() => requestAnimationFrame(() => done(true)));";
        self.within("waiting for two frames", self.client.execute_async(script, Vec::new())).await;
    }

    /// Takes a picture of the window, as PNG.
    pub async fn picture(&self) -> Vec<u8> {
        self.painted().await;
        self.within("taking a picture", self.client.screenshot()).await
    }

    /// Takes a picture into a file; its folder is made if need be.
    pub async fn picture_to(&self, file: &Path) {
        let picture = self.picture().await;
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).expect("the pictures' folder can be made");
        }
        std::fs::write(file, picture).expect("the picture can be written");
    }

    /// The desk's process, as long as it lives.
    pub fn process(&self) -> Option<u32> {
        self.driver.process_of(&self.program)
    }

    /// The processes of the desk's web view.
    pub fn web_processes(&self) -> Vec<u32> {
        self.driver.web_processes()
    }

    /// Ends the desk at once, as a power cut would: no farewell, nothing tidied.
    pub fn kill(self) {
        if let Some(process) = self.process() {
            crate::window_driver::kill_now(process);
        }
    }

    /// Closes the window as a person does, and waits until the desk's process is gone.
    ///
    /// # Panics
    /// When the desk does not end.
    pub async fn close(self) {
        let began = Instant::now();
        if let Some(process) = self.process() {
            // The tree of windows may change while it is looked through.
            while crate::window_manager::close(process).expect("the display answers") == 0 {
                assert!(began.elapsed() < PATIENCE, "the desk has a window that can be closed");
                tokio::time::sleep(POLL).await;
            }
        }
        while self.process().is_some() {
            assert!(began.elapsed() < PATIENCE, "the window is closed and the desk goes on");
            tokio::time::sleep(POLL).await;
        }
    }

    /// Asks again and again until it is so.
    ///
    /// # Panics
    /// When it is not so in time.
    pub async fn until(&self, what: &str, mut is_so: impl AsyncFnMut() -> bool) {
        let began = Instant::now();
        loop {
            match tokio::time::timeout(COMMAND_LIMIT, is_so()).await {
                Ok(true) => return,
                Ok(false) if began.elapsed() < PATIENCE => tokio::time::sleep(POLL).await,
                Ok(false) | Err(_) => self.give_up(what).await,
            }
        }
    }

    async fn displayed(&self, selector: &str) -> Option<Element> {
        let element = self.client.find(Locator::Css(&reachable(selector))).await.ok()?;
        element.is_displayed().await.ok()?.then_some(element)
    }

    async fn within<T, E: std::fmt::Display>(
        &self,
        what: &str,
        command: impl Future<Output = Result<T, E>>,
    ) -> T {
        match tokio::time::timeout(COMMAND_LIMIT, command).await {
            Ok(Ok(value)) => value,
            Ok(Err(error)) => self.give_up(&format!("{what}: {error}")).await,
            Err(_) => self.give_up(&format!("{what}: no answer")).await,
        }
    }

    async fn give_up(&self, what: &str) -> ! {
        let limit = Duration::from_secs(5);
        let script = "return document.body ? document.body.innerText.slice(0, 2000) : ''";
        let said = tokio::time::timeout(limit, self.client.execute(script, Vec::new())).await;
        let said = match said {
            Ok(Ok(Value::String(text))) => text,
            _ => "nothing: the window does not answer".to_owned(),
        };
        let mut picture = "no picture could be taken".to_owned();
        if let Ok(Ok(bytes)) = tokio::time::timeout(limit, self.client.screenshot()).await {
            let file = self.driver.failure_picture();
            if std::fs::write(&file, bytes).is_ok() {
                picture = file.display().to_string();
            }
        }
        panic!(
            "in the window, waited in vain: {what}\n--- picture: {picture}\n--- the window said:\n\
             {said}\n--- the desk's log:\n{}",
            self.driver.end_of_log()
        );
    }
}

/// The text as it is laid out. WebDriver's own reading leaves out what is cut with an ellipsis, even
/// where nothing had to be cut.
async fn rendered_text(element: &Element) -> Result<String, fantoccini::error::CmdError> {
    Ok(element.prop("innerText").await?.unwrap_or_default())
}

/// Neither disabled nor locked with a reason to read.
async fn can_be_used(element: &Element) -> bool {
    let locked = element.attr("aria-disabled").await.ok().flatten();
    locked.as_deref() != Some("true") && element.is_enabled().await.unwrap_or(false)
}

/// What matches and can be reached: not the next case, which lies beneath the one on the screen.
fn reachable(selector: &str) -> String {
    format!(":is({selector}):not([inert] *)")
}

fn by_testid(testid: &str) -> String {
    format!("[data-testid=\"{testid}\"]")
}
