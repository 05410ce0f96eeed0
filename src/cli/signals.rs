//! Ctrl-C and SIGTERM: the first asks the run to stop and clean up, the second stops it at once.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use super::error::{CliError, Exit};

/// The number of the signal that came, 0 for none.
static CAUGHT: OnceLock<Arc<AtomicUsize>> = OnceLock::new();

const SIGNALS: [i32; 2] = [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM];

/// Starts listening.
pub(crate) fn install() {
    let caught = CAUGHT.get_or_init(Arc::default);
    for signal in SIGNALS {
        let armed = Arc::new(AtomicBool::new(false));
        // The order matters: the shutdown of an armed handler comes before the arming.
        let _ = signal_hook::flag::register_conditional_shutdown(
            signal,
            128 + signal,
            Arc::clone(&armed),
        );
        let _ = signal_hook::flag::register(signal, armed);
        let _ = signal_hook::flag::register_usize(signal, Arc::clone(caught), signal as usize);
    }
}

/// An error once a signal has come; asked between blocks of work.
pub(crate) fn check() -> Result<(), CliError> {
    match CAUGHT.get().map_or(0, |caught| caught.load(Ordering::Relaxed)) {
        0 => Ok(()),
        signal => Err(CliError::silent(Exit::Stopped(signal as u8))),
    }
}
