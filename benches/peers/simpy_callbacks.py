"""SimPy runs nine attempts for each decline on one calendar: every event schedules the next from its callback, the
faster of SimPy's two styles. python simpy_callbacks.py TIMES ROWS

TIMES: a binary file of 64-bit local seconds, sorted.
"""

import sys
import time

import simpy

from shape import DAY, REBILL, WAITS_DAYS, times

instants = times(sys.argv[1], int(sys.argv[2]))
environment = simpy.Environment(initial_time=instants[0])
counts = [0] * 10


def at(instant, callback, value):
    event = environment.timeout(instant - environment.now, value)
    event.callbacks.append(callback)


def attempted(event):
    slot = event.value
    counts[slot] += 1
    if slot < 9:
        due = environment.now // DAY + WAITS_DAYS[slot]
        at(due * DAY + REBILL, attempted, slot + 1)


def declined(event):
    row = event.value
    counts[0] += 1
    due = environment.now // DAY + WAITS_DAYS[0]
    at(due * DAY + REBILL, attempted, 1)
    if row + 1 < len(instants):
        at(instants[row + 1], declined, row + 1)


started = time.perf_counter()
at(instants[0], declined, 0)
environment.run()
print(sum(counts), time.perf_counter() - started)
