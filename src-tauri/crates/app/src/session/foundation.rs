//! What 設定 shows and cannot change: what this desk stands on.

use documents::Refusal;
use documents::confinement::{Confinement, Wall, WallKind};
use domain::calendar::roc_short;
use domain::{IntervalMode, KinshipReading, Policy, SuspensionMode};
use store::key_file::KeyFile;

use crate::error::ApiError;
use crate::state::{Desk, ManagedLine, ManagedPolicy};
use crate::views::settings::{FoundationView, ManagedView, WallView};

impl Desk {
    pub async fn foundation(&self) -> Result<FoundationView, ApiError> {
        let session = self.session().await?;
        let (policy, today) = (session.policy_today(), session.today());
        let cases = session.read(store::queue::counts).await?.iter().map(|count| count.cases).sum();
        let opening = session.opening();
        let file = KeyFile::read(&opening.file, &opening.database).ok().flatten();
        let confinement = self.workshop.confinement().await;
        Ok(FoundationView {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            portal: session.base.to_string(),
            data_folder: session
                .file
                .parent()
                .map(|folder| folder.display().to_string())
                .unwrap_or_default(),
            policy: format!("{} 版，自 {} 施行", policy.version, roc_short(policy.in_force_from)),
            rules: rules(
                &policy,
                session.managed(),
                session.own_words.book().office_calendar.caveat(today, today),
            ),
            keyring: self.keyring().await,
            recovery: recovery(file.as_ref()),
            pin: file.is_some_and(|file| file.asks_pin()),
            cases,
            managed: session.managed().lines().into_iter().map(managed).collect(),
            walls: confinement.as_ref().map(walls).unwrap_or_default(),
            documents: match confinement.map(|confinement| confinement.failed()) {
                Ok(None) => {
                    let (pictures, bytes) = session.pictures.held();
                    format!(
                        "家屬上傳的檔案在獨立、受限的程序中開啟；畫面暫存 {pictures} 張（{}），只在記憶體，登出即清除",
                        crate::words::size(bytes)
                    )
                }
                Ok(Some(wall)) => Refusal::Unconfined { wall }.sentence(),
                Err(refusal) => refusal.sentence(),
            },
        })
    }
}

fn managed(line: ManagedLine) -> ManagedView {
    ManagedView { name: line.name.to_owned(), words: line.words, readable: line.is_readable }
}

/// What holds the documents' worker in.
fn walls(confinement: &Confinement) -> Vec<WallView> {
    let view = |(kind, wall): (WallKind, Wall)| WallView {
        name: kind.name().to_owned(),
        words: kind.words(wall).to_owned(),
        failed: wall == Wall::Failed,
    };
    confinement.walls().map(view).to_vec()
}

/// What opens the data if this computer's own part is lost.
fn recovery(file: Option<&KeyFile>) -> String {
    match file {
        Some(file) if file.has_portal() => {
            "入口網保管了一份備份：鑰匙圈或 PIN 遺失時，由您本人登入入口網就能打開"
        }
        _ => "入口網沒有保管備份：打開資料的鑰匙只在這台電腦，鑰匙圈遺失就打不開",
    }
    .to_owned()
}

fn rules(policy: &Policy, managed: &ManagedPolicy, caveat: Option<String>) -> Vec<String> {
    let interval = match policy.interval_mode {
        IntervalMode::RollingWindow => "任意連續期間內 1 則",
        IntervalMode::FirstDayExcluded => "始日不算",
        IntervalMode::CalendarBlock => "按旬計",
    };
    let suspension = match policy.suspension_mode {
        SuspensionMode::Apa48vFirstDayCounted => "始日計入（行政程序法 48 V）",
        SuspensionMode::CivilFirstDayExcluded => "始日不計（民法 120、121）",
    };
    let reading = match policy.kinship_reading {
        KinshipReading::A => "直系血親不限親等",
        KinshipReading::B => "直系血親三親等內",
    };
    vec![
        format!("內文上限 {} 字（貳.三）", policy.body_limit),
        format!(
            "照片 1 張，以不超過 {} 為原則（貳.三）",
            crate::words::size(policy.photo_limit_bytes)
        ),
        format!(
            "每 {} 日 1 次，少年每 {} 日 1 次；{interval}（貳.三）",
            policy.interval_days, policy.juvenile_interval_days
        ),
        format!(
            "內容退件累計 {} 次以上，主管得暫停一個月；{suspension}（貳.四）",
            policy.strike_threshold
        ),
        format!("{reading}，旁系血親三親等內，姻親二親等內（壹.一）"),
        format!(
            "戶籍謄本 {} 個月內，戶口名簿 {} 個月內（機關自訂）",
            policy.transcript_max_age_months, policy.register_max_age_months
        ),
        format!(
            "{} 個工作日內審畢（{}）；送達後文件保留 {} 日，文字保留 {} 日（機關自訂）",
            policy.due_working_days,
            caveat.as_deref().unwrap_or("依政府行政機關辦公日曆表"),
            policy.retention_days,
            policy.keeps_words_for()
        ),
        match managed.keeps_captures_out(policy) {
            true => "畫面不給截圖、錄影和分享（Windows）",
            false => "畫面可以截圖、錄影和分享",
        }
        .to_owned(),
    ]
}
