"""The matrix of the time-indexed MIP."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from solver.decay import need_kbq
from tests.benchmarks.list_stock import GRID_MIN
from tests.benchmarks.peers.choice import Choice, Seat
from tests.benchmarks.peers.flat import Flat, FlatVisit, Way
from tests.benchmarks.peers.rows import Rows, Terms
from tests.benchmarks.peers.weights import class_weights

_PORTIONS = (2, 5, 10, 20, 40, 80)
"""So many doses a run is portioned for, before everything of it is handed over."""

KNOK = 1_000
_TRUE = 0.5
_CAUTION = 0.999
"""Share of a capacity that rows may fill: HiGHS forgives itself a millionth of them."""

MBQ = 1_000
"""Coefficients are in MBq, each dose rounded up: HiGHS likes them near one."""


@dataclass(frozen=True, slots=True)
class Making:
    """A run at an EOS, its doses handed over ``lag_min`` later."""

    column: int
    eos_min: int
    lag_min: int
    num_doses: int


@dataclass(frozen=True, slots=True)
class Seating:
    """A visit from a run at a minute, after so long a wait."""

    column: int
    visit: int
    run: int
    injection_min: int
    scan_min: int


class TimeIndexed:
    """The matrix of one instance."""

    def __init__(self, instance: Flat) -> None:
        self._flat = instance
        self.rows = Rows()
        self.makings = [self._makings(run) for run in range(len(instance.runs))]
        self.seatings = [
            seating
            for position, visit in enumerate(instance.visits)
            for way in visit.ways
            for seating in self._seatings(position, visit, way)
        ]
        self._of_run: dict[int, list[Seating]] = defaultdict(list)
        for each in self.seatings:
            self._of_run[each.run].append(each)
        self._serve_once()
        self._share_pools()
        self._share_lines()
        for run in range(len(instance.runs)):
            self._fill(run)

    def _makings(self, position: int) -> list[Making]:
        run = self._flat.runs[position]
        first = -(-run.earliest_min // GRID_MIN) * GRID_MIN
        return [
            Making(
                self.rows.boolean(),
                eos,
                run.packed_min + run.portion_min * num_doses,
                num_doses,
            )
            for eos in range(first, run.latest_min + 1, GRID_MIN)
            for num_doses in _PORTIONS
        ]

    def _seatings(self, position: int, visit: FlatVisit, way: Way) -> Iterable[Seating]:
        """Minutes and waits, each minute only with a making that is in time for it."""
        run = self._flat.runs[way.run]
        for day in visit.days:
            first = -(-day.first_min // GRID_MIN) * GRID_MIN
            for minute in range(first, day.last_min + 1, GRID_MIN):
                makings = [
                    each.column
                    for each in self.makings[way.run]
                    if each.eos_min + run.release_min <= minute
                    and minute + visit.injection_min <= each.eos_min + run.life_min
                    and _is_there(way, each, minute)
                ]
                if not makings:
                    continue
                own = [
                    Seating(self.rows.boolean(), position, way.run, minute, scan)
                    for scan in range(
                        minute + visit.wait_min,
                        minute + visit.longest_wait_min + 1,
                        GRID_MIN,
                    )
                    if day.first_scan_min <= scan <= day.last_scan_min
                ]
                terms = [(1.0, each.column) for each in own]
                terms += [(-1.0, column) for column in makings]
                self.rows.add(terms, -np.inf, 0.0)
                yield from own

    def _serve_once(self) -> None:
        by_visit: dict[int, list[int]] = defaultdict(list)
        for each in self.seatings:
            by_visit[each.visit].append(each.column)
        for columns in by_visit.values():
            self.rows.add([(1.0, column) for column in columns], 0.0, 1.0)

    def _share_pools(self) -> None:
        """A row per pool and slot; what is held in part of a slot is held in all."""
        places: dict[tuple[str, int], list[int]] = defaultdict(list)
        scanners: dict[tuple[str, int], list[int]] = defaultdict(list)
        for each in self.seatings:
            visit = self._flat.visits[each.visit]
            held = (each.injection_min - visit.before_min, each.scan_min)
            for slot in _slots(held[0], held[1] + visit.after_min):
                places[visit.site, slot].append(each.column)
            begins = each.scan_min - visit.setup_min
            for slot in _slots(begins, begins + visit.scanner_min):
                scanners[visit.site, slot].append(each.column)
        for taken, most in (
            (places, self._flat.num_places),
            (scanners, self._flat.num_scanners),
        ):
            for (site, _), columns in taken.items():
                if len(columns) > most[site]:
                    self.rows.add([(1.0, each) for each in columns], 0.0, most[site])

    def _share_lines(self) -> None:
        """One synthesis at a time, and so many runs a day."""
        busy: dict[tuple[str, int], list[int]] = defaultdict(list)
        of_day: dict[tuple[str, int], list[int]] = defaultdict(list)
        for run, makings in zip(self._flat.runs, self.makings, strict=True):
            gap_min = self._flat.line_gap_min[run.line_id]
            for each in makings:
                of_day[run.line_id, run.day].append(each.column)
                start = each.eos_min - run.synthesis_min
                for slot in _slots(start, each.eos_min + gap_min):
                    busy[run.line_id, slot].append(each.column)
            self.rows.add([(1.0, each.column) for each in makings], 0.0, 1.0)
        for columns in busy.values():
            self.rows.add([(1.0, each) for each in columns], 0.0, 1.0)
        for (line_id, _), columns in of_day.items():
            most = self._flat.runs_per_day[line_id]
            self.rows.add([(1.0, each) for each in columns], 0.0, most)

    def _fill(self, position: int) -> None:
        """Doses and activity that a run has."""
        run = self._flat.runs[position]
        doses = [(1.0, each.column) for each in self._of_run[position]]
        portioned = [
            (-float(each.num_doses), each.column) for each in self.makings[position]
        ]
        self.rows.add([*doses, *portioned], -np.inf, 0.0)
        filled = [
            (
                (run.capacity_kbq * _CAUTION - run.sample_kbq)
                / MBQ
                * self._grown(position, each.eos_min),
                each.column,
            )
            for each in self.makings[position]
        ]
        drawn = self._drawn(position)
        self.rows.add(
            [*drawn, *((-most, column) for most, column in filled)], -np.inf, 0
        )

    def _drawn(self, position: int) -> Terms:
        """What each dose takes from the run, at its earliest EOS."""
        run = self._flat.runs[position]
        return [
            (
                need_kbq(
                    self._flat.visits[each.visit].gross_kbq,
                    each.injection_min - run.earliest_min,
                    run.half_life_min,
                )
                / MBQ,
                each.column,
            )
            for each in self._of_run[position]
        ]

    def _grown(self, position: int, eos_min: int) -> float:
        """How much one MBq at this EOS would have been at the earliest."""
        run = self._flat.runs[position]
        return float(2 ** ((eos_min - run.earliest_min) / run.half_life_min))

    def count_activity(self) -> Terms:
        """
        The activity at EOS of all runs, each in a column of its own.

        Which EOS it is multiplies the sum of the doses, so a row for each possible
        one holds only if it is chosen.
        """
        columns = []
        for position, run in enumerate(self._flat.runs):
            most = run.capacity_kbq / MBQ
            activity = self.rows.amount(most)
            columns.append(activity)
            latest = self._grown(position, run.latest_min)
            by_eos: dict[int, list[int]] = defaultdict(list)
            for making in self.makings[position]:
                by_eos[making.eos_min].append(making.column)
            drawn = self._drawn(position)
            for eos_min, chosen in by_eos.items():
                grown = self._grown(position, eos_min)
                slack = most * latest / grown
                terms = [(value / grown, column) for value, column in drawn]
                terms += [(run.sample_kbq / MBQ + slack, each) for each in chosen]
                self.rows.add([*terms, (-1.0, activity)], -np.inf, slack)
        return [(1.0, column) for column in columns]

    def levels(self) -> Iterator[tuple[str, Terms]]:
        """Name of each level and what is minimized, one after the other."""
        weights = class_weights(self._flat)
        visits = self._flat.visits
        served = [
            (-float(weights[visits[each.visit].priority]), each.column)
            for each in self.seatings
        ]
        costs = [
            (run.cost_nok / KNOK, making.column)
            for run, makings in zip(self._flat.runs, self.makings, strict=True)
            for making in makings
        ]
        yield "served", served
        yield "cost_nok", costs
        yield "activity_kbq", self.count_activity()

    def choice(self, values: Sequence[float]) -> Choice:
        """What a solution decides."""
        runs = self._flat.runs
        return Choice(
            eos_min={
                run.id: making.eos_min
                for run, makings in zip(runs, self.makings, strict=True)
                for making in makings
                if values[making.column] > _TRUE
            },
            seats={
                self._flat.visits[each.visit].id: Seat(
                    runs[each.run].id, each.injection_min, each.scan_min
                )
                for each in self.seatings
                if values[each.column] > _TRUE
            },
        )


def _is_there(way: Way, making: Making, minute: int) -> bool:
    """Whether doses handed over then reach the site by this minute."""
    packed_min = making.eos_min + making.lag_min
    if way.travel_min is not None:
        return packed_min + way.travel_min <= minute
    return any(
        packed_min <= handover_min and usable_min <= minute
        for handover_min, usable_min in way.flights
    )


def _slots(start_min: int, end_min: int) -> range:
    return range(start_min // GRID_MIN, -(-end_min // GRID_MIN))
