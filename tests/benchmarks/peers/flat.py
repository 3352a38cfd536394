"""An instance under the common rules as plain numbers, as a user would write it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.scenarios.generator.ledger import gross_kbq
from solver.problem.demand import PriorityClass, Visit
from solver.problem.problem import Problem
from solver.problem.procedures import Procedure, Scan
from solver.problem.production import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatRun:
    """
    A run that may be made; minutes count from its EOS where they are no instants.

    With ``n`` doses they are packed ``packed_min + n * portion_min`` after EOS.
    """

    id: str
    line_id: str
    day: int
    earliest_min: int
    latest_min: int
    synthesis_min: int
    release_min: int
    packed_min: int
    portion_min: int
    life_min: int
    capacity_kbq: int
    sample_kbq: int
    cost_nok: int
    half_life_min: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """
    How a run's doses reach a site.

    ``flights`` are pairs of last hand-over and first use; without any, a courier
    leaves at once and the dose is usable ``travel_min`` later.
    """

    run: int
    travel_min: int | None
    flights: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatVisit:
    """
    A visit: when it may be injected and scanned, what it holds, and its ways.

    The place is held from ``before_min`` before the injection to ``after_min`` after
    the scan's start, the scanner from ``setup_min`` before it for ``scanner_min``.
    ``days`` pairs minutes of injection with the hours of site and scanner.
    """

    id: str
    priority: PriorityClass
    site: str
    gross_kbq: int
    injection_min: int
    before_min: int
    after_min: int
    wait_min: int
    longest_wait_min: int
    setup_min: int
    scanner_min: int
    days: tuple["Day", ...]
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """Minutes of injection (both included) and of the scan's start on one day."""

    first_min: int
    last_min: int
    first_scan_min: int
    last_scan_min: int


@dataclass(frozen=True, slots=True)
class Flat:
    """The instance, and how many lines, places and scanners there are."""

    runs: tuple[FlatRun, ...]
    visits: tuple[FlatVisit, ...]
    num_places: dict[str, int]
    num_scanners: dict[str, int]
    line_gap_min: dict[str, int]
    runs_per_day: dict[str, int]


def flat(problem: Problem) -> Flat:
    """The instance in plain numbers."""
    return Flat(
        runs=tuple(_run(problem, run) for run in problem.runs),
        visits=tuple(_visit(problem, visit) for visit in problem.visits),
        num_places=_count(each.site_id for each in problem.places),
        num_scanners=_count(each.site_id for each in problem.scanners),
        line_gap_min={
            each.id: max(each.cooldown_min, each.cleaning_min) for each in problem.lines
        },
        runs_per_day={each.id: each.max_runs_per_day for each in problem.lines},
    )


def _count(ids: Iterator[str]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for each in ids:
        counts[each] += 1
    return dict(counts)


def _run(problem: Problem, run: Run) -> FlatRun:
    process = next(each for each in problem.processes if each.id == run.process_id)
    product = next(each for each in problem.products if each.id == process.product_id)
    fixed = process.dispensing_fixed_min + process.packing_min
    life = product.shelf_life.from_eos_min
    if life is None:
        raise ValueError(f"product {product.id} does not expire")
    return FlatRun(
        id=run.id,
        line_id=run.line_id,
        day=run.day,
        earliest_min=run.earliest_eos_min,
        latest_min=run.latest_eos_min,
        synthesis_min=process.synthesis_min,
        release_min=process.quality_control_min,
        packed_min=fixed,
        portion_min=process.dispensing_per_portion_min,
        life_min=life,
        capacity_kbq=process.capacity_kbq * (1000 - process.reserve_permille) // 1000,
        sample_kbq=process.sample_kbq,
        cost_nok=process.cost_nok,
        half_life_min=product.half_life_min,
    )


def _visit(problem: Problem, visit: Visit) -> FlatVisit:
    procedure = next(
        each for each in problem.procedures if each.id == visit.procedure_id
    )
    product = next(each for each in problem.products if each.id == visit.product_id)
    scan = procedure.scan
    if scan is None:
        raise ValueError(f"visit {visit.id} has no scan")
    alternative = visit.alternatives[0]
    return FlatVisit(
        id=visit.id,
        priority=visit.priority,
        site=visit.site_id,
        gross_kbq=gross_kbq(alternative.target_kbq, product.residual_permille),
        injection_min=procedure.injection_min,
        before_min=procedure.lead_min,
        after_min=procedure.place_cleaning_min,
        wait_min=scan.uptake_min,
        longest_wait_min=scan.uptake_max_min,
        setup_min=scan.setup_min,
        scanner_min=(
            scan.setup_min + alternative.scan_min + visit.extra_min + scan.cleaning_min
        ),
        days=tuple(_days(problem, visit, procedure, scan)),
        ways=tuple(_ways(problem, visit)),
    )


def _days(
    problem: Problem, visit: Visit, procedure: Procedure, scan: Scan
) -> Iterator[Day]:
    site = next(each for each in problem.sites if each.id == visit.site_id)
    scanner = next(each for each in problem.scanners if each.site_id == site.id)
    scanning = visit.alternatives[0].scan_min + visit.extra_min
    for hours in visit.injection_hours:
        for opening in site.opening:
            for scanned in scanner.available:
                if not opening.covers(scanned.start_min, scanned.end_min):
                    continue
                first_scan = scanned.start_min + scan.setup_min
                last_scan = scanned.end_min - scanning - scan.cleaning_min
                first = max(
                    hours.start_min,
                    visit.window_start_min,
                    opening.start_min + procedure.lead_min,
                    first_scan - scan.uptake_max_min,
                )
                last = min(
                    hours.end_min - 1,
                    visit.window_end_min - 1,
                    last_scan - scan.uptake_min,
                )
                if first <= last:
                    yield Day(first, last, first_scan, last_scan)


def _ways(problem: Problem, visit: Visit) -> Iterator[Way]:
    units = {each.id: each.unit_id for each in problem.lines}
    makers = {each.id: each.product_id for each in problem.processes}
    allowed = {
        each.unit_id
        for each in problem.authorisations
        if (each.product_id, each.site_id, each.trial_id)
        == (visit.product_id, visit.site_id, visit.trial_id)
    }
    days = {hours.start_min // 1440 for hours in visit.injection_hours}
    for position, run in enumerate(problem.runs):
        unit = units[run.line_id]
        if makers[run.process_id] != visit.product_id or unit not in allowed:
            continue
        if run.earliest_eos_min // 1440 not in days:
            continue
        for lane in problem.lanes:
            if (lane.unit_id, lane.site_id) != (unit, visit.site_id):
                continue
            if lane.door_to_door_min is not None:
                yield Way(
                    run=position,
                    travel_min=lane.door_to_door_min + lane.receiving_min,
                )
                continue
            flights = tuple(
                (each.handover_min, each.arrives_min + lane.receiving_min)
                for each in problem.departures
                if each.lane_id == lane.id
                and 0 <= each.handover_min - run.earliest_eos_min < 1440
            )
            if flights:
                yield Way(run=position, travel_min=None, flights=flights)
