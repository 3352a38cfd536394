"""How much longer? Wall time, or counted work where the answer must be repeatable."""

import time
from collections.abc import Callable

from solver.config import SolverConfig

TICKS_PER_SECOND = 200
"""Ruin-and-recreate steps that deterministic mode counts as one second of work."""

WORK_S = 4.0
"""Seconds that one unit of the exact solver's own measure of work stands for."""


class Budget:
    """
    The limit of one solve, cut into phases.

    Parameters
    ----------
    config
        Limit and mode.
    should_stop
        Asked now and then; once it says yes, every phase is over.
    """

    def __init__(
        self, config: SolverConfig, should_stop: Callable[[], bool] | None = None
    ) -> None:
        self.config = config
        self._should_stop = should_stop
        self._began = time.monotonic()
        self._ticks = 0
        self._is_stopped = False

    @property
    def wall_s(self) -> float:
        """Seconds since the solve began."""
        return time.monotonic() - self._began

    @property
    def is_stopped(self) -> bool:
        """Whether somebody asked to stop."""
        if not self._is_stopped and self._should_stop is not None:
            self._is_stopped = self._should_stop()
        return self._is_stopped

    def tick(self, count: int = 1) -> None:
        """Count work done."""
        self._ticks += count

    def spent(self) -> float:
        """Share of the limit that is used up; one or more when it is over."""
        if self.config.is_deterministic:
            return self._ticks / (self.config.time_limit_s * TICKS_PER_SECOND)
        return self.wall_s / self.config.time_limit_s

    def goes_on(self, until: float) -> bool:
        """Whether the phase that ends at this share of the limit goes on."""
        return not self.is_stopped and self.spent() < until

    def left_s(self, until: float = 1.0) -> float:
        """Seconds (of time or of counted work) until a share of the limit."""
        return max(0.0, (until - self.spent()) * self.config.time_limit_s)

    def charge_work(self, units: float) -> None:
        """Count work of the exact solver, in its own deterministic measure."""
        self.charge_s(units * WORK_S)

    def charge_s(self, seconds: float) -> None:
        """Count work done elsewhere, in seconds of the deterministic measure."""
        self._ticks += round(seconds * TICKS_PER_SECOND)
