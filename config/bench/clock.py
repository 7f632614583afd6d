"""Timing: several things in turns, so that what disturbs the machine disturbs all of them."""

import gc
import math
import os
import statistics
import time
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WARM_UP = 3


@dataclass(frozen=True, slots=True)
class Times:
    """How long something took, each time it was done, in seconds."""

    seconds: tuple[float, ...]

    @property
    def p50(self) -> float:
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        """The nearest rank: with thirty runs, the second longest."""
        return sorted(self.seconds)[math.ceil(0.95 * len(self.seconds)) - 1]


def in_turns(
    things: Mapping[Any, Callable[[], Any]], *, runs: int, against: Any = None
) -> dict[Any, Times]:
    """Do each thing so many times, all of them in each round, after a warm-up.

    The one that the others are measured `against` is done before each of them, so that it meets
    whatever disturbs them. The garbage collector runs between the measures, never within one.
    """
    for _round in range(WARM_UP):
        for do in things.values():
            do()
    taken: dict[Any, list[float]] = {key: [] for key in things}
    with collector_off():
        for _round in range(runs):
            for key in things:
                for measured in [key] if against in {None, key} else [against, key]:
                    gc.collect()
                    began = time.perf_counter()
                    things[measured]()
                    taken[measured].append(time.perf_counter() - began)
    return {key: Times(tuple(seconds)) for key, seconds in taken.items()}


@contextmanager
def collector_off():
    """Without the garbage collector; what is there already is left out of its sight."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process has used so far."""

    cpu_seconds: float
    peak_mb: float


def usage_of(pid: int) -> Usage:
    """The CPU time and the largest memory of a process that still runs."""
    folder = Path(f"/proc/{pid}")
    # The program's name, in parentheses, may hold spaces.
    numbers = (folder / "stat").read_text().rpartition(")")[2].split()
    ticks = int(numbers[11]) + int(numbers[12])
    status = dict(
        line.split(":", 1) for line in (folder / "status").read_text().splitlines() if ":" in line
    )
    return Usage(ticks / os.sysconf("SC_CLK_TCK"), int(status["VmHWM"].split()[0]) / 1024)
