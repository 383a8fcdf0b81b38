//! The self-test of the keyring: a build without one compiles silently, and a desk without one must
//! say so and refuse, never fall back to plain files.

use std::sync::Arc;
use std::time::Duration;

use portal::secrets::{SecretError, SecretStore};
use tokio::sync::Mutex;
use tokio::task::JoinHandle;

use crate::views::boot::{KeyringState, KeyringView};

const NAME: &str = "self-test";
/// A locked keyring asks the person for its password and blocks meanwhile: so long the first look
/// waits.
const PATIENCE: Duration = Duration::from_secs(8);
/// And so long a later one, while the keyring still asks.
const LATER_PATIENCE: Duration = Duration::from_secs(2);

/// The keyring as far as the desk knows it. Once it has worked it is not tested again; until then
/// every look asks anew, so that a keyring that was unlocked, or unlocked late, is seen without a
/// restart.
pub struct Keyring {
    secrets: Arc<dyn SecretStore>,
    /// How long the first look waits for the person, and a later one.
    patience: [Duration; 2],
    known: Mutex<Known>,
}

enum Known {
    Untested,
    /// A test that still waits for the person. A second one would open a second prompt.
    Asking(JoinHandle<Result<(), SecretError>>),
    Ready,
}

impl Keyring {
    pub fn new(secrets: Arc<dyn SecretStore>) -> Self {
        Self { secrets, patience: [PATIENCE, LATER_PATIENCE], known: Mutex::new(Known::Untested) }
    }

    /// Whether secrets can be kept now: writes, reads and deletes one random secret, unless that has
    /// worked before.
    pub async fn look(&self) -> KeyringView {
        let [first, later] = self.patience;
        let mut known = self.known.lock().await;
        let (mut asked, patience) = match std::mem::replace(&mut *known, Known::Untested) {
            Known::Ready => {
                *known = Known::Ready;
                return view(KeyringState::Ready);
            }
            Known::Asking(asked) => (asked, later),
            Known::Untested => {
                let secrets = self.secrets.clone();
                let asked = tokio::task::spawn_blocking(move || round_trip(secrets.as_ref()));
                (asked, first)
            }
        };
        let state = match tokio::time::timeout(patience, &mut asked).await {
            Err(_) => {
                *known = Known::Asking(asked);
                KeyringState::Locked
            }
            Ok(Ok(Ok(()))) => {
                *known = Known::Ready;
                KeyringState::Ready
            }
            Ok(Ok(Err(SecretError::NoStore))) => KeyringState::Missing,
            Ok(Ok(Err(SecretError::Locked | SecretError::Denied))) => KeyringState::Locked,
            Ok(_) => KeyringState::Failing,
        };
        view(state)
    }
}

fn round_trip(secrets: &dyn SecretStore) -> Result<(), SecretError> {
    let mut written = [0u8; 32];
    getrandom::fill(&mut written).map_err(|_| SecretError::Failed)?;
    secrets.set(NAME, &written)?;
    let read = secrets.get(NAME)?;
    secrets.delete(NAME)?;
    if read.is_some_and(|read| read[..] == written) { Ok(()) } else { Err(SecretError::Unreadable) }
}

