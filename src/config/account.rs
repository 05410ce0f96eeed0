//! The resolved configuration: validated, defaults filled in, indices instead of names. The engine and the
//! checks see this and never the file.

use crate::model::{
    Brand, Currency, Decimal, Kind, MerchantIndex, OrderType, ProfileIndex, ServiceIndex, Slot,
    UsualBrand, Weekday, Zone,
};

use super::assumptions::Assumptions;
use super::lookup::Lookup;

/// Everything that a configuration says.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// The account's name; empty if the file has none.
    pub name: String,
    /// Whose rules apply.
    pub crm: Crm,
    /// The CRM's account zone.
    pub timezone: Zone,
    /// When attempts run.
    pub rebill_time: RebillTime,
    /// Whether new sales are recycled too.
    pub recycle_new_sales: bool,
    /// The currency of rows and merchants that name none.
    pub default_currency: Currency,
    /// The merchant accounts, in the order of the file.
    pub merchants: Vec<Merchant>,
    /// The recovery services: those of the file, then the built-in one unless the file replaces it.
    pub services: Vec<Service>,
    /// The campaigns.
    pub campaigns: Vec<Campaign>,
    /// The decline maps.
    pub decline_maps: Vec<DeclineMap>,
    /// The decline salvage profiles.
    pub profiles: Vec<Profile>,
    /// What is assumed where the CRM's documents are silent.
    pub assumptions: Assumptions,
    /// How this account's exports read.
    pub declines: DeclinesFormat,
    /// Findings that the account accepts.
    pub allows: Vec<Allow>,
    /// Merchants by id and campaigns by id.
    pub(super) merchant_lookup: Lookup,
    pub(super) campaign_lookup: Lookup,
}

/// The CRM whose dialect the configuration speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crm {
    /// Konnektive (`CheckoutChamp`): nine slots, two target groups, profiles by merchant.
    Konnektive,
}

/// The local time of day at which attempts run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RebillTime {
    /// Always at this local time of day, in seconds since midnight.
    At(u32),
    /// At the local time of day of the decline.
    Original,
}

/// One merchant account of the CRM's MID List.
#[derive(Clone, Debug, PartialEq)]
pub struct Merchant {
    /// The CRM's gateway id.
    pub id: String,
    /// The title; the id where the file has none.
    pub title: String,
    /// The gateway type; compared ignoring ASCII case.
    pub gateway: String,
    /// The owning company.
    pub category: Option<String>,
    /// Whether any sale may process on it.
    pub enabled: bool,
    /// Whether prepaid cards are blocked.
    pub block_prepaid: bool,
    /// Whether debit cards are blocked.
    pub block_debit: bool,
    /// The brands it accepts.
    pub accepts: Accepts,
    /// The currencies it accepts; `None` for any.
    pub currencies: Option<Vec<Currency>>,
    /// The customer service phone.
    pub customer_service_phone: Option<String>,
    /// The recovery service meant to recover this merchant's declines.
    pub supported_by: Option<ServiceIndex>,
    /// The recovery service that this merchant belongs to: its gateway is that service's.
    pub service: Option<ServiceIndex>,
    /// Where the service's API key is kept, as a reference such as `env:FLEXPAY_KEY`.
    pub api_key: Option<String>,
}

/// The brands a merchant accepts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accepts {
    /// One bit per [`UsualBrand`].
    usual: u16,
    /// Other brand names, as written.
    other: Vec<String>,
}

impl Accepts {
    /// The CRM's five boxes.
    pub fn crm_default() -> Accepts {
        UsualBrand::ALL[..5].iter().map(|brand| Brand::Usual(*brand)).collect()
    }

    /// Whether `brand` is accepted.
    pub fn has(&self, brand: Brand<'_>) -> bool {
        match brand {
            Brand::Usual(usual) => self.usual & (1 << usual as u16) != 0,
            Brand::Other(name) => self.other.iter().any(|other| other.eq_ignore_ascii_case(name)),
        }
    }

    /// Whether nothing is accepted.
    pub fn is_empty(&self) -> bool {
        self.usual == 0 && self.other.is_empty()
    }

    /// The brands: usual ones in their own order, then others as written.
    pub fn iter(&self) -> impl Iterator<Item = Brand<'_>> {
        let usual = UsualBrand::ALL.iter().map(|&usual| Brand::Usual(usual));
        usual
            .filter(|&brand| self.has(brand))
            .chain(self.other.iter().map(|name| Brand::Other(name)))
    }
}

impl<'a> FromIterator<Brand<'a>> for Accepts {
    fn from_iter<I: IntoIterator<Item = Brand<'a>>>(brands: I) -> Accepts {
        let mut accepts = Accepts::default();
        for brand in brands {
            match brand {
                Brand::Usual(usual) => accepts.usual |= 1 << usual as u16,
                Brand::Other(name) if !accepts.has(brand) => accepts.other.push(name.to_owned()),
                Brand::Other(_) => {}
            }
        }
        accepts
    }
}

