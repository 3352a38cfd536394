"""
First come, first served: what a coordinator does with a spreadsheet.

Visits are taken in file order. Each is given the earliest day, batch and minute
that still works, on a grid of five minutes; a batch that is made anyway is preferred
to a new one on the same day. A run is opened at the first EOS its line allows, a
shipment leaves as soon as it is packed, and nothing is ever moved again.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.scenarios.generator.assembly import assemble
from scheduler.scenarios.generator.diary import Diary, Steps
from scheduler.scenarios.generator.ledger import (
    Dose,
    OpenBatch,
    OpenShipment,
    OpenVial,
)
from solver.plan.plan import Plan
from solver.problem.base import Interval
from solver.problem.demand import Visit
from solver.problem.problem import Problem
from tests.benchmarks.list_stock import GRID_MIN, Stock


@dataclass(frozen=True, slots=True)
class Option:
    """One way to serve a visit."""

    batch: OpenBatch
    shipment: OpenShipment
    vial: OpenVial | None
    dose: Dose


class Spreadsheet:
    """The coordinator's sheet: what is booked so far."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._diary = Diary(problem.places, problem.scanners, problem.people)
        self._stock = Stock(problem)
        self._booked: dict[str, list[Dose]] = defaultdict(list)
        self._served: dict[str, Dose] = {}
        self._tried: set[str] = set()
        self._visits = {visit.id: visit for visit in problem.visits}
        self._sites = {site.id: site for site in problem.sites}
        self._procedures = {each.id: each for each in problem.procedures}

    def fill(self) -> Plan:
        """Book one visit after the other."""
        for visit in self._problem.visits:
            self._try(visit)
        return assemble(self._stock.opened.values())

    def _try(self, visit: Visit) -> None:
        if visit.id in self._tried:
            return
        self._tried.add(visit.id)
        if visit.follows is not None:
            self._try(self._visits[visit.follows.visit_id])
        options = list(self._options(visit))
        if not options:
            return
        chosen = min(
            options,
            key=lambda option: (
                self._day(visit.site_id, option.dose.steps.injection_min),
                option.batch.batch.id not in self._stock.opened,
                option.dose.steps.injection_min,
            ),
        )
        chosen.batch.shipments.setdefault(chosen.shipment.record.id, chosen.shipment)
        chosen.batch.add(chosen.shipment, chosen.dose, chosen.vial)
        self._stock.opened[chosen.batch.batch.id] = chosen.batch
        self._diary.hold(chosen.dose.occupations)
        self._served[visit.id] = chosen.dose
        if visit.participant_id is not None:
            self._booked[visit.participant_id].append(chosen.dose)

    def _options(self, visit: Visit) -> Iterator[Option]:
        """The earliest minute of each batch and shipment that can serve the visit."""
        for batch, unit_id in self._stock.batches(visit):
            valid = self._stock.valid(visit, batch, unit_id)
            if not valid:
                continue
            for lane in self._problem.lanes:
                if (lane.unit_id, lane.site_id) == (unit_id, visit.site_id):
                    for shipment in self._stock.shipments(batch, lane):
                        option = self._earliest(visit, batch, shipment, valid)
                        if option is not None:
                            yield option

    def _earliest(
        self,
        visit: Visit,
        batch: OpenBatch,
        shipment: OpenShipment,
        valid: list[Interval],
    ) -> Option | None:
        """The first minute of the grid at which everything is there."""
        procedure = self._procedures[visit.procedure_id]
        first = max(
            visit.window_start_min,
            shipment.record.usable_min,
            batch.release_min,
            self._problem.as_of_min + procedure.preparation_min,
        )
        last = min(
            visit.window_end_min - 1,
            batch.expiry_min(shipment.record) - procedure.injection_min,
        )
        for hours in visit.injection_hours:
            start = max(first, hours.start_min)
            for minute in range(
                -(-start // GRID_MIN) * GRID_MIN,
                min(last, hours.end_min - 1) + 1,
                GRID_MIN,
            ):
                if not any(each.covers(minute, minute + 1) for each in valid):
                    continue
                for alternative, steps in self._steps(visit, minute):
                    dose = self._seat(visit, batch, alternative, steps)
                    if dose is None:
                        continue
                    fits, vial = self._stock.fits(batch, shipment, dose)
                    if fits:
                        return Option(batch, shipment, vial, dose)
        return None

    def _steps(self, visit: Visit, minute: int) -> Iterator[tuple[int, Steps]]:
        procedure = self._procedures[visit.procedure_id]
        scan = procedure.scan
        waits = (
            [None]
            if scan is None
            else range(scan.uptake_min, scan.uptake_max_min + 1, GRID_MIN)
        )
        for position, alternative in enumerate(visit.alternatives):
            for wait in waits:
                yield (
                    position,
                    Steps(
                        procedure=procedure,
                        injection_min=minute,
                        scan_start_min=None if wait is None else minute + wait,
                        scan_min=alternative.scan_min,
                        extra_min=visit.extra_min,
                    ),
                )

    def _seat(
        self, visit: Visit, batch: OpenBatch, alternative: int, steps: Steps
    ) -> Dose | None:
        """The dose with named resources, if participant and site are free."""
        arrival, end = steps.arrival_min, steps.end_min
        if not self._may_come(visit, arrival, end) or not self._follows(visit, steps):
            return None
        occupations = self._diary.seat(visit.site_id, visit.trial_id, steps)
        if occupations is None:
            return None
        if (
            max(end, *(each.end_min for each in occupations))
            > self._problem.horizon_min
        ):
            return None
        return batch.dose(visit, steps, alternative, occupations)

    def _may_come(self, visit: Visit, arrival: int, end: int) -> bool:
        """Whether the site is open and the participant has nothing else to do."""
        booked = self._booked[visit.participant_id] if visit.participant_id else []
        busy = [
            *((each.start_min, each.end_min) for each in visit.unavailable),
            *((each.steps.arrival_min, each.steps.end_min) for each in booked),
        ]
        return any(
            each.covers(arrival, end) for each in self._sites[visit.site_id].opening
        ) and not any(start < end and arrival < stop for start, stop in busy)

    def _follows(self, visit: Visit, steps: Steps) -> bool:
        if visit.follows is None:
            return True
        earlier = self._served.get(visit.follows.visit_id)
        if earlier is None:
            return False
        days = self._day(visit.site_id, steps.injection_min) - self._day(
            visit.site_id, earlier.steps.injection_min
        )
        return (
            visit.follows.min_days <= days <= visit.follows.max_days
            and steps.injection_min >= earlier.steps.end_min
        )

    def _day(self, site_id: str, minute: int) -> int:
        return sum(
            midnight <= minute for midnight in self._sites[site_id].midnights_min
        )


def first_come_first_served(problem: Problem) -> tuple[int, Plan]:
    """
    Number of visits seated, and the plan that seats them.

    For problems without commitments: nothing is in the sheet yet.
    """
    plan = Spreadsheet(problem).fill()
    return len(plan.administrations), plan
