"""What of each batch is held at a site, minute by minute (rule 18)."""

from dataclasses import dataclass

from solver.problem.products import Presentation
from solver.state.decayed import scaled_kbq
from solver.state.load import Dose, Load, dead_kbq
from solver.state.state import State
from solver.state.stock import Stock, StockShipment, StockVial

FOREVER = 10**9
"""Later than any minute."""


@dataclass(frozen=True, slots=True)
class Content:
    """
    Activity that is held until a minute.

    Parameters
    ----------
    activity_kbq, reference_min
        Activity of each of ``count`` alike, and the minute it refers to.
    until_min
        It is held before this minute, and given or drawn at it.
    rest_kbq
        What is left of all of them then; it decays from ``reference_min``.
    is_flat
        A dead volume: not decayed while it is held, nor counted for more than it is.
    """

    activity_kbq: int
    reference_min: int
    half_life_min: float
    until_min: int
    count: int = 1
    rest_kbq: int = 0
    is_flat: bool = False

    def at_kbq(self, minute: int, *, includes_waste: bool) -> int:
        """What of it is there at a minute, rounded up."""
        back = self.reference_min - minute
        if minute < self.until_min:
            back = 0 if self.is_flat else back
            return self.count * scaled_kbq(self.activity_kbq, back, self.half_life_min)
        if not includes_waste:
            return 0
        back = min(back, 0) if self.is_flat else back
        return scaled_kbq(self.rest_kbq, back, self.half_life_min)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One shipment at a site: when it arrived, and what it holds."""

    nuclide: str
    arrives_min: int
    is_committed: bool
    contents: tuple[Content, ...]
    until_min: int

    def at_kbq(self, minute: int, *, includes_waste: bool) -> int:
        """What of it is there at a minute, rounded up."""
        if minute < self.arrives_min:
            return 0
        if minute >= self.until_min and not includes_waste:
            return 0
        return sum(
            each.at_kbq(minute, includes_waste=includes_waste) for each in self.contents
        )


def parcels_of(
    state: State, load: Load, site_id: str, portions: int | None = None
) -> tuple[Parcel, ...]:
    """
    Shipments of a batch to a site.

    Parameters
    ----------
    portions
        How many portions the batch has, if not those of its load: on demand, the
        more there are the later it leaves.
    """
    stock = state.stocks.get(load.supply.id)
    if stock is not None:
        return tuple(
            _parcel(stock.supply.product.nuclide, shipped.shipment.arrives_min, held)
            for shipped in stock.shipments
            if shipped.way.lane.site_id == site_id
            for held in [stock_contents(stock, shipped, load)]
        )
    count = load.portions if portions is None else portions
    found = []
    for way in load.ways.values():
        if way.lane.site_id != site_id:
            continue
        arrives = state.arrives_min(load.supply, load.reference_min, way, count)
        doses = [dose for dose in load.doses if dose.way.id == way.id]
        contents = load_contents(load, doses)
        nuclide = load.supply.product.nuclide
        found.append(_parcel(nuclide, arrives, contents, is_committed=False))
    return tuple(found)


def load_contents(load: Load, doses: list[Dose]) -> tuple[Content, ...]:
    """What doses that travel together hold, with the vials they are drawn from."""
    product, reference = load.supply.product, load.reference_min
    half_life, content = product.half_life_min, product.container.content_kbq
    if content is not None:
        return tuple(
            Content(
                content,
                reference,
                half_life,
                dose.injection_min,
                count=dose.vials,
                rest_kbq=dose.vials * content - dose.demand_kbq,
            )
            for dose in doses
        )
    contents = []
    last: dict[tuple[str, int], int] = {}
    for dose in doses:
        minute = dose.injection_min
        contents.append(Content(dose.gross_kbq, minute, half_life, minute))
        vial = (dose.visit_id if dose.vials else "", dose.vial)
        last[vial] = max(last.get(vial, minute), minute)
    if dead := dead_kbq(product):
        contents += [
            Content(dead, reference, half_life, until, rest_kbq=dead, is_flat=True)
            for until in last.values()
        ]
    return tuple(contents)


def stock_contents(
    stock: Stock, shipped: StockShipment, load: Load
) -> tuple[Content, ...]:
    """Vials of a committed shipment, each until it is given or last drawn from."""
    doses = [dose for dose in load.doses if dose.way.id == shipped.way.id]
    is_unit = stock.supply.product.presentation is Presentation.UNIT_DOSE
    contents = []
    counted: set[str] = set()
    for vial in shipped.vials:
        drawn = [dose for dose in doses if _draws(dose, vial)]
        until = max([dose.injection_min for dose in drawn], default=FOREVER)
        taken = sum(dose.demand_kbq for dose in drawn)
        together = vial.content_kbq
        if vial.owner_id is not None:
            # What is left of all vials of a visit is counted with its first.
            own = [each for each in shipped.vials if each.owner_id == vial.owner_id]
            together = sum(each.content_kbq for each in own)
            taken = vial.usable_kbq if is_unit else taken
            taken = together if vial.owner_id in counted else taken
            counted.add(vial.owner_id)
        contents.append(
            Content(
                vial.content_kbq,
                stock.batch.reference_min,
                stock.supply.product.half_life_min,
                until,
                rest_kbq=max(together - taken, 0),
            )
        )
    return tuple(contents)


def _draws(dose: Dose, vial: StockVial) -> bool:
    if vial.number:
        return dose.vial == vial.number
    return vial.owner_id == dose.visit_id


def _parcel(
    nuclide: str,
    arrives_min: int,
    contents: tuple[Content, ...],
    *,
    is_committed: bool = True,
) -> Parcel:
    until = max([each.until_min for each in contents], default=arrives_min)
    return Parcel(nuclide, arrives_min, is_committed, contents, until)
