"""What a what-if makes of its base, without a database."""

import pytest

from scheduler.imports.planning_file.convert import to_problem
from scheduler.scenarios.applying import applied
from scheduler.scenarios.comparison import Told, compared
from scheduler.scenarios.comparison_records import Comparison, Standing
from scheduler.scenarios.side import Side
from scheduler.scenarios.spelling import read_changes
from solver.checks import level_values
from solver.plan.difference import ChangeKind
from solver.plan.plan import Plan
from solver.plan.result import LevelName, Result, SolveStatus
from tests.scheduler.planning.seeds import constructed, file_of

NOTHING = Told(None, (), (), ())
PLANNED = (
    "two-scanners",
    "late-flight-trondheim-before",
    "no-fdg-day",
    "lut-dosimetry",
)


def side_of(name: str, *lines: str) -> Side:
    """A file with some changes, and a first plan of it."""
    file = file_of(name)
    if not lines:
        problem = to_problem(file)
    else:
        problem = applied(file, read_changes(lines, "Europe/Oslo")).problem
    return Side(problem, constructed(problem))


def figure(found: Comparison, name: str) -> tuple[float | None, float | None]:
    """Both sides of a figure that is about everybody."""
    (one,) = [
        each for each in found.figures if each.name == name and each.priority is None
    ]
    return one.before, one.after


@pytest.mark.parametrize("name", PLANNED)
def test_nothing_differs_from_itself(name: str) -> None:
    """
    All visits that are served stay as they are.
    """
    side = side_of(name)
    found = compared(side, side, NOTHING)

    assert (found.visits, found.batches) == ((), ())
    assert found.num_kept == len(side.plan.administrations)
    assert all(each.before == each.after for each in found.figures)
    assert all(each.before == each.after for each in found.use)
    assert all(each.before == each.after for each in found.waiting)


@pytest.mark.parametrize("name", PLANNED)
def test_figures_are_those_of_the_plan(name: str) -> None:
    """
    Visits stand one way each, and waiting by site or by trial adds up to the level.
    """
    side = side_of(name)
    found = compared(side, side, NOTHING)

    counts = ("num_served", "num_left_out", "num_deferred")
    total = level_values(side.problem, side.plan)[LevelName.WAITING_DAYS, None]
    assert sum(figure(found, each)[0] or 0 for each in counts) == len(
        side.problem.visits
    )
    for kind in ("site", "trial"):
        waits = [each.after.days for each in found.waiting if each.kind == kind]
        assert sum(waits) == total
    assert all((each.after.share or 0) <= 1 for each in found.use if each.after)


def test_the_way_back_is_the_other_way_round() -> None:
    """
    What is lost on the way there is added on the way back.
    """
    base = side_of("two-scanners")
    stopped = side_of("two-scanners", "stop unit OSLO 2026-09-15T00:00")
    there, back = compared(base, stopped, NOTHING), compared(stopped, base, NOTHING)

    turned = {ChangeKind.LOST: ChangeKind.ADDED, ChangeKind.MOVED: ChangeKind.MOVED}
    assert {each.kind for each in there.visits if each.kind} == {ChangeKind.LOST}
    assert {(x.visit_id, x.before_at, x.before, x.after) for x in there.visits} == {
        (x.visit_id, x.after_at, x.after, x.before) for x in back.visits
    }
    assert [turned[each.kind] for each in there.visits if each.kind] == [
        each.kind for each in back.visits if each.kind
    ]
    assert {(x.name, x.before, x.after) for x in there.figures} == {
        (x.name, x.after, x.before) for x in back.figures
    }


def test_whoever_is_not_asked_for_on_a_side_is_told_so() -> None:
    """
    A visit that is gone is not left out.
    """
    base = side_of("two-scanners")
    fewer = side_of("two-scanners", "remove visit ULV-05-V1", "remove visit ULV-01-V1")
    rows = {each.visit_id: each for each in compared(base, fewer, NOTHING).visits}

    gone, never = rows["ULV-01-V1"], rows["ULV-05-V1"]
    assert (gone.before, gone.after) == (Standing.SERVED, Standing.NOT_ASKED)
    assert gone.kind is ChangeKind.LOST
    assert (never.before, never.after) == (Standing.LEFT_OUT, Standing.NOT_ASKED)
    assert never.kind is None


def test_a_base_without_a_plan_serves_nobody() -> None:
    """
    Whatever its solve ended with.
    """
    side = side_of("two-scanners")
    none = Result(
        problem_name=side.problem.name,
        problem_digest=side.problem.digest(),
        origin_at=side.problem.origin_at,
        status=SolveStatus.NO_PLAN,
        plan=None,
        wall_time_s=0.0,
    )
    found = compared(Side(side.problem, none), side, NOTHING)

    assert found.base_status is SolveStatus.NO_PLAN
    assert figure(found, "num_served") == (0, 4)
    assert {each.kind for each in found.visits} == {ChangeKind.ADDED}


def test_a_plan_may_have_what_nobody_asks_for_any_more() -> None:
    """
    A visit that has ended since is no part of a side, nor is a run that has failed.
    """
    base = side_of("two-scanners")
    stale = Side(
        side_of(
            "two-scanners",
            "remove visit ULV-01-V1",
            "fail batch O1/FDG/2026-09-15/1",
        ).problem,
        base.result,
    )
    found = compared(stale, base, NOTHING)
    (batch,) = compared(stale, Side(stale.problem, _empty(base)), NOTHING).batches

    assert figure(found, "num_served") == (3, 4)
    assert figure(found, "num_runs") == (0, 1)
    assert (batch.unit, batch.kind) == (
        "a unit that is not there any more",
        ChangeKind.LOST,
    )


def test_a_comparison_is_kept_as_it_is() -> None:
    """
    Written as JSON and read again.
    """
    told = Told(3, ("a scanner more",), ("the window of V1",), ("nobody asked",))
    found = compared(
        side_of("two-scanners"),
        side_of("two-scanners", "add scanner like ULV-PET1 as ULV-PET3"),
        told,
    )

    assert Comparison.model_validate_json(found.model_dump_json()) == found
    assert (found.base_version, found.changes) == (3, ("a scanner more",))
    assert (found.amendments, found.notes) == (told.amendments, told.notes)


def _empty(side: Side) -> Result:
    return Result(**dict(side.result) | {"plan": Plan()})
