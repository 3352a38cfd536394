"""
When visits are injected and scanned, and from which batch: the least activity.

Counts instead of people.  Visits that differ in nothing but activity are one group, and
of a group only how many are injected, and how many scanned, up to each minute is
decided: first come, first served then gives each its uptake.  A resource in use is a
difference of two such counts, so that rows are short, and nearly all optima of the
linear relaxation are whole: an interior point and its vertex are found many times
sooner than a tree is begun.  Which dose goes first, and which batch it comes from, is a
transport problem beside them.

Resources are pools here, with as many places as are free at a minute, so that the
optimum is a bound of every plan with these batches at their reference minutes.
"""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

from ortools.math_opt.python import mathopt

from solver.model.groups import NEVER, Group, Timetable

_UNIT_KBQ = 1_000.0
_TOLERANCE = 1e-9
_FRACTION = 1e-6
_FOUND = {mathopt.TerminationReason.OPTIMAL, mathopt.TerminationReason.FEASIBLE}


def best_timetable(
    groups: Sequence[Group],
    pools: Sequence[Sequence[int]],
    capacities: Sequence[int | None],
    limit_s: float | None = None,
    *,
    may_branch: bool = True,
) -> Timetable | None:
    """
    The timetable with the least activity; ``None`` if none was found in time.

    Parameters
    ----------
    pools
        Places of each pool that are free at each minute, all of the same length.
    capacities
        Of each batch: what all these doses may take from it together [kBq].
    limit_s
        Longest search [s]; ``None`` without a limit.
    may_branch
        Whether to go on where the relaxation is not whole: nobody knows how long.
    """
    began = time.monotonic()
    rows = _Rows(groups, pools)
    rows.keep_capacities(capacities)
    relaxed = _solve(rows, limit_s, mathopt.LPAlgorithm.BARRIER)
    if relaxed is not None and _is_whole(relaxed):
        return rows.read(relaxed)
    if not may_branch:
        return None
    for each in rows.model.variables():
        each.integer = True
    if limit_s is not None:
        limit_s = max(limit_s - (time.monotonic() - began), 0.0)
    found = _solve(rows, limit_s)
    return None if found is None else rows.read(found)


def _solve(
    rows: "_Rows",
    limit_s: float | None,
    algorithm: mathopt.LPAlgorithm | None = None,
) -> mathopt.SolveResult | None:
    """What HiGHS finds; ``None`` if nothing."""
    result = mathopt.solve(
        rows.model,
        mathopt.SolverType.HIGHS,
        params=mathopt.SolveParameters(
            time_limit=None if limit_s is None else timedelta(seconds=limit_s),
            relative_gap_tolerance=None if algorithm else _TOLERANCE,
            lp_algorithm=algorithm,
        ),
    )
    return result if result.termination.reason in _FOUND else None


def _is_whole(result: mathopt.SolveResult) -> bool:
    """Whether an optimum of the relaxation needs no search."""
    is_optimal = result.termination.reason is mathopt.TerminationReason.OPTIMAL
    values = result.variable_values().values()
    return is_optimal and all(abs(each - round(each)) < _FRACTION for each in values)


