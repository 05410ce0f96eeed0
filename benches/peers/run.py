#!/usr/bin/env python3
"""Measures reattempt against its peers and prints the table of BENCHMARKS.md.

    python3 benches/peers/run.py [--rows 10000000] [--rounds 5] [--only 1,2,10]

Needs cargo and Python with venv; installs the peers' released versions into target/peers. Ten million rows take
about 12 GB of disk there and the best part of an hour; the files are kept for the next run.
"""

import argparse
import hashlib
import os
import platform
import statistics
import subprocess
import sys
from pathlib import Path

import files
from measure import alternate, ratio, run

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WORK = ROOT / "target" / "peers"
ACCOUNT = HERE / "account.toml"
PYTHON = WORK / "venv" / "bin" / "python"
OURS = ROOT / "target" / "release" / "reattempt"
NEXOSIM = WORK / "nexosim" / "release" / "nexosim-calendar"


def install():
    """The peers, in a place of their own, and both builds."""
    WORK.mkdir(parents=True, exist_ok=True)
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", WORK / "venv"], check=True)
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "-r", HERE / "requirements.txt"], check=True)
    subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=ROOT, check=True)
    nexosim = ["cargo", "build", "--release", "--quiet", "--target-dir", WORK / "nexosim"]
    subprocess.run(nexosim, cwd=HERE / "nexosim", check=True)


def replay(path, threads, *more):
    return [OURS, "replay", path, "--config", ACCOUNT, "--threads", threads, "--quiet", *more]


def peer(script, *arguments):
    return [PYTHON, HERE / script, *arguments]


class Table:
    """The rows of the table, printed as they come."""

    def __init__(self):
        self.missed = []
        print("| # | what | ours | theirs | ratio | CPU ratio | must | aim |")
        print("|---|---|---|---|---|---|---|---|", flush=True)

    def row(self, number, what, ours, theirs, got, cpu, must, aim, better="less"):
        met = got <= must if better == "less" else got >= must
        if not met:
            self.missed.append(f"{number} {what}")
        sign = "<=" if better == "less" else ">="
        cpu = "" if cpu is None else f"{cpu:.2f}"
        mark = "" if met else " **missed**"
        print(
            f"| {number} | {what} | {ours} | {theirs} | {got:.2f}{mark} | {cpu} | {sign} {must} | {aim} |",
            flush=True,
        )

    def rates(self, number, what, ours, theirs, must, aim):
        ours_text, theirs_text = f"{ours / 1e6:.1f} M/s", f"{theirs / 1e6:.2f} M/s"
        self.row(number, what, ours_text, theirs_text, ours / theirs, None, must, aim, "more")

    def pair(self, number, what, commands, rounds, must, aim):
        pair = alternate(commands, rounds)
        wall, cpu = ratio(pair)
        ours, theirs = (f"{side.wall:.2f} s" for side in pair)
        self.row(number, what, ours, theirs, wall, cpu, must, aim)
        return pair


def reading(table, rows, rounds, wanted):
    """Targets 1, 2 and 10: the whole of a replay against merely grouping the file."""
    path = files.declines(WORK, OURS, ACCOUNT, rows)
    for number, script, must, aim in [(1, "duckdb_group.py", 0.5, 0.35), (2, "polars_group.py", 0.8, 0.5)]:
        for threads in (1, 2) if number in wanted else ():
            what = f"replay {rows:,} rows / {script.split('_')[0]} groups them, {threads} threads"
            table.pair(number, what, [replay(path, threads), peer(script, path, threads)], rounds, must, aim)
    if 10 in wanted:
        path = files.declines(WORK, OURS, ACCOUNT, 100_000)
        pair = [replay(path, 2), peer("duckdb_group.py", path, 2)]
        table.pair(10, "replay 100,000 rows / duckdb groups them, whole process", pair, rounds, 0.2, 0.05)


