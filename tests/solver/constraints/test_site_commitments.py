"""Rule 18: what committed batches hold at a site."""

from typing import Any

import pytest

from solver.checks import check
from solver.problem.commitments import (
    BatchCommitment,
    Commitments,
    Firmness,
    VisitCommitment,
)
from solver.problem.demand import PriorityClass
from solver.problem.equipment import Licence
from solver.problem.problem import Problem
from solver.problem.products import Product
from solver.search.commit import seat_commitments
from solver.state.index import Index
from solver.state.licences import is_within_licences
from solver.state.record import to_plan
from solver.state.state import State
from tests.solver.builders import a_lane
from tests.solver.constraints.licensed import (
    FIRST,
    FIRST_VIAL,
    SECOND,
    SECOND_VIAL,
    a_licence,
    a_licensed_problem,
    a_tracer,
    asked_for,
    in_vials,
)
from tests.solver.constraints.twins import Seat, accepts, allows, is_open, seated

RULE = "activity_on_site"


def _committed(licence: Licence, product: Product, *seats: Seat) -> Problem:
    """The problem without receiving, where the first order is dispensed already."""
    at_once = {"lanes": (a_lane(receiving_min=0),)}
    before = seated(a_licensed_problem(a_licence(10**9), product, **at_once), seats)
    commitments = Commitments(
        previous=to_plan(before.index, before.placements),
        batches=(BatchCommitment(batch_id="O1", firmness=Firmness.FROZEN),),
    )
    return a_licensed_problem(licence, product, commitments=commitments, **at_once)


@pytest.mark.parametrize(("max_kbq", "fits"), [(300_001, True), (300_000, False)])
def test_what_nobody_uses_stays(max_kbq: int, fits: bool) -> None:
    """
    A syringe for 490 that is not used has 100,000.2 kBq left then.
    """
    # 100,000 * 2^(90/60) = 282,842.7 at 400, rounded up.
    problem = _committed(a_licence(max_kbq), a_tracer(), ("V1", 490, FIRST))

    assert is_open(RULE, problem, ("V2", 550, SECOND)) is fits


@pytest.mark.parametrize(("minute", "fits"), [(490, True), (491, False)])
def test_nothing_is_added_to_what_is_too_much(minute: int, fits: bool) -> None:
    """
    200 MBq are committed and only 100 allowed: all that is not given at once waits.
    """
    problem = _committed(a_licence(100_000), a_tracer(), ("V1", 490, FIRST))

    assert is_open(RULE, problem, ("V2", minute, SECOND)) is fits
    assert is_open(RULE, problem, ("V1", 490, FIRST))


@pytest.mark.parametrize(
    ("max_kbq", "minute", "fits"),
    [(500_001, 550, True), (500_000, 550, False), (500_000, 490, True)],
)
def test_a_committed_vial_is_there_until_its_last_draw(
    max_kbq: int, minute: int, fits: bool
) -> None:
    """
    A vial for 490 and 550 has 300,001 kBq at 490, beside 200 MBq that arrive then.
    """
    # 282,843 + 565,686 = 848,529 at 400; times 2^(-90/60) that is 300,000.3.
    seats = [("V1", 490, FIRST_VIAL), ("V2", 550, FIRST_VIAL)]
    problem = _committed(a_licence(max_kbq), in_vials(), *seats)
    beside: list[Seat] = [seats[0], ("V3", 550, SECOND_VIAL)]

    assert is_open(RULE, problem, ("V2", minute, FIRST_VIAL), beside) is fits


def test_taking_a_draw_away_may_keep_a_vial_for_good() -> None:
    """
    The same vial is gone at 490 once V1 has had of it; without V1, it is too much.
    """
    seats = [("V1", 490, FIRST_VIAL), ("V2", 550, FIRST_VIAL)]
    problem = _committed(a_licence(450_000), in_vials(), *seats)
    state = seated(problem, [seats[0], ("V3", 550, SECOND_VIAL)])
    assert is_within_licences(state, "O1")
    assert is_within_licences(state, "O2")

    state.remove("V1")

    assert not is_within_licences(state, "O1")
    assert not is_within_licences(state, "O2")


@pytest.mark.parametrize(("max_kbq", "fits"), [(267_678, True), (267_677, False)])
def test_a_committed_vial_leaves_its_rest(max_kbq: int, fits: bool) -> None:
    """
    Drawn from at 450, a vial leaves 50 MBq of dead volume, at 490 still 17,677.7 kBq.
    """
    # Beside 200,000 for 550 with 50,000 of dead volume that arrive then. Unused, the
    # vial would be there whole: insertion has nothing against taking from it.
    licence = a_licence(max_kbq, includes_waste=True)
    problem = _committed(licence, in_vials(50), ("V1", 450, FIRST_VIAL))
    beside: list[Seat] = [("V2", 550, SECOND_VIAL)]

    assert accepts(RULE, problem, ("V1", 450, FIRST_VIAL), beside) is fits
    assert allows(RULE, problem, ("V1", 450, FIRST_VIAL), beside)


def test_a_commitment_waits_for_those_who_make_room() -> None:
    """
    V2 goes first, but fits only once V1 is known to use the syringe that is there.
    """
    # At 490 it has 100,001 kBq if it is not used, and 200,000 arrive; 250,000 may be.
    asked = [asked_for("V1"), asked_for("V2", priority=PriorityClass.LAST_CHANCE)]
    seats: list[Seat] = [("V1", 490, FIRST), ("V2", 550, SECOND)]
    at_once: dict[str, Any] = {"lanes": (a_lane(receiving_min=0),), "visits": asked}
    before = seated(a_licensed_problem(a_licence(10**9), **at_once), seats)
    commitments = Commitments(
        previous=to_plan(before.index, before.placements),
        batches=(BatchCommitment(batch_id="O1", firmness=Firmness.FROZEN),),
        visits=tuple(
            VisitCommitment(visit_id=id_, firmness=Firmness.CONFIRMED)
            for id_ in ("V1", "V2")
        ),
    )
    problem = a_licensed_problem(a_licence(250_000), commitments=commitments, **at_once)
    state = State(Index(problem))

    assert seat_commitments(state) == ()
    assert state.placements.keys() == {"V1", "V2"}
    assert check(problem, to_plan(state.index, state.placements)) == []
