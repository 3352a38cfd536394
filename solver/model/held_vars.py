"""When shipments arrive at a site, and what comes before and after (rule 18)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from solver.model.book import Truth
from solver.model.seating import Expr
from solver.model.supply_vars import SupplyVars
from solver.problem.clinic import Site
from solver.problem.equipment import Licence
from solver.state.hours import NEVER_MIN
from solver.state.supply import Way

if TYPE_CHECKING:
    from solver.model.variables import PlanVars


@dataclass(frozen=True, slots=True)
class Arrival:
    """
    A minute at which something may arrive.

    Parameters
    ----------
    first_min, last_min
        Between what the minute is.
    literal
        Whether it does arrive; ``None`` if it does in any case.
    """

    name: str
    minute: Expr
    first_min: int
    last_min: int
    literal: cp_model.IntVar | None

    @property
    def is_known(self) -> bool:
        """Whether the minute is a number."""
        return self.first_min == self.last_min

    @property
    def literals(self) -> list[cp_model.IntVar]:
        """Under which it matters."""
        return [] if self.literal is None else [self.literal]


@dataclass(frozen=True, slots=True)
class Injection:
    """When a visit is injected, and between what its minute is."""

    visit_id: str
    minute: Expr
    first_min: int
    last_min: int


class ArrivalVars:
    """Arrivals of shipments, and whether doses are there then."""

    def __init__(self, x: "PlanVars") -> None:
        self._x = x
        self._late: dict[tuple[str, str], cp_model.IntVar] = {}
        self._come: dict[tuple[str, str], cp_model.IntVar] = {}
        self._on_demand: dict[tuple[str, str], Arrival | None] = {}

    def arrivals(self, site: Site, licence: Licence) -> Iterator[Arrival]:
        """Every minute at which something that a licence limits may arrive."""
        committed = set(self._committed(site, licence))
        known: dict[int, list[cp_model.IntVar]] = {}
        for batch, way in self.shipments(site, licence):
            arrival = self.arrival_of(batch, way)
            if arrival is not None and arrival.is_known:
                literals = known.setdefault(arrival.first_min, [])
                literals += arrival.literals
            elif arrival is not None:
                yield arrival
        for minute in sorted({*committed, *known}):
            literal = None
            if minute not in committed:
                literal = self._x.book.any_of(known[minute], f"arrive at {minute}")
            yield Arrival(f"{minute}", minute, minute, minute, literal)

    def _committed(self, site: Site, licence: Licence) -> Iterator[int]:
        """When committed shipments arrive."""
        for stock in self._x.piece.stocks.values():
            if stock.supply.product.nuclide in licence.nuclides:
                for shipped in stock.shipments:
                    if shipped.way.lane.site_id == site.id:
                        yield shipped.shipment.arrives_min

    def shipments(
        self, site: Site, licence: Licence
    ) -> Iterator[tuple[SupplyVars, Way]]:
        """Batches that may send something there that a licence limits."""
        for batch in self._x.supplies:
            if batch.supply.product.nuclide in licence.nuclides:
                for way in batch.ways:
                    if way.lane.site_id == site.id:
                        yield batch, way

    def arrival_of(self, batch: SupplyVars, way: Way) -> Arrival | None:
        """When a shipment arrives, if it is sent; ``None`` if it cannot leave."""
        key = (batch.supply.id, way.id)
        if key not in self._on_demand:
            self._on_demand[key] = self._arrival_of(batch, way)
        return self._on_demand[key]

    def _arrival_of(self, batch: SupplyVars, way: Way) -> Arrival | None:
        name, literal = f"{batch.supply.id}/{way.id}", batch.ships(way.id)
        if way.departure is not None:
            minute = way.departure.arrives_min
            return Arrival(name, minute, minute, minute, literal)
        state, door_min = self._x.piece.state, way.lane.door_to_door_min or 0
        hours = state.lane_hours(way)
        low, high = self._x.book.bounds(batch.ready)
        first, last = (state.departs_min(way, each) for each in (low, high))
        if first == NEVER_MIN:
            return None
        if low == high:
            minute = first + door_min
            return Arrival(name, minute, minute, minute, literal)
        batch.require_prompt_dispatch(way)
        last = hours[-1][1] - 1 if last == NEVER_MIN else last
        ends = (first + door_min, last + door_min)
        return Arrival(name, batch.arrives(way), *ends, literal)

    def has_come(
        self, arrival: Arrival, other: Arrival
    ) -> list[cp_model.IntVar] | None:
        """Literals that say that something else is there; ``None`` if it cannot be."""
        if other.first_min > arrival.last_min:
            return None
        if other.last_min <= arrival.first_min or other.name == arrival.name:
            return []
        key = (arrival.name, other.name)
        if key not in self._come:
            come = self._x.book.boolean(
                f"{other.name} by {arrival.name}",
                _is_by(other.minute, arrival.minute),
            )
            self._x.model.add(other.minute >= arrival.minute + 1).only_enforce_if(
                [come.negated(), *arrival.literals, *other.literals]
            )
            self._come[key] = come
        return [self._come[key]]

    def is_later(
        self, arrival: Arrival, injection: Injection, literals: list[cp_model.IntVar]
    ) -> list[cp_model.IntVar] | None:
        """
        Literals that say that an injection is still to come; ``None`` if it cannot be.

        Parameters
        ----------
        literals
            Under which it matters.
        """
        if injection.last_min <= arrival.first_min:
            return None
        if injection.first_min > arrival.last_min:
            return []
        key = (arrival.name, injection.visit_id)
        if key not in self._late:
            self._late[key] = self._x.book.boolean(
                f"{injection.visit_id} after {arrival.name}",
                _is_after(injection.minute, arrival.minute),
            )
        late = self._late[key]
        self._x.model.add(injection.minute <= arrival.minute).only_enforce_if(
            [late.negated(), *literals]
        )
        return [late]


def _is_by(one: Expr, other: Expr) -> Truth:
    """Whether one minute is not after another."""
    return lambda seating: int(seating.value(one) <= seating.value(other))


def _is_after(one: Expr, other: Expr) -> Truth:
    """Whether one minute is after another."""
    return lambda seating: int(seating.value(one) > seating.value(other))
