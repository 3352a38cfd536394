"""Normal, low and late: by hand on a small day, and on the demo week."""

import pytest

from solver.booking.first_loss import first_loss
from solver.checks import check
from solver.config import SolverConfig
from solver.contingency.contents import holding
from solver.contingency.later import later
from solver.contingency.reseating import reseated
from solver.contingency.timetables import Mishap, Timetable, contingency
from solver.problem.commitments import Commitments, Firmness
from solver.problem.demand import Visit
from solver.problem.problem import Problem
from solver.search.budget import Budget
from solver.search.stages import Search
from tests.solver.builders import (
    a_person,
    a_problem,
    a_run,
    a_therapy,
    a_vial_product,
    a_visit,
    places,
)
from tests.solver.contingency.week import planned_week

EOS = 300
HALF_LIFE = 110
SOME = ("B1/FDG/2026-09-16/1", "KJELLER/RA223/2026-09-16", "O2/FLUTE/2026-09-16/1")


def _visit(visit_id: str, first: int, last: int, **more: object) -> Visit:
    window = {"window_start_min": first, "window_end_min": last + 1}
    return a_visit(visit_id, **(window | more))


def _day(*visits: Visit) -> Problem:
    """One run with EOS at minute 300, vials of 1,000 kBq/µL, and its plan in force."""
    problem = a_problem(
        visits,
        products=(a_vial_product(dead_volume_ul=0),),
        runs=(a_run(earliest_eos_min=EOS, latest_eos_min=EOS),),
        procedures=(a_therapy(),),
        places=places(*(f"chair {each.id}" for each in visits)),
        people=tuple(a_person(f"nurse {each.id}", "nurse") for each in visits),
    )
    search = Search(problem, Budget(SolverConfig(time_limit_s=1)))
    search.seat_commitments()
    search.construct()
    plan = search.result().plan
    assert plan is not None
    assert len(plan.administrations) == len(visits)
    held = Commitments(previous=plan)
    return Problem(**dict(problem) | {"commitments": held})


def _batch(problem: Problem) -> str:
    (batch,) = problem.commitments.previous.batches
    return batch.id


def _by_mishap(problem: Problem, batch_id: str, **more: int) -> dict[Mishap, Timetable]:
    found = contingency(problem, batch_id, **more)
    return {each.mishap: each for each in found.timetables}


def test_a_low_day_by_hand() -> None:
    """
    Of 400,000 and 800,000 kBq at EOS 1,100,000 are there: the later one loses.
    """
    problem = _day(
        _visit("V1", EOS + HALF_LIFE, EOS + HALF_LIFE),
        _visit("V2", EOS + 2 * HALF_LIFE, EOS + 2 * HALF_LIFE),
    )

    low = _by_mishap(problem, _batch(problem), low_permille=900)[Mishap.LOW]

    assert [(each.visit_id, each.after_min) for each in low.changed] == [("V2", None)]
    assert low.below_kbq == 1_200_000
    assert low.prepared_kbq == 1_080_000


def test_who_can_come_sooner_needs_less() -> None:
    """
    Of 1,200,000 kBq nine tenths are there: the second dose of 800,000 has to shrink.

    It does if it is injected sooner.
    """
    later_visit = _visit("V2", EOS + 2 * HALF_LIFE, EOS + 2 * HALF_LIFE)
    problem = _day(_visit("V1", EOS + HALF_LIFE, EOS + HALF_LIFE), later_visit)
    sooner = Visit(**dict(later_visit) | {"window_start_min": EOS + HALF_LIFE})
    problem = Problem(**dict(problem) | {"visits": (problem.visits[0], sooner)})

    low = _by_mishap(problem, _batch(problem), low_permille=900)[Mishap.LOW]

    (moved,) = low.changed
    assert moved.visit_id == "V2"
    assert moved.after_min is not None
    assert EOS + HALF_LIFE <= moved.after_min < EOS + 2 * HALF_LIFE


