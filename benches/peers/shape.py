"""The columns of the generated declines, and what account.toml does to them, for the peers that need it."""

import array

COLUMNS = {
    "transaction_id": "VARCHAR",
    "declined_at": "TIMESTAMP",
    "merchant_id": "VARCHAR",
    "amount": "DECIMAL(12,2)",
    "currency": "VARCHAR",
    "card_brand": "VARCHAR",
    "card_funding": "VARCHAR",
    "response_type": "VARCHAR",
    "response_code": "VARCHAR",
    "response_text": "VARCHAR",
    "order_type": "VARCHAR",
    "txn_type": "VARCHAR",
    "billing_cycle": "VARCHAR",
    "campaign_id": "VARCHAR",
    "customer_id": "VARCHAR",
    "purchase_id": "VARCHAR",
    "card": "VARCHAR",
}

WAITS_DAYS = [3, 3, 3, 5, 5, 5, 7, 7, 7]
PERCENT_OFF = [0, 0, 0, 5, 5, 5, 10, 10, 10]
ACCEPTED = ["visa", "mastercard", "amex", "discover", "echeck"]
MERCHANTS = [str(number) for number in range(11, 23)]

DAY = 86_400
REBILL = 3 * 3_600


def times(path, rows):
    """When declines happen: a binary file of 64-bit local seconds, sorted."""
    instants = array.array("q")
    with open(path, "rb") as file:
        instants.fromfile(file, rows)
    return instants
