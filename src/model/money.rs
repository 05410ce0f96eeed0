//! Money as integers: amounts in minor units of a currency, and the configuration's plain decimals.

use std::fmt;

/// Digits before the decimal point that an amount may have.
pub const MAX_AMOUNT_DIGITS: usize = 12;

/// Decimal places that a configuration's amount or percentage may have.
const DECIMAL_PLACES: u32 = 3;

/// An ISO 4217 currency: its code and how many decimals its amounts have.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency {
    /// The code, then the decimals: compared as one number.
    bytes: [u8; 4],
}

impl Currency {
    /// The US dollar, the CRM's default.
    pub const USD: Currency = Currency { bytes: *b"USD\x02" };

    /// Reads an ISO 4217 alphabetic code in any case; `None` if there is no such currency.
    pub fn read(text: &str) -> Option<Currency> {
        let bytes: [u8; 3] = text.as_bytes().try_into().ok()?;
        let code = bytes.map(|byte| byte.to_ascii_uppercase());
        let decimals = match code {
            code if contains(NO_DECIMALS, code) => 0,
            code if contains(THREE_DECIMALS, code) => 3,
            code if contains(FOUR_DECIMALS, code) => 4,
            code if contains(TWO_DECIMALS, code) => 2,
            _ => return None,
        };
        let [one, two, three] = code;
        Some(Currency { bytes: [one, two, three, decimals] })
    }

    /// The code in upper case, such as `USD`.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.bytes[..3]).unwrap_or("???")
    }

    /// The code as it is kept.
    pub const fn code_bytes(self) -> [u8; 3] {
        let [one, two, three, _] = self.bytes;
        [one, two, three]
    }

    /// A number of its own.
    pub const fn number(self) -> u32 {
        u32::from_le_bytes(self.bytes)
    }

    /// Digits after the decimal point of an amount, 0 to 4.
    pub const fn decimals(self) -> u32 {
        self.bytes[3] as u32
    }

    /// Every code there is, for suggestions.
    pub fn codes() -> impl Iterator<Item = &'static str> {
        [NO_DECIMALS, TWO_DECIMALS, THREE_DECIMALS, FOUR_DECIMALS]
            .into_iter()
            .flat_map(str::split_ascii_whitespace)
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

fn contains(list: &str, code: [u8; 3]) -> bool {
    list.as_bytes().chunks(4).any(|entry| entry[..3] == code)
}

// ISO 4217 list one (active codes), by minor unit. Codes without a minor unit (gold, test codes) are left out.
const NO_DECIMALS: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
const THREE_DECIMALS: &str = "BHD IQD JOD KWD LYD OMR TND";
const FOUR_DECIMALS: &str = "CLF UYW";
const TWO_DECIMALS: &str = "USD EUR GBP CAD AUD NZD CHF SEK NOK DKK MXN BRL INR CNY HKD SGD ZAR \
    AED AFN ALL AMD ANG AOA ARS AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BSD BTN BWP BYN BZD CDF CHE CHW \
    COP COU CRC CUC CUP CVE CZK DOP DZD EGP ERN ETB FJD FKP GEL GHS GIP GMD GTQ GYD HNL HRK HTG HUF IDR \
    ILS IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK \
    MXV MYR MZN NAD NGN NIO NPR PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SHP SLE SLL SOS \
    SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USN UYU UZS VED VES WST XCD XCG YER ZMW \
    ZWG ZWL";

/// An amount in minor units of its currency; never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money {
    /// The currency, which fixes what a minor unit is.
    pub currency: Currency,
    /// The amount in minor units.
    pub amount_minor: i64,
}

impl fmt::Display for Money {
    /// The amount with exactly the currency's decimals and no separators, such as `1234.50`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = 10_i64.pow(self.currency.decimals());
        let (whole, part) = (self.amount_minor / unit, self.amount_minor % unit);
        if unit == 1 {
            write!(f, "{whole}")
        } else {
            write!(f, "{whole}.{part:0width$}", width = self.currency.decimals() as usize)
        }
    }
}

/// A plain, not negative decimal of the configuration: an amount in major units of whatever currency a
/// row has, or percentage points. Held in thousandths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal {
    thousandths: i64,
}

