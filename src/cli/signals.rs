//! Ctrl-C and SIGTERM: the first asks the run to stop and clean up, and sees to it that it does; the second
//! stops it at once.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::error::{CliError, Exit};
use super::unfinished;

/// The number of the signal that came, 0 for none.
static CAUGHT: OnceLock<Arc<AtomicUsize>> = OnceLock::new();

const SIGNALS: [i32; 2] = [SIGINT, SIGTERM];

/// How long a run that was asked to stop may take before it is stopped.
const GRACE: Duration = Duration::from_millis(600);

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
    if let Ok(signals) = Signals::new(SIGNALS) {
        thread::spawn(move || stop_in_time(signals));
    }
}

/// Stops a run that does not get to the next [`check`] in time, because it waits for input, say.
fn stop_in_time(mut signals: Signals) {
    let Some(signal) = signals.forever().next() else { return };
    thread::sleep(GRACE);
    // Held to the end, so that nothing new is begun.
    let mut unfinished = unfinished::hold();
    unfinished.remove_all();
    stop(signal)
}

#[allow(clippy::exit, reason = "the other threads may be waiting for ever")]
fn stop(signal: i32) -> ! {
    std::process::exit(128 + signal)
}

/// An error once a signal has come; asked between blocks of work.
pub(crate) fn check() -> Result<(), CliError> {
    match CAUGHT.get().map_or(0, |caught| caught.load(Ordering::Relaxed)) {
        0 => Ok(()),
        signal => Err(CliError::silent(Exit::Stopped(signal as u8))),
    }
}
