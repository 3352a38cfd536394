"""Every schedule that is handed out can be booked as it is."""

from random import Random

import pytest

from solver.offers import (
    MOST_SCHEDULES,
    schedule_obstacle,
    schedule_offers,
)
from solver.problem.problem import Problem
from solver.revision import Revision
from tests.solver.booking.forced import revised, story
from tests.solver.booking.schedules import a_pair, assert_bookable
from tests.solver.bound_visits import bound_problem, paired


def of_participants(problem: Problem) -> dict[str, list[str]]:
    """Visits of each participant."""
    found: dict[str, list[str]] = {}
    for visit in problem.visits:
        if visit.participant_id is not None:
            found.setdefault(visit.participant_id, []).append(visit.id)
    return found


def test_visits_seated_already_are_scheduled_anew() -> None:
    """
    Whoever has a schedule may ask for another; the plan stays as it is meanwhile.
    """
    revision = Revision(a_pair())
    (first, *_) = schedule_offers(revision, ["rest", "stress"])
    revision.seat(*(each.slot for each in first))
    before = revision.plan()

    schedules = schedule_offers(revision, ["rest", "stress"])

    assert len(schedules) == 2
    assert revision.plan() == before
    assert_bookable(revision, ["rest", "stress"], schedules)


@pytest.mark.parametrize("name", ["amyloid-tau", "lut-dosimetry"])
def test_schedules_of_stories_can_be_booked(name: str) -> None:
    """
    Every tenth participant or so gets schedules with all visits, or is told why not.
    """
    problem = story(name)
    revision = revised(problem)
    sample = list(of_participants(problem).values())[
        :: max(1, len(problem.visits) // 9)
    ]

    for visit_ids in sample or list(of_participants(problem).values())[:2]:
        schedules = schedule_offers(revision, visit_ids)
        assert len(schedules) <= MOST_SCHEDULES
        assert_bookable(revision, visit_ids, schedules)
        obstacle = schedule_obstacle(revision, visit_ids)
        assert (obstacle is None) == bool(schedules)


@pytest.mark.parametrize("seed", range(12))
def test_schedules_of_bound_visits_can_be_booked(seed: int) -> None:
    """
    With cohorts, washout, pairs and people's limits in the way.
    """
    problem = paired(bound_problem(seed), seed)
    revision = revised(problem, Random(seed), 0.5)

    for visit_ids in of_participants(problem).values():
        schedules = schedule_offers(revision, visit_ids)
        assert_bookable(revision, visit_ids, schedules)
        obstacle = schedule_obstacle(revision, visit_ids)
        assert (obstacle is None) == bool(schedules)
        assert obstacle is None or (obstacle.visit_id in visit_ids and obstacle.rules)
