//! The guided tour: opens the real window in practice mode and takes a picture of every view.

#[cfg(unix)]
fn main() {
    let folder = match std::env::args_os().nth(1) {
        Some(folder) => std::path::PathBuf::from(folder),
        None => {
            eprintln!("the tour needs the folder for its pictures; `cargo xtask tour` names one");
            std::process::exit(2);
        }
    };
    tell_in_one_line_where_it_stops(&folder);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    match runtime {
        Ok(runtime) => runtime.block_on(tour::take(&folder)),
        Err(error) => {
            eprintln!("the tour cannot start: {error}");
            std::process::exit(1);
        }
    }
}

/// Begins an empty folder. Whoever takes the tour wants to know what was not found; the rest is for whoever mends it, and
/// lies beside the pictures.
#[cfg(unix)]
fn tell_in_one_line_where_it_stops(folder: &std::path::Path) {
    let report = folder.join("stopped.txt");
    // What an earlier tour left says nothing of this one.
    let _ = std::fs::remove_dir_all(folder);
    std::fs::create_dir_all(folder).expect("the pictures' folder can be made");
    std::panic::set_hook(Box::new(move |panic| {
        let why = panic.payload_as_str().unwrap_or("without a word");
        let kept = std::fs::write(&report, format!("{panic}\n")).is_ok();
        let more = if kept { format!(" (more in {})", report.display()) } else { String::new() };
        eprintln!("The tour stopped: {}{more}", why.lines().next().unwrap_or_default());
    }));
}

#[cfg(not(unix))]
fn main() {
    eprintln!("the tour drives WebKitGTK, which is on Linux only");
}

#[cfg(unix)]
mod tour {
    use std::path::Path;

    use support::window::{Key, Launch, Window};

