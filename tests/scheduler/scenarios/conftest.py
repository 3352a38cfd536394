"""Fixtures of tests of what-ifs."""

import pytest

from scheduler.planning import solve_step
from tests.scheduler.scenarios.what_ifs import solve_here


@pytest.fixture
def solved_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The solver in this process, without a search."""
    monkeypatch.setattr(solve_step, "solve_apart", solve_here)
