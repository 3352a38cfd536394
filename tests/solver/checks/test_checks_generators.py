from typing import Any

import pytest

from solver.plan.plan import EquipmentHold
from solver.problem.problem import Problem
from tests.solver.checks.judged import altered, named, rules
from tests.solver.checks.mutation import changed
from tests.solver.checks.world import a_problem
from tests.solver.checks.world_plan import a_plan
from tests.solver.checks.world_supply import (
    GENERATOR,
    a_later_problem,
    a_supplied_plan,
    a_supplied_problem,
    stripped,
)


def _eluting(**changes: Any) -> Problem:
    """The problem with another generator."""
    return a_supplied_problem(generators=(changed(GENERATOR, **changes),))


def test_no_discard_before_now() -> None:
    """
    R3 begins at 1640, with the elution for the waste, well before its synthesis.
    """
    for now in (1640, 1641):
        problem = a_supplied_problem(as_of_min=now)

        assert (("production_chain", "R3") in named(problem, a_supplied_plan())) is (
            now > 1640
        )


@pytest.mark.parametrize(
    ("changes", "batch_ids"),
    [
        ({}, set()),
        ({"spacing_min": 240}, set()),  # from the discard at 1640 to R3 at 1880
        ({"last_elution_min": 320}, set()),  # 200 min before R2 at 520
        ({"last_elution_min": 321}, {"R2"}),
        ({"expires_min": 1880}, set()),
        ({"expires_min": 1879}, {"R3"}),
        ({"elutions_left": 2}, {"R2", "R3"}),
        # idle from 520 to 1880, for 1360 min: the discard is due just before
        ({"discard_after_min": 1359}, set()),
        ({"discard_after_min": 1360}, {"R3"}),
        ({"discard_after_min": None}, {"R3"}),
        ({"discard_after_min": 520}, set()),  # from minute 0 to R2 at 520
        ({"discard_after_min": 519}, {"R2"}),
        ({"regrowth_min": 239}, {"R3"}),
        ({"regrowth_min": 241}, {"R3"}),
    ],
)
def test_generator_edges(changes: dict[str, Any], batch_ids: set[str]) -> None:
    """
    Spacing, number, expiry and idle time hold to the minute, discards included.
    """
    found = named(_eluting(**changes), a_supplied_plan())

    assert {subject for rule, subject in found if rule == "generators"} == batch_ids


@pytest.mark.parametrize(("discard", "is_named"), [(720, False), (719, True)])
def test_discard_keeps_its_distance(discard: int, is_named: bool) -> None:
    """
    The discard is an elution: at 720 it is 200 min after R2, before that too early.
    """
    problem = _eluting(regrowth_min=1880 - discard)
    plan = altered(a_supplied_plan(), "R3", discard_min=discard)

    assert ("generators" in rules(problem, plan)) is is_named


def test_discard_before_the_elution_before_is_none() -> None:
    """
    An eluate discarded 1400 min before R3, and so 40 before R2, leaves R2's to count.
    """
    problem = _eluting(regrowth_min=1400, spacing_min=30)
    plan = altered(a_supplied_plan(), "R3", discard_min=480)

    assert ("generators", "R3") in named(problem, plan)


def test_two_runs_do_not_share_an_eluate() -> None:
    """
    Even without a spacing, two elutions in one minute are one.
    """
    line = changed(a_supplied_problem().lines[0], id="L2")
    runs = tuple(
        changed(run, line_id="L2", earliest_eos_min=0) if run.id == "R3" else run
        for run in a_supplied_problem().runs
    )
    problem = a_supplied_problem(
        lines=(*a_supplied_problem().lines, line),
        runs=runs,
        generators=(changed(GENERATOR, spacing_min=0),),
    )
    for eos, is_named in ((560, True), (561, False)):
        plan = altered(a_supplied_plan(), "R3", reference_min=eos, discard_min=None)
        found = named(problem, plan)

        assert (("generators", "R2") in found) is is_named
        assert (("generators", "R3") in found) is is_named


