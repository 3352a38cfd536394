"""What a slot costs, until when it can be had, and how late its run may end."""

from random import Random

from solver.plan.plan import total_activity_kbq
from solver.plan.result import LevelName
from solver.problem.commitments import BatchCommitment, Firmness, VisitCommitment
from solver.revision import Revision
from solver.search.score import level_values
from tests.properties.tiny import tiny_problem
from tests.solver.booking.forced import booked, in_force, planned, revised
from tests.solver.builders import (
    a_problem,
    a_process,
    a_run,
    a_timetabled_lane,
    a_visit,
    spans,
)

PRICED = (LevelName.COST_NOK, LevelName.ACTIVITY_KBQ, LevelName.WAITING_DAYS)


def test_price_is_what_the_plan_costs_more() -> None:
    """
    Cost, activity and waiting are the differences of the two plans' levels.
    """
    for seed in range(12):
        problem = tiny_problem(seed, 6)
        revision = revised(problem, Random(seed), 0.5)
        free = [e for e in revision.state.index.visits if revision.placed(e) is None]
        before, plan_before = level_values(revision.state), revision.plan()
        for visit_id in free:
            for priced, plan in booked(revision, visit_id, 5):
                after = level_values(revision.state)
                price = priced.price
                more = {name: after[name, None] - before[name, None] for name in PRICED}
                activity = total_activity_kbq(plan) - total_activity_kbq(plan_before)
                assert price.cost_nok == more[LevelName.COST_NOK]
                assert price.activity_kbq == activity == more[LevelName.ACTIVITY_KBQ]
                assert price.waiting_days == more[LevelName.WAITING_DAYS]
                starts = len(plan.batches) > len(plan_before.batches)
                assert price.starts_batch == starts


def test_new_run_ends_as_late_as_its_only_dose_allows() -> None:
    """
    The flight takes it at 460, after 47 min of quality control: EOS is at 413, not at
    one of the half hours that construction tries.
    """
    problem = a_problem(
        (a_visit("A", injection_hours=spans((530, 560))),),
        processes=(a_process(quality_control_min=47),),
        **a_timetabled_lane(460),
    )

    (priced, *_) = Revision(problem).offers("A")

    assert priced.price.starts_batch
    assert priced.slot.reference_min == 413
    assert (priced.slot.lane_id, priced.slot.departure_id) == ("lane", "D460")


def test_deadline_is_the_cutoff_of_what_can_still_be_ordered() -> None:
    """
    R1 is ordered by 100; once it is made, its dose has no deadline.
    """
    problem = a_problem((a_visit("A"), a_visit("B")))
    revision = Revision(problem)
    slot = revision.offers("A")[0]
    revision.seat(slot.slot)
    agreed = VisitCommitment(visit_id="A", firmness=Firmness.CONFIRMED)
    batch = BatchCommitment(batch_id="R1", firmness=Firmness.FROZEN)
    later = in_force(problem, revision.plan(), visits=(agreed,), batches=(batch,))

    again = Revision(later, without={"A"}).offers("A")

    assert slot.price.decide_by_min == 100
    assert {each.slot.batch_id for each in again} == {"R1"}
    assert {each.price.decide_by_min for each in again} == {None}
    assert {each.price.cost_nok for each in again} == {0}


def test_broken_commitment_is_offered_its_minute_first() -> None:
    """
    A was agreed for 600, from R1, which has failed: R2 gives a dose at 600 too, though
    an earlier one would cost less.
    """
    at_600 = a_visit("A", injection_hours=spans((600, 601)))
    runs = (a_run(), a_run("R2"))
    plan = planned(a_problem((at_600,), runs=runs))
    (batch,) = plan.batches
    agreed = VisitCommitment(visit_id="A", firmness=Firmness.CONFIRMED)
    left = tuple(each for each in runs if each.id != batch.id)
    problem = in_force(
        a_problem(runs=left, visits=(a_visit("A"),)), plan, visits=(agreed,)
    )

    revision = Revision(problem)
    first, second, *_ = revision.offers("A")

    assert [each.visit_id for each in revision.broken] == ["A"]
    assert first.slot.injection_min == 600
    assert second.slot.injection_min != 600
    assert abs(second.slot.injection_min - 600) <= 120
