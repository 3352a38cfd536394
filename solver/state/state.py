"""
A plan under construction: what is seated, and what is still free.

All mutable facts live in plain dictionaries of immutable values, and every change is
written to a journal; to undo is to write the old values back.
"""

from collections.abc import Hashable, Iterable
from typing import Any

from solver.plan.plan import EquipmentHold
from solver.problem.demand import Visit
from solver.state.bitset import joined
from solver.state.duties import Duty, DutyKey, duties_of
from solver.state.hours import NEVER_MIN, first_inside
from solver.state.index import Index
from solver.state.journal import ABSENT, Journal
from solver.state.load import Load, dose_of
from solver.state.pages import Pages, restored, without
from solver.state.placement import Placement
from solver.state.presence import presences
from solver.state.steps import Steps, steps_of, wait_of
from solver.state.stock import Stock, stocks_of
from solver.state.supply import Supply, Way


class State(Journal):
    """
    Placements of visits, loads of batches, and the minutes left free.

    Parameters
    ----------
    index
        The problem, prepared.

    Attributes
    ----------
    placements
        Seated visits by id.
    loads
        Batches that are made, ordered or committed, by id.
    free
        Free minutes of each place, scanner, person and piece of equipment, as pages.
    busy
        When a participant is in the house: half-open spans, ascending.
    duties
        What people whose days are limited do, by person and day.
    departures
        How many loads use each timetabled departure.
    runs
        EOS minute and id of the runs of each line.
    elutions
        Elution minute and id of the runs from each generator.
    stamps
        A new object per site, production unit, ``("participant", id)`` and
        ``("trial", id)`` whenever something changes there: what was computed under an
        old stamp may be stale.
    locked
        Visits that no search may move.
    begin_min
        No visit that is seated anew begins before this minute.
    paid
        Departures that committed shipments use: their cost is sunk.
    lifted
        Names of rules on resources that are set aside, to see what they bind.
    """

    def __init__(self, index: Index) -> None:
        super().__init__()
        self.index = index
        self.placements: dict[str, Placement] = {}
        self.loads: dict[str, Load] = {}
        self.free: dict[str, Pages] = dict(index.calendars)
        self.busy: dict[str, tuple[tuple[int, int], ...]] = {}
        self.duties: dict[DutyKey, tuple[Duty, ...]] = {}
        self.departures: dict[str, int] = {}
        self.runs: dict[str, tuple[tuple[int, str], ...]] = {}
        self.elutions: dict[str, tuple[tuple[int, str], ...]] = {}
        self.stamps: dict[Hashable, object] = {}
        self.lifted: frozenset[str] = frozenset()
        self.locked: set[str] = set()
        self.stocks: dict[str, Stock] = stocks_of(index)
        self.paid = frozenset(
            each.way.id
            for stock in self.stocks.values()
            for each in stock.shipments
            if each.way.departure is not None
        )
        self.begin_min = index.problem.as_of_min
        self.memo: dict[Hashable, Any] = {}
        for stock in self.stocks.values():
            load = Load(stock.supply, stock.batch.reference_min, ())
            self._set_load(stock.batch.id, load)
            self._hold(stock.batch.equipment)
        self.forget()

    # -- reading ---------------------------------------------------------------

    def steps(self, visit_id: str, alternative: int, wait_min: int | None) -> Steps:
        """Steps of a visit with an uptake or observation, laid out once."""
        key = ("steps", visit_id, alternative, wait_min)
        if key not in self.memo:
            visit = self.index.visits[visit_id]
            procedure = self.index.procedures[visit.procedure_id]
            self.memo[key] = steps_of(visit, procedure, alternative, wait_min)
        steps: Steps = self.memo[key]
        return steps

    def steps_at(self, placement: Placement) -> Steps:
        """The steps of a visit as it is seated."""
        visit = self.index.visits[placement.visit_id]
        procedure = self.index.procedures[visit.procedure_id]
        wait_min = wait_of(
            procedure,
            placement.injection_min,
            placement.scan_start_min,
            placement.occupations,
        )
        return self.steps(visit.id, placement.alternative, wait_min)

    def lane_hours(self, way: Way) -> tuple[tuple[int, int], ...]:
        """When a lane on demand may leave, from now on: half-open spans, ascending."""
        key = ("hours", way.id)
        if key not in self.memo:
            problem = self.index.problem
            self.memo[key] = joined(
                (max(each.start_min, problem.as_of_min), end)
                for each in way.lane.hours
                if (end := min(each.end_min, problem.horizon_min))
                > max(each.start_min, problem.as_of_min)
            )
        hours: tuple[tuple[int, int], ...] = self.memo[key]
        return hours

    def departs_min(self, way: Way, ready_min: int) -> int:
        """
        When a load that is ready at ``ready_min`` leaves; ``NEVER_MIN`` if it cannot.

        A timetabled departure leaves without what comes after its hand-over. It may
        lie before the horizon's origin, on the evening before.
        """
        departure = way.departure
        if departure is None:
            return first_inside(self.lane_hours(way), ready_min)
        reachable = max(ready_min, self.index.problem.as_of_min)
        is_reached = reachable <= departure.handover_min
        return departure.departs_min if is_reached else NEVER_MIN

    def arrives_min(
        self, supply: Supply, reference_min: int, way: Way, portions: int
    ) -> int:
        """When a load arrives at the site; ``NEVER_MIN`` if it cannot leave."""
        stock = self.stocks.get(supply.id)
        if stock is not None:
            shipped = stock.shipment(way.id)
            return shipped.shipment.arrives_min if shipped else NEVER_MIN
        departs = self.departs_min(way, supply.ready_min(reference_min, portions))
        if departs == NEVER_MIN:
            return NEVER_MIN
        if way.departure is not None:
            return way.departure.arrives_min
        return departs + (way.lane.door_to_door_min or 0)

    # -- changing --------------------------------------------------------------

    def insert(self, placement: Placement) -> None:
        """Seat a visit: the caller has asked the rules."""
        visit = self.index.visits[placement.visit_id]
        self._put(self.placements, visit.id, placement)
        self._renew_stamps(visit)
        for each in placement.held:
            self._take(each.resource_id, each.start_min, each.end_min)
        for key, duty in duties_of(self.index, self.stocks, placement):
            self._put(self.duties, key, (*self.duties.get(key, ()), duty))
        if visit.participant_id is not None:
            before = self.busy.get(visit.participant_id, ())
            present = presences(self.steps_at(placement), placement)
            busy = tuple(sorted((*before, *present)))
            self._put(self.busy, visit.participant_id, busy)
        self._draw(placement)

    def remove(self, visit_id: str) -> Placement:
        """Take a visit out of the plan; a batch nobody draws on is not made."""
        placement = self.placements[visit_id]
        visit = self.index.visits[visit_id]
        self._put(self.placements, visit_id, ABSENT)
        self._renew_stamps(visit)
        for each in placement.held:
            self._give(each.resource_id, each.start_min, each.end_min)
        for key, _ in duties_of(self.index, self.stocks, placement):
            rest = [each for each in self.duties[key] if each.visit_id != visit_id]
            self._put(self.duties, key, tuple(rest))
        if visit.participant_id is not None:
            left = list(self.busy[visit.participant_id])
            for present in presences(self.steps_at(placement), placement):
                left.remove(present)
            self._put(self.busy, visit.participant_id, tuple(left))
        supply_id = placement.channel.supply_id
        load = self.loads[supply_id].without(visit_id)
        if load is None and supply_id in self.stocks:
            load = Load(
                self.loads[supply_id].supply, placement.channel.reference_min, ()
            )
        self._set_load(supply_id, load)
        return placement

    def shift(self, supply_id: str, reference_min: int) -> None:
        """Give a batch another reference minute: the caller has asked the rules."""
        load = self.loads[supply_id].moved_to(reference_min)
        for dose in load.doses:
            placement = self.placements[dose.visit_id]
            self._put(self.placements, dose.visit_id, placement.moved_to(reference_min))
        self._set_load(supply_id, load)

    # -- inside ----------------------------------------------------------------

    def _draw(self, placement: Placement) -> None:
        """Add the visit's dose to its batch."""
        channel = placement.channel
        supply = self.index.supplies[channel.supply_id]
        visit = self.index.visits[placement.visit_id]
        gross = self.index.gross_kbq(visit, placement.alternative)
        dose = dose_of(
            supply,
            channel.reference_min,
            self.index.ways[channel.way_id],
            channel.vial,
            (visit.id, placement.injection_min, gross),
        )
        load = self.loads.get(supply.id)
        if load is None:
            load = Load(supply, channel.reference_min, (), channel.equipment)
        self._set_load(supply.id, load.plus(dose))

    def _set_load(self, supply_id: str, load: Load | None) -> None:
        """Replace a batch's load; keep track of what it holds and travels on."""
        supply = self.index.supplies[supply_id]
        self._put(self.stamps, supply.unit_id, object())
        known = self.loads.get(supply_id)
        before_min = known.reference_min if known else None
        after_min = load.reference_min if load else None
        if before_min != after_min:
            for each in known.holds if known else ():
                self._give(each.equipment_id, each.start_min, each.end_min)
            self._hold(load.holds if load else ())
            if supply.line is not None:
                self._time(self.runs, supply.line.id, supply_id, after_min)
            if supply.generator is not None:
                elution_min = (
                    None if after_min is None else supply.elution_min(after_min)
                )
                self._time(self.elutions, supply.generator.id, supply_id, elution_min)
        if supply_id not in self.stocks:
            before = self.loads[supply_id].ways if supply_id in self.loads else {}
            after = load.ways if load else {}
            for way_id in before.keys() ^ after.keys():
                way = before.get(way_id) or after[way_id]
                if way.departure is not None:
                    step = 1 if way_id in after else -1
                    used = self.departures.get(way_id, 0) + step
                    self._put(self.departures, way_id, used)
        self._put(self.loads, supply_id, ABSENT if load is None else load)

    def _time(
        self,
        times: dict[str, tuple[tuple[int, str], ...]],
        key: str,
        supply_id: str,
        minute: int | None,
    ) -> None:
        """Enter a run's minute where all runs of a line or generator are listed."""
        others = [each for each in times.get(key, ()) if each[1] != supply_id]
        if minute is not None:
            others.append((minute, supply_id))
        self._put(times, key, tuple(sorted(others)))

    def _hold(self, holds: Iterable[EquipmentHold]) -> None:
        for each in holds:
            self._take(each.equipment_id, each.start_min, each.end_min)

    def _take(self, resource_id: str, start_min: int, end_min: int) -> None:
        free = self.free.get(resource_id, ())
        self._put(self.free, resource_id, without(free, start_min, end_min))

    def _give(self, resource_id: str, start_min: int, end_min: int) -> None:
        calendar = self.index.calendars.get(resource_id, ())
        free = self.free.get(resource_id, ())
        given = restored(free, start_min, end_min, calendar)
        self._put(self.free, resource_id, given)

    def _renew_stamps(self, visit: Visit) -> None:
        """What was computed for this site, participant or trial may be stale now."""
        self._put(self.stamps, visit.site_id, object())
        self._put(self.stamps, ("participant", visit.participant_id), object())
        self._put(self.stamps, ("trial", visit.trial_id), object())
