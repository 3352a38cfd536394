"""What committed batches still hold: vials dispensed or bought, where they are."""

from collections.abc import Mapping
from dataclasses import dataclass

from solver.plan.plan import PlannedBatch, Shipment, Vial
from solver.problem.products import Presentation, Product
from solver.state.index import Index
from solver.state.load import dead_kbq, volume_ul
from solver.state.supply import Supply, Way


@dataclass(frozen=True, slots=True)
class StockVial:
    """
    A vial that exists.

    Parameters
    ----------
    number
        Number of the multi-dose vial in its shipment; 0 for a visit's own vials.
    owner_id
        The visit whose own vial it is; ``None`` for multi-dose vials.
    content_kbq, volume_ul
        Content and fill, measured or planned, at the batch's reference minute.
    usable_kbq, usable_ul
        What of it can be drawn.
    """

    id: str
    number: int
    owner_id: str | None
    content_kbq: int
    volume_ul: int | None
    usable_kbq: int
    usable_ul: int | None
    is_measured: bool

    def draw_ul(self, product: Product, demand_kbq: int) -> int | None:
        """
        Volume that holds ``demand_kbq`` [µL], rounded up.

        A measured vial has the concentration it was measured with, so that a
        weaker vial costs more volume for the same activity.
        """
        if not self.is_measured or self.volume_ul is None:
            return volume_ul(product, demand_kbq)
        return -(-demand_kbq * self.volume_ul // self.content_kbq)

    def held_in_kbq(self, product: Product, drawn_ul: int) -> int:
        """Greatest demand that a volume holds [kBq]: the reverse of ``draw_ul``."""
        if self.is_measured and self.volume_ul is not None:
            return drawn_ul * self.content_kbq // self.volume_ul
        return drawn_ul * (product.container.concentration_kbq_per_ml or 0) // 1000


@dataclass(frozen=True, slots=True)
class StockShipment:
    """A shipment that is under way or has arrived, with the vials in it."""

    shipment: Shipment
    way: Way
    vials: tuple[StockVial, ...]


@dataclass(frozen=True, slots=True)
class Stock:
    """A committed batch: nothing is added to it, nothing moves between its sites."""

    batch: PlannedBatch
    supply: Supply
    shipments: tuple[StockShipment, ...]

    def shipment(self, way_id: str) -> StockShipment | None:
        """What travels on a way."""
        return next((each for each in self.shipments if each.way.id == way_id), None)


def stocks_of(index: Index) -> dict[str, Stock]:
    """
    Committed batches that the problem still knows, by id.

    A shipment whose lane or departure is gone is lost, and so are lost vials.
    """
    held = index.problem.commitments
    stocks = {}
    for batch in held.previous.batches:
        supply = index.supplies.get(batch.id)
        if batch.id in index.committed_batches and supply is not None:
            stocks[batch.id] = Stock(batch, supply, _shipments(index, supply))
    return stocks


def _shipments(index: Index, supply: Supply) -> tuple[StockShipment, ...]:
    held = index.problem.commitments
    measured = {each.vial_id: each.activity_kbq for each in held.measured_vials}
    owners = {
        vial_id: each.visit_id
        for each in held.previous.administrations
        for vial_id in each.vial_ids
    }
    shipments = []
    for shipment in held.previous.shipments:
        way = index.ways.get(shipment.departure_id or shipment.lane_id)
        if shipment.batch_id != supply.id or way is None:
            continue
        vials = tuple(
            _vial(supply, vial, measured, owners)
            for vial in held.previous.vials
            if vial.shipment_id == shipment.id and vial.id not in held.lost_vial_ids
        )
        shipments.append(StockShipment(_retimed(shipment, way), way, vials))
    return tuple(shipments)


def _retimed(shipment: Shipment, way: Way) -> Shipment:
    """The shipment with the times its departure has today."""
    departure = way.departure
    departs = departure.departs_min if departure else shipment.departs_min
    arrives = departure.arrives_min if departure else shipment.arrives_min
    return Shipment(
        id=shipment.id,
        batch_id=shipment.batch_id,
        lane_id=shipment.lane_id,
        departure_id=shipment.departure_id,
        handover_min=shipment.handover_min,
        departs_min=departs,
        arrives_min=arrives,
        usable_min=arrives + way.lane.receiving_min,
    )


def _vial(
    supply: Supply,
    vial: Vial,
    measured: Mapping[str, int],
    owners: Mapping[str, str],
) -> StockVial:
    product = supply.product
    is_shared = product.presentation is Presentation.MULTI_DOSE_VIAL
    dead_ul = product.container.dead_volume_ul
    content = measured.get(vial.id)
    if content is None or vial.volume_ul is None:
        content = vial.activity_kbq if content is None else content
        usable = content - dead_kbq(product)
    else:
        usable = content * (vial.volume_ul - dead_ul) // vial.volume_ul
    return StockVial(
        id=vial.id,
        number=int(vial.id.rpartition("/v")[2]) if is_shared else 0,
        owner_id=None if is_shared else owners.get(vial.id),
        content_kbq=content,
        volume_ul=vial.volume_ul,
        usable_kbq=max(usable, 0),
        usable_ul=None if vial.volume_ul is None else vial.volume_ul - dead_ul,
        is_measured=vial.id in measured,
    )
