//! Whether whoever asked is still there: work that takes long looks, and gives its core back once nobody waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Held by what answers: dropped with it, when the answer is made or the client hangs up.
#[derive(Debug)]
pub struct Leaving(Arc<AtomicBool>);

/// Held by the work.
#[derive(Debug, Clone)]
pub struct Staying(Arc<AtomicBool>);

/// Both ends.
#[must_use]
pub fn pair() -> (Leaving, Staying) {
    let has_left = Arc::new(AtomicBool::new(false));
    (Leaving(Arc::clone(&has_left)), Staying(has_left))
}

impl Drop for Leaving {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Staying {
    /// Whether somebody still waits. Costs nothing: it may be asked at every step.
    #[must_use]
    pub fn is_there(&self) -> bool {
        !self.0.load(Ordering::Relaxed)
    }
}
