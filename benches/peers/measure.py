"""Whole processes timed by the operating system's own account of them."""

import os
import statistics
import subprocess
import time
from dataclasses import dataclass


@dataclass
class Run:
    """One finished process: wall and CPU seconds, peak memory in bytes, what it printed."""

    wall: float
    cpu: float
    peak: int
    output: str


def run(command, environment=None):
    """Runs a command to its end; a failure ends everything, with what the command said."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **(environment or {})},
    )
    output, errors = process.stdout.read(), process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))}\nended with {process.returncode}: {errors}{output}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, output)


@dataclass
class Side:
    """The medians of one side of a pair."""

    wall: float
    cpu: float
    peak: int
    output: str

    @classmethod
    def of(cls, runs):
        return cls(
            statistics.median(run.wall for run in runs),
            statistics.median(run.cpu for run in runs),
            max(run.peak for run in runs),
            runs[-1].output,
        )


def alternate(commands, rounds):
    """Runs commands in turn, A B A B ..., after one run of each that does not count."""
    for command in commands:
        run(command)
    runs = [[] for _ in commands]
    for _ in range(rounds):
        for command, done in zip(commands, runs):
            done.append(run(command))
    return [Side.of(done) for done in runs]


def ratio(pair):
    """First over second: of the medians of wall seconds, and of CPU seconds."""
    ours, theirs = pair
    return ours.wall / theirs.wall, ours.cpu / theirs.cpu
