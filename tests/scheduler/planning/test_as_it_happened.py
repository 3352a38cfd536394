"""Problems in which releases and arrivals are as late as they were."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import Row

from scheduler.planning.as_it_happened import as_it_happened
from scheduler.production.records import BatchState
from solver.checks import check
from solver.plan.plan import Plan
from solver.problem.commitments import BatchCommitment, Commitments, Firmness
from solver.problem.problem import Problem
from solver.revision import Revision
from tests.scheduler.planning.seeds import constructed
from tests.solver.builders import (
    a_problem,
    a_timetabled_lane,
    an_ordered_problem,
)


def _planned(problem: Problem) -> tuple[Problem, Plan]:
    """The problem with a plan of ours in force, its one batch made."""
    plan = constructed(problem).plan
    assert plan is not None
    (batch,) = plan.batches
    held = Commitments(
        previous=plan,
        batches=(BatchCommitment(batch_id=batch.id, firmness=Firmness.FACT),),
    )
    return Problem(**dict(problem) | {"commitments": held}), plan


def _records(id: str, **columns: datetime | None) -> Mapping[str, Row[Any]]:
    known = {"released_at": None, "arrived_at": None, "expected_at": None}
    row = SimpleNamespace(state=BatchState.ACCEPTED, **known | columns)
    return {id: cast("Row[Any]", row)}


def _at(problem: Problem, minute: float) -> datetime:
    return problem.origin_at + timedelta(minutes=minute)


def _broken(problem: Problem) -> dict[str, tuple[str, ...]]:
    revision = Revision(problem)
    revision.checked_plan()
    return {each.visit_id: each.rules for each in revision.broken}


@pytest.mark.parametrize("minutes", [-5, 0])
def test_what_comes_in_time_changes_nothing(minutes: int) -> None:
    """
    Released and arrived as planned, or sooner, the problem stays as it is.
    """
    problem, plan = _planned(a_problem())
    (batch,), (shipment,) = plan.batches, plan.shipments
    # Quality control takes 30 min.
    released = _records(
        batch.id, released_at=_at(problem, batch.reference_min + 30 + minutes)
    )
    arrived = _records(
        shipment.id, arrived_at=_at(problem, shipment.arrives_min + minutes)
    )

    happened = as_it_happened(problem, released, arrived)

    assert happened == problem


@pytest.mark.parametrize("problem", [a_problem(), an_ordered_problem()])
def test_nobody_is_injected_before_a_late_release(problem: Problem) -> None:
    """
    At the minute of the injection it is in time, a second later it is not.
    """
    problem, plan = _planned(problem)
    (batch,), (dose,) = plan.batches, plan.administrations

    def broken(seconds: int) -> dict[str, tuple[str, ...]]:
        at = _at(problem, dose.injection_min) + timedelta(seconds=seconds)
        return _broken(as_it_happened(problem, _records(batch.id, released_at=at), {}))

    assert broken(0) == {}
    assert broken(1) == {"V1": ("production_chain",)}


@pytest.mark.parametrize("column", ["arrived_at", "expected_at"])
def test_a_courier_that_is_late_is_late_for_the_visit(column: str) -> None:
    """
    After five minutes of receiving it is used at the injection, or too late by one.
    """
    problem, plan = _planned(a_problem())
    (shipment,), (dose,) = plan.shipments, plan.administrations

    def happened(late_min: int) -> Problem:
        at = _at(problem, dose.injection_min - 5 + late_min)
        return as_it_happened(problem, {}, _records(shipment.id, **{column: at}))

    in_time, late = happened(0), happened(1)

    assert _broken(in_time) == {}
    assert _broken(late) == {"V1": ("transport",)}
    (moved,) = late.commitments.previous.shipments
    assert moved.arrives_min == dose.injection_min - 4
    assert moved.usable_min == dose.injection_min + 1


def test_what_has_arrived_counts_more_than_what_was_said() -> None:
    """
    Expected late, it came in time after all: nobody is lost.
    """
    problem, plan = _planned(a_problem())
    (shipment,) = plan.shipments
    records = _records(
        shipment.id,
        expected_at=_at(problem, 1000),
        arrived_at=_at(problem, shipment.arrives_min),
    )

    happened = as_it_happened(problem, {}, records)

    assert _broken(happened) == {}
    assert check(happened, plan) == []


def test_a_late_departure_is_late_for_all_it_carries() -> None:
    """
    The departure itself arrives when its shipment did.
    """
    problem, plan = _planned(a_problem(**a_timetabled_lane(400)))
    (shipment,), (dose,) = plan.shipments, plan.administrations
    at = _at(problem, dose.injection_min - 4)

    late = as_it_happened(problem, {}, _records(shipment.id, arrived_at=at))

    (departure,) = late.departures
    assert departure.arrives_min == dose.injection_min - 4
    assert _broken(late) == {"V1": ("transport",)}


@pytest.mark.parametrize(
    "lane", [{}, a_timetabled_lane(400)], ids=["courier", "flight"]
)
def test_a_lifetime_late_is_too_late(lane: dict[str, Any]) -> None:
    """
    A slip of the year is no time that a problem could not hold.
    """
    problem, plan = _planned(a_problem(**lane))
    (batch,), (shipment,) = plan.batches, plan.shipments
    never = datetime(2100, 12, 31, tzinfo=UTC)

    unsent = as_it_happened(problem, {}, _records(shipment.id, expected_at=never))
    unmade = as_it_happened(problem, _records(batch.id, released_at=never), {})

    assert _broken(unsent) == {"V1": ("transport",)}
    assert _broken(unmade) == {"V1": ("production_chain",)}


def test_records_of_what_the_plan_has_not_change_nothing() -> None:
    """
    A batch or shipment that went before is of no account.
    """
    problem, _ = _planned(a_problem())
    late = _at(problem, 1400)

    happened = as_it_happened(
        problem, _records("R0", released_at=late), _records("S0", arrived_at=late)
    )

    assert happened == problem
