//! The practice portal by itself, for load and for looking at it with a browser.

use std::{net::Ipv4Addr, path::PathBuf};

use clap::Parser;
use practice_portal::{Config, Database, Mail, Portal, Smtp, World};

/// 練習入口：虛構的案件，供練習與測試
#[derive(Debug, Parser)]
struct Arguments {
    /// 本機的連接埠，0 為任一個空的
    #[arg(long, default_value_t = 7080)]
    port: u16,
    /// 待審案件數
    #[arg(long, default_value_t = 40)]
    cases: usize,
    /// 同一個種子產生同一個世界
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// 資料庫檔；省略時只存在記憶體
    #[arg(long)]
    database: Option<PathBuf>,
    /// 不畫文件，每份檔案只是一小張灰圖
    #[arg(long)]
    undrawn: bool,
    /// 審核台要用 PIN 打開（政策）
    #[arg(long)]
    pin: bool,
    /// 郵件伺服器；省略時信件都放在練習信箱
    #[arg(long)]
    smtp_host: Option<String>,
    /// 郵件伺服器的連接埠
    #[arg(long, default_value_t = 587)]
    smtp_port: u16,
    /// 寄件人
    #[arg(long, default_value = "notebook@example.org")]
    smtp_from: String,
    /// 不加密，只用於本機的郵件伺服器
    #[arg(long)]
    smtp_plain: bool,
    /// 郵件伺服器的帳號；密碼由環境變數 NOTEBOOK_SMTP_PASSWORD 提供
    #[arg(long)]
    smtp_user: Option<String>,
}

impl Arguments {
    fn mail(&self) -> Mail {
        let Some(host) = self.smtp_host.clone() else { return Mail::Mailbox };
        let password = std::env::var("NOTEBOOK_SMTP_PASSWORD").unwrap_or_default();
        Mail::Smtp(Smtp {
            host,
            port: self.smtp_port,
            starttls: !self.smtp_plain,
            from: self.smtp_from.clone(),
            credentials: self.smtp_user.clone().map(|name| (name, password.into())),
        })
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    let arguments = Arguments::parse();
    let started = std::time::Instant::now();
    let portal = Portal::start(Config {
        mail: arguments.mail(),
        bind: (Ipv4Addr::LOCALHOST, arguments.port).into(),
        pin: arguments.pin,
        database: arguments.database.map_or(Database::Memory, Database::File),
        world: World {
            seed: arguments.seed,
            cases: arguments.cases,
            draw: !arguments.undrawn,
            ..World::default()
        },
        ..Config::default()
    })?;
    // Whoever plays the family needs somebody to apply for.
    let free: Vec<String> = portal
        .hand()
        .inmates()?
        .into_iter()
        .filter(|inmate| inmate.family_id.is_none() && inmate.status.code == "OPEN")
        .map(|inmate| inmate.number)
        .take(3)
        .collect();
    tracing::info!(
        url = portal.base_url(),
        families = portal.families_url(),
        numbers = free.join(" "),
        milliseconds = started.elapsed().as_millis() as u64,
        "ready; end it with Ctrl+C"
    );
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(tokio::signal::ctrl_c())?;
    portal.stop();
    Ok(())
}