/// Why a text is no [`Decimal`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecimalError {
    /// Not digits with at most one point.
    NotADecimal,
    /// Below zero.
    Negative,
    /// More than three decimals.
    TooManyDecimals,
    /// More than [`MAX_AMOUNT_DIGITS`] digits before the point.
    TooLarge,
}

impl Decimal {
    /// Nothing.
    pub const ZERO: Decimal = Decimal { thousandths: 0 };

    /// A hundred, the whole of a percentage.
    pub const HUNDRED: Decimal = Decimal { thousandths: 100_000 };

    /// Reads `4`, `4.95` or `4.950`; no sign, separators, blanks or exponent.
    pub fn read(text: &str) -> Result<Decimal, DecimalError> {
        if let Some(rest) = text.strip_prefix('-') {
            return Err(match Decimal::read(rest) {
                Err(DecimalError::NotADecimal) => DecimalError::NotADecimal,
                _ => DecimalError::Negative,
            });
        }
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let digits =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(part) {
            return Err(DecimalError::NotADecimal);
        }
        if part.len() > DECIMAL_PLACES as usize {
            return Err(DecimalError::TooManyDecimals);
        }
        let whole = whole.trim_start_matches('0');
        if whole.len() > MAX_AMOUNT_DIGITS {
            return Err(DecimalError::TooLarge);
        }
        let number = |text: &str| text.bytes().fold(0, |sum, b| sum * 10 + i64::from(b - b'0'));
        let part = number(part) * 10_i64.pow(DECIMAL_PLACES - part.len() as u32);
        Ok(Decimal { thousandths: number(whole) * 1000 + part })
    }

    /// A decimal of so many thousandths, which must not be negative.
    pub const fn from_thousandths(thousandths: i64) -> Decimal {
        assert!(thousandths >= 0);
        Decimal { thousandths }
    }

    /// The value in thousandths.
    pub const fn thousandths(self) -> i64 {
        self.thousandths
    }

    /// Whether the value is zero.
    pub const fn is_zero(self) -> bool {
        self.thousandths == 0
    }

    /// The sum; both are bounded by [`MAX_AMOUNT_DIGITS`], so ladders cannot overflow it.
    pub const fn plus(self, other: Decimal) -> Decimal {
        Decimal { thousandths: self.thousandths + other.thousandths }
    }

    /// The value rounded half up to minor units of `currency`.
    pub const fn round_to_minor(self, currency: Currency) -> i64 {
        let per_unit = 10_i64.pow(4 - currency.decimals());
        round_half_up(self.ten_thousandths(), per_unit)
    }

    /// Whether this is more than `money`, compared exactly as written.
    pub const fn exceeds(self, money: Money) -> bool {
        self.ten_thousandths() > money.ten_thousandths()
    }

    const fn ten_thousandths(self) -> i64 {
        self.thousandths * 10
    }
}

impl fmt::Display for Decimal {
    /// The shortest form that reads back: `5`, `4.95`, `0.125`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.thousandths / 1000, self.thousandths % 1000);
        if part == 0 {
            return write!(f, "{whole}");
        }
        let digits = format!("{part:03}");
        write!(f, "{whole}.{}", digits.trim_end_matches('0'))
    }
}

impl Money {
    const fn ten_thousandths(self) -> i64 {
        self.amount_minor * 10_i64.pow(4 - self.currency.decimals())
    }

    /// This amount less `reduction` in major units, rounded once, half up, to a minor unit; may be
    /// negative, in minor units.
    pub const fn less_flat_minor(self, reduction: Decimal) -> i64 {
        let per_unit = 10_i64.pow(4 - self.currency.decimals());
        round_half_up(self.ten_thousandths() - reduction.ten_thousandths(), per_unit)
    }