@pytest.mark.parametrize("batch_id", ["R1", "O1"])
def test_only_generators_are_eluted(batch_id: str) -> None:
    """
    Neither a run from the beam nor an order discards an eluate, or holds what it has
    no use for.
    """
    idle = altered(a_supplied_plan(), batch_id, discard_min=100)
    hold = EquipmentHold(equipment_id="tlc", start_min=0, end_min=9)
    busy = altered(a_plan(), batch_id, equipment=(hold,))

    assert ("generators", batch_id) in named(a_supplied_problem(), idle)
    assert ("production_chain", batch_id) in named(a_problem(), busy)


def test_generator_that_is_gone_elutes_nothing() -> None:
    """
    Without its generator a run has no capacity, and R2 and R3 say why.
    """
    problem = a_supplied_problem().model_copy(update={"generators": ()})
    found = named(problem, a_supplied_plan())

    assert {("generators", "R2"), ("generators", "R3")} <= found
    assert ("batch_balance", "R2") in found


def test_committed_elutions_are_facts() -> None:
    """
    R2 is made: that it came too soon after minute 400 is over. R3, a fact as well,
    keeps a discard that is no longer due.
    """
    late = changed(GENERATOR, last_elution_min=400)
    idle = changed(GENERATOR, discard_after_min=None)

    assert named(a_later_problem(generators=(late,)), a_supplied_plan()) == set()
    assert named(a_later_problem("R3", generators=(idle,)), a_supplied_plan()) == set()
    assert ("generators", "R3") in named(
        a_later_problem(generators=(idle,)), a_supplied_plan()
    )


def test_committed_elutions_count() -> None:
    """
    With two elutions left, R2, R3 and its discard are one too many: R3 is to blame.
    """
    few = changed(GENERATOR, elutions_left=2)
    found = named(a_later_problem(generators=(few,)), a_supplied_plan())

    assert found == {("generators", "R3")}


@pytest.mark.parametrize(
    ("changes", "is_clean"),
    [({}, True), ({"equipment": ()}, False), ({"discard_min": 520}, False)],
)
def test_committed_run_is_unchanged(changes: dict[str, Any], is_clean: bool) -> None:
    """
    Equipment and discard of a committed run are those of the previous plan.
    """
    plan = altered(a_supplied_plan(), "R2", **changes)

    assert (("commitments", "R2") not in named(a_later_problem(), plan)) is is_clean


def test_confirmed_visit_is_honored_with_another_discard() -> None:
    """
    R2 was planned and never committed. Without it R3 needs a discard that it had not:
    that is no reason to leave E out, who is confirmed.

    From R2 at 520 to R3 at 1880 the generator was idle for 1360 min, which it may be
    for 1400; since minute 0 it is idle for 1880.
    """
    generator = changed(GENERATOR, discard_after_min=1400)
    problem = a_later_problem(generators=(generator,))
    held = changed(
        problem.commitments,
        previous=altered(a_supplied_plan(), "R3", discard_min=None),
        batches=tuple(e for e in problem.commitments.batches if e.batch_id != "R2"),
        visits=tuple(e for e in problem.commitments.visits if e.visit_id != "D"),
    )
    visits = tuple(
        changed(each, follows=None) if each.id == "E" else each
        for each in problem.visits
    )
    problem = changed(problem, commitments=held, visits=visits)
    alone = stripped(a_supplied_plan(), "R2", "R2/road", "R2/road/D", "D")
    undone = stripped(alone, "R3", "R3/road", "R3/road/E", "E")

    assert named(problem, alone) == set()
    assert named(problem, undone) == {("commitments", "E")}


@pytest.mark.parametrize(("parent", "is_honored"), [(2_000_000, True), (10**6, False)])
def test_confirmed_visit_is_honored_with_less(parent: int, is_honored: bool) -> None:
    """
    R3 was to have 1,100,000 kBq, of which E takes 700,083: what a weaker generator
    gives, 761,131 kBq of 2 GBq, is enough for E, and 380,565 kBq are not.
    """
    generator = changed(GENERATOR, parent_kbq=parent)
    problem = a_later_problem(generators=(generator,))
    before = altered(a_supplied_plan(), "R3", activity_kbq=1_100_000)
    problem = changed(
        problem, commitments=changed(problem.commitments, previous=before)
    )
    undone = stripped(a_supplied_plan(), "R3", "R3/road", "R3/road/E", "E")
    expected = {("commitments", "E")} if is_honored else set()

    assert named(problem, undone) == expected
