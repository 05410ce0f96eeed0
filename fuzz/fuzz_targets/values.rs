#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| reattempt_fuzz::targets::values(input));
