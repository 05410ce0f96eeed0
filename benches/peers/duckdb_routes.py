"""DuckDB works out the rows of routes.csv for account.toml and writes them with COPY.

python duckdb_routes.py DECLINES CLASSES OUT THREADS

CLASSES names the class of each (response_code, response_text, card_brand) that the rows without a response_type
hold: the peer is spared the built-in tables. It is spared clock changes too: at 03:00 an offset holds between dates.
"""

import sys

import duckdb

from shape import ACCEPTED, COLUMNS, MERCHANTS, PERCENT_OFF, WAITS_DAYS

declines, classes, out, threads = sys.argv[1:]
connection = duckdb.connect(config={"threads": int(threads)})
types = ", ".join(f"'{name}': '{kind}'" for name, kind in COLUMNS.items())
ASKED = "[" + ", ".join(f"{(100 - percent) / 100:.2f}" for percent in PERCENT_OFF) + "]"  # decimals, not floats
connection.sql(
    f"""
    COPY (
        WITH numbered AS (
            SELECT *, row_number() OVER () + 1 AS line
            FROM read_csv('{declines}', header = true, columns = {{{types}}})
        ), soft AS (
            SELECT numbered.*
            FROM numbered LEFT JOIN read_csv('{classes}', header = true, all_varchar = true) AS known
              ON numbered.response_type IS NULL
             AND known.response_code IS NOT DISTINCT FROM numbered.response_code
             AND known.response_text IS NOT DISTINCT FROM numbered.response_text
             AND known.card_brand IS NOT DISTINCT FROM numbered.card_brand
            WHERE (response_type = 'SOFT_DECLINE' OR (response_type IS NULL AND known.class = 'soft'))
              AND txn_type IN ('SALE', 'AUTHORIZE')
              AND order_type <> 'NEW_SALE'
              AND merchant_id IN {tuple(MERCHANTS)}
        ), attempts AS (
            SELECT *, unnest(range(1, 10)) AS attempt FROM soft
        ), judged AS (
            SELECT *,
                CASE WHEN card_brand NOT IN {tuple(ACCEPTED)} THEN 'method_not_accepted'
                     WHEN currency <> 'USD' THEN 'currency_not_accepted' END AS reason,
                declined_at::DATE + {[sum(WAITS_DAYS[: n + 1]) for n in range(9)]}[attempt]::INTEGER AS due,
                round(amount * {ASKED}[attempt], 2) AS reduced
            FROM attempts
        )
        SELECT transaction_id, attempt, attempt AS recycle_number,
            CASE WHEN reason IS NULL THEN 'submitted' ELSE 'blocked' END AS status, reason,
            due || 'T03:00:00' || CASE WHEN due >= DATE '2024-03-10' AND due < DATE '2024-11-03'
                                       THEN '-04:00' ELSE '-05:00' END AS due_at,
            {WAITS_DAYS}[attempt] AS wait_days, merchant_id, NULL AS service,
            greatest(reduced, least(amount, 5)) AS amount, currency,
            nullif(concat_ws(';', CASE WHEN card_brand IS NULL THEN 'method_unknown' END,
                CASE WHEN reduced < least(amount, 5) THEN 'price_floored' END), '') AS notes, line
        FROM judged
    ) TO '{out}' (HEADER, DELIMITER ',')
    """
)
