from typing import Any

import pytest

from solver.checks import level_values as checked_values
from solver.constraints import SOFT_RULES
from solver.constraints.fairness import permille, waiting_days
from solver.model.build import build
from solver.model.piece import Piece
from solver.plan.plan import Plan
from solver.plan.result import LevelName
from solver.problem.commitments import Commitments, Firmness, VisitCommitment
from solver.problem.problem import Problem
from solver.search.score import level_values
from solver.state.index import Index
from solver.state.record import to_plan
from tests.solver.builders import a_site, a_visit, spans
from tests.solver.several_days import ALWAYS, a_dose, seat, seated, three_days

SOFT = {
    LevelName.BUMPED_AGAIN,
    LevelName.TOUCHED,
    LevelName.MOVED_DAYS,
    LevelName.MOVED_MIN,
    LevelName.REFUSAL_PERMILLE,
    LevelName.WAITING_DAYS,
    LevelName.OUTSIDE_PREFERRED,
}


def _values(problem: Problem, **minutes: int) -> dict[LevelName, int]:
    """
    Soft levels of a plan with visits at these minutes.

    Search, exact model and checker count them, and have to agree.
    """
    index = Index(problem)
    placements = {id_: seat(index, id_, at) for id_, at in minutes.items()}
    state = seated(index, placements.values())
    values = {
        name: value for (name, _), value in level_values(state).items() if name in SOFT
    }
    plan = to_plan(index, placements)
    checked = {
        name: value
        for (name, _), value in checked_values(problem, plan).items()
        if name in SOFT
    }
    assert checked == values
    plan_model = build(Piece.whole(index, {}), ())
    seating = plan_model.seating(placements)
    posted = {
        term.name: seating.value(term.expr)
        for term in plan_model.levels
        if term.name in SOFT
    }
    assert posted == values
    fixed = build(Piece(index, (), placements), ())
    assert {
        term.name: fixed.seating({}).value(term.expr)
        for term in fixed.levels
        if term.name in SOFT
    } == values
    return values


def _replanned(problem: Problem, *bumped: str, **minutes: int) -> Problem:
    """The problem after a plan with visits at these minutes, all confirmed."""
    index = Index(problem)
    plan: Plan = to_plan(
        index, {id_: seat(index, id_, at) for id_, at in minutes.items()}
    )
    commitments = Commitments(
        previous=plan,
        visits=tuple(
            VisitCommitment(
                visit_id=id_, firmness=Firmness.CONFIRMED, bumps=int(id_ in bumped)
            )
            for id_ in minutes
        ),
    )
    return problem.model_copy(update={"commitments": commitments})


def _wide(id: str, **overrides: Any) -> Any:
    return a_dose(id, **({"window_start_min": 0, "window_end_min": 4320} | overrides))


def test_soft_rules_have_levels_of_their_own() -> None:
    """
    No level is counted by two rules, and none of theirs by none.
    """
    state = seated(Index(three_days(a_dose())), [])
    names = [name for rule in SOFT_RULES for name, _ in rule.values(state)]

    assert sorted(names) == sorted(SOFT)


def test_moves_are_counted_by_participant_day_and_minute() -> None:
    """
    One participant with two moved visits is touched once; a clinical claim is one.
    """
    clinical = a_visit(
        "C",
        procedure_id="dose",
        participant_id=None,
        trial_id=None,
        window_start_min=0,
        window_end_min=4320,
        injection_hours=ALWAYS,
    )
    problem = _replanned(
        three_days(
            _wide("A", participant_id="P"),
            _wide("B", participant_id="P"),
            clinical,
            _wide("D"),
        ),
        "B",
        "D",
        A=600,
        B=1500,
        C=700,
        D=800,
    )

    found = _values(problem, A=610, B=1430, C=701, D=800)

    # A by 10, B by 70 minutes and across midnight at 1440, C by 1; D stays.
    assert found[LevelName.TOUCHED] == 2
    assert found[LevelName.BUMPED_AGAIN] == 1
    assert found[LevelName.MOVED_DAYS] == 1
    assert found[LevelName.MOVED_MIN] == 81


def test_a_lost_visit_is_touched_and_does_not_move() -> None:
    """
    Who is not served any more is bumped again, by no days and minutes.
    """
    problem = _replanned(three_days(_wide("A"), _wide("B")), "A", A=600, B=3000)

    found = _values(problem, B=600)

    # B from the third day to the first: 2400 minutes, two days.
    assert found[LevelName.TOUCHED] == 2
    assert found[LevelName.BUMPED_AGAIN] == 1
    assert found[LevelName.MOVED_DAYS] == 2
    assert found[LevelName.MOVED_MIN] == 2400


def test_the_worst_site_or_trial_counts() -> None:
    """
    Refusals are a share of what was asked, rounded up, and only the highest counts.
    """
    early = _wide("E", window_end_min=9999)
    problem = three_days(_wide("A"), _wide("B"), _wide("C"), early)

    # The deferrable E is not asked for: one of three is refused, 334 of a thousand.
    assert _values(problem, A=600, B=700)[LevelName.REFUSAL_PERMILLE] == 334
    assert _values(problem, A=600, B=700, C=800)[LevelName.REFUSAL_PERMILLE] == 0
    assert _values(problem)[LevelName.REFUSAL_PERMILLE] == 1000
    assert _values(three_days(early))[LevelName.REFUSAL_PERMILLE] == 0


def test_waiting_counts_whole_days_from_the_request() -> None:
    """
    From the request, or from the window's start; clinical claims do not wait.
    """
    problem = three_days(_wide("A", asked_min=-1440), _wide("B", window_start_min=100))

    # A: 2879 + 1440 = 4319 minutes, less than three days. B: 1540 - 100 is one day.
    assert _values(problem, A=1439)[LevelName.WAITING_DAYS] == 1
    assert _values(problem, A=2879)[LevelName.WAITING_DAYS] == 2
    assert _values(problem, B=1539)[LevelName.WAITING_DAYS] == 0
    assert _values(problem, B=1540)[LevelName.WAITING_DAYS] == 1
    assert _values(problem, A=2880, B=1540)[LevelName.WAITING_DAYS] == 3 + 1


@pytest.mark.parametrize(
    ("minute", "outside"), [(599, 1), (600, 0), (659, 0), (660, 1)]
)
def test_preferred_hours_are_half_open(minute: int, outside: int) -> None:
    """
    From the first minute of a preferred hour to the one before its end.
    """
    problem = three_days(_wide("A", preferred_hours=spans((600, 660))), _wide("B"))

    found = _values(problem, A=minute, B=1500)
    assert found[LevelName.OUTSIDE_PREFERRED] == outside


def test_moved_days_are_the_sites_days() -> None:
    """
    A day of 23 hours is one day.
    """
    site = a_site(opening=ALWAYS, midnights_min=(0, 1380, 2820, 4320))
    problem = _replanned(three_days(_wide("A"), sites=(site,)), A=1379)

    assert _values(problem, A=1380)[LevelName.MOVED_DAYS] == 1
    assert _values(problem, A=1378)[LevelName.MOVED_DAYS] == 0


def test_shares_are_rounded_up() -> None:
    """
    One of seven is 142.86, and nobody of nobody nothing.
    """
    assert permille(1, 7) == 143
    assert permille(0, 7) == 0
    assert permille(7, 7) == 1000


def test_who_comes_before_waiting_began_has_not_waited() -> None:
    """
    A request may be later than the window's start, and the injection earlier still.
    """
    assert waiting_days(a_dose(asked_min=2000), 500) == 0
