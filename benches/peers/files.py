"""The files that both sides of a pair work on; each is made once and kept."""

import csv
import os
import re
from pathlib import Path

from measure import run


def made(path, make):
    """The file, made aside and renamed if it is not there."""
    if not path.exists():
        aside = path.with_name(path.name + ".part")
        make(aside)
        os.rename(aside, path)
    return path


def declines(work, ours, account, rows):
    """Generated declines, in time order over a year."""
    generate = [ours, "generate", "--rows", rows, "--seed", 1, "--config", account, "--force", "--out"]
    return made(work / f"declines_{rows}.csv", lambda path: run([*generate, path]))


def classes(work, ours, account, python, rows):
    """The class of every code, text and brand that rows without a response_type hold."""
    path = declines(work, ours, account, rows)

    def make(target):
        out = work / "classes"
        run([ours, "replay", path, "--config", account, "--out", out, "--force", "--quiet"])
        query = f"""
            COPY (
                SELECT DISTINCT response_code, response_text, card_brand, class
                FROM read_csv('{path}', all_varchar = true)
                JOIN read_csv('{out / "transactions.csv"}', all_varchar = true) USING (transaction_id)
                WHERE response_type IS NULL ORDER BY ALL
            ) TO '{target}' (HEADER)"""
        run([python, "-c", f"import duckdb; duckdb.sql({query!r})"])

    return made(work / f"classes_{rows}.csv", make)


def times(work, ours, account, python, rows):
    """When each decline that takes all nine attempts declined: 64-bit local seconds, in order."""
    path = declines(work, ours, account, rows)

    def make(target):
        out = work / "classes"
        run([ours, "replay", path, "--config", account, "--out", out, "--force", "--quiet"])
        program = f"""
import array, duckdb
rows = duckdb.sql('''SELECT epoch(declined_at[:19]::TIMESTAMP)::BIGINT FROM read_csv('{out / "transactions.csv"}', all_varchar = true)
    WHERE last_attempt = '9' OR attempts_blocked = '9' ORDER BY 1''').fetchall()
with open('{target}', 'wb') as file:
    array.array('q', (at for at, in rows)).tofile(file)
"""
        run([python, "-c", program])

    return made(work / f"times_{rows}.bin", make)


def eligible(path):
    """How many declines such a file of times holds."""
    return path.stat().st_size // 8


def in_flight(work, path, ours, account, python):
    """The most declines whose ladder is under way at one time."""
    rows = int(path.stem.split("_")[1])
    program = f"""
import array, bisect
times = array.array('q')
with open('{times(work, ours, account, python, rows)}', 'rb') as file:
    times.frombytes(file.read())
print(max(at - bisect.bisect_left(times, time - 45 * 86400) for at, time in enumerate(times)) + 1)
"""
    return int(run([python, "-c", program]).output)


def quoted(work, clean):
    """The same declines with every cell quoted, CRLF, and every hundredth row spoilt in its amount."""

    def make(target):
        with open(clean, newline="") as source, open(target, "w", newline="") as out:
            writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
            for number, row in enumerate(csv.reader(source)):
                if number % 100 == 99:
                    row[3] = "n/a"
                writer.writerow(row)

    return made(Path(work) / f"quoted_{clean.name}", make)


def candidates(work, account):
    """Fifteen variants of the account, each with another wait at one slot."""
    lines = account.read_text().splitlines(keepends=True)
    paths = []
    for slot in (2, 4, 6, 8, 9):
        for days in (1, 2, 4):
            place = next(at for at, line in enumerate(lines) if line.startswith(f"{slot} = "))
            variant = [*lines]
            variant[place] = re.sub(r"wait_days = \d+", f"wait_days = {days}", variant[place])
            path = work / f"slot_{slot}_waits_{days}.toml"
            path.write_text("".join(variant))
            paths.append(path)
    return paths