/// An outside service that takes a declined payment over.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// The name.
    pub name: String,
    /// The gateway type of its merchants, compared ignoring ASCII case.
    pub gateway: String,
    /// Hours that must have passed since the decline.
    pub min_gap_hours: u32,
    /// How often it tries at the most.
    pub max_retries: u32,
    /// For how long it tries.
    pub window_days: u32,
    /// The smallest rebill it takes.
    pub minimum_rebill: Decimal,
    /// The smallest new sale it takes.
    pub minimum_new_sale: Decimal,
    /// Payment gateways as set up in its own portal.
    pub accounts: Vec<ServiceAccount>,
}

impl Service {
    /// The smallest amount it takes for an order type.
    pub const fn minimum(&self, order_type: OrderType) -> Decimal {
        match order_type {
            OrderType::NewSale => self.minimum_new_sale,
            OrderType::Rebill => self.minimum_rebill,
        }
    }
}

/// A payment gateway as set up in a service's own portal.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceAccount {
    /// The name; empty if the file has none.
    pub name: String,
    /// The CRM merchant it processes for.
    pub merchant: Option<MerchantIndex>,
    /// Merchant Account Reference Id.
    pub reference_id: Option<String>,
    /// The owning company.
    pub company: Option<String>,
    /// Whether it processes.
    pub status: ServiceAccountStatus,
    /// Whether the service may retry on it.
    pub accept_retries: bool,
    /// Whether it wants a CVV, which stored cards do not have.
    pub cvv_required: bool,
}

/// The processing status of a [`ServiceAccount`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceAccountStatus {
    /// Processes.
    Enabled,
    /// Does not.
    Disabled,
    /// Gives money back only.
    RefundOnly,
}

/// A campaign.
#[derive(Clone, Debug, PartialEq)]
pub struct Campaign {
    /// The CRM's campaign id.
    pub id: String,
    /// Whether its declines are never recycled.
    pub disable_recycle_billing: bool,
}

/// A line of the CRM's decline message mapping.
#[derive(Clone, Debug, PartialEq)]
pub struct DeclineMap {
    /// What it covers.
    pub scope: MapScope,
    /// The order type it is for; `None` for all.
    pub order_type: Option<OrderType>,
    /// The text to find, ignoring ASCII case; not empty.
    pub contains: String,
    /// The verdict.
    pub kind: Kind,
}

/// What a [`DeclineMap`] covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MapScope {
    /// One merchant.
    Merchant(MerchantIndex),
    /// Every merchant of a gateway type, compared ignoring ASCII case.
    Gateway(String),
}

/// A decline salvage profile: nine slots and the merchants they serve.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// The title.
    pub title: String,
    /// What a reduction is measured in.
    pub reduction_type: ReductionType,
    /// The lowest price for reductions, and the lowest new sale that is recycled.
    pub minimum_price: Decimal,
    /// The weekday that every attempt is moved to.
    pub force_weekday: Option<Weekday>,
    /// Whether a discounted approval makes the discount permanent.
    pub hold_recycle_price: bool,
    /// The merchants it serves, each once, in the order of the file.
    pub apply_to: Vec<MerchantIndex>,
    /// The re-attempts, first to last.
    pub slots: Vec<SlotRule>,
}

/// What a price reduction is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReductionType {
    /// Amounts of money.
    Flat,
    /// Percentage points of the original amount.
    Percent,
}

/// One numbered re-attempt. Its target is its own here; that the CRM sets it per group of three is known
/// only where the file is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotRule {
    /// The number.
    pub slot: Slot,
    /// Whether it is skipped.
    pub skip: bool,
    /// Whole days before it; 0 for a skipped slot that says nothing.
    pub wait_days: u16,
    /// The price reduction.
    pub reduction: Decimal,
    /// The merchant it goes to; `None` for the merchant of the decline.
    pub target: Option<MerchantIndex>,
}

/// A finding that the account accepts.
#[derive(Clone, Debug, PartialEq)]
pub struct Allow {
    /// The rule's code.
    pub code: crate::model::Code,
    /// Only findings about this profile.
    pub profile: Option<ProfileIndex>,
    /// Only findings about this merchant.
    pub merchant: Option<MerchantIndex>,
    /// Why.
    pub reason: String,
    /// The last day on which it holds.
    pub until: Option<crate::model::Day>,
}

/// How this account's exports read; every part can be overridden by a flag.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeclinesFormat {
    /// Column name to header text.
    pub columns: Vec<(String, String)>,
    /// strftime pattern of the dates.
    pub date_format: Option<String>,
    /// Zone of stamps without an offset; the account's where absent.
    pub timezone: Option<Zone>,
    /// The delimiter; detected where absent.
    pub delimiter: Option<u8>,
}

impl Account {
    /// The merchant of an id, compared exactly.
    pub fn merchant_of(&self, id: &str) -> Option<MerchantIndex> {
        self.merchant_lookup.get(id).map(MerchantIndex)
    }

    /// The campaign of an id, compared exactly.
    pub fn campaign_of(&self, id: &str) -> Option<&Campaign> {
        self.campaign_lookup.get(id).map(|at| &self.campaigns[at as usize])
    }

    /// A merchant.
    pub fn merchant(&self, index: MerchantIndex) -> &Merchant {
        &self.merchants[index.0 as usize]
    }

    /// A service.
    pub fn service(&self, index: ServiceIndex) -> &Service {
        &self.services[index.0 as usize]
    }

    /// A profile.
    pub fn profile(&self, index: ProfileIndex) -> &Profile {
        &self.profiles[index.0 as usize]
    }
}