    /// This amount less `points` percent of itself, rounded once, half up, to a minor unit; may be
    /// negative, in minor units.
    pub const fn less_percent_minor(self, points: Decimal) -> i64 {
        const WHOLE: u64 = Decimal::HUNDRED.thousandths as u64;
        let kept = Decimal::HUNDRED.thousandths - points.thousandths;
        // Nearly always nothing is negative or large, and unsigned division is cheap.
        if kept >= 0 && self.amount_minor <= i64::MAX / WHOLE as i64 {
            return ((self.amount_minor as u64 * kept as u64 + WHOLE / 2) / WHOLE) as i64;
        }
        let whole = Decimal::HUNDRED.thousandths as i128;
        let product = self.amount_minor as i128 * kept as i128;
        (product + whole / 2).div_euclid(whole) as i64
    }
}

/// `value / unit` with halves going up, towards positive infinity.
const fn round_half_up(value: i64, unit: i64) -> i64 {
    (value + unit / 2).div_euclid(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(amount_minor: i64, code: &str) -> Money {
        Money { currency: Currency::read(code).unwrap(), amount_minor }
    }

    #[test]
    fn currencies_know_their_decimals() {
        for (code, decimals) in [("USD", 2), ("jpy", 0), ("Kwd", 3), ("CLF", 4), ("eur", 2)] {
            assert_eq!(Currency::read(code).map(Currency::decimals), Some(decimals), "{code}");
        }
        for text in ["", "US", "USDX", "ABC", "   ", "D U"] {
            assert_eq!(Currency::read(text), None, "{text:?}");
        }
        let distinct: std::collections::BTreeSet<_> = Currency::codes().collect();
        assert_eq!(distinct.len(), Currency::codes().count());
        assert!(Currency::codes().all(|code| Currency::read(code).is_some()));
    }

    #[test]
    fn amounts_are_written_with_the_currencys_decimals() {
        assert_eq!(money(4995, "USD").to_string(), "49.95");
        assert_eq!(money(5, "USD").to_string(), "0.05");
        assert_eq!(money(1234, "JPY").to_string(), "1234");
        assert_eq!(money(1_234_567, "KWD").to_string(), "1234.567");
    }

    #[test]
    fn decimals_are_read_exactly() {
        for (text, thousandths) in
            [("0", 0), ("4", 4000), ("4.9", 4900), ("4.95", 4950), ("0.125", 125), ("007", 7000)]
        {
            assert_eq!(Decimal::read(text).map(Decimal::thousandths), Ok(thousandths), "{text}");
        }
        for (text, error) in [
            ("", DecimalError::NotADecimal),
            ("1e3", DecimalError::NotADecimal),
            ("+5", DecimalError::NotADecimal),
            ("1.", DecimalError::NotADecimal),
            (".5", DecimalError::NotADecimal),
            ("1,000", DecimalError::NotADecimal),
            ("NaN", DecimalError::NotADecimal),
            ("-1", DecimalError::Negative),
            ("0.0001", DecimalError::TooManyDecimals),
            ("1234567890123", DecimalError::TooLarge),
        ] {
            assert_eq!(Decimal::read(text), Err(error), "{text}");
        }
        assert_eq!(Decimal::read("4.950").unwrap().to_string(), "4.95");
        assert_eq!(Decimal::read("35.00").unwrap().to_string(), "35");
    }

    #[test]
    fn reductions_round_once_half_up() {
        let ten = Decimal::read("10").unwrap();
        assert_eq!(money(4995, "USD").less_percent_minor(ten), 4496); // 44.955
        assert_eq!(money(4995, "USD").less_flat_minor(Decimal::read("4.995").unwrap()), 4496);
        assert_eq!(money(100, "JPY").less_flat_minor(Decimal::read("0.5").unwrap()), 100);
        assert_eq!(money(100, "USD").less_flat_minor(Decimal::read("5").unwrap()), -400);
        let large = money(99_999_999_999_999, "USD");
        assert_eq!(large.less_percent_minor(Decimal::ZERO), large.amount_minor);
        assert_eq!(Decimal::read("34.995").unwrap().round_to_minor(Currency::USD), 3500);
    }

    #[test]
    fn minimums_compare_as_written() {
        let minimum = Decimal::read("34.995").unwrap();
        assert!(minimum.exceeds(money(3499, "USD")));
        assert!(!minimum.exceeds(money(3500, "USD")));
    }
}
