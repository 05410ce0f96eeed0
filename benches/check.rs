//! How the check grows with the configuration: `cargo bench --bench check`.

use std::fmt::Write as _;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

use reattempt::check::{Options, check};
use reattempt::config::{Format, load};
use reattempt::model::Source;

/// Merchants of each account; one profile for every twenty, as in an account of 10,000 and 500.
const MERCHANTS: [usize; 4] = [1_260, 2_500, 5_000, 10_000];
const MERCHANTS_PER_PROFILE: usize = 20;

/// An account that follows the guide but for the wait of each hand-off.
fn account(merchants: usize, wait_days: u32) -> Source {
    let mut text =
        "[account]\nname = \"Bench\"\n\n[[merchant]]\nid = \"F\"\ngateway = \"FlexPay\"\n\
         api_key = \"env:KEY\"\ncustomer_service_phone = \"+1 800 555 0100\"\n"
            .to_owned();
    for id in 0..merchants {
        let _ = write!(
            text,
            "\n[[merchant]]\nid = \"{id}\"\ntitle = \"Merchant {id}\"\ngateway = \"NMI\"\n\
             currencies = [\"USD\"]\nsupported_by = \"FlexPay\"\n"
        );
    }
    for profile in 0..merchants / MERCHANTS_PER_PROFILE {
        let first = profile * MERCHANTS_PER_PROFILE;
        let served = (first..first + MERCHANTS_PER_PROFILE).map(|id| format!("\"{id}\""));
        let served = served.collect::<Vec<String>>().join(", ");
        let _ = write!(
            text,
            "\n[[profile]]\ntitle = \"Profile {profile}\"\napply_to = [{served}]\n\
             targets = {{ \"4-6\" = \"F\" }}\nattempts = {{ 4 = {{ wait_days = {wait_days} }} }}\n"
        );
    }
    Source { name: "bench.toml".into(), text }
}

fn of_accounts(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("check");
    for (name, wait_days) in [("clean", 1), ("a finding per profile", 3)] {
        for merchants in MERCHANTS {
            let source = account(merchants, wait_days);
            let wanted = if wait_days == 1 { 0 } else { merchants / MERCHANTS_PER_PROFILE };
            group.throughput(Throughput::Elements(merchants as u64));
            group.bench_function(BenchmarkId::new(name, merchants), |bencher| {
                bencher.iter(|| {
                    let loaded = load(source.clone(), Format::Toml, &[]);
                    assert_eq!(check(&loaded, &Options::default()).len(), wanted);
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, of_accounts);
criterion_main!(benches);
