"""What travels on a departure: packages, transport index, and room left (rule 10)."""

from dataclasses import dataclass

from solver.decay import longest_age_min
from solver.problem.demand import Visit
from solver.problem.products import Product
from solver.state.decayed import AMPLE_KBQ, scaled_kbq
from solver.state.load import Load, dead_kbq, usable_content_kbq
from solver.state.offer import Offer
from solver.state.state import State
from solver.state.stock import Stock
from solver.state.supply import Way

_MICRO = 10**6
_MANY = 10**6
"""More portions than any shipment has."""


@dataclass(frozen=True, slots=True)
class Freight:
    """
    One or more shipments on one departure.

    Parameters
    ----------
    portions, activity_kbq
        Vials and unit doses, and their activity at the departure [kBq].
    packages, ti_milli
        Packages, and their transport index in thousandths.
    """

    portions: int = 0
    activity_kbq: int = 0
    packages: int = 0
    ti_milli: int = 0

    @classmethod
    def of(cls, product: Product, portions: int, activity_kbq: int) -> "Freight":
        """A shipment of a product."""
        package = product.package
        packages = [1]
        if package.max_portions is not None:
            packages.append(-(-portions // package.max_portions))
        if package.max_activity_kbq is not None:
            packages.append(-(-activity_kbq // package.max_activity_kbq))
        ti_milli = -(-activity_kbq * package.ti_milli_per_gbq // _MICRO)
        return cls(portions, activity_kbq, max(packages), ti_milli)

    def __add__(self, other: "Freight") -> "Freight":
        return Freight(
            self.portions + other.portions,
            self.activity_kbq + other.activity_kbq,
            self.packages + other.packages,
            self.ti_milli + other.ti_milli,
        )


def freight_of(load: Load, way: Way) -> Freight:
    """What a batch that is not committed sends with a departure."""
    product, leaves = load.supply.product, _leaves_min(way)
    half_life, content = product.half_life_min, product.container.content_kbq
    vials: set[int] = set()
    portions = activity = 0
    for dose in load.doses:
        if dose.way.id != way.id:
            continue
        portions += dose.vials
        if content is not None:
            each = scaled_kbq(content, load.reference_min - leaves, half_life)
            activity += dose.vials * each
            continue
        activity += scaled_kbq(dose.gross_kbq, dose.injection_min - leaves, half_life)
        if not dose.vials:
            vials.add(dose.vial)
    portions += len(vials)
    if content is None:
        activity += portions * dead_kbq(product)
    return Freight.of(product, portions, activity) if portions else Freight()


def committed_freight(stock: Stock, way: Way) -> Freight:
    """What a committed batch sends with a departure."""
    shipped = stock.shipment(way.id)
    if shipped is None:
        return Freight()
    product, leaves = stock.supply.product, _leaves_min(way)
    activity = sum(
        scaled_kbq(
            vial.content_kbq,
            stock.batch.reference_min - leaves,
            product.half_life_min,
        )
        for vial in shipped.vials
    )
    return Freight.of(product, len(shipped.vials), activity)


def last_minute(state: State, visit: Visit, alternative: int, offer: Offer) -> int:
    """
    Last injection minute whose dose the departure still takes.

    A later injection needs more activity at the departure, so that every earlier one
    is taken too; before all minutes if there is no room at all.
    """
    departure = offer.way.departure
    if departure is None or offer.supply.id in state.stocks:
        return _MANY * _MICRO
    if departure.max_packages is None and departure.max_ti_milli is None:
        return _MANY * _MICRO
    portions, activity = _room(state, offer)
    product = offer.supply.product
    half_life = product.half_life_min
    gross = state.index.gross_kbq(visit, alternative)
    content = product.container.content_kbq
    if content is not None:
        back = offer.reference_min - departure.departs_min
        each = max(scaled_kbq(content, back, half_life), 1)
        vials = min(portions, activity // each)
        room, since = vials * usable_content_kbq(product), offer.reference_min
    else:
        load = state.loads.get(offer.supply.id)
        is_new = load is None or (offer.way.id, offer.vial) not in load.fills
        if is_new and portions < 1:
            return -_MANY * _MICRO
        room = activity - (dead_kbq(product) if is_new else 0)
        since = departure.departs_min
    if room <= 0:
        return -_MANY * _MICRO
    return since + longest_age_min(gross, min(room, AMPLE_KBQ), half_life)


def carried_by(state: State, way: Way) -> Freight:
    """All shipments on a departure."""
    return sum(_shipments(state, way).values(), Freight())


def _room(state: State, offer: Offer) -> tuple[int, int]:
    """Portions and activity at the departure that a shipment may have more [kBq]."""
    others, own = Freight(), Freight()
    for supply_id, freight in _shipments(state, offer.way).items():
        if supply_id == offer.supply.id:
            own = freight
        else:
            others += freight
    departure, package = offer.way.departure, offer.supply.product.package
    portions, activity = _MANY, AMPLE_KBQ
    if departure is not None and departure.max_packages is not None:
        packages = departure.max_packages - others.packages
        if packages < 1:
            return 0, 0
        if package.max_portions is not None:
            portions = packages * package.max_portions
        if package.max_activity_kbq is not None:
            activity = packages * package.max_activity_kbq
    if departure is not None and departure.max_ti_milli is not None:
        ti_milli = departure.max_ti_milli - others.ti_milli
        if ti_milli < 0:
            return 0, 0
        if package.ti_milli_per_gbq:
            most = ti_milli * _MICRO // package.ti_milli_per_gbq
            activity = min(activity, most)
    return portions - own.portions, activity - own.activity_kbq


def _shipments(state: State, way: Way) -> dict[str, Freight]:
    """Freight of each batch on a departure; kept while the unit makes no change."""
    key, stamp = ("freight", way.id), state.stamps.get(way.lane.unit_id)
    known = state.memo.get(key)
    if known is None or known[0] is not stamp or stamp is None:
        found = {
            supply_id: committed_freight(state.stocks[supply_id], way)
            if supply_id in state.stocks
            else freight_of(load, way)
            for supply_id, load in state.loads.items()
            if supply_id in state.stocks or way.id in load.ways
        }
        known = (stamp, found)
        state.memo[key] = known
    shipments: dict[str, Freight] = known[1]
    return shipments


def _leaves_min(way: Way) -> int:
    """Minute at which the activity of what travels is judged."""
    return way.departure.departs_min if way.departure is not None else 0
