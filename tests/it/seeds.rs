//! What the fuzz targets do, with each of their seeds: an input that once failed is kept as one, by a name that says what
//! it is.

use std::fs;
use std::path::Path;

#[path = "../../fuzz/src/targets/mod.rs"]
#[allow(unreachable_pub, reason = "the targets are a library where they are fuzzed")]
mod targets;

type Target = fn(&[u8]);

#[test]
fn every_seed_of_every_fuzz_target_passes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let targets: [(&str, Target); 6] = [
        ("chunks", targets::chunks),
        ("configuration", targets::configuration),
        ("declines", targets::declines),
        ("engine", targets::engine),
        ("rendering", targets::rendering),
        ("values", targets::values),
    ];
    let mut seeded: Vec<String> = fs::read_dir(root.join("seeds"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    seeded.sort_unstable();
    assert_eq!(seeded, targets.map(|(name, _)| name));
    for (name, target) in targets {
        assert!(root.join(format!("fuzz_targets/{name}.rs")).exists());
        let seeds = fs::read_dir(root.join("seeds").join(name)).unwrap();
        for seed in seeds {
            let path = seed.unwrap().path();
            let input = fs::read(&path).unwrap();
            let ran = std::panic::catch_unwind(|| target(&input));
            assert!(ran.is_ok(), "{} fails", path.display());
        }
    }
}
