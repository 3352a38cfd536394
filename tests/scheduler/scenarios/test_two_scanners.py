"""The two what-ifs of a week that is small enough to be worked out by hand."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from scheduler.imports.planning_file import (
    PlanningFile,
    read_planning_file,
    to_problem,
)
from scheduler.imports.planning_file.schema_commitments import (
    CommitmentsData,
    CommittedBatch,
    CommittedVisit,
    PreviousPlan,
)
from scheduler.scenarios.applying import Applied, applied
from scheduler.scenarios.changes import Change
from scheduler.scenarios.schema import read_changes_file
from scheduler.scenarios.spelling import read_changes
from solver.checks import check
from solver.plan.plan import Plan, total_activity_kbq
from solver.plan.result import LevelName, Result
from solver.problem.commitments import Firmness
from solver.revision import Revision
from tests.scheduler.planning.seeds import constructed
from tests.scheduler.scenarios.changed import but

FIXTURES = Path(__file__).parents[3] / "fixtures"
BASE = read_planning_file((FIXTURES / "instances/two-scanners.json").read_bytes())
TUESDAY_MIN, WEDNESDAY_MIN = 24 * 60, 2 * 24 * 60
EARLY_MIN, LATE_MIN = 8 * 60, 9 * 60 + 45
"""EOS is at 06:15, so that a dose is one half-life of 105 minutes old, or two."""

BATCH = "O1/FDG/2026-09-15/1"


@dataclass(frozen=True)
class Figures:
    """What comes of a problem; participants by number, minutes from Monday on."""

    injected_min: dict[int, int]
    left_out: dict[int, tuple[str, ...]]
    num_runs: int
    activity_mbq: int
    cost_nok: int


NOTHING_CHANGED = Figures(
    {
        1: TUESDAY_MIN + EARLY_MIN,
        2: TUESDAY_MIN + EARLY_MIN,
        3: TUESDAY_MIN + LATE_MIN,
        4: TUESDAY_MIN + LATE_MIN,
    },
    {5: ("occupancy",)},
    num_runs=1,
    activity_mbq=2 * 200 * 2 + 2 * 200 * 4,
    cost_nok=10_000 + 500,
)
THIRD_SCANNER = Figures(
    NOTHING_CHANGED.injected_min | {5: TUESDAY_MIN + EARLY_MIN},
    {},
    num_runs=1,
    activity_mbq=3 * 200 * 2 + 2 * 200 * 4,
    cost_nok=10_000 + 500,
)
NO_TUESDAY = Figures(
    {4: WEDNESDAY_MIN + LATE_MIN},
    dict.fromkeys((1, 2, 3, 5), ("production_chain",)),
    num_runs=1,
    activity_mbq=200 * 4,
    cost_nok=10_000 + 500,
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (None, NOTHING_CHANGED),
        ("third-scanner", THIRD_SCANNER),
        ("oslo-cyclotron-stop", NO_TUESDAY),
    ],
)
def test_what_if_is_as_worked_out_by_hand(name: str | None, expected: Figures) -> None:
    """
    A scanner takes one early and one late scan a day; one run costs 10,000 NOK.
    """
    what_if = applied(BASE, () if name is None else changes_of(name))

    result = constructed(what_if.problem)

    assert figures(result) == expected
    assert check(what_if.problem, plan_of(result)) == []


def test_stop_breaks_what_was_promised_for_that_day() -> None:
    """
    Of four who were promised a dose on Tuesday nobody has one.
    """
    what_if = applied(promised(), changes_of("oslo-cyclotron-stop"))

    assert broken(what_if) == {1, 2, 3, 4}
    assert figures(constructed(what_if.problem)).injected_min == NO_TUESDAY.injected_min


@pytest.mark.parametrize(
    ("line", "note"),
    [
        ("fail batch " + BATCH, "is made or on order, and is lost"),
        ("stop line O1", "is not made as it was to be"),
    ],
)
def test_batch_that_is_lost_breaks_what_it_was_for(line: str, note: str) -> None:
    """
    A batch that is frozen already is as if it had never been.
    """
    what_if = applied(promised(BATCH), read_changes([line], "Europe/Oslo"))

    assert what_if.notes == (f"{BATCH} {note}",)
    assert broken(what_if) == {1, 2, 3, 4}


def test_closed_scanner_breaks_what_is_on_it() -> None:
    """
    One early and one late scan are on each of the two.
    """
    line = "close scanner ULV-PET2 2026-09-15T00:00 2026-09-15T23:00"

    what_if = applied(promised(BATCH), read_changes([line], "Europe/Oslo"))

    base = plan_of(constructed(to_problem(BASE)))
    on_it = {
        number_of(each.visit_id)
        for each in base.administrations
        if "ULV-PET2" in {held.resource_id for held in each.occupations}
    }
    assert len(on_it) == 2
    assert broken(what_if) == on_it


def test_what_leaves_room_breaks_nothing() -> None:
    """
    Who was promised something keeps it, and the third scanner is for the fifth.
    """
    what_if = applied(promised(), changes_of("third-scanner"))

    assert broken(what_if) == set()
    assert figures(constructed(what_if.problem)) == THIRD_SCANNER


def test_weak_batch_breaks_all_of_its_doses() -> None:
    """
    A unit dose of half its activity is no dose for anybody.
    """
    line = f"yield of batch {BATCH} 50"

    what_if = applied(promised(BATCH), read_changes([line], "Europe/Oslo"))

    assert broken(what_if) == {1, 2, 3, 4}


def changes_of(name: str) -> tuple[Change, ...]:
    """The changes of a fixture."""
    path = FIXTURES / "scenarios" / f"{name}.json"
    return read_changes_file(path.read_bytes()).changes


def promised(*frozen: str) -> PlanningFile:
    """The week with its plan, everybody in it confirmed, and batches frozen."""
    problem = to_problem(BASE)
    plan = plan_of(constructed(problem))
    commitments = CommitmentsData(
        previous=PreviousPlan(origin_at=problem.origin_at, plan=plan),
        visits=tuple(
            CommittedVisit(visit=each.visit_id, firmness=Firmness.CONFIRMED)
            for each in plan.administrations
        ),
        batches=tuple(
            CommittedBatch(batch=each, firmness=Firmness.FROZEN) for each in frozen
        ),
    )
    return but(BASE, commitments=commitments)


def broken(what_if: Applied) -> set[int]:
    """Who cannot keep what was promised."""
    return {number_of(each.visit_id) for each in Revision(what_if.problem).broken}


def number_of(visit_id: str) -> int:
    """The number in ``ULV-03-V1``."""
    return int(visit_id.split("-")[1])


def plan_of(result: Result) -> Plan:
    """The plan that was found."""
    assert result.plan is not None
    return result.plan


def figures(result: Result) -> Figures:
    """What came of a problem."""
    plan = plan_of(result)
    cost = next(each for each in result.levels if each.name is LevelName.COST_NOK)
    return Figures(
        {number_of(each.visit_id): each.injection_min for each in plan.administrations},
        {number_of(each.visit_id): each.rules for each in result.left_out},
        num_runs=len(plan.batches),
        activity_mbq=total_activity_kbq(plan) // 1000,
        cost_nok=cost.value,
    )
