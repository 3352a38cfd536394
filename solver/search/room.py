"""The room that visits leave which are timed anew: minutes, sources, resources."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from solver.constraints import OFFER_RULES
from solver.decay import need_kbq
from solver.model.groups import NEVER, Group, Portion, Use
from solver.problem.demand import Visit
from solver.search.insertion import open_minutes
from solver.state.elutions import usable_kbq
from solver.state.frame import Frame
from solver.state.offer import Offer
from solver.state.placement import Placement
from solver.state.state import State
from solver.state.steps import waits_of

Pool = tuple[str, ...]
"""Places, scanners or people of whom any one will do."""

_Needs = tuple[tuple[int, ...], ...]

_need_kbq = lru_cache(maxsize=200_000)(need_kbq)


@dataclass(frozen=True, slots=True)
class Source:
    """
    A batch as it reaches a site.

    Parameters
    ----------
    batch
        Its number among those that are timed.
    usable_min
        From when on it can be injected there.
    """

    batch: int
    offer: Offer
    usable_min: int


@dataclass(frozen=True, slots=True)
class Timed:
    """A visit that is timed anew: its seat so far, and from where it may be served."""

    visit: Visit
    before: Placement
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class _Shape:
    """What visits have in common that may be timed as a group."""

    waits: tuple[int, int] | None
    uses: tuple[tuple[Pool, Use], ...]

    @property
    def longest_min(self) -> int:
        """From the injection to the end of everything."""
        longest = 0 if self.waits is None else self.waits[1]
        return longest + max(use.end_min for _, use in self.uses)


@dataclass(frozen=True, slots=True)
class Room:
    """
    What a timetable is made for.

    Parameters
    ----------
    origin_min
        What the minutes of groups and pools count from.
    visits
        Of each group and portion, who they are.
    """

    origin_min: int
    groups: tuple[Group, ...]
    visits: tuple[tuple[tuple[Timed, ...], ...], ...]
    pools: tuple[tuple[int, ...], ...]
    capacities: tuple[int | None, ...]


def sources_of(state: State, supply_ids: Sequence[str]) -> dict[str, list[Source]]:
    """How batches reach each site now, by the site's id."""
    found: dict[str, dict[Source, None]] = defaultdict(dict)
    for number, supply_id in enumerate(supply_ids):
        load = state.loads[supply_id]
        for dose in load.doses:
            channel = state.placements[dose.visit_id].channel
            way = dose.way
            arrives = state.arrives_min(
                load.supply, load.reference_min, way, load.portions
            )
            offer = Offer(
                load.supply, load.reference_min, way, channel.vial, channel.equipment
            )
            source = Source(number, offer, arrives + way.lane.receiving_min)
            found[way.lane.site_id][source] = None
    return {site_id: list(sources) for site_id, sources in found.items()}