def writing(table, rows, rounds, wanted):
    """Target 3: every attempt written."""
    if 3 not in wanted:
        return
    path = files.declines(WORK, OURS, ACCOUNT, rows)
    classes = files.classes(WORK, OURS, ACCOUNT, PYTHON, rows)
    ours, theirs = WORK / "ours", WORK / "duckdb_routes.csv"
    commands = [
        replay(path, 2, "--out", ours, "--force"),
        peer("duckdb_routes.py", path, classes, theirs, 2),
    ]
    table.pair(3, f"replay {rows:,} rows, every file written / duckdb writes routes.csv, 2 threads", commands, rounds, 0.25, 0.12)
    same = digest(ours / "routes.csv") == digest(theirs)
    print(f"\nBoth wrote {(ours / 'routes.csv').stat().st_size / 1e9:.1f} GB of routes: {'the same bytes' if same else 'NOT the same bytes'}.\n")
    theirs.unlink()


def calendars(table, rows, rounds, wanted):
    """Targets 4 and 5: events per second of a shared calendar, rows in memory, one thread."""
    if not wanted & {4, 5}:
        return
    bench = ["cargo", "bench", "--quiet", "--bench", "calendar", "--"]
    subprocess.run([*bench[:-1], "--no-run"], cwd=ROOT, check=True)
    os.chdir(ROOT)
    few, million = max(1, rounds // 2), 1_000_000
    ours, heap = ([*bench, "--rate", what, million] for what in ("calendar", "heap"))
    if 4 in wanted:
        times = files.times(WORK, OURS, ACCOUNT, PYTHON, million)
        peers = [peer("simpy_callbacks.py"), peer("simpy_processes.py"), [NEXOSIM]]
        callbacks, processes, nexosim = ([*command, times, files.eligible(times)] for command in peers)
        for count, others in [
            (few, [("SimPy, callbacks", callbacks, 100, 300), ("SimPy, processes", processes, 100, 300)]),
            (rounds, [("NeXosim", nexosim, 10, 25), ("a plain binary heap of ours", heap, 2, 4)]),
        ]:
            rate, *rates = events_per_second([ours, *(command for _, command, _, _ in others)], count)
            for (name, _, must, aim), theirs in zip(others, rates):
                what = f"events per second, 1,000,000 rows / {name}"
                table.rates(4, what, rate, theirs, must, aim)
    if 5 in wanted:
        big, small = events_per_second([[*bench, "--rate", "calendar", rows], ours], few)
        table.rates(5, f"events per second, {rows:,} rows / 1,000,000", big, small, 0.6, 0.8)


def events_per_second(commands, rounds):
    """The medians of commands that print events and seconds, run in turn."""
    rates = [[] for _ in commands]
    for _ in range(rounds):
        for command, done in zip(commands, rates):
            events, seconds = run(command).output.split()[:2]
            done.append(int(events) / float(seconds))
    return [statistics.median(done) for done in rates]


def memory(table, rows, wanted):
    """Targets 6 and 7: peak memory."""
    less = rows // 10
    big, small = (files.declines(WORK, OURS, ACCOUNT, count) for count in (rows, less))
    for what, more in [("summary only", []), ("with routes", ["--out", WORK / "ours", "--force"])] if 6 in wanted else []:
        one, ten = run(replay(small, 2, *more)).peak, run(replay(big, 2, *more)).peak
        table.row(6, f"peak memory, {what}, {rows:,} / {less:,} rows", mib(ten), mib(one), ten / one, None, 1.2, "24 MiB (must 64)")
    if 7 in wanted:
        big, small = (files.declines(WORK, OURS, ACCOUNT, count) for count in (1_000_000, 100_000))
        out = WORK / "timeline.csv"
        peaks = [run(replay(path, 1, "--timeline", out, "--force")).peak for path in (small, big)]
        flights = [files.in_flight(WORK, path, OURS, ACCOUNT, PYTHON) for path in (small, big)]
        out.unlink()
        each = (peaks[1] - peaks[0]) / (flights[1] - flights[0])
        table.row(7, f"peak memory per attempt in flight, --timeline ({flights[1]:,} in flight at most)", f"{each:.0f} B", "", each, None, 64, 32)


def mib(count):
    return f"{count / 2**20:.0f} MiB"


def threads(table, rows, rounds, wanted):
    """Target 8: two threads against one, and the same bytes on any number."""
    if 8 not in wanted:
        return
    path = files.declines(WORK, OURS, ACCOUNT, rows)
    table.pair(8, f"replay {rows:,} rows, 2 threads / 1", [replay(path, 2), replay(path, 1)], rounds, 0.65, 0.55)
    path = files.declines(WORK, OURS, ACCOUNT, 1_000_000)
    digests = set()
    for count in (1, 2, 3, 8, 64):
        out = WORK / "threads"
        run(replay(path, count, "--out", out, "--force"))
        digests.add(tuple(digest(out / name) for name in ("routes.csv", "transactions.csv", "rejects.csv", "summary.json")))
    print(f"\nOutputs on 1, 2, 3, 8 and 64 threads: {'the same bytes' if len(digests) == 1 else 'NOT the same bytes'}.\n")


def comparing(table, rounds, wanted):
    """Target 9: sixteen configurations in one process."""
    if 9 not in wanted:
        return
    path = files.declines(WORK, OURS, ACCOUNT, 1_000_000)
    candidates = files.candidates(WORK, ACCOUNT)
    commands = [
        [OURS, "compare", path, "--base", ACCOUNT, "--candidate", *candidates, "--threads", 1, "--quiet"],
        replay(path, 1),
    ]
    table.pair(9, "compare of 16 configurations / one replay, 1,000,000 rows, 1 thread", commands, rounds, 5, 4)


def dirty(table, rounds, wanted):
    """Target 11: a quoted-everything CRLF file with 1 % bad rows against the clean one, per byte."""
    if 11 not in wanted:
        return
    clean = files.declines(WORK, OURS, ACCOUNT, 1_000_000)
    quoted = files.quoted(WORK, clean)
    pair = alternate([replay(quoted, 1), replay(clean, 1)], rounds)
    bytes_ratio = quoted.stat().st_size / clean.stat().st_size
    wall, cpu = ratio(pair)
    ours, theirs = (f"{side.wall:.2f} s" for side in pair)
    table.row(11, "a quoted-everything CRLF file with 1 % bad rows / the clean one, per byte", ours, theirs, wall / bytes_ratio, cpu / bytes_ratio, 2, 1.3)


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def machine():
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    pip = [PYTHON, "-m", "pip", "list", "--format", "freeze", "--disable-pip-version-check"]
    versions = [line for line in run(pip).output.split() if line.split("==")[0] in ("duckdb", "polars", "simpy")]
    rustc = run(["rustc", "--version"]).output.strip()
    ours = run([OURS, "--version"]).output.strip()
    return f"{ours}, {rustc}, nexosim 1.0.0, {', '.join(versions)}, Python {platform.python_version()}; {os.cpu_count()} x {cpu}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", help="numbers of targets, such as 1,2,10")
    arguments = parser.parse_args()
    wanted = set(map(int, arguments.only.split(","))) if arguments.only else set(range(1, 12))
    install()
    print(f"{machine()}\n\nMedians of {arguments.rounds} rounds, both sides in turn; ratios are ours over theirs.\n")
    table = Table()
    reading(table, arguments.rows, arguments.rounds, wanted)
    writing(table, arguments.rows, max(1, arguments.rounds // 2), wanted)
    calendars(table, arguments.rows, arguments.rounds, wanted)
    memory(table, arguments.rows, wanted)
    threads(table, arguments.rows, arguments.rounds, wanted)
    comparing(table, arguments.rounds, wanted)
    dirty(table, arguments.rounds, wanted)
    print("\nEvery must is met." if not table.missed else "\nMissed: " + "; ".join(table.missed))


if __name__ == "__main__":
    main()
