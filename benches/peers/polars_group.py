"""polars groups a file of declines by merchant: count and sum. python polars_group.py FILE THREADS"""

import os
import sys

path, threads = sys.argv[1], sys.argv[2]
os.environ["POLARS_MAX_THREADS"] = threads

import polars as pl  # noqa: E402  (reads the number of threads when it is imported)

print(
    pl.scan_csv(path, schema_overrides={"merchant_id": pl.String, "amount": pl.Float64})
    .group_by("merchant_id")
    .agg(pl.len(), pl.col("amount").sum())
    .sort("merchant_id")
    .collect(engine="streaming")
    .rows()
)
