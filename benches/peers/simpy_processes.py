"""SimPy runs nine attempts for each decline on one calendar: a process for each decline, the style of SimPy's
documentation. python simpy_processes.py TIMES ROWS

TIMES: a binary file of 64-bit local seconds, sorted.
"""

import sys
import time

import simpy

from shape import DAY, REBILL, WAITS_DAYS, times

instants = times(sys.argv[1], int(sys.argv[2]))
environment = simpy.Environment(initial_time=instants[0])
counts = [0] * 10


def ladder():
    counts[0] += 1
    for slot, wait_days in enumerate(WAITS_DAYS, 1):
        due = environment.now // DAY + wait_days
        yield environment.timeout(due * DAY + REBILL - environment.now)
        counts[slot] += 1


def declines():
    for instant in instants:
        yield environment.timeout(instant - environment.now)
        environment.process(ladder())


started = time.perf_counter()
environment.process(declines())
environment.run()
print(sum(counts), time.perf_counter() - started)
