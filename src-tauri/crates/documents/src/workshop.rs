//! The desk's side: a small pool of confined workers, each ended and replaced at the first sign of
//! trouble.

use std::ffi::OsString;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tokio::io::AsyncWriteExt as _;
use tokio::process::{ChildStdin, ChildStdout};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::attempt::{Attempt, Found, Ground};
use crate::confinement::{Confinement, WallKind};
use crate::limits::{FILES_PER_WORKER, Limits, MAX_FILE_BYTES};
use crate::process::{self, HOLDS, Hold, Process, Started};
use crate::received::{checked, checked_pages};
use crate::refusal::Refusal;
use crate::rendition::{Rendition, RenditionRequest};
use crate::wire::{Answer, Job, frame_start, read_answer};
use crate::worker::Costs;

/// Where the desk has its documents opened: never in its own process.
pub struct Workshop {
    program: PathBuf,
    args: Vec<OsString>,
    limits: Limits,
    places: Semaphore,
    idle: Mutex<Vec<Worker>>,
    /// What the last worker to start lacked.
    failed: Mutex<Option<WallKind>>,
}

impl Workshop {
    /// A workshop whose workers are this program, started with these arguments and the hidden one.
    /// The program must call [`crate::run_worker_if_asked`] first thing in its `main`. Nothing is
    /// started before the first file, or [`Workshop::warm_up`].
    pub fn start(program: PathBuf, args: Vec<OsString>, limits: Limits) -> Self {
        Self {
            program,
            args,
            limits,
            places: Semaphore::new(limits.workers.max(1)),
            idle: Mutex::default(),
            failed: Mutex::default(),
        }
    }

    /// Starts the workers that are missing, so that the first file does not wait for them, and
    /// says what holds them in.
    ///
    /// # Errors
    /// [`Refusal::NoWorker`] when a worker does not start.
    pub async fn warm_up(&self) -> Result<Confinement, Refusal> {
        let mut found = None;
        for _ in 0..self.places.available_permits().max(1) {
            let Ok(_place) = self.places.try_acquire() else {
                break;
            };
            if found.is_some() && self.idle().len() >= self.limits.workers {
                break;
            }
            let worker = self.new_worker().await?;
            found = Some(worker.confinement);
            if worker.confinement.failed().is_some() {
                worker.end().await;
                break;
            }
            self.idle().push(worker);
        }
        match found {
            Some(confinement) => Ok(confinement),
            None => self.confinement().await,
        }
    }

    /// What holds the workers in, also where that is not enough to open a file.
    ///
    /// # Errors
    /// [`Refusal::NoWorker`] when a worker does not start.
    pub async fn confinement(&self) -> Result<Confinement, Refusal> {
        let _place = self.places.acquire().await.map_err(|_| Refusal::NoWorker)?;
        let worker = self.any_worker().await?;
        let confinement = worker.confinement;
        if confinement.failed().is_some() {
            worker.end().await;
        } else {
            self.idle().push(worker);
        }
        Ok(confinement)
    }

