"""
How much may be asked of each unit, product and day by visits that are not booked.

One assumption is made, and no other chance is known: each day on which a visit could be
is equally likely, at about the middle of its possible minutes, from the unit that needs
the least activity then; visits do not depend on each other.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from solver.forecast.counts import central
from solver.forecast.possible import Cell, DayOf, Need, Possible, possible
from solver.problem.problem import Problem
from solver.state.index import Index
from solver.state.state import State


@dataclass(frozen=True, slots=True)
class Amount:
    """Doses, and the activity they take together at EOS or reference time [kBq]."""

    doses: int
    activity_kbq: int


@dataclass(frozen=True, slots=True)
class Band:
    """
    What visits that are not booked may ask of a unit for one product and day.

    Activities are those of doses: rests in vials and samples are not in them.

    Parameters
    ----------
    least
        By those that can have it nowhere else, each taking the least it could.
    low, high
        Ends of the central 80 %. Of so many doses, the activity is that of those who
        need the least, and the most.
    most
        By all that could have it there, each taking the most it could.
    expected_doses, expected_kbq
        The mean.
    """

    least: Amount
    low: Amount
    high: Amount
    most: Amount
    expected_doses: Fraction
    expected_kbq: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """
    What visits that are not booked may ask for.

    Parameters
    ----------
    expected_later
        Visits that are expected beyond the horizon.
    nowhere
        Visits that nobody could serve as things are, in the order of the problem.
    """

    bands: Mapping[Cell, Band]
    expected_later: Fraction
    nowhere: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Share:
    """
    What one visit may ask for in one cell.

    Parameters
    ----------
    taken_kbq
        What it takes on each of the days on which it has its dose from there.
    """

    chance: Fraction
    is_sure: bool
    least_kbq: int
    most_kbq: int
    taken_kbq: Sequence[int]


def forecast(problem: Problem, visit_ids: Collection[str], day_of: DayOf) -> Forecast:
    """
    What some visits may ask for, each looked at as if it were alone.

    Parameters
    ----------
    visit_ids
        Those that are not booked.
    """
    state = State(Index(problem))
    shares: dict[Cell, list[_Share]] = defaultdict(list)
    later, nowhere = Fraction(0), []
    for visit in problem.visits:
        if visit.id not in visit_ids:
            continue
        found = possible(state, visit, day_of)
        days = len(found.days) + found.num_later
        if days == 0:
            nowhere.append(visit.id)
            continue
        later += Fraction(found.num_later, days)
        for cell, share in _shares(found).items():
            shares[cell].append(share)
    return Forecast(
        bands={cell: _band(shares[cell]) for cell in sorted(shares)},
        expected_later=later,
        nowhere=tuple(nowhere),
    )


def _shares(found: Possible) -> dict[Cell, _Share]:
    """What a visit may ask for, wherever it could have its dose."""
    needs: dict[Cell, list[Need]] = defaultdict(list)
    taken: dict[Cell, list[int]] = defaultdict(list)
    for day in found.days:
        for cell, need in day.items():
            needs[cell].append(need)
        cheapest = min(day, key=lambda cell: (day[cell].middle_kbq, cell))
        taken[cheapest].append(day[cheapest].middle_kbq)
    days = len(found.days) + found.num_later
    is_elsewhere = found.num_later > 0 or found.may_use_stock or len(needs) > 1
    return {
        cell: _Share(
            chance=Fraction(len(taken[cell]), days),
            is_sure=not is_elsewhere,
            least_kbq=min(each.least_kbq for each in needs[cell]),
            most_kbq=max(each.most_kbq for each in needs[cell]),
            taken_kbq=taken[cell],
        )
        for cell in needs
    }


def _band(shares: Sequence[_Share]) -> Band:
    sure = [each for each in shares if each.is_sure]
    low, high = central(each.chance for each in shares)
    expected_kbq = sum(
        each.chance * Fraction(sum(each.taken_kbq), len(each.taken_kbq))
        for each in shares
        if each.taken_kbq
    )
    return Band(
        least=Amount(len(sure), sum(each.least_kbq for each in sure)),
        low=Amount(low, _together(shares, low, is_high=False)),
        high=Amount(high, _together(shares, high, is_high=True)),
        most=Amount(len(shares), sum(each.most_kbq for each in shares)),
        expected_doses=sum((each.chance for each in shares), Fraction(0)),
        expected_kbq=ceil(expected_kbq),
    )


def _together(shares: Sequence[_Share], doses: int, *, is_high: bool) -> int:
    """Activity of so many doses: those that are certain, then the smallest, or not."""
    pick = max if is_high else min
    taken = [
        (each.chance == 1, pick(each.taken_kbq)) for each in shares if each.taken_kbq
    ]
    certain = [kbq for is_certain, kbq in taken if is_certain]
    others = sorted(
        (kbq for is_certain, kbq in taken if not is_certain), reverse=is_high
    )
    return sum(certain) + sum(others[: doses - len(certain)])