def test_a_day_with_enough_time_is_at_no_risk() -> None:
    """
    Whoever is injected hours after release bears a late one.
    """
    problem = _day(_visit("V1", EOS + 400, EOS + 400))

    assert Mishap.LATE not in _by_mishap(problem, _batch(problem), late_min=30)


@pytest.mark.parametrize("batch_id", SOME)
def test_the_trigger_is_the_first_loss(batch_id: str) -> None:
    """
    By its minute nobody loses anything, and a minute after it somebody does.
    """
    problem = planned_week()
    plan = problem.commitments.previous
    timetables = _by_mishap(problem, batch_id)

    assert timetables
    for each in timetables.values():
        if each.mishap is Mishap.LATE:
            assert each.after_min is not None
            assert each.prepared_min is not None
            release = each.prepared_min - 60
            slack = each.after_min - release
            assert not first_loss(problem, plan, batch_id, delay_min=slack)
            assert first_loss(problem, plan, batch_id, delay_min=slack + 1)


@pytest.mark.parametrize("batch_id", SOME)
def test_nobody_is_asked_to_come_before_it_is_known(batch_id: str) -> None:
    """
    New times lie after the trigger; who has been injected by then has been.
    """
    problem = planned_week()
    batch = next(
        each for each in problem.commitments.previous.batches if each.id == batch_id
    )

    for timetable in contingency(problem, batch_id).timetables:
        known = timetable.after_min or batch.reference_min
        moved = [each.after_min for each in timetable.changed if each.after_min]
        assert all(minute > known for minute in moved)
        assert all(each.before_min >= known for each in timetable.changed)


@pytest.mark.parametrize("batch_id", SOME)
def test_all_others_stay_and_the_checker_agrees(batch_id: str) -> None:
    """
    The plan behind a timetable differs from the plan in force for those it names only.
    """
    problem = planned_week()
    plan = problem.commitments.previous
    batch = next(each for each in plan.batches if each.id == batch_id)
    sent = {each.id for each in plan.shipments if each.batch_id == batch_id}
    contents = {
        each.id: each.activity_kbq // 2
        for each in plan.vials
        if each.shipment_id in sent
    }
    halved = holding(later(problem, batch.reference_min), batch_id, contents)

    left, changed = reseated(halved)

    named = {each.visit_id for each in changed}
    before = {each.visit_id: each.injection_min for each in plan.administrations}
    after = {each.visit_id: each.injection_min for each in left.administrations}
    assert named
    assert not check(halved, left)
    assert {key: before[key] for key in before.keys() - named} == {
        key: after[key] for key in after.keys() - named
    }


def test_a_later_minute_makes_firm_what_lies_before() -> None:
    """
    Injected by then is a fact, and everybody else was told.
    """
    problem = later(planned_week(), 2000)

    firmness = {each.visit_id: each.firmness for each in problem.commitments.visits}

    assert problem.as_of_min == 2000
    for each in problem.commitments.previous.administrations:
        is_given = each.injection_min < 2000
        wanted = Firmness.FACT if is_given else Firmness.CONFIRMED
        assert firmness[each.visit_id] is wanted
    assert later(problem, 1999) is problem


def test_what_cannot_be_made_any_more_is_not_made_by_then() -> None:
    """
    Once the last has closed that nobody was given a dose of, it is made if it is there.
    """
    problem = planned_week()
    made = {each.id for each in problem.commitments.previous.batches}
    last = max(
        (each for each in problem.runs if each.id in made),
        key=lambda each: each.cutoff_min,
    )
    runs = tuple(each for each in problem.runs if each is not last)

    closed, left = (
        {
            each.batch_id
            for each in later(found, last.cutoff_min + 1).commitments.batches
        }
        for found in (problem, Problem(**dict(problem) | {"runs": runs}))
    )
    assert last.id in closed
    assert left == closed - {last.id}
