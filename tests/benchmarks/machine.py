"""How much of the machine others took while something was measured."""

import os
import resource
import time
from pathlib import Path

DISTURBED = 0.15
"""Above this share of all cores, taken by others, a measurement is repeated."""

_IDLE = (3, 4)
"""Columns of idle and waiting time in the first line of ``/proc/stat``."""


class Watch:
    """
    Compares the machine's busy time with that of this process and its children.

    A process that leaves a core idle is not disturbed by that; one that shares its
    cores with others is.
    """

    def __init__(self) -> None:
        self._began_s = time.monotonic()
        self._busy_s = busy_s(Path("/proc/stat").read_text())
        self._own_s = _own_s()

    def share_of_others(self) -> float:
        """Busy time of others since the beginning, as a share of all cores."""
        wall_s = time.monotonic() - self._began_s
        others_s = busy_s(Path("/proc/stat").read_text()) - self._busy_s
        others_s -= _own_s() - self._own_s
        return max(0.0, others_s / (wall_s * (os.cpu_count() or 1)))


def busy_s(stat: str) -> float:
    """Seconds for which any core was busy, from the text of ``/proc/stat``."""
    columns = [int(each) for each in stat.splitlines()[0].split()[1:9]]
    busy = sum(each for at, each in enumerate(columns) if at not in _IDLE)
    return busy / os.sysconf("SC_CLK_TCK")


def _own_s() -> float:
    """Processor time of this process, and of its children that have ended."""
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in usages)
