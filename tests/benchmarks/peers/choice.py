"""What a peer decides, and the plan that says so in full."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scheduler.scenarios.generator.assembly import assemble
from scheduler.scenarios.generator.diary import Steps
from scheduler.scenarios.generator.ledger import OpenBatch, OpenShipment
from solver.plan.plan import Occupation, Plan, Purpose
from solver.problem.demand import Visit
from solver.problem.problem import Problem
from solver.problem.production import Run


@dataclass(frozen=True, slots=True)
class Seat:
    """Run, minute of injection and start of the scan of one visit."""

    run_id: str
    injection_min: int
    scan_start_min: int


@dataclass(frozen=True, slots=True)
class Choice:
    """EOS of the runs made, and the seats of the visits served, by id."""

    eos_min: Mapping[str, int]
    seats: Mapping[str, Seat]


def plan_of(problem: Problem, choice: Choice) -> Plan:
    """
    The plan of these decisions.

    Doses go by the courier that leaves first, or by the last flight in time; places,
    scanners and people are named in the order in which they are taken.  If nothing
    is left to name, the first one is named twice, and the judge will see it.
    """
    batches = {run.id: _batch(problem, run, choice) for run in _made(problem, choice)}
    procedures = {each.id: each for each in problem.procedures}
    visits = [each for each in problem.visits if each.id in choice.seats]
    steps = {
        visit.id: Steps(
            procedure=procedures[visit.procedure_id],
            injection_min=choice.seats[visit.id].injection_min,
            scan_start_min=choice.seats[visit.id].scan_start_min,
            scan_min=visit.alternatives[0].scan_min,
            extra_min=visit.extra_min,
        )
        for visit in visits
    }
    occupations = _named(problem, visits, steps)
    num_doses: dict[str, int] = defaultdict(int)
    for visit in visits:
        num_doses[choice.seats[visit.id].run_id] += 1
    for visit in visits:
        run_id = choice.seats[visit.id].run_id
        batch = batches[run_id]
        shipment = _shipment(
            problem, visit, batch, num_doses[run_id], steps[visit.id].injection_min
        )
        dose = batch.dose(visit, steps[visit.id], 0, occupations[visit.id])
        batch.add(shipment, dose, None)
    return assemble(batches.values())


def _made(problem: Problem, choice: Choice) -> Iterable[Run]:
    wanted = {seat.run_id for seat in choice.seats.values()}
    return [run for run in problem.runs if run.id in wanted]


def _batch(problem: Problem, run: Run, choice: Choice) -> OpenBatch:
    process = next(each for each in problem.processes if each.id == run.process_id)
    return OpenBatch(
        batch=run,
        product=next(
            each for each in problem.products if each.id == process.product_id
        ),
        process=process,
        reference_min=choice.eos_min[run.id],
    )


def _shipment(
    problem: Problem, visit: Visit, batch: OpenBatch, num_doses: int, needed_min: int
) -> OpenShipment:
    """The batch's shipment to the visit's site that is there by this minute."""
    units = {each.id: each.unit_id for each in problem.lines}
    unit_id = units[batch.batch.line_id] if isinstance(batch.batch, Run) else ""
    lane = next(
        each
        for each in problem.lanes
        if (each.unit_id, each.site_id) == (unit_id, visit.site_id)
    )
    packed_min = batch.packed_min(num_doses)
    if lane.door_to_door_min is not None:
        opens = min(
            max(each.start_min, packed_min)
            for each in lane.hours
            if each.end_min > packed_min
        )
        return batch.ship(lane, None, opens)
    departure = max(
        (
            each
            for each in problem.departures
            if each.lane_id == lane.id
            and each.arrives_min + lane.receiving_min <= needed_min
        ),
        key=lambda each: each.handover_min,
    )
    return batch.ship(lane, departure, departure.handover_min)


def _named(
    problem: Problem, visits: list[Visit], steps: Mapping[str, Steps]
) -> dict[str, tuple[Occupation, ...]]:
    """Names for what each visit holds: the free one that was freed last."""
    pools = _pools(problem)
    wanted = [
        (start, end, purpose, visit.id, pools[visit.site_id, kind])
        for visit in visits
        for purpose, kind, start, end in _spans(steps[visit.id])
    ]
    free_from: dict[str, int] = defaultdict(lambda: -(10**9))
    named: dict[str, list[Occupation]] = defaultdict(list)
    for start, end, purpose, visit_id, pool in sorted(
        wanted, key=lambda each: each[:4]
    ):
        free = [each for each in pool if free_from[each] <= start] or pool[:1]
        chosen = max(free, key=lambda each: free_from[each])
        free_from[chosen] = end
        named[visit_id].append(
            Occupation(
                resource_id=chosen, purpose=purpose, start_min=start, end_min=end
            )
        )
    order = list(Purpose)
    return {
        visit_id: tuple(sorted(each, key=lambda one: order.index(one.purpose)))
        for visit_id, each in named.items()
    }


def _pools(problem: Problem) -> dict[tuple[str, str], list[str]]:
    """Places and scanners by site and kind, people by site and role."""
    pools: dict[tuple[str, str], list[str]] = defaultdict(list)
    for place in problem.places:
        pools[place.site_id, place.kind].append(place.id)
    for scanner in problem.scanners:
        pools[scanner.site_id, scanner.kind].append(scanner.id)
    for person in problem.people:
        for role in person.roles:
            pools[person.site_id, role].append(person.id)
    return pools


def _spans(steps: Steps) -> list[tuple[Purpose, str, int, int]]:
    """What a visit holds: purpose, kind or role, and from when to when."""
    procedure, injection, start = (
        steps.procedure,
        steps.injection_min,
        steps.scan_start_min,
    )
    scan = procedure.scan
    if scan is None or start is None:
        raise ValueError("the common rules know visits with a scan only")
    begins, ends = start - scan.setup_min, steps.end_min
    given = injection + procedure.injection_min
    cleaned = start + procedure.place_cleaning_min
    spans = [
        (Purpose.PLACE, procedure.place_kind, steps.arrival_min, cleaned),
        (Purpose.INJECTION, procedure.injection_role, injection, given),
        (Purpose.SCANNER, scan.scanner_kind, begins, ends + scan.cleaning_min),
        (Purpose.SCAN, scan.role, begins, ends),
    ]
    if procedure.preparation_role is not None and procedure.preparation_min:
        role = procedure.preparation_role
        spans.append((Purpose.PREPARATION, role, steps.arrival_min, injection))
    return spans