class _Rows:
    """The model: counts up to each minute, and what they may be."""

    def __init__(self, groups: Sequence[Group], pools: Sequence[Sequence[int]]) -> None:
        self.model = mathopt.Model()
        self._groups = groups
        self._length = len(pools[0])
        self._doses = [self._add_doses(each) for each in groups]
        numbers = range(len(groups))
        self._injected = [self._add_counts(each, is_scan=False) for each in numbers]
        self._scanned = [self._add_counts(each, is_scan=True) for each in numbers]
        for number, group in enumerate(groups):
            self._keep_waits(number, group)
        for number, places in enumerate(pools):
            self._keep_within(number, places)
        self.model.minimize(mathopt.fast_sum(self._drawn()))

    def keep_capacities(self, capacities: Sequence[int | None]) -> None:
        """No batch gives more than it has."""
        for batch, capacity in enumerate(capacities):
            if capacity is not None:
                drawn = mathopt.fast_sum(self._drawn(batch))
                self.model.add_linear_constraint(drawn <= capacity / _UNIT_KBQ)

    def read(self, result: mathopt.SolveResult) -> Timetable:
        """The timetable that was found."""
        values = result.variable_values()
        bound = result.termination.objective_bounds.dual_bound * _UNIT_KBQ
        scans = []
        for counts in self._scanned:
            known = [0, *(round(values[each]) for each in counts)]
            scans.append(
                tuple(
                    minute
                    for minute, (before, after) in enumerate(pairwise(known))
                    for _ in range(after - before)
                )
            )
        doses = tuple(
            tuple(
                tuple(
                    key
                    for key, count in sorted(chosen.items())
                    for _ in range(round(values[count]))
                )
                for chosen in portions
            )
            for portions in self._doses
        )
        return Timetable(
            doses=doses,
            scans=tuple(scans),
            bound_kbq=max(int(bound * (1 - _TOLERANCE)), 0),
            is_proved=result.termination.reason is mathopt.TerminationReason.OPTIMAL,
        )

    def _drawn(self, batch: int | None = None) -> Iterator[mathopt.LinearTypes]:
        """What is drawn, from one batch or from all."""
        for group, portions in zip(self._groups, self._doses, strict=True):
            for portion, chosen in zip(group.portions, portions, strict=True):
                for (minute, source), count in chosen.items():
                    if batch is None or source == batch:
                        yield portion.needs[source][minute] / _UNIT_KBQ * count

    def _add_doses(self, group: Group) -> list[dict[tuple[int, int], mathopt.Variable]]:
        """How many doses of each activity are injected at each minute, and whence."""
        found = []
        for portion in group.portions:
            doses = {
                (minute, batch): self.model.add_variable(lb=0, ub=portion.count)
                for batch, needs in enumerate(portion.needs)
                for minute, need in enumerate(needs)
                if need != NEVER
            }
            total = mathopt.fast_sum(doses.values())
            self.model.add_linear_constraint(total == portion.count)
            found.append(doses)
        return found

    def _add_counts(self, number: int, *, is_scan: bool) -> list[mathopt.Variable]:
        """How many are injected, or scanned, up to each minute."""
        model, group = self.model, self._groups[number]
        if is_scan and group.waits is None:
            return []
        now: dict[int, list[mathopt.Variable]] = defaultdict(list)
        for doses in self._doses[number]:
            for (minute, _), count in doses.items():
                now[minute].append(count)
        counts = [model.add_variable(lb=0, ub=group.size) for _ in range(self._length)]
        for minute, count in enumerate(counts):
            more = count - (counts[minute - 1] if minute else 0)
            if is_scan:
                model.add_linear_constraint(more >= 0)
            else:
                model.add_linear_constraint(
                    more - mathopt.fast_sum(now.get(minute, [])) == 0
                )
        model.add_linear_constraint(counts[-1] == group.size)
        return counts

    def _keep_waits(self, number: int, group: Group) -> None:
        """First come, first served: nobody waits too short or too long."""
        if group.waits is None:
            return
        shortest, longest = group.waits
        for minute, scanned in enumerate(self._scanned[number]):
            ready = self._up_to(number, minute - shortest, is_scan=False)
            due = self._up_to(number, minute - longest, is_scan=False)
            self.model.add_linear_constraint(scanned - ready <= 0)
            self.model.add_linear_constraint(scanned - due >= 0)

    def _keep_within(self, pool: int, places: Sequence[int]) -> None:
        """At no minute more in use than there is."""
        uses = [
            (number, use)
            for number, group in enumerate(self._groups)
            for use in group.uses
            if use.pool == pool
        ]
        most = sum(self._groups[number].size for number, _ in uses)
        for minute, free in enumerate(places):
            if free >= most:
                continue
            taken: list[mathopt.LinearTypes] = []
            for number, use in uses:
                since = minute - use.start_min
                until = minute - use.end_min
                taken.append(self._up_to(number, since, is_scan=use.starts_at_scan))
                taken.append(-1 * self._up_to(number, until, is_scan=use.ends_at_scan))
            self.model.add_linear_constraint(mathopt.fast_sum(taken) <= free)

    def _up_to(
        self, number: int, minute: int, *, is_scan: bool
    ) -> mathopt.Variable | int:
        """A count up to a minute, wherever that lies."""
        if minute < 0:
            return 0
        counts = self._scanned[number] if is_scan else self._injected[number]
        return counts[minute] if minute < len(counts) else self._groups[number].size
