"""DuckDB groups a file of declines by merchant: count and sum. python duckdb_group.py FILE THREADS"""

import sys

import duckdb

from shape import COLUMNS

path, threads = sys.argv[1], int(sys.argv[2])
connection = duckdb.connect(config={"threads": threads})
types = ", ".join(f"'{name}': '{kind}'" for name, kind in COLUMNS.items())
print(
    connection.sql(
        f"""
        SELECT merchant_id, count(*), sum(amount)
        FROM read_csv('{path}', header = true, columns = {{{types}}})
        GROUP BY merchant_id ORDER BY merchant_id
        """
    ).fetchall()
)