pub fn view(state: KeyringState) -> KeyringView {
    let (sentence, for_it) = match state {
        KeyringState::Ready => ("這台電腦的鑰匙圈可以使用，資料會加密保存。", None),
        KeyringState::Missing => (
            "這台電腦沒有可用的鑰匙圈，所以不能保存個案資料；先前存下的都還在，沒有被動過。請把下面這段話交給資訊人員。",
            Some(
                "聯絡簿審核台把資料庫金鑰放在作業系統的鑰匙圈：Windows 為「認證管理員」（服務 VaultSvc 需啟用），\
                 Linux 為 Secret Service（需 D-Bus 工作階段與 gnome-keyring 或 KWallet）。開機自我測試找不到可用的鑰匙圈。\
                 程式不會改用明文檔案。",
            ),
        ),
        KeyringState::Locked => (
            "這台電腦的鑰匙圈上鎖了，先前存下的資料都還在。請輸入鑰匙圈密碼解鎖，再按「再看一次」，不必重新開啟審核台。",
            Some(
                "鑰匙圈存在但已上鎖，或使用者拒絕了存取。Linux 上常見原因是登入密碼與 login 鑰匙圈的密碼不同步；\
                 Windows 上請確認使用者設定檔不是暫時性設定檔。",
            ),
        ),
        KeyringState::Failing => (
            "這台電腦的鑰匙圈沒有正常回應，所以不能保存個案資料；先前存下的都還在，沒有被動過。請把下面這段話交給資訊人員。",
            Some(
                "開機自我測試寫入 32 個位元組到鑰匙圈後讀回失敗，或內容不符。請檢查認證管理員／Secret Service 的事件紀錄，\
                 並確認沒有安全軟體攔截。程式不會改用明文檔案。",
            ),
        ),
    };
    KeyringView { state, sentence: sentence.to_owned(), for_it: for_it.map(str::to_owned) }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex as StdMutex;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::sync::mpsc;

    use super::*;
    use portal::secrets::{MemorySecrets, Secret};

    struct Broken(SecretError);

    impl SecretStore for Broken {
        fn get(&self, _: &str) -> Result<Option<Secret>, SecretError> {
            Ok(None)
        }
        fn set(&self, _: &str, _: &[u8]) -> Result<(), SecretError> {
            if self.0 == SecretError::Unreadable { Ok(()) } else { Err(self.0) }
        }
        fn delete(&self, _: &str) -> Result<(), SecretError> {
            Ok(())
        }
    }

    async fn test(secrets: Arc<dyn SecretStore>) -> KeyringView {
        Keyring::new(secrets).look().await
    }

    /// A keyring that opens its prompt with every secret that is set, and waits for the person.
    struct Prompting {
        /// What the person does: types the password, or cancels.
        person: StdMutex<mpsc::Receiver<Result<(), SecretError>>>,
        inner: MemorySecrets,
        prompts: AtomicU32,
    }

    impl Prompting {
        fn new() -> (Arc<Self>, mpsc::Sender<Result<(), SecretError>>) {
            let (person, answers) = mpsc::channel();
            let keyring = Self {
                person: StdMutex::new(answers),
                inner: MemorySecrets::new(),
                prompts: AtomicU32::new(0),
            };
            (Arc::new(keyring), person)
        }
    }

    impl SecretStore for Prompting {
        fn get(&self, name: &str) -> Result<Option<Secret>, SecretError> {
            self.inner.get(name)
        }
        fn set(&self, name: &str, value: &[u8]) -> Result<(), SecretError> {
            self.prompts.fetch_add(1, Ordering::SeqCst);
            let answer = self.person.lock().expect("no panic").recv();
            answer.unwrap_or(Err(SecretError::Failed))?;
            self.inner.set(name, value)
        }
        fn delete(&self, name: &str) -> Result<(), SecretError> {
            self.inner.delete(name)
        }
    }

    #[tokio::test]
    async fn a_keyring_that_is_unlocked_after_eight_seconds_is_seen_without_a_restart() {
        let (secrets, person) = Prompting::new();
        let keyring = Keyring {
            patience: [Duration::from_millis(80), Duration::from_millis(20)],
            ..Keyring::new(secrets.clone())
        };
        assert_eq!(keyring.look().await.state, KeyringState::Locked, "nobody has typed yet");
        assert_eq!(keyring.look().await.state, KeyringState::Locked);
        assert_eq!(secrets.prompts.load(Ordering::SeqCst), 1, "one prompt, not one for each look");
        person.send(Ok(())).expect("the prompt is open");
        // Whoever presses again soon enough.
        while keyring.look().await.state != KeyringState::Ready {}
        assert_eq!(secrets.prompts.load(Ordering::SeqCst), 1);
        assert_eq!(keyring.look().await.state, KeyringState::Ready, "and stays so");
    }

    #[tokio::test]
    async fn a_prompt_that_was_cancelled_is_opened_again_by_the_next_look() {
        let (secrets, person) = Prompting::new();
        let keyring = Keyring::new(secrets.clone());
        person.send(Err(SecretError::Denied)).expect("kept for the prompt");
        assert_eq!(keyring.look().await.state, KeyringState::Locked);
        person.send(Ok(())).expect("kept for the prompt");
        assert_eq!(keyring.look().await.state, KeyringState::Ready);
        assert_eq!(keyring.look().await.state, KeyringState::Ready);
        assert_eq!(
            secrets.prompts.load(Ordering::SeqCst),
            2,
            "what has worked is not tested again"
        );
    }

    #[tokio::test]
    async fn a_working_keyring_passes_and_keeps_nothing_of_the_test() {
        let secrets = Arc::new(MemorySecrets::new());
        assert_eq!(test(secrets.clone()).await.state, KeyringState::Ready);
        assert!(secrets.get(NAME).expect("readable").is_none());
    }

    #[tokio::test]
    async fn each_fault_of_the_keyring_has_words_for_the_person_and_for_it() {
        for (fault, state) in [
            (SecretError::NoStore, KeyringState::Missing),
            (SecretError::Locked, KeyringState::Locked),
            (SecretError::Denied, KeyringState::Locked),
            (SecretError::Failed, KeyringState::Failing),
            // Says that it has kept the secret, and has not.
            (SecretError::Unreadable, KeyringState::Failing),
        ] {
            let view = test(Arc::new(Broken(fault))).await;
            assert_eq!(view.state, state, "{fault:?}");
            assert!(view.for_it.is_some_and(|words| !words.is_empty()));
        }
    }
}
