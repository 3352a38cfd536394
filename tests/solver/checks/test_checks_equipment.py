from typing import Any

import pytest

from solver.checks import check
from solver.plan.plan import EquipmentHold, Plan
from solver.problem.base import Interval
from solver.problem.problem import Problem
from tests.solver.checks.judged import altered, named, world_with
from tests.solver.checks.mutation import changed
from tests.solver.checks.world_data import DAY
from tests.solver.checks.world_plan import a_plan
from tests.solver.checks.world_supply import (
    a_later_problem,
    a_supplied_plan,
    a_supplied_problem,
    supplied_with,
)


def _holding(batch_id: str, *holds: tuple[str, int, int]) -> Plan:
    """The plan with other holds of one run."""
    equipment = tuple(
        EquipmentHold(equipment_id=piece, start_min=start, end_min=end)
        for piece, start, end in holds
    )
    return altered(a_supplied_plan(), batch_id, equipment=equipment)


def test_supplied_plan_is_clean() -> None:
    """
    With beam, instruments, generator, vehicles and licences the plan breaks no rule.
    """
    assert check(a_supplied_problem(), a_supplied_plan()) == []


@pytest.mark.parametrize(
    ("field", "id", "changes", "is_named"),
    [
        # R1 holds the cyclotron during [300, 360)
        (
            "equipment",
            "cyclotron",
            {"available": (Interval(start_min=300, end_min=360),)},
            False,
        ),
        (
            "equipment",
            "cyclotron",
            {"available": (Interval(start_min=301, end_min=360),)},
            True,
        ),
        (
            "equipment",
            "cyclotron",
            {"available": (Interval(start_min=300, end_min=359),)},
            True,
        ),
        ("processes", "make FDG", {"uses": ()}, True),
    ],
)
def test_equipment_edges(
    field: str, id: str, changes: dict[str, Any], is_named: bool
) -> None:
    """
    A run holds equipment within its calendar, and what its process uses.
    """
    problem = supplied_with(field, id, **changes)

    assert (("production_chain", "R1") in named(problem, a_supplied_plan())) is is_named


@pytest.mark.parametrize(
    ("holds", "is_named"),
    [
        ((("cyclotron", 300, 360), ("hplc", 400, 430)), False),
        ((("cyclotron", 300, 360), ("tlc", 400, 430)), False),
        ((("cyclotron", 299, 360), ("hplc", 400, 430)), True),
        ((("cyclotron", 300, 361), ("hplc", 400, 430)), True),
        ((("hplc", 400, 430), ("cyclotron", 300, 360)), True),  # in another order
        ((("cyclotron", 300, 360),), True),
        ((("cyclotron", 300, 360), ("hplc", 400, 430), ("tlc", 400, 430)), True),
        ((("cyclotron", 300, 360), ("a balance", 400, 430)), True),
        ((("tlc", 300, 360), ("hplc", 400, 430)), True),  # not of the kind
        ((("cyclotron", 300, 360), ("maker's", 400, 430)), True),  # of another unit
    ],
)
def test_run_holds_just_what_its_process_uses(
    holds: tuple[tuple[str, int, int], ...], is_named: bool
) -> None:
    """
    One piece of the unit for each use, in order, from its first minute to its last.
    """
    pieces = a_supplied_problem().equipment
    others = changed(pieces[-1], id="maker's", unit_id="maker")
    problem = a_supplied_problem(equipment=(*pieces, others))
    found = named(problem, _holding("R1", *holds))

    assert found == ({("production_chain", "R1")} if is_named else set())


@pytest.mark.parametrize(("until", "is_named"), [(160, False), (161, True)])
def test_equipment_serves_one_run_at_a_time(until: int, is_named: bool) -> None:
    """
    R1 may hold the instrument until R2 does at 560, and not a minute longer.
    """
    fdg = next(e for e in a_supplied_problem().processes if e.id == "make FDG")
    uses = (fdg.uses[0], changed(fdg.uses[1], until_min=until))
    problem = supplied_with("processes", "make FDG", uses=uses)
    plan = _holding("R1", ("cyclotron", 300, 360), ("hplc", 400, 400 + until))
    spared = _holding("R1", ("cyclotron", 300, 360), ("tlc", 400, 400 + until))
    expected = {("production_chain", "R1"), ("production_chain", "R2")}

    assert named(problem, plan) == (expected if is_named else set())
    assert named(problem, spared) == set()


def test_committed_run_keeps_its_equipment() -> None:
    """
    R3 may not take the instrument that the committed R1 holds; that R1 and R2 share
    it is a fact, and nobody's fault now.
    """
    use = changed(
        a_supplied_problem().processes[1].uses[0], from_min=-1400, until_min=0
    )
    problem = a_later_problem()
    uses = {"make FDG": problem.processes[0].uses, "make GAL": (use,)}
    processes = tuple(changed(e, uses=uses[e.id]) for e in problem.processes)
    problem = changed(problem, processes=processes, as_of_min=400)
    # 1920 - 1400 = 520: R3 would hold it during [520, 1920), R2 does during [560, 590)
    shared = _holding("R3", ("hplc", 520, 1920))
    other = _holding("R3", ("tlc", 520, 1920))

    assert named(problem, shared) == {("production_chain", "R3")}
    assert named(problem, other) == set()


@pytest.mark.parametrize(
    ("problem", "begins"),
    [
        (a_supplied_problem(), 300),  # of the beam
        (supplied_with("processes", "make FDG", irradiation=None, uses=()), 360),
        (supplied_with("processes", "make FDG", irradiation=None), 300),  # of its use
        (supplied_with("processes", "make FDG", uses=()), 300),
    ],
    ids=["both", "synthesis", "use", "beam"],
)
def test_no_run_begins_before_now(problem: Problem, begins: int) -> None:
    """
    The beam, the earliest use and the synthesis of R1 lie not in the past.
    """
    plan = a_supplied_plan()
    if not problem.processes[0].uses:
        plan = altered(plan, "R1", equipment=())
    for now in (begins, begins + 1):
        runs = tuple(changed(run, cutoff_min=DAY) for run in problem.runs)
        orders = tuple(changed(each, cutoff_min=DAY) for each in problem.orders)
        later = changed(problem, as_of_min=now, runs=runs, orders=orders)

        assert (("production_chain", "R1") in named(later, plan)) is (now > begins)


def test_plain_world_needs_nothing_of_it() -> None:
    """
    A process that uses no equipment holds none, and may not.
    """
    plain = world_with("processes", "make FDG", uses=())

    assert ("production_chain", "R1") in named(plain, a_supplied_plan())
    assert check(plain, a_plan()) == []
