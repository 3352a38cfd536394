"""
Batches with their visits timed anew, exactly, in a plan that else stays as it is.

The visits are taken out, an exact timetable is made for the room they leave, and they
are seated again by it, each asked of all rules like any other seat.
"""

from collections.abc import Mapping, Sequence

from solver.constraints import OFFER_RULES, SOURCE_RULES, STEPS_RULES, VISIT_RULES
from solver.constraints.staff_limits import leaves_breaks
from solver.model.groups import Timetable
from solver.model.timetable import best_timetable
from solver.search.booking import seated
from solver.search.doses_kept import is_enough, is_in_date, is_in_time, is_in_yield
from solver.search.insertion import Seat
from solver.search.limits_kept import keeps_limits
from solver.search.room import Room, Source, Timed, room_of, sources_of
from solver.search.slide import slide_later
from solver.state.frame import Frame
from solver.state.placement import Placement
from solver.state.state import State


def time_batches(
    state: State,
    supply_ids: Sequence[str],
    limit_s: float | None,
    *,
    may_branch: bool = True,
) -> int | None:
    """
    Time the visits of some batches anew; the state is as before if that fails.

    Batches stay as they are, but for a later EOS; who draws on which may change.

    Parameters
    ----------
    limit_s, may_branch
        See ``best_timetable``.

    Returns
    -------
    int or None
        What no other timetable can be below: the sum of what the visits that may be
        moved take, at their batches' reference minutes [kBq], given everything else.
        ``None`` if nothing was proved.
    """
    mark = state.mark()
    sources = sources_of(state, supply_ids)
    ids = [
        dose.visit_id
        for each in supply_ids
        for dose in state.loads[each].doses
        if _is_free(state, dose.visit_id)
    ]
    visits = [
        _timed(state, state.placements[each], sources, supply_ids) for each in ids
    ]
    for each in ids:
        state.remove(each)
    room, bound = room_of(state, visits, supply_ids), None
    if room is not None:
        found = best_timetable(
            room.groups,
            room.pools,
            room.capacities,
            limit_s,
            may_branch=may_branch,
        )
        if found is not None:
            bound = found.bound_kbq if found.is_proved else None
            if _seat(state, room, found) and all(
                _is_sound(state, each) for each in supply_ids
            ):
                return bound
    state.undo(mark)
    return bound


def _timed(
    state: State,
    seat: Placement,
    sources: Mapping[str, Sequence[Source]],
    supply_ids: Sequence[str],
) -> Timed:
    """
    A visit with its own source, and others of its product whose vials are its own.

    One vial that several share stays with those who share it.
    """
    visit, channel = state.index.visits[seat.visit_id], seat.channel
    number = supply_ids.index(channel.supply_id)
    own = [
        each
        for each in sources[visit.site_id]
        if each.batch == number and each.offer.channel == channel
    ]
    others: dict[int, Source] = {}
    for each in sources[visit.site_id]:
        is_same = each.offer.supply.product.id == visit.product_id
        if is_same and each.batch != number and not (each.offer.vial or channel.vial):
            others.setdefault(each.batch, each)
    return Timed(visit, seat, (*own, *others.values()))


def _is_free(state: State, visit_id: str) -> bool:
    """Whether a visit may be moved without regard to another, or to what was told."""
    precedence = state.index.precedence
    return (
        visit_id not in state.locked
        and visit_id not in state.index.previous
        and not precedence.waits(visit_id)
        and not precedence.dependents(visit_id)
        and not state.placements[visit_id].later_scans
    )


def _seat(state: State, room: Room, timetable: Timetable) -> bool:
    """Seat visits by a timetable, the first injection first; whether all fit."""
    wanted = []
    for visits, doses, scans in zip(
        room.visits, timetable.doses, timetable.scans, strict=True
    ):
        seats = sorted(
            (minute, each.visit.id, batch, each)
            for members, portion in zip(visits, doses, strict=True)
            for each, (minute, batch) in zip(members, portion, strict=True)
        )
        # First come, first served; without a scan nobody waits for one.
        starts = scans or [minute for minute, *_ in seats]
        wanted += [
            (*seat, start - seat[0] if scans else None)
            for seat, start in zip(seats, starts, strict=True)
        ]
    wanted.sort(key=lambda each: each[:2])
    return all(
        _seat_one(state, each, (batch, minute + room.origin_min), wait)
        for minute, _, batch, each, wait in wanted
    )


def _seat_one(
    state: State, timed: Timed, dose: tuple[int, int], wait_min: int | None
) -> bool:
    """Seat a visit with a dose of a batch at a minute, if every rule allows it."""
    visit, (batch, minute) = timed.visit, dose
    offer = next(each.offer for each in timed.sources if each.batch == batch)
    steps = state.steps(visit.id, timed.before.alternative, wait_min)
    frame = Frame.of_minute(minute)
    is_open = (
        all(each.allows(state, visit, frame) for each in VISIT_RULES)
        and all(each.allows(state, visit, steps, frame) for each in STEPS_RULES)
        and all(
            each.allows(state, visit, offer.supply.unit_id, frame)
            for each in SOURCE_RULES
        )
    )
    if not is_open:
        return False
    for rule in OFFER_RULES:
        low, high = rule.allows(state, visit, steps.alternative, offer)
        if not low <= minute <= high:
            return False
    placement = seated(state, visit, Seat((), offer, minute, steps))
    if not leaves_breaks(state, placement):
        return False
    state.insert(placement)
    return True


def _is_sound(state: State, supply_id: str) -> bool:
    """Whether the batch still gives each dose what it promised; it may come later."""
    slide_later(state, supply_id)
    return (
        is_enough(state, supply_id)
        and is_in_time(state, supply_id)
        and is_in_date(state, supply_id)
        and is_in_yield(state, state.index.supplies[supply_id])
        and keeps_limits(state, supply_id)
    )
