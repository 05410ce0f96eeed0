//! The program in a world of its own: an empty folder, no environment, a fixed width.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

/// What a program under test is told even so: where to write which lines it ran, when that is measured. It would
/// leave that in its folder otherwise.
pub(crate) fn measured() -> Option<(&'static str, OsString)> {
    let name = "LLVM_PROFILE_FILE";
    env::var_os(name).map(|file| (name, file))
}

/// A folder that a test has to itself.
pub(crate) struct World {
    folder: tempfile::TempDir,
}

/// How a run of the program went.
#[derive(Debug)]
pub(crate) struct Ran {
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
    /// The exit code.
    pub(crate) code: i32,
}

impl World {
    /// An empty folder.
    pub(crate) fn new() -> World {
        World { folder: tempfile::tempdir().unwrap() }
    }

    /// A folder with these files.
    pub(crate) fn with<const N: usize>(files: [(&str, &str); N]) -> World {
        let world = World::new();
        for (name, text) in files {
            world.write(name, text.as_bytes());
        }
        world
    }

    /// A folder with all of `data/`, and its account where it is looked for.
    pub(crate) fn sample() -> World {
        fn copy(from: &Path, to: &Path) {
            fs::create_dir_all(to).unwrap();
            for entry in fs::read_dir(from).unwrap() {
                let entry = entry.unwrap();
                let to = to.join(entry.file_name());
                if entry.path().is_dir() {
                    copy(&entry.path(), &to);
                } else {
                    fs::copy(entry.path(), to).unwrap();
                }
            }
        }
        let world = World::new();
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data"), &world.path(""));
        fs::copy(world.path("account.toml"), world.path("reattempt.toml")).unwrap();
        world
    }

    /// The path of a file in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).unwrap();
    }

    /// Reads a file.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The names in a folder, sorted.
    pub(crate) fn names(&self, name: &str) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.path(name))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// The program, ready to run in the folder.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_reattempt"));
        command.args(args).current_dir(self.folder.path()).env_clear().env("COLUMNS", "100");
        command.envs(measured());
        command
    }

    /// Runs the program.
    #[must_use]
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        Ran::of(self.command(args).stdin(Stdio::null()).output().unwrap())
    }

    /// Runs the program with something on standard input.
    #[must_use]
    pub(crate) fn run_with_input(&self, args: &[&str], input: &[u8]) -> Ran {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The program may stop reading early; what it then says is what counts.
        let _ = child.stdin.take().unwrap().write_all(input);
        Ran::of(child.wait_with_output().unwrap())
    }
}

impl Ran {
    fn of(output: std::process::Output) -> Ran {
        Ran {
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
            code: output.status.code().unwrap_or(-1),
        }
    }

    /// This run, which must have ended with `code`.
    pub(crate) fn expect(self, code: i32) -> Ran {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }
}

/// An account that follows the FlexPay guide, with merchants 12 and 13 and the FlexPay MID 99.
pub(crate) const GUIDE_ACCOUNT: &str = r#"
[account]
name = "Guide"

[[merchant]]
id = "12"
title = "Main"
gateway = "NMI"
supported_by = "FlexPay"

[[merchant]]
id = "13"
title = "Second"
gateway = "Authorize.Net"
supported_by = "FlexPay"

[[merchant]]
id = "99"
title = "FlexPay MID"
gateway = "FlexPay"
api_key = "env:FLEXPAY_KEY"
customer_service_phone = "+1 800 555 0100"

[[profile]]
title = "FlexPay recovery"
apply_to = ["12", "13"]
targets = { "4-6" = "99" }
attempts = { 4 = { wait_days = 1 } }
"#;

/// A handful of declines: two soft, one hard, one at an unknown merchant, one reject, one refund.
pub(crate) const FEW_DECLINES: &str = "\
transaction_id,declined_at,merchant_id,amount,card_brand,response_type,txn_type
T1,2024-03-04 10:00,12,49.95,visa,SOFT_DECLINE,SALE
T2,2024-03-04 11:30:15,13,\"$1,234.50\",mc,soft,
T3,2024-03-05,12,20.00,amex,HARD_DECLINE,SALE
T4,2024-03-05T08:00:00Z,77,20.00,visa,SOFT_DECLINE,SALE
T5,2024-03-05 09:00,12,(5.00),visa,SOFT_DECLINE,SALE
T6,2024-03-06 09:00,12,5.00,visa,,REFUND
";
