"""Write a state down as a plan: ids, contents, volumes, usable intervals."""

from collections.abc import Mapping

from solver.decay import remaining_kbq
from solver.plan.plan import Administration, Plan, PlannedBatch, Shipment, Vial
from solver.problem.commitments import Firmness
from solver.problem.products import Presentation
from solver.state.elutions import elution_of
from solver.state.index import Index
from solver.state.load import Dose, Load, own_activity_kbq, volume_ul
from solver.state.placement import Placement
from solver.state.state import State
from solver.state.stock import Stock
from solver.state.supply import Way
from solver.tolerance import usable_span_min


def to_plan(index: Index, placements: Mapping[str, Placement]) -> Plan:
    """
    The plan that seats just these visits.

    Batches, shipments and vials follow from the placements; each list of the plan is
    ordered by id, so that equal placements give equal bytes.
    """
    state = State(index)
    for visit_id in sorted(placements):
        state.insert(placements[visit_id])
    return plan_of(state)


def plan_of(state: State) -> Plan:
    """The state as a plan."""
    batches: list[PlannedBatch] = []
    shipments: list[Shipment] = []
    vials: list[Vial] = []
    for supply_id in sorted(state.loads):
        load = state.loads[supply_id]
        stock = state.stocks.get(supply_id)
        if stock is not None:
            batches.append(stock.batch)
            shipments.extend(each.shipment for each in stock.shipments)
            vials.extend(_stock_vials(stock))
            continue
        batches.append(
            PlannedBatch(
                id=supply_id,
                reference_min=load.reference_min,
                activity_kbq=load.activity_kbq,
                equipment=load.holds,
                discard_min=_discard_min(state, load),
            )
        )
        for way in load.ways.values():
            shipments.append(_shipment(state, load, way))
            vials.extend(_vials(load, way))
    return Plan(
        batches=tuple(batches),
        shipments=tuple(sorted(shipments, key=lambda each: each.id)),
        vials=tuple(sorted(vials, key=lambda each: each.id)),
        administrations=tuple(
            _administration(state, state.placements[visit_id])
            for visit_id in sorted(state.placements)
        ),
    )


def _discard_min(state: State, load: Load) -> int | None:
    """When the run's generator is eluted for the waste before."""
    elution = elution_of(state, load.supply, load.reference_min)
    return elution.discard_min if elution else None


def _shipment(state: State, load: Load, way: Way) -> Shipment:
    now = state.index.problem.as_of_min
    departs = state.departs_min(way, load.ready_min)
    handover = departs if way.departure is None else max(load.ready_min, now)
    arrives = state.arrives_min(load.supply, load.reference_min, way, load.portions)
    return Shipment(
        id=f"{load.supply.id}/{way.id}",
        batch_id=load.supply.id,
        lane_id=way.lane.id,
        departure_id=None if way.departure is None else way.departure.id,
        handover_min=handover,
        departs_min=departs,
        arrives_min=arrives,
        usable_min=arrives + way.lane.receiving_min,
    )


def _vials(load: Load, way: Way) -> list[Vial]:
    product = load.supply.product
    shipment_id = f"{load.supply.id}/{way.id}"
    vials = [
        Vial(
            id=f"{shipment_id}/v{number}",
            shipment_id=shipment_id,
            activity_kbq=fill.activity_kbq,
            volume_ul=fill.volume_ul,
        )
        for (way_id, number), fill in load.fills.items()
        if way_id == way.id
    ]
    for dose in load.doses:
        if dose.way.id != way.id or not dose.vials:
            continue
        own_ids = _own_vial_ids(load, dose)
        content = own_activity_kbq(product, dose) // len(own_ids)
        if product.presentation is Presentation.WHOLE_VIALS:
            fill_ul = volume_ul(product, content)
        else:
            dead_ul = product.container.dead_volume_ul
            fill_ul = None if dose.draw_ul is None else dose.draw_ul + dead_ul
        vials.extend(
            Vial(
                id=vial_id,
                shipment_id=shipment_id,
                activity_kbq=content,
                volume_ul=fill_ul,
            )
            for vial_id in own_ids
        )
    return vials


