"""Why a slot cannot be had any more, in words; whose it is now is not said."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from scheduler.bookings.board import Board
from scheduler.errors import SlotTaken
from scheduler.exports.local_time import moment_text
from solver.constraints.occupancy import Occupancy
from solver.constraints.staff import Staff
from solver.plan.plan import Administration, Occupation
from solver.plan.slot import Slot


def require_free(board: Board, slot: Slot) -> None:
    """
    Refuse a slot that does not fit the plan in force, before anything is computed.

    Raises
    ------
    SlotTaken
        With the rules, and in words what is booked by now.

    """
    rules = board.misfits(slot)
    if rules:
        raise SlotTaken(slot.visit_id, rules, tuple(in_the_way(board, slot)))


def require_unoccupied(board: Board, slot: Slot) -> None:
    """
    Refuse a slot of whose resources others have some: that is seen at once.

    Raises
    ------
    SlotTaken
        In words, what is booked.

    """
    if booked := tuple(_booked(board, slot)):
        people = {each.id for each in board.built.problem.people}
        rules = dict.fromkeys(
            Staff.name if each.resource_id in people else Occupancy.name
            for each in booked
        )
        told = dict.fromkeys(each.told for each in booked)
        raise SlotTaken(slot.visit_id, tuple(rules), tuple(told))


def in_the_way(board: Board, slot: Slot) -> Iterator[str]:
    """Which resources of a slot are booked, and what of its batch is over."""
    yield from dict.fromkeys(each.told for each in _booked(board, slot))
    built, problem = board.built, board.built.problem
    cutoffs = {each.id: each.cutoff_min for each in problem.runs}
    cutoffs |= {each.id: each.cutoff_min for each in problem.orders}
    cutoff = cutoffs.get(slot.batch_id, problem.as_of_min)
    if cutoff < problem.as_of_min:
        closed = built.instants.at(cutoff).astimezone(_zone(board, slot))
        yield f"orders for {slot.batch_id} closed {moment_text(closed)}"


class _Booked(NamedTuple):
    """A resource that another visit has, and how that is told."""

    resource_id: str
    told: str


def _booked(board: Board, slot: Slot) -> Iterator[_Booked]:
    """Resources of a slot that another visit has."""
    built, problem = board.built, board.built.problem
    kinds = {each.id: "place" for each in problem.places}
    kinds |= {each.id: "scanner" for each in problem.scanners}
    kinds |= {each.id: "person" for each in problem.people}
    zone = _zone(board, slot)
    wanted = [
        *slot.occupations,
        *(each for scan in slot.later_scans for each in scan.occupations),
    ]
    for each in board.administrations:
        if each.visit_id == slot.visit_id:
            continue
        for held in _held(each):
            if any(_overlap(held, mine) for mine in wanted):
                start = built.instants.at(held.start_min).astimezone(zone)
                end = built.instants.at(held.end_min).astimezone(zone)
                kind = kinds.get(held.resource_id, "resource")
                told = f"{kind} {held.resource_id} is booked {_span(start, end)}"
                yield _Booked(held.resource_id, told)


def _zone(board: Board, slot: Slot) -> ZoneInfo:
    site_id = board.visits[slot.visit_id].site_id
    sites = board.built.problem.sites
    return ZoneInfo(next(each.zone for each in sites if each.id == site_id))


def _held(each: Administration) -> Iterator[Occupation]:
    yield from each.occupations
    for scan in each.later_scans:
        yield from scan.occupations


def _overlap(one: Occupation, other: Occupation) -> bool:
    return (
        one.resource_id == other.resource_id
        and one.start_min < other.end_min
        and other.start_min < one.end_min
    )


def _span(start: datetime, end: datetime) -> str:
    return f"{start.day} {start:%b} {start:%H:%M}-{end:%H:%M}"
