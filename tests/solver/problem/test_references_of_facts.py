"""A fact refers to what exists: a problem that says otherwise is refused."""

import pytest

from solver.errors import InvalidDocument
from tests.solver.checks.mutation import changed
from tests.solver.checks.replanned import a_replanned_problem
from tests.solver.checks.world import a_problem
from tests.solver.checks.world_plan import a_plan


def test_fact_from_a_lost_vial_is_refused() -> None:
    """
    A was injected from R1's vial on the van: that vial cannot have been lost.
    """
    with pytest.raises(InvalidDocument, match=r"visits\[A\].*R1/road/v1 is lost"):
        a_replanned_problem({"lost_vial_ids": ("R1/road/v1",)})


def test_fact_from_an_unknown_batch_is_refused() -> None:
    """
    Without R1 among the runs, nothing says what A was injected with.
    """
    runs = tuple(each for each in a_problem().runs if each.id != "R1")

    with pytest.raises(InvalidDocument, match=r"visits\[A\].*batch R1 is unknown"):
        a_replanned_problem(runs=runs)


def test_fact_by_an_unknown_way_is_refused() -> None:
    """
    A's dose came by the lane "road": a problem without it contradicts itself.
    """
    lanes = tuple(each for each in a_problem().lanes if each.id != "road")

    with pytest.raises(InvalidDocument, match=r"visits\[A\].*way R1/road is unknown"):
        a_replanned_problem(lanes=lanes)


def test_fact_from_a_batch_that_is_not_committed_is_refused() -> None:
    """
    A was injected, so that R1 was made: it has to be committed as well.
    """
    with pytest.raises(InvalidDocument, match=r"visits\[A\].*R1 is not committed"):
        a_replanned_problem({"batches": ()})


def test_previous_plan_has_to_be_whole() -> None:
    """
    A dose from a vial that the previous plan does not have is told, with its place.
    """
    plan = a_plan()
    torn = changed(plan, vials=tuple(e for e in plan.vials if e.id != "R1/road/v1"))

    with pytest.raises(InvalidDocument, match=r"administrations\[A\]: unknown vial"):
        a_replanned_problem({"previous": torn})