    /// The wall that the last worker to start lacked, though the system has it: then no file is opened.
    pub fn failed_wall(&self) -> Option<WallKind> {
        *self.failed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a rendition of a file, by its content alone: its name and declared type play no part.
    /// Dropping the future ends the worker that was at it.
    ///
    /// # Errors
    /// A [`Refusal`] with the sentence for the social worker. Whatever the file does, there is an
    /// answer within [`Limits::time`].
    pub async fn render(
        &self,
        bytes: Vec<u8>,
        request: RenditionRequest,
    ) -> Result<Rendition, Refusal> {
        let job = Job::Render(request.clone());
        self.answer(&bytes, &job, |answer, body| match answer {
            Answer::Rendition(header) => checked(header, body, &request),
            _ => None,
        })
        .await
    }

    /// How many pages a file has: at least one. Nothing of it is drawn, so that the answer comes
    /// within milliseconds even where a page would take long.
    ///
    /// # Errors
    /// A [`Refusal`], as from [`Workshop::render`].
    pub async fn count_pages(&self, bytes: Vec<u8>) -> Result<u32, Refusal> {
        self.answer(&bytes, &Job::CountPages, |answer, body| match answer {
            Answer::Pages(pages) => checked_pages(pages, &body),
            _ => None,
        })
        .await
    }

    /// Has confined workers try what they must not be able to do, each attempt in a worker of its own.
    /// `folder` is one that this account reads and writes.
    ///
    /// # Errors
    /// [`Refusal::NoWorker`] when a worker does not start, or the desk itself cannot listen; [`Refusal::TimedOut`].
    pub async fn try_walls(&self, folder: &Path) -> Result<Vec<(Attempt, Found)>, Refusal> {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(|_| Refusal::NoWorker)?;
        listener.set_nonblocking(true).map_err(|_| Refusal::NoWorker)?;
        let port = listener.local_addr().map_err(|_| Refusal::NoWorker)?.port();
        let ground = Ground { folder: folder.to_owned(), port, program: self.program.clone() };
        let mut found = Vec::new();
        for &attempt in Attempt::ALL {
            let _place = self.places.acquire().await.map_err(|_| Refusal::NoWorker)?;
            // It has said that it is ready: if it ends now, then over this.
            let mut worker = self.new_worker().await?;
            let job = Job::Try(attempt, ground.clone());
            let answered = timeout(self.limits.time, worker.work(&[], &job)).await;
            worker.end().await;
            let called = attempt == Attempt::Connect && listener.accept().is_ok();
            let came_of_it = match answered {
                _ if called => Found::WentThrough,
                Err(_) => return Err(Refusal::TimedOut),
                Ok(Err(_)) => Found::Ended,
                Ok(Ok((Answer::Tried { refused: true }, _))) => Found::Refused,
                Ok(Ok(_)) => Found::WentThrough,
            };
            found.push((attempt, came_of_it));
        }
        Ok(found)
    }

    /// Has a worker do one job. `take` says whether what it answers is what was asked for; a worker
    /// that says something else is in other hands.
    async fn answer<T>(
        &self,
        bytes: &[u8],
        job: &Job,
        take: impl FnOnce(Answer, Vec<u8>) -> Option<T>,
    ) -> Result<T, Refusal> {
        if bytes.len() > MAX_FILE_BYTES {
            return Err(Refusal::TooLarge { bytes: bytes.len() as u64 });
        }
        let _place = self.places.acquire().await.map_err(|_| Refusal::NoWorker)?;
        let mut worker = self.worker().await?;
        let done = timeout(self.limits.time, worker.work(bytes, job)).await;
        let (outcome, fit_for_more) = match done {
            Err(_) => (Err(Refusal::TimedOut), false),
            Ok(Err(_)) => (Err(Refusal::Crashed), false),
            Ok(Ok((Answer::Refused { refusal, spent }, _))) => (Err(refusal), !spent),
            Ok(Ok((answer, body))) => match take(answer, body) {
                Some(taken) => (Ok(taken), true),
                None => (Err(Refusal::Crashed), false),
            },
        };
        if fit_for_more && worker.files < FILES_PER_WORKER {
            self.idle().push(worker);
        } else {
            worker.end().await;
        }
        outcome
    }

    /// The process ids of the idle workers, for measuring what they hold.
    pub fn processes(&self) -> Vec<u32> {
        self.idle().iter().filter_map(|worker| worker.process.id()).collect()
    }

    /// A worker that a file may be handed to.
    async fn worker(&self) -> Result<Worker, Refusal> {
        let worker = self.any_worker().await?;
        match worker.confinement.failed() {
            None => Ok(worker),
            Some(wall) => {
                worker.end().await;
                Err(Refusal::Unconfined { wall })
            }
        }
    }

    /// An idle worker that still lives, or a new one.
    async fn any_worker(&self) -> Result<Worker, Refusal> {
        loop {
            let idle = self.idle().pop();
            let Some(mut worker) = idle else {
                return self.new_worker().await;
            };
            if worker.lives() {
                return Ok(worker);
            }
        }
    }

    async fn new_worker(&self) -> Result<Worker, Refusal> {
        match timeout(self.limits.time, Worker::start(&self.program, &self.args, &self.limits))
            .await
        {
            Ok(Ok(worker)) => {
                let failed = worker.confinement.failed();
                if let Some(wall) = failed {
                    tracing::error!(?wall, "a documents worker lacks a wall");
                }
                *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = failed;
                Ok(worker)
            }
            Ok(Err(error)) => {
                tracing::error!(kind = ?error.kind(), "a documents worker did not start");
                Err(Refusal::NoWorker)
            }
            Err(_) => {
                tracing::error!("a documents worker did not get ready in time");
                Err(Refusal::NoWorker)
            }
        }
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Worker>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One confined process. Dropping it ends the process.
struct Worker {
    process: Process,
    asks: ChildStdin,
    answers: ChildStdout,
    confinement: Confinement,
    files: u32,
}

impl Worker {
    /// Starts one in the strongest hold that this system has.
    async fn start(program: &Path, args: &[OsString], limits: &Limits) -> std::io::Result<Self> {
        let args: Vec<OsString> =
            args.iter().cloned().chain(Costs::arguments(limits).map(OsString::from)).collect();
        let mut failed = None;
        for (place, &hold) in HOLDS.iter().enumerate() {
            let started = Self::start_in(hold, program, &args, limits.memory_bytes);
            // Time is left for the next one.
            let patience = limits.time / u32::try_from(HOLDS.len() - place).unwrap_or(1);
            let started = timeout(patience, started).await;
            match started.unwrap_or_else(|_| Err(std::io::ErrorKind::TimedOut.into())) {
                Ok(worker) => return Ok(worker),
                Err(error) => {
                    tracing::warn!(?hold, kind = ?error.kind(), "no documents worker in this hold");
                    failed = Some(error);
                }
            }
        }
        Err(failed.unwrap_or_else(|| std::io::Error::other("there is no hold")))
    }

    async fn start_in(
        hold: Hold,
        program: &Path,
        args: &[OsString],
        memory_bytes: u64,
    ) -> std::io::Result<Self> {
        let Started { process, asks, mut answers } =
            process::start(program, args, hold, memory_bytes)?;
        match read_answer(&mut answers).await? {
            (Answer::Ready(confinement), _) => {
                Ok(Self { process, asks, answers, confinement, files: 0 })
            }
            _ => Err(std::io::Error::other("the worker did not say that it is ready")),
        }
    }

    fn lives(&mut self) -> bool {
        self.process.lives()
    }

    async fn work(&mut self, bytes: &[u8], job: &Job) -> std::io::Result<(Answer, Vec<u8>)> {
        self.files += 1;
        let start = frame_start(job, bytes.len())?;
        self.asks.write_all(&start).await?;
        self.asks.write_all(bytes).await?;
        self.asks.flush().await?;
        read_answer(&mut self.answers).await
    }

    async fn end(self) {
        if let Err(error) = self.process.end().await {
            tracing::warn!(kind = ?error.kind(), "a documents worker could not be ended");
        }
    }
}
