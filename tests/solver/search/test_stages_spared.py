"""A stage that fails costs a warning, never the plan in hand."""

import pytest

from scheduler.scenarios.generator import SMALL, generate
from solver.checks import check_result
from solver.config import SolverConfig
from solver.model.defect import ModelDefect
from solver.search import bounds, exact_stages
from solver.solve import solve


def test_plan_survives_a_defect_of_the_exact_model(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """
    With the exact model and the relaxation both failing, the search's plan is returned.
    """

    def fail(*_: object, **__: object) -> None:
        raise ModelDefect("made up")

    monkeypatch.setattr(exact_stages, "improve", fail)
    monkeypatch.setattr(bounds.Assignment, "__init__", fail)
    problem = generate(SMALL, plant=True).problem
    config = SolverConfig(time_limit_s=1, is_deterministic=True)

    with pytest.warns(RuntimeWarning, match="was given up: made up"):
        result = solve(problem, config)

    assert result.plan is not None
    assert check_result(problem, result) == []
