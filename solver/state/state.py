"""
A plan under construction: what is seated, and what is still free.

All mutable facts live in plain dictionaries of immutable values, and every change is
written to a journal; to undo is to write the old values back.
"""

from collections.abc import Hashable
from typing import Any

from solver.state.bitset import first_at_or_after, span, union
from solver.state.index import Index
from solver.state.load import Load, dose_of
from solver.state.placement import Placement
from solver.state.steps import Steps, steps_of
from solver.state.stock import Stock, stocks_of
from solver.state.supply import Supply, Way

_ABSENT = object()


class State:
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
        Free minutes of each place, scanner and person, as bitsets.
    busy
        Minutes a participant is in the house, as bitsets.
    departures
        How many loads use each timetabled departure.
    runs
        EOS minute and id of the runs of each line.
    stamps
        A new object per site and per production unit whenever something changes
        there: what was computed under an old stamp may be stale.
    locked
        Visits that no search may move.
    begin_min
        No visit that is seated anew begins before this minute.
    paid
        Departures that committed shipments use: their cost is sunk.
    """

    def __init__(self, index: Index) -> None:
        self.index = index
        self.placements: dict[str, Placement] = {}
        self.loads: dict[str, Load] = {}
        self.free: dict[str, int] = dict(index.calendars)
        self.busy: dict[str, int] = {}
        self.departures: dict[str, int] = {}
        self.runs: dict[str, tuple[tuple[int, str], ...]] = {}
        self.stamps: dict[str, object] = {}
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
        self._journal: list[tuple[dict[str, Any], str, Any]] = []
        for stock in self.stocks.values():
            load = Load(stock.supply, stock.batch.reference_min, ())
            self._set_load(stock.batch.id, load)
        self.forget()

    # -- reading ---------------------------------------------------------------

    def steps(self, visit_id: str, alternative: int, uptake: int | None) -> Steps:
        """Steps of a visit, laid out once."""
        key = ("steps", visit_id, alternative, uptake)
        if key not in self.memo:
            visit = self.index.visits[visit_id]
            procedure = self.index.procedures[visit.procedure_id]
            self.memo[key] = steps_of(visit, procedure, alternative, uptake)
        steps: Steps = self.memo[key]
        return steps

    def lane_hours(self, way: Way) -> int:
        """Minutes at which a lane on demand may leave, from now on."""
        key = ("hours", way.id)
        if key not in self.memo:
            problem = self.index.problem
            horizon = problem.horizon_min
            now = span(problem.as_of_min, horizon)
            self.memo[key] = union(way.lane.hours, horizon) & now
        hours: int = self.memo[key]
        return hours

    def departs_min(self, way: Way, ready_min: int) -> int:
        """
        When a load that is ready at ``ready_min`` leaves; -1 if it cannot.

        A timetabled departure leaves without what comes after its hand-over.
        """
        departure = way.departure
        if departure is None:
            return first_at_or_after(self.lane_hours(way), ready_min)
        reachable = max(ready_min, self.index.problem.as_of_min)
        return departure.departs_min if reachable <= departure.handover_min else -1

    def arrives_min(
        self, supply: Supply, reference_min: int, way: Way, portions: int
    ) -> int:
        """When a load arrives at the site; -1 if it cannot leave."""
        stock = self.stocks.get(supply.id)
        if stock is not None:
            shipped = stock.shipment(way.id)
            return shipped.shipment.arrives_min if shipped else -1
        departs = self.departs_min(way, supply.ready_min(reference_min, portions))
        if departs < 0 or way.departure is not None:
            return way.departure.arrives_min if departs >= 0 and way.departure else -1
        return departs + (way.lane.door_to_door_min or 0)

    # -- changing --------------------------------------------------------------

    def insert(self, placement: Placement) -> None:
        """Seat a visit: the caller has asked the rules."""
        visit = self.index.visits[placement.visit_id]
        self._put(self.placements, visit.id, placement)
        self._put(self.stamps, visit.site_id, object())
        for each in placement.occupations:
            taken = span(each.start_min, each.end_min)
            self._put(
                self.free,
                each.resource_id,
                self.free.get(each.resource_id, 0) & ~taken,
            )
        if visit.participant_id is not None:
            present = self.busy.get(visit.participant_id, 0) | self._present(placement)
            self._put(self.busy, visit.participant_id, present)
        self._draw(placement)

    def remove(self, visit_id: str) -> Placement:
        """Take a visit out of the plan; a batch nobody draws on is not made."""
        placement = self.placements[visit_id]
        visit = self.index.visits[visit_id]
        self._put(self.placements, visit_id, _ABSENT)
        self._put(self.stamps, visit.site_id, object())
        for each in placement.occupations:
            given = span(each.start_min, each.end_min)
            calendar = self.index.calendars.get(each.resource_id, 0)
            self._put(
                self.free,
                each.resource_id,
                self.free.get(each.resource_id, 0) | (given & calendar),
            )
        if visit.participant_id is not None:
            left = self.busy[visit.participant_id] & ~self._present(placement)
            self._put(self.busy, visit.participant_id, left)
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

    def mark(self) -> int:
        """A point in time to come back to."""
        return len(self._journal)

    def undo(self, mark: int) -> None:
        """Take back every change since the mark."""
        while len(self._journal) > mark:
            facts, key, old = self._journal.pop()
            if old is _ABSENT:
                facts.pop(key, None)
            else:
                facts[key] = old

    def forget(self) -> None:
        """Keep all changes so far for good."""
        self._journal.clear()

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
        load = self.loads.get(supply.id) or Load(supply, channel.reference_min, ())
        self._set_load(supply.id, load.plus(dose))

    def _set_load(self, supply_id: str, load: Load | None) -> None:
        """Replace a batch's load; keep track of its line and its departures."""
        supply = self.index.supplies[supply_id]
        self._put(self.stamps, supply.unit_id, object())
        before_min = (
            self.loads[supply_id].reference_min if supply_id in self.loads else None
        )
        after_min = load.reference_min if load else None
        if supply.line is not None and before_min != after_min:
            runs = [
                run for run in self.runs.get(supply.line.id, ()) if run[1] != supply_id
            ]
            if after_min is not None:
                runs.append((after_min, supply_id))
            self._put(self.runs, supply.line.id, tuple(sorted(runs)))
        if supply_id not in self.stocks:
            before = self.loads[supply_id].ways if supply_id in self.loads else {}
            after = load.ways if load else {}
            for way_id in before.keys() ^ after.keys():
                way = before.get(way_id) or after[way_id]
                if way.departure is not None:
                    step = 1 if way_id in after else -1
                    used = self.departures.get(way_id, 0) + step
                    self._put(self.departures, way_id, used)
        self._put(self.loads, supply_id, _ABSENT if load is None else load)

    def _present(self, placement: Placement) -> int:
        """Minutes from arrival to the end of the last step."""
        start = placement.injection_min
        uptake = (
            None
            if placement.scan_start_min is None
            else placement.scan_start_min - start
        )
        steps = self.steps(placement.visit_id, placement.alternative, uptake)
        return span(start + steps.arrival_min, start + steps.end_min)

    def _put(self, facts: dict[str, Any], key: str, value: object) -> None:
        """Write a fact, and its old value to the journal."""
        self._journal.append((facts, key, facts.get(key, _ABSENT)))
        if value is _ABSENT:
            facts.pop(key, None)
        else:
            facts[key] = value
