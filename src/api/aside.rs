//! Work that may take long, aside from the threads that answer everybody.

use tokio::task::spawn_blocking;

use crate::api::problem::Problem;

/// What some work gives, done on a thread that may be busy; a panic in it is our trouble.
pub async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    spawn_blocking(work).await.map_err(|error| Problem::Internal(error.into()))
}