def room_of(
    state: State, visits: Sequence[Timed], supply_ids: Sequence[str]
) -> Room | None:
    """
    The room for visits that are out of the plan; ``None`` if one has no minute.

    A minute at which a dose alone would take more than all could save is left out: no
    better timetable uses it.
    """
    needs = {each.visit.id: _needs(state, each) for each in visits}
    least = {
        each: min((kbq for row in rows for kbq in row.values()), default=NEVER)
        for each, rows in needs.items()
    }
    if not visits or NEVER in least.values():
        return None
    spare = sum(_need_now(state, each) for each in visits) - sum(least.values())
    kept = {
        visit_id: [
            {
                minute: kbq
                for minute, kbq in row.items()
                if kbq <= least[visit_id] + max(spare, 0)
            }
            for row in rows
        ]
        for visit_id, rows in needs.items()
    }
    minutes = [minute for rows in kept.values() for row in rows for minute in row]
    procedures = state.index.procedures
    lead = max(procedures[each.visit.procedure_id].lead_min for each in visits)
    origin = max(min(minutes) - lead, 0)
    frame = Frame(origin, max(minutes) + 1)
    alike: dict[_Shape, dict[_Needs, list[Timed]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for each in visits:
        shape = _shape(state, each)
        if shape is None:
            return None
        rows = zip(each.sources, kept[each.visit.id], strict=True)
        alike[shape][_table(rows, len(supply_ids), frame)].append(each)
    pools = list(dict.fromkeys(pool for each in alike for pool, _ in each.uses))
    longest = max(each.longest_min for each in alike)
    return Room(
        origin_min=origin,
        groups=tuple(
            Group(
                portions=tuple(
                    Portion(len(members), needs) for needs, members in found.items()
                ),
                waits=shape.waits,
                uses=tuple(
                    replace(use, pool=number)
                    for number, pool in enumerate(pools)
                    for other, use in shape.uses
                    if set(other) <= set(pool)
                ),
            )
            for shape, found in alike.items()
        ),
        visits=tuple(tuple(map(tuple, found.values())) for found in alike.values()),
        pools=_places(state, pools, Frame(origin, frame.end_min + longest + 1)),
        capacities=tuple(_capacity_kbq(state, each) for each in supply_ids),
    )


def _need_now(state: State, timed: Timed) -> int:
    """What the visit's dose took so far."""
    seat = timed.before
    supply = state.index.supplies[seat.channel.supply_id]
    gross = state.index.gross_kbq(timed.visit, seat.alternative)
    age = seat.injection_min - seat.channel.reference_min
    return _need_kbq(gross, age, supply.product.half_life_min)


def _needs(state: State, timed: Timed) -> list[dict[int, int]]:
    """Of each source: what the dose takes at each minute that is open."""
    visit, alternative = timed.visit, timed.before.alternative
    opened = [
        each for each in open_minutes(state, visit) if each.alternative == alternative
    ]
    gross = state.index.gross_kbq(visit, alternative)
    found = []
    for source in timed.sources:
        offer = source.offer
        spans = [each.allows(state, visit, alternative, offer) for each in OFFER_RULES]
        low = max(source.usable_min, *(first for first, _ in spans))
        high = min(last for _, last in spans)
        half_life = offer.supply.product.half_life_min
        found.append(
            {
                minute: _need_kbq(gross, minute - offer.reference_min, half_life)
                for each in opened
                for minute in range(
                    max(low, each.frame.start_min), min(high, each.last_min) + 1
                )
                if each.frame.holds(each.union, minute)
            }
        )
    return found


def _table(
    rows: Iterable[tuple[Source, Mapping[int, int]]], num_batches: int, frame: Frame
) -> _Needs:
    """What a dose takes from each batch at each minute of a frame."""
    found = [[NEVER] * (frame.end_min - frame.start_min) for _ in range(num_batches)]
    for source, row in rows:
        for minute, kbq in row.items():
            found[source.batch][minute - frame.start_min] = kbq
    return tuple(map(tuple, found))


def _shape(state: State, timed: Timed) -> _Shape | None:
    """What a visit holds, from when to when: told by two uptakes."""
    visit, alternative = timed.visit, timed.before.alternative
    procedure = state.index.procedures[visit.procedure_id]
    waits = None if procedure.scan is None else waits_of(procedure)
    shortest = None if waits is None else waits[0]
    longer = None if waits is None else waits[0] + 1
    first = state.steps(visit.id, alternative, shortest)
    second = state.steps(visit.id, alternative, longer)
    if len(first.tasks) != len(second.tasks):
        return None
    uses = []
    for one, other in zip(first.tasks, second.tasks, strict=True):
        starts_at_scan = other.start_min != one.start_min
        ends_at_scan = other.end_min != one.end_min
        use = Use(
            pool=0,
            start_min=one.start_min - (shortest or 0) * starts_at_scan,
            starts_at_scan=starts_at_scan,
            end_min=one.end_min - (shortest or 0) * ends_at_scan,
            ends_at_scan=ends_at_scan,
        )
        uses.append((state.index.eligible(visit, one), use))
    return _Shape(waits, tuple(uses))


def _places(
    state: State, pools: Iterable[Pool], frame: Frame
) -> tuple[tuple[int, ...], ...]:
    """How many of each pool are free at each minute of a frame."""
    minutes = range(frame.end_min - frame.start_min)
    found = []
    for pool in pools:
        free = [frame.cut(state.free[each]) for each in pool]
        found.append(tuple(sum(bits >> k & 1 for bits in free) for k in minutes))
    return tuple(found)


def _capacity_kbq(state: State, supply_id: str) -> int | None:
    """What can still be drawn from a batch; ``None`` without a limit."""
    supply, load = state.index.supplies[supply_id], state.loads.get(supply_id)
    if load is None:
        # Its reference minute is gone with its doses; most eluates are not timed here.
        capacity, drawn = supply.capacity_kbq, supply.sample_kbq
    else:
        capacity = usable_kbq(state, supply, load.reference_min)
        drawn = load.activity_kbq
    return None if capacity is None else max(capacity - drawn, 0)
