"""Slack of a batch: calculated by hand, and against a minute-by-minute simulation."""

from solver.explain.slack import batch_slacks
from solver.plan.plan import Plan, Shipment
from solver.problem.problem import Problem
from tests.scheduler.exports.sample_week import sample_week


def _plan() -> tuple[Problem, Plan]:
    problem, result = sample_week()
    assert result.plan is not None
    return problem, result.plan


def _with(problem: Problem, kind: str, id: str, **changes: object) -> Problem:
    """The problem with one record changed."""
    data = problem.model_dump()
    for record in data[kind]:
        if record["id"] == id:
            record.update(changes)
    return Problem.model_validate(data)


def _slack(problem: Problem, plan: Plan, batch_id: str) -> tuple[int | None, object]:
    slack = next(
        each for each in batch_slacks(problem, plan) if each.batch_id == batch_id
    )
    return slack.slack_min, slack.lost_first


def _chain(
    problem: Problem, plan: Plan, batch_id: str, late_min: int
) -> tuple[int, int]:
    """When the batch is ready for a carrier and released, so many minutes late."""
    for order in problem.orders:
        if order.id == batch_id:
            return order.ready_min + late_min, order.ready_min + late_min
    run = next(each for each in problem.runs if each.id == batch_id)
    made = next(each for each in problem.processes if each.id == run.process_id)
    batch = next(each for each in plan.batches if each.id == batch_id)
    eos = batch.reference_min + late_min
    release = eos + made.quality_control_min
    num_vials = sum(vial.id.startswith(batch_id + "/") for vial in plan.vials)
    ready = eos + made.dispensing_fixed_min + made.packing_min
    ready += num_vials * made.dispensing_per_portion_min
    return ready if made.is_conditional_dispatch else max(ready, release), release


def _usable(problem: Problem, shipment: Shipment, ready: int) -> int | None:
    """When a shipment ready at that minute can be used, if it comes at all."""
    for flight in problem.departures:
        if flight.id == shipment.departure_id:
            return shipment.usable_min if ready <= flight.handover_min else None
    lane = next(each for each in problem.lanes if each.id == shipment.lane_id)
    leaves = max(ready, shipment.handover_min)
    if not any(hours.covers(leaves, leaves + 1) for hours in lane.hours):
        return None
    return shipment.usable_min + leaves - shipment.handover_min


def _lost(problem: Problem, plan: Plan, batch_id: str, late_min: int) -> set[str]:
    """Visits lost if the batch comes so late: a simulation, step by step."""
    ready, release = _chain(problem, plan, batch_id, late_min)
    lost = set()
    for shipment in plan.shipments:
        if shipment.batch_id != batch_id:
            continue
        usable = _usable(problem, shipment, ready)
        lost |= {
            each.visit_id
            for each in plan.administrations
            if each.vial_ids[0].startswith(shipment.id + "/")
            and (usable is None or each.injection_min < max(usable, release))
        }
    return lost


def test_a_courier_waits_until_the_first_dose_is_late() -> None:
    """
    On demand, the buffer before hand-over and the one before injection add up.

    EOS 06:30, 7 portions: packed at 06:30 + 10 + 7 * 2 + 5 = 06:59, hand-over
    07:10 (11 min), usable 07:45, first injection 08:00 (15 min).
    """
    problem, plan = _plan()

    assert _slack(problem, plan, "R-FDG-mon") == (11 + 15, ("V01",))


def test_a_flight_does_not_wait() -> None:
    """
    A timetabled departure is missed by whatever is ready after its last hand-over.

    EOS 07:15, 2 vials: packed at 07:15 + 10 + 2 * 2 + 5 = 07:34; the flight takes
    packages until 08:10. Both who wait in Helsinki lose.
    """
    problem, plan = _plan()

    assert _slack(problem, plan, "R-PSMA-mon") == (36, ("V10", "V11"))


def test_an_order_counts_from_its_readiness() -> None:
    """
    A bought product ready at 06:00 leaves at once and is usable at 07:40.

    The injection is at 10:00, 2 h 20 min later.
    """
    problem, plan = _plan()

    assert _slack(problem, plan, "O-LU") == (140, ("V29",))


def test_without_conditional_dispatch_release_comes_first() -> None:
    """
    Where nothing travels before release, hand-over waits for it.

    R-FDG-mon is packed at 06:59 but released at 07:05: 6 minutes less.
    """
    problem, plan = _plan()
    problem = _with(problem, "processes", "make-FDG", is_conditional_dispatch=False)

    assert _slack(problem, plan, "R-FDG-mon") == (26 - 6, ("V01",))


def test_a_courier_goes_home() -> None:
    """
    The last minute of a lane's hours bounds how long its courier waits.

    Hand-over at 07:10, the lane closes at 07:16, so 07:15 is the last: 11 + 5.
    """
    problem, plan = _plan()
    hours = ({"start_min": 5 * 60, "end_min": 7 * 60 + 16},)
    problem = _with(problem, "lanes", "CYC-OUS", hours=hours)

    slack_min, lost = _slack(problem, plan, "R-FDG-mon")

    assert (slack_min, lost) == (16, ("V01", "V02", "V03", "V04"))


def test_nobody_served_means_no_slack() -> None:
    """A batch without doses can lose nobody, so it has no slack to state."""
    problem, plan = _plan()
    idle = Plan(batches=plan.batches, shipments=plan.shipments, vials=plan.vials)

    assert {slack.slack_min for slack in batch_slacks(problem, idle)} == {None}


def test_slack_is_the_last_harmless_minute() -> None:
    """As late as its slack no batch loses anybody; a minute more, those named."""
    problem, plan = _plan()

    for slack in batch_slacks(problem, plan):
        assert slack.slack_min is not None
        assert _lost(problem, plan, slack.batch_id, slack.slack_min) == set()
        assert _lost(problem, plan, slack.batch_id, slack.slack_min + 1) == set(
            slack.lost_first
        )
