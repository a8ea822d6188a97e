//! The witness over HTTP (C2SP tlog-witness).
//!
//! | request | answer |
//! | --- | --- |
//! | `POST /add-checkpoint` | 200 with cosignature lines; 400, 403, 404, 409 with the size, 422 |
//! | `GET /<hex SHA-256 of the origin>/checkpoint` | the checkpoint confirmed last, cosigned |
//!
//! Requests are judged one after another, and what is confirmed is durable before it is answered.
//! Connections, bodies and times are bounded: nobody who asks is known.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower_service::Service as _;

use super::judge::{Judgement, Logs, Verdict, judge};
use super::memory::Memory;
use crate::clock::Clock;
use crate::evidence::key::SignerKey;
use crate::evidence::split_view::SplitView;

/// The longest body of a request, in bytes: 63 proof lines and a note with many signatures.
pub const BODY_BYTES_MAX: usize = 256 * 1024;
/// How many connections are served at once; others wait.
pub const CONNECTIONS_MAX: usize = 64;
/// How long a client may take to send its headers.
const HEADER_TIME: Duration = Duration::from_secs(10);
/// How long a request may take as a whole, its body included.
const REQUEST_TIME: Duration = Duration::from_secs(30);

/// What happened at the witness, for its operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// A checkpoint was confirmed.
    Confirmed {
        /// Which log.
        origin: String,
        /// How many events it holds.
        size: u64,
    },
    /// A request was refused, with this status.
    Refused(u16),
    /// A log has shown two trees of one size; the proof is kept in a file, or could not be kept.
    SplitView(Box<SplitView>, Result<String, String>),
    /// What was confirmed could not be made durable, so nobody was told.
    NotKept(String),
}

/// A witness: its key, the logs it watches, what it has seen.
pub struct Witness {
    key: SignerKey,
    logs: Logs,
    memory: Mutex<Memory>,
    clock: Arc<dyn Clock>,
    tell: Box<dyn Fn(Happened) + Send + Sync>,
}

impl Witness {
    /// A witness; `tell` hears what happens.
    pub fn new(
        key: SignerKey,
        logs: Logs,
        memory: Memory,
        clock: Arc<dyn Clock>,
        tell: impl Fn(Happened) + Send + Sync + 'static,
    ) -> Arc<Self> {
        let memory = Mutex::new(memory);
        Arc::new(Self { key, logs, memory, clock, tell: Box::new(tell) })
    }

    /// Judges one request, and remembers what it confirms before it says so.
    ///
    /// Blocks the thread: it waits for requests before it, and for the disk.
    #[must_use]
    pub fn add_checkpoint(&self, body: &[u8]) -> Verdict {
        // A panic of another request has left the memory as it was: it changes in one step.
        let mut memory = self.memory.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let seconds = u64::try_from(self.clock.now().millis() / 1000).unwrap_or_default();
        let seen = |origin: &str| memory.seen(origin);
        let Judgement { verdict, split_view } = judge(body, &self.logs, seen, &self.key, seconds);
        if let Some(split) = split_view {
            let kept = memory.accuse(&split).map(|path| path.display().to_string());
            (self.tell)(Happened::SplitView(Box::new(split), kept.map_err(|e| e.to_string())));
        }
        match &verdict {
            Verdict::Confirmed(confirmed) => {
                if let Err(error) = memory.remember(&confirmed.origin, &confirmed.note) {
                    (self.tell)(Happened::NotKept(error.to_string()));
                    return Verdict::NotKept;
                }
                let (origin, size) = (confirmed.origin.clone(), confirmed.size);
                (self.tell)(Happened::Confirmed { origin, size });
            }
            refused => (self.tell)(Happened::Refused(refused.status())),
        }
        verdict
    }

    /// The checkpoint confirmed last of the log whose origin has this SHA-256 (lowercase hex).
    #[must_use]
    pub fn checkpoint(&self, origin_hash: &str) -> Option<Vec<u8>> {
        let is_it = |origin: &&str| {
            duebook_projections::policy::hex(&Sha256::digest(origin)) == origin_hash
        };
        let origin = self.logs.origins().find(is_it)?;
        let memory = self.memory.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Some(memory.seen(origin)?.to_bytes())
    }
}

impl IntoResponse for Verdict {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status()).unwrap_or_default();
        let text = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
        match self {
            Self::OtherSize(size) => {
                let kind = [(header::CONTENT_TYPE, "text/x.tlog.size")];
                (status, kind, format!("{size}\n")).into_response()
            }
            Self::Confirmed(confirmed) => {
                (status, text, format!("{}\n", confirmed.cosignature)).into_response()
            }
            other => (status, text, format!("{}\n", other.reason())).into_response(),
        }
    }
}

/// The routes of a witness.
fn routes(witness: Arc<Witness>) -> Router {
    Router::new()
        .route("/add-checkpoint", post(add_checkpoint))
        .route("/{origin}/checkpoint", get(checkpoint))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .with_state(witness)
}

async fn add_checkpoint(State(witness): State<Arc<Witness>>, body: Bytes) -> Response {
    let judged = tokio::task::spawn_blocking(move || witness.add_checkpoint(&body)).await;
    judged.map_or_else(|_| Verdict::NotKept.into_response(), IntoResponse::into_response)
}

async fn checkpoint(State(witness): State<Arc<Witness>>, Path(origin): Path<String>) -> Response {
    let found = tokio::task::spawn_blocking(move || witness.checkpoint(&origin)).await;
    match found.ok().flatten() {
        Some(note) => ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], note).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Serves until `stop` is done; then what has begun is ended, and nothing new is taken.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    witness: Arc<Witness>,
    stop: impl Future<Output = ()>,
) -> std::io::Result<()> {
    let routes = routes(witness);
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let ending = tokio::sync::watch::Sender::new(false);
    tokio::pin!(stop);
    loop {
        let place = tokio::select! {
            place = Arc::clone(&places).acquire_owned() => place,
            () = &mut stop => break,
        };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let Ok(place) = place else { break };
        let Ok((stream, _)) = accepted else {
            // Out of descriptors, or a client that has gone: the next one may be served.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let (routes, mut end) = (routes.clone(), ending.subscribe());
        tokio::spawn(async move {
            let _place = place;
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEADER_TIME)
                .serve_connection(
                    TokioIo::new(stream),
                    service_fn(move |request| answer(routes.clone(), request)),
                );
            tokio::pin!(connection);
            tokio::select! {
                // A client that breaks off is no news.
                _ = connection.as_mut() => {}
                _ = end.changed() => {
                    connection.as_mut().graceful_shutdown();
                    let _ = connection.await;
                }
            }
        });
    }
    ending.send_replace(true);
    let all = u32::try_from(CONNECTIONS_MAX).unwrap_or(u32::MAX);
    let _ = tokio::time::timeout(REQUEST_TIME, places.acquire_many(all)).await;
    Ok(())
}

/// Answers one request in bounded time.
async fn answer(
    mut routes: Router,
    request: hyper::Request<hyper::body::Incoming>,
) -> Result<Response, Infallible> {
    let answered = tokio::time::timeout(REQUEST_TIME, routes.call(request.map(Body::new))).await;
    answered.unwrap_or_else(|_| Ok(StatusCode::REQUEST_TIMEOUT.into_response()))
}

/// Listens at an address.
///
/// # Errors
/// When it cannot be had.
pub async fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    TcpListener::bind(address).await
}
