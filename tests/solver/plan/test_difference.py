"""Differences between two plans, change by change."""

from solver.plan.difference import Change, ChangeKind, difference
from solver.plan.plan import Administration, Plan, PlannedBatch


def a_visit(visit_id: str, minute: int, alternative: int = 0) -> Administration:
    """A visit injected at a minute; what else it has does not matter here."""
    return Administration(
        visit_id=visit_id,
        alternative=alternative,
        vial_ids=("vial",),
        demand_kbq=100,
        draw_kbq=90,
        draw_ul=None,
        injection_min=minute,
        scan_start_min=None,
        usable_from_min=minute,
        usable_until_min=minute,
        occupations=(),
    )


def a_batch(batch_id: str, minute: int, kbq: int = 1000) -> PlannedBatch:
    """A batch at its reference minute."""
    return PlannedBatch(id=batch_id, reference_min=minute, activity_kbq=kbq)


def test_equal_plans_differ_in_nothing() -> None:
    """A plan and itself: nothing changes, and both visits are kept."""
    plan = Plan(
        batches=(a_batch("run", 0),),
        administrations=(a_visit("A", 10), a_visit("B", 20)),
    )
    found = difference(plan, plan, {})
    assert (found.visits, found.batches, found.num_kept) == ((), (), 2)


def test_each_kind_of_change_to_a_visit_is_named() -> None:
    """
    A stays, B moves, C is lost, D is new, E keeps its minute with another activity.

    In the order of the first minute of either plan: D at 5, E at 9, B at 20, C at 30.
    """
    before = Plan(
        administrations=(
            a_visit("A", 10),
            a_visit("B", 20),
            a_visit("C", 30),
            a_visit("E", 9),
        )
    )
    after = Plan(
        administrations=(
            a_visit("A", 10),
            a_visit("B", 25),
            a_visit("D", 5),
            a_visit("E", 9, alternative=1),
        )
    )
    found = difference(before, after, {"B": ("orders",), "C": ("transport",)})
    assert found.visits == (
        Change("D", ChangeKind.ADDED, None, 5),
        Change("E", ChangeKind.REARRANGED, 9, 9),
        Change("B", ChangeKind.MOVED, 20, 25, ("orders",)),
        Change("C", ChangeKind.LOST, 30, None, ("transport",)),
    )
    assert found.num_kept == 1


def test_each_kind_of_change_to_a_batch_is_named() -> None:
    """Run 1 moves by a minute, run 2 is dropped, run 3 is new, run 4 makes more."""
    before = Plan(
        batches=(a_batch("1", 100), a_batch("2", 200), a_batch("4", 400, kbq=1000))
    )
    after = Plan(
        batches=(a_batch("1", 101), a_batch("3", 300), a_batch("4", 400, kbq=1001))
    )
    assert difference(before, after, {}).batches == (
        Change("1", ChangeKind.MOVED, 100, 101),
        Change("2", ChangeKind.LOST, 200, None),
        Change("3", ChangeKind.ADDED, None, 300),
        Change("4", ChangeKind.REARRANGED, 400, 400),
    )