    struct Tour<'a> {
        window: Window,
        pictures: &'a Path,
    }

    impl Tour<'_> {
        async fn picture(&self, name: &str) {
            self.window
                .until_script(
                    "what stands beside the case is read",
                    "return document.querySelector('[data-testid=look-alikes][aria-busy=true]:not([inert] *)') === null",
                )
                .await;
            self.window.picture_to(&self.pictures.join(format!("{name}.png"))).await;
            eprintln!("  {name}.png");
        }

        /// Opens the case that the search finds first, and waits for its papers.
        async fn open(&self, words: &str) {
            self.window.fill("queue-search", words).await;
            self.window
                .until_script(
                    "the queue shows only what was searched",
                    &format!(
                        "const rows = [...document.querySelectorAll('[data-testid=queue-row]')]; \
                         return rows.length > 0 && rows.every((r) => r.textContent.includes('{words}'))"
                    ),
                )
                .await;
            self.open_first().await;
            self.window.click("queue-unfilter").await;
            self.window.gone("queue-narrowed").await;
        }

        /// Opens the uppermost case of the queue, and waits until it is the one on the screen.
        async fn open_first(&self) {
            self.window.click("queue-row").await;
            self.window
                .until_script(
                    "the case that was chosen is on the screen",
                    "const row = document.querySelector('[data-testid=queue-row]'); \
                     const open = document.querySelector('section.case:not([inert] *)'); \
                     return open !== null && open.dataset.caseId === row.dataset.caseId",
                )
                .await;
            self.window.papers_shown(0).await;
        }

        /// Chooses light or dark where a person would: in the settings.
        async fn theme(&self, theme: &str) {
            self.window.click("place-settings").await;
            self.window.click(&format!("settings-theme-{theme}")).await;
        }

        /// Chooses how large text is, there too, and waits for it: everything moves.
        async fn text_scale(&self, percent: u32) {
            self.window.click(&format!("settings-scale-{percent}")).await;
            let so = format!("return document.documentElement.style.fontSize === '{percent}%'");
            self.window.until_script("text is as large as was chosen", &so).await;
        }
    }

    pub async fn take(pictures: &Path) {
        let data = tempfile::tempdir().expect("a folder for the practice data");
        let folder = data.path().display().to_string();

        let start = Launch::desk(["--data-folder", &folder])
            .downloads(&data.path().join("下載"))
            .open()
            .await;
        start.find("start-practice").await;
        let first = Tour { window: start, pictures };
        first.picture("start-light").await;
        first.window.click("start-practice").await;
        first.window.find("queue-row").await;
        let tour = first;
        tour.theme("light").await;

        applications(&tour).await;
        workbench(&tour).await;
        posts(&tour).await;
        deciding(&tour).await;
        offline(&tour).await;
        kinship(&tour).await;
        deliveries(&tour).await;
        other_places(&tour).await;
        supervisor(&tour).await;
        tour.window.close().await;
    }

    /// The supervisor's places: questions, tallies with a ledger, suspensions.
    async fn supervisor(tour: &Tour<'_>) {
        let window = &tour.window;
        window.press(Key::Escape.into()).await;
        window.click("sign-out").await;
        window.click("practice-supervisor").await;
        window.click("start-practice").await;
        window.find("queue-row").await;
        for theme in ["light", "dark"] {
            tour.theme(theme).await;
            window.click("place-escalations").await;
            window.painted().await;
            tour.picture(&format!("escalations-{theme}")).await;
            window.click("place-tally").await;
            window.click("tally-row").await;
            window.find("ledger").await;
            tour.picture(&format!("tally-{theme}")).await;
            exporting(tour, theme).await;
            window.click("place-suspensions").await;
            window.painted().await;
            tour.picture(&format!("suspensions-{theme}")).await;
        }
        tour.theme("light").await;
    }

    async fn applications(tour: &Tour<'_>) {
        let window = &tour.window;
        window.click("place-applications").await;
        tour.open_first().await;
        tour.picture("application-light").await;
        window.resize(1100, 700).await;
        tour.picture("application-small").await;
        window.resize(1440, 900).await;
        tour.theme("dark").await;
        window.click("place-applications").await;
        tour.window.papers_shown(0).await;
        tour.picture("application-dark").await;
        tour.theme("light").await;
    }

    /// The document workbench: small print, the loupe, a crop in the note, large text, night.
    async fn workbench(tour: &Tour<'_>) {
        let window = &tour.window;
        for theme in ["light", "dark"] {
            tour.theme(theme).await;
            window.click("place-applications").await;
            tour.window.papers_shown(0).await;
            window.click_by("[data-testid=document][data-kind=relationship] .paper").await;
            window.press('f').await;
            for _ in 0..7 {
                window.press('+').await;
            }
            window.find("close-look").await;
            tour.window.papers_shown(0).await;
            tour.picture(&format!("workbench-close-{theme}")).await;
            if theme == "light" {
                window.press('x').await;
            }
            window.press('0').await;
            window.press('f').await;
            window.find("note-crop").await;
            tour.window.papers_shown(0).await;
            window.click_by("[data-testid=document][data-kind=identity] .paper").await;
            window.press('z').await;
            window.find("loupe").await;
            tour.window.papers_shown(0).await;
            tour.picture(&format!("workbench-loupe-{theme}")).await;
            window.press('z').await;
            window.gone("loupe").await;
            window.click("place-settings").await;
            tour.text_scale(200).await;
            window.click("place-applications").await;
            tour.window.papers_shown(0).await;
            tour.picture(&format!("workbench-large-{theme}")).await;
            window.click("place-settings").await;
            tour.text_scale(100).await;
        }
        tour.theme("light").await;
        window.click("place-applications").await;
        window.click("tool-print").await;
        window.find("print-dialog").await;
        tour.picture("workbench-print-light").await;
        window.press_with(&[], Key::Escape.into()).await;
        window.gone("print-dialog").await;
    }

    async fn posts(tour: &Tour<'_>) {
        let window = &tour.window;
        window.click("place-posts").await;
        tour.open_first().await;
        tour.picture("urgent-light").await;
        tour.open("妹妹會騎車了").await;
        tour.picture("post-light").await;
        tour.theme("dark").await;
        window.click("place-posts").await;
        tour.window.papers_shown(0).await;
        tour.picture("post-dark").await;
        tour.theme("light").await;
    }

    async fn deciding(tour: &Tour<'_>) {
        let window = &tour.window;
        window.click("place-posts").await;
        tour.open("學校補助").await;
        window.press('r').await;
        window.find("sheet").await;
        window.fill("reason-search", "P01").await;
        window.click("reason-option-P01").await;
        window.fill("slot-P01-事項", "在監證明").await;
        window.fill("slot-P01-窗口", "名籍股 (05) 000-0000").await;
        window.says("preview-text", "名籍股").await;
        tour.picture("reject-light").await;
        window.press_with(&[Key::Control], Key::Enter.into()).await;
        window.gone("sheet").await;
        window.find("toast").await;
        tour.picture("undo-light").await;
        window.click("place-outbox").await;
        window.find("outbox-item").await;
        tour.picture("outbox-light").await;
    }

    /// 送達單: what waits for each unit, one marked as delivered, and its sheet about to be printed.
    async fn deliveries(tour: &Tour<'_>) {
        let window = &tour.window;
        for theme in ["light", "dark"] {
            tour.theme(theme).await;
            window.click("place-deliveries").await;
            if theme == "light" {
                window.click("delivery-mark").await;
                window.find("deliveries-marked").await;
            } else {
                window.click("deliveries-show-all-posts").await;
                window.find("delivery-unmark").await;
            }
            tour.picture(&format!("deliveries-{theme}")).await;
            window.click("deliveries-print").await;
            window.find("export-dialog").await;
            tour.picture(&format!("deliveries-print-{theme}")).await;
            window.press(Key::Escape.into()).await;
            window.gone("export-dialog").await;
        }
        tour.theme("light").await;
        window.click("place-deliveries").await;
        window.find("delivery-row").await;
        window.resize(1100, 700).await;
        tour.picture("deliveries-small").await;
        window.resize(1440, 900).await;
    }

    /// The export dialog: as it opens, asked for whole numbers, and with the files made.
    async fn exporting(tour: &Tour<'_>, theme: &str) {
        let window = &tour.window;
        window.press('e').await;
        window.find("export-dialog").await;
        tour.picture(&format!("export-{theme}")).await;
        window.click("export-unmasked").await;
        window.fill("export-grounds", "依檢察署來文提供名冊").await;
        tour.picture(&format!("export-unmasked-{theme}")).await;
        window.click("export-masked").await;
        window.click("export-format-csv").await;
        window.press_with(&[Key::Control], Key::Enter.into()).await;
        window.find("export-done").await;
        tour.picture(&format!("export-done-{theme}")).await;
        window.click("export-close").await;
        window.gone("export-dialog").await;
    }

    /// A shift's cases taken along, and how the desk stands with the portal.
    async fn offline(tour: &Tour<'_>) {
        let window = &tour.window;
        window.click("place-applications").await;
        window.click("pack-open").await;
        window.find("pack-take").await;
        window.click("pack-take").await;
        window.find("pack-sentence").await;
        tour.picture("pack-light").await;
        window.click("pack-end").await;
        window.gone("pack").await;
        window.click("place-health").await;
        window.find("health-counts").await;
        tour.picture("health-light").await;
        tour.theme("dark").await;
        window.click("place-health").await;
        window.find("health-counts").await;
        tour.picture("health-dark").await;
        tour.theme("light").await;
    }

    /// 親等試算 by itself: a chain of words, its degree and its drawn path.
    async fn kinship(tour: &Tour<'_>) {
        let window = &tour.window;
        for theme in ["light", "dark"] {
            tour.theme(theme).await;
            window.click("place-posts").await;
            window.press('g').await;
            window.fill("kinship-words", "媽媽的姊姊的兒子").await;
            window.says("kinship-answer", "").await;
            window.painted().await;
            tour.picture(&format!("kinship-{theme}")).await;
            window.click("kinship-close").await;
            window.gone("kinship").await;
        }
        tour.theme("light").await;
    }

    async fn other_places(tour: &Tour<'_>) {
        let window = &tour.window;
        window.click("place-find").await;
        window.fill("find-text", "林").await;
        window.find("find-row").await;
        tour.picture("find-light").await;
        window.click("place-audit").await;
        window.click("audit-verify").await;
        window.painted().await;
        tour.picture("audit-light").await;
        window.click("place-settings").await;
        tour.picture("settings-light").await;
        window.fill("own-term", "地下錢莊").await;
        window.click("own-term-add").await;
        window.find("own-words-trial").await;
        window
            .script(
                "document.querySelector('[data-testid=own-words-confirm]').scrollIntoView({block: 'end'})",
                Vec::new(),
            )
            .await;
        window.painted().await;
        tour.picture("own-words-trial-light").await;
        window.click("own-words-confirm").await;
        window.find("own-words-row").await;
        window
            .script(
                "document.querySelector('[data-testid=own-words-export]').scrollIntoView({block: 'end'})",
                Vec::new(),
            )
            .await;
        window.painted().await;
        tour.picture("own-words-light").await;
        parts_of_the_queue(tour).await;
        keys(tour).await;
    }

    /// What cannot wait, alone; and the cases that one check stops.
    async fn parts_of_the_queue(tour: &Tour<'_>) {
        let window = &tour.window;
        window.click("place-posts").await;
        window.click("only-pressing").await;
        window.find("queue-narrowed").await;
        window.painted().await;
        tour.picture("queue-pressing-light").await;
        window.click("only-mine").await;
        window.says("queue-narrowed", "我的").await;
        tour.picture("queue-mine-light").await;
        window.click("queue-unfilter").await;
        window.gone("queue-narrowed").await;
    }

    /// The list of keys: as it is shipped, with one that is taken, and with one of one's own.
    async fn keys(tour: &Tour<'_>) {
        let window = &tour.window;
        window.click("place-applications").await;
        tour.open_first().await;
        window.press('?').await;
        tour.picture("keys-light").await;
        window.click("key-hold").await;
        window.press('c').await;
        window.find("key-refusal").await;
        tour.picture("keys-refused-light").await;
        window.press('q').await;
        window.find("key-back-hold").await;
        tour.picture("keys-own-light").await;
        window.click("keys-all").await;
        window.find("key-markDelivered").await;
        tour.picture("keys-all-light").await;
        window.press(Key::Escape.into()).await;
        window.gone("keys").await;
        tour.picture("application-own-key-light").await;
        window.press('?').await;
        window.click("keys-all-back").await;
        window.press(Key::Escape.into()).await;
        window.gone("keys").await;
    }
}
