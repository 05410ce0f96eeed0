//! The tables of a configuration, read into the account.

mod account;
mod allow;
mod declines;
mod maps;
mod merchant;
mod profile;
mod references;
mod service;

use super::account::{Account, Campaign};
use super::reader::{Reader, Section};
use references::{named, report_duplicates};

pub(super) use references::References;
pub(super) use service::BUILT_IN as BUILT_IN_SERVICE;

/// The account, and where in the file its decline maps and allows are: those that cannot be read are left
/// out, while of every other kind there is one for each entry of the file, at the same position.
pub(super) struct Read {
    pub(super) account: Account,
    pub(super) decline_maps: Vec<usize>,
    pub(super) allows: Vec<usize>,
}

/// Reads a whole document.
pub(super) fn read(reader: &mut Reader<'_>, root: &Section<'_>) -> Read {
    let merchants = root.sections("merchant");
    let services = root.sections("service");
    let profiles = root.sections("profile");
    let references = References::of(&merchants, &services, &profiles);

    schema_version(reader, root);
    report_duplicates(reader, &merchants, "merchant", "id", named("id"));
    report_duplicates(reader, &profiles, "profile", "title", named("title"));
    let merchants: Vec<_> =
        merchants.iter().map(|section| merchant::read(reader, section, &references)).collect();
    let services = service::read_all(reader, &services, &references);
    let profiles =
        profiles.iter().map(|section| profile::read(reader, section, &references)).collect();
    let campaigns = campaigns(reader, &root.sections("campaign"));
    let (map_positions, decline_maps) = present(
        root.sections("decline_map").iter().map(|section| maps::read(reader, section, &references)),
    );
    let (allow_positions, allows) = present(
        root.sections("allow").iter().map(|section| allow::read(reader, section, &references)),
    );
    let general = account::read(reader, root);
    Read {
        account: Account {
            name: general.name,
            crm: general.crm,
            timezone: general.timezone,
            rebill_time: general.rebill_time,
            recycle_new_sales: general.recycle_new_sales,
            default_currency: general.default_currency,
            merchant_lookup: references.into_merchant_lookup(),
            campaign_lookup: campaigns.iter().map(|campaign| campaign.id.as_str()).collect(),
            merchants: service::assign(merchants, &services),
            services,
            campaigns,
            decline_maps,
            profiles,
            assumptions: account::read_assumptions(reader, root),
            declines: declines::read(reader, root),
            allows,
        },
        decline_maps: map_positions,
        allows: allow_positions,
    }
}

fn present<T>(entries: impl Iterator<Item = Option<T>>) -> (Vec<usize>, Vec<T>) {
    entries.enumerate().filter_map(|(position, entry)| Some((position, entry?))).unzip()
}

/// The key that says which version of the model a file follows.
pub(super) const SCHEMA_VERSION: &str = "schema_version";

fn schema_version(reader: &mut Reader<'_>, root: &Section<'_>) {
    reader.whole(root.get(SCHEMA_VERSION), 1..=1);
}

fn campaigns(reader: &mut Reader<'_>, sections: &[Section<'_>]) -> Vec<Campaign> {
    report_duplicates(reader, sections, "campaign", "id", named("id"));
    let read = |section: &Section<'_>| Campaign {
        id: references::required_name(reader, section, "id", "a campaign has an id"),
        disable_recycle_billing: reader
            .truth(section.get("disable_recycle_billing"))
            .unwrap_or(false),
    };
    sections.iter().map(read).collect()
}
