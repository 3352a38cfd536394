"""Licences of sites, in terms of the decisions (rule 18)."""

from typing import TYPE_CHECKING

from solver.errors import ModelTooLarge
from solver.model.held_demands import Demand, held_kbq
from solver.model.held_planned import PlannedHoldings
from solver.model.held_standing import StandingHoldings
from solver.model.held_vars import Arrival, ArrivalVars
from solver.model.seating import Expr, Seating
from solver.problem.clinic import Site
from solver.problem.equipment import Licence

if TYPE_CHECKING:
    from solver.model.variables import PlanVars


MOST_DEMANDS = 150
"""Amounts held at arrivals that are written down at most: each is hundreds of rows."""


class SiteVars:
    """What sites hold, and may hold at most."""

    def __init__(self, x: "PlanVars") -> None:
        self._x = x
        self._arrivals = ArrivalVars(x)
        self._demands = 0

    def keep_within(self, site: Site, licence: Licence) -> None:
        """At each arrival, what is held keeps to the licence."""
        for arrival in list(self._arrivals.arrivals(site, licence)):
            self._post(site, licence, arrival)
            if self._demands > MOST_DEMANDS:
                raise ModelTooLarge(
                    f"{site.id}: too much may be held at too many times"
                )

    def _post(self, site: Site, licence: Licence, arrival: Arrival) -> None:
        """
        What is planned fits beside what is there in any case.

        Where that is too much by itself, nothing is added to it.
        """
        if not self._may_exceed(site, licence, arrival):
            return
        x, most = self._x, licence.max_kbq
        standing = StandingHoldings(x, self._arrivals, arrival, licence)
        there: Expr = 0
        name = f"{site.id} {licence.id} {arrival.name}"
        for number, each in enumerate(standing.of(site)):
            highest = max([demand.amount.most_kbq for demand in each], default=0)
            certain = [one.amount.most_kbq for one in each if _is_certain(one, arrival)]
            if arrival.is_known and highest in certain:
                there += highest
            elif each:
                there += held_kbq(x, f"{name} there {number}", each, highest)
        held: Expr = 0
        for number, each in enumerate(self._planned(site, licence, arrival)):
            held += held_kbq(x, f"{name} held {number}", each, most)
            self._demands += len(each)
        room = self._room(name, there, most)
        x.model.add(held <= room).only_enforce_if(arrival.literals)

    def _may_exceed(self, site: Site, licence: Licence, arrival: Arrival) -> bool:
        """Whether there may be too much, and free visits have a part in it."""
        standing = StandingHoldings(self._x, self._arrivals, arrival, licence)
        total, is_ours = standing.most_kbq(site)
        is_ours |= not arrival.is_known
        free: dict[str, int] = {}
        for batch, way in self._arrivals.shipments(site, licence):
            other = self._arrivals.arrival_of(batch, way)
            if other is not None and other.first_min <= arrival.last_min:
                holdings = PlannedHoldings(
                    self._x, self._arrivals, arrival, licence, []
                )
                fixed, by_visit = holdings.most_kbq(batch, way)
                total += fixed
                for visit_id, most in by_visit.items():  # it takes one way only
                    free[visit_id] = max(free.get(visit_id, 0), most)
        is_ours |= bool(free)
        return is_ours and total + sum(free.values()) > licence.max_kbq

    def _planned(
        self, site: Site, licence: Licence, arrival: Arrival
    ) -> list[list[Demand]]:
        """All that batches which are not committed may hold."""
        found = []
        for batch, way in self._arrivals.shipments(site, licence):
            other = self._arrivals.arrival_of(batch, way)
            if other is None:
                continue
            come = self._arrivals.has_come(arrival, other)
            if come is None:
                continue
            literals = [*arrival.literals, *come]
            holdings = PlannedHoldings(
                self._x, self._arrivals, arrival, licence, literals
            )
            found += [each for each in holdings.of(batch, way) if each]
        return found

    def _room(self, name: str, there: Expr, most_kbq: int) -> Expr:
        """What is left beside what is there; none if that is too much already."""
        if isinstance(there, int):
            return max(most_kbq - there, 0)
        if self._x.book.bounds(there)[1] <= most_kbq:
            return most_kbq - there

        def truth(seating: Seating) -> int:
            return max(most_kbq - seating.value(there), 0)

        room = self._x.book.integer(0, most_kbq, f"{name} room", truth)
        self._x.model.add_max_equality(room, [most_kbq - there, 0])
        return room


def _is_certain(demand: Demand, arrival: Arrival) -> bool:
    """Whether an amount is there under no condition but the arrival itself."""
    given, only = demand.literals, arrival.literals
    if demand.absent or len(given) != len(only):
        return False
    return all(one is other for one, other in zip(given, only, strict=True))
