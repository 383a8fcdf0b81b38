//! Starting and stopping: a listener on loopback, a thread of its own, and the house behind it.

use std::{
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    thread::JoinHandle,
    time::Duration,
};

use axum::{Router, serve::ListenerExt};
use tokio::sync::oneshot;

use crate::{
    Config, Database, Error, Hand, Result, family,
    house::House,
    oidc, random, staff,
    store::{Accounts, SignIn, Store},
    world,
};

/// How long answers under way may take when the portal stops.
const LAST_WORDS: Duration = Duration::from_millis(300);

/// A running practice portal. Dropping it stops it.
pub struct Portal {
    house: Arc<House>,
    address: SocketAddr,
    running: Mutex<Option<Running>>,
}

struct Running {
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

impl Portal {
    /// Opens the database, fills an empty one with the sample world, and listens. It blocks until
    /// the portal can be called, and may be used from inside an async runtime or without one.
    pub fn start(config: Config) -> Result<Self> {
        if !config.bind.ip().is_loopback() {
            return Err(Error::NotLoopback(config.bind));
        }
        // Listening comes first, so that a port taken by another is told before the world is drawn.
        let listener = listen(config.bind)?;
        let address = listener
            .local_addr()
            .map_err(|source| Error::Listen { address: config.bind, source })?;
        let (world_path, sign_in_path, accounts_path) = match &config.database {
            Database::Memory => (None, None, None),
            Database::File(path) => (
                Some(path.as_path()),
                Some(beside(path, ".sign-in")),
                Some(beside(path, ".accounts")),
            ),
        };
        let (mut store, fresh) = Store::open(world_path, &config.world.facility, random::uuid())?;
        if fresh {
            world::fill(&mut store, &config.world, config.picture_cache.as_deref())?;
        }
        let sign_in = SignIn::open(sign_in_path.as_deref(), random::bytes())?;
        let accounts = Accounts::open(accounts_path.as_deref())?;
        let house = House::new(config, format!("http://{address}"), store, sign_in, accounts)?;
        // From here on families are written to about what changes.
        family::write_letters(&house)?;
        let portal = Self { house: Arc::new(house), address, running: Mutex::new(None) };
        portal.serve(listener)?;
        Ok(portal)
    }

    /// `http://127.0.0.1:{port}`
    pub fn base_url(&self) -> String {
        self.house.base_url.clone()
    }

    /// Where families go in a browser: `http://127.0.0.1:{port}/family`.
    pub fn families_url(&self) -> String {
        format!("{}/family", self.house.base_url)
    }

    /// A hand on the world, to act as families, inmates, colleagues and operators do.
    pub fn hand(&self) -> Hand {
        Hand::new(Arc::clone(&self.house))
    }

    /// Goes off the network: connections are cut, the port is free, the world stays. A decision
    /// whose transaction has begun is still committed, as on a real server.
    pub fn stop(&self) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(running) = running {
            // The thread may have ended by itself; then there is nobody to tell.
            let _ = running.stop.send(());
            if running.thread.join().is_err() {
                tracing::error!("the practice portal's thread panicked");
            }
        }
    }

    /// Comes back on the same port with the same world.
    pub fn restart(&self) -> Result<()> {
        self.stop();
        self.serve(listen(self.address)?)
    }

    fn serve(&self, listener: TcpListener) -> Result<()> {
        let (stop, stopped) = oneshot::channel();
        let router = Router::new()
            .nest("/staff/v1", staff::router())
            .nest("/oidc", oidc::router())
            .merge(family::router())
            .fallback(staff::nothing_here)
            .with_state(Arc::clone(&self.house));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("practice-portal")
            .enable_all()
            .build()
            .map_err(Error::Threads)?;
        let listener = {
            let _inside = runtime.enter();
            tokio::net::TcpListener::from_std(listener)
                .map_err(|source| Error::Listen { address: self.address, source })?
        };
        let house = Arc::clone(&self.house);
        let thread = std::thread::Builder::new()
            .name("practice-portal".to_owned())
            .spawn(move || {
                runtime.block_on(async move {
                    tokio::spawn(family::carry_letters(house));
                    let listener = listener.tap_io(|stream| {
                        // Small answers must not wait for the next packet.
                        let _ = stream.set_nodelay(true);
                    });
                    tokio::select! {
                        served = axum::serve(listener, router) => {
                            if let Err(error) = served {
                                tracing::error!(%error, "the practice portal stopped serving");
                            }
                        }
                        _ = stopped => {}
                    }
                });
                runtime.shutdown_timeout(LAST_WORDS);
            })
            .map_err(Error::Threads)?;
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(Running { stop, thread });
        tracing::info!(address = %self.address, "the practice portal listens");
        Ok(())
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        self.stop();
    }
}

impl std::fmt::Debug for Portal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Portal").field("address", &self.address).finish_non_exhaustive()
    }
}

fn listen(address: SocketAddr) -> Result<TcpListener> {
    let listener =
        TcpListener::bind(address).map_err(|source| Error::Listen { address, source })?;
    listener.set_nonblocking(true).map_err(|source| Error::Listen { address, source })?;
    Ok(listener)
}

/// The sign-ins' or the accounts' file beside the world's.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
