"""A plan of nonsense is shown all the same: the checker says what is wrong."""

import re

import pytest

from scheduler.exports.html.page import render_page
from solver.plan.plan import Administration, Occupation
from solver.problem.base import MAX_MINUTES
from tests.scheduler.exports.sample_week import sample_week

PROBLEM, RESULT = sample_week()


def _page_with(first: Administration) -> str:
    assert RESULT.plan is not None
    rest = RESULT.plan.administrations[1:]
    plan = RESULT.plan.model_copy(update={"administrations": (first, *rest)})
    return render_page(PROBLEM, RESULT.model_copy(update={"plan": plan}), ["no"])


def _first() -> Administration:
    assert RESULT.plan is not None
    return RESULT.plan.administrations[0]


@pytest.mark.parametrize("minute", [-MAX_MINUTES, -1, MAX_MINUTES])
def test_injections_years_away(minute: int) -> None:
    """No activity overflows, however long before its batch a dose is given."""
    page = _page_with(_first().model_copy(update={"injection_min": minute}))

    assert "the independent check found 1 violation" in page
    assert not re.search(r'[ "ML-](inf|nan)[ "L]', page)


def test_occupations_that_end_before_they_start() -> None:
    """They are a moment on the chart."""
    held = tuple(
        Occupation(
            resource_id=each.resource_id,
            purpose=each.purpose,
            start_min=each.start_min,
            end_min=each.start_min - 60,
        )
        for each in _first().occupations
    )

    page = _page_with(_first().model_copy(update={"occupations": held}))

    assert "the independent check found 1 violation" in page