def _stock_vials(stock: Stock) -> list[Vial]:
    return [
        Vial(
            id=vial.id,
            shipment_id=shipped.shipment.id,
            activity_kbq=vial.content_kbq,
            volume_ul=vial.volume_ul,
        )
        for shipped in stock.shipments
        for vial in shipped.vials
    ]


def _own_vial_ids(load: Load, dose: Dose) -> list[str]:
    """Ids of the vials that are one dose's own; of its multi-dose vial otherwise."""
    shipment_id = f"{load.supply.id}/{dose.way.id}"
    if dose.vials == 0:
        return [f"{shipment_id}/v{dose.vial}"]
    if load.supply.product.presentation is Presentation.UNIT_DOSE:
        return [f"{shipment_id}/{dose.visit_id}"]
    return [f"{shipment_id}/{dose.visit_id}.{i + 1}" for i in range(dose.vials)]


def _administration(state: State, placement: Placement) -> Administration:
    index = state.index
    if index.committed_visits().get(placement.visit_id) is Firmness.FACT:
        # A fact, word for word: what is measured later does not change it.
        return index.previous[placement.visit_id]
    visit = index.visits[placement.visit_id]
    channel = placement.channel
    load = state.loads[channel.supply_id]
    dose = next(each for each in load.doses if each.visit_id == visit.id)
    product = load.supply.product
    vial_ids = _own_vial_ids(load, dose)
    demand, draw, draw_ul = dose.demand_kbq, dose.gross_kbq, dose.draw_ul
    stock = state.stocks.get(channel.supply_id)
    shipped = stock.shipment(channel.way_id) if stock else None
    if shipped is not None:
        own = [each for each in shipped.vials if each.owner_id == visit.id]
        if own:
            vial_ids = [each.id for each in own]
        if own and product.presentation is Presentation.UNIT_DOSE:
            age = placement.injection_min - channel.reference_min
            demand = own[0].usable_kbq
            draw = remaining_kbq(demand, age, product.half_life_min)
            draw_ul = own[0].usable_ul
        elif own:
            draw_ul = own[0].draw_ul(product, demand)
        for vial in shipped.vials:
            if not own and vial.number == channel.vial:
                draw_ul = vial.draw_ul(product, demand)
    usable_from, usable_until = _usable(state, placement, draw)
    return Administration(
        visit_id=visit.id,
        alternative=placement.alternative,
        vial_ids=tuple(vial_ids),
        demand_kbq=demand,
        draw_kbq=draw,
        draw_ul=draw_ul,
        injection_min=placement.injection_min,
        scan_start_min=placement.scan_start_min,
        usable_from_min=usable_from,
        usable_until_min=usable_until,
        occupations=placement.occupations,
        later_scans=placement.later_scans,
    )


def _usable(state: State, placement: Placement, draw_kbq: int) -> tuple[int, int]:
    """First and last minute at which the drawn dose may be injected."""
    index = state.index
    visit = index.visits[placement.visit_id]
    procedure = index.procedures[visit.procedure_id]
    load = state.loads[placement.channel.supply_id]
    supply, reference = load.supply, load.reference_min
    way = index.ways[placement.channel.way_id]
    arrives = state.arrives_min(supply, reference, way, load.portions)
    slips = usable_span_min(
        supply.product,
        draw_kbq,
        visit.alternatives[placement.alternative].target_kbq,
        visit.tolerance_permille,
    )
    first = [
        supply.release_min(reference),
        arrives + way.lane.receiving_min,
        placement.injection_min + slips[0],
    ]
    last = [placement.injection_min + slips[1]]
    expiry = supply.expiry_min(reference, arrives)
    if expiry is not None:
        last.append(expiry - procedure.injection_min)
    if placement.scan_start_min is not None and procedure.scan is not None:
        first.append(placement.scan_start_min - procedure.scan.uptake_max_min)
        last.append(placement.scan_start_min - procedure.scan.uptake_min)
    return max(first), min(last)
