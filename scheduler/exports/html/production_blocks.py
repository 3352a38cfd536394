"""Blocks of production and transport: syntheses, releases, departures."""

from collections import defaultdict

from scheduler.exports.html.blocks import Block, Group, Row, Segment
from scheduler.exports.index import Index
from scheduler.exports.local_time import moment_text
from scheduler.exports.quantities import activity_text
from solver.plan.plan import PlannedBatch, Shipment


def production_groups(index: Index) -> list[Group]:
    """Each unit with its lines, what is ordered from it, and its lanes."""
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for line in index.problem.lines:
        runs = [
            _run(index, batch)
            for batch in index.plan.batches
            if index.line_of(batch.id) == line
        ]
        rows[line.unit_id].append(
            Row(label=line.name, blocks=tuple(runs), available=line.available)
        )
    for unit in index.problem.units:
        orders = [
            _order(index, batch)
            for batch in index.plan.batches
            if batch.id in index.orders and index.orders[batch.id].unit_id == unit.id
        ]
        if orders:
            rows[unit.id].append(Row(label="Orders", blocks=tuple(orders)))
    for lane in index.problem.lanes:
        site = index.sites[lane.site_id].name
        shipments = [
            _shipment(index, each)
            for each in index.plan.shipments
            if each.lane_id == lane.id
        ]
        rows[lane.unit_id].append(
            Row(
                label=lane.name
                if site in lane.name
                else f"{lane.name} \N{RIGHTWARDS ARROW} {site}",
                blocks=tuple(shipments),
            )
        )
    return [
        Group(title=unit.name, zone=unit.zone, rows=tuple(rows[unit.id]))
        for unit in index.problem.units
    ]


def _run(index: Index, batch: PlannedBatch) -> Block:
    process = index.process_of(batch.id)
    synthesis_min = process.synthesis_min if process else 0
    eos_min, release_min = batch.reference_min, index.release_min(batch)
    product = index.product_of(batch.id)
    clock = index.clock(index.unit_of(batch.id).zone)
    return Block(
        label=f"{product.id} {activity_text(batch.activity_kbq)}",
        short=product.id,
        title=(
            f"{batch.id}: {product.name}, synthesis from "
            f"{moment_text(clock.at(eos_min - synthesis_min))}, EOS "
            f"{moment_text(clock.at(eos_min))} with "
            f"{activity_text(batch.activity_kbq)}, release "
            f"{moment_text(clock.at(release_min))}"
        ),
        product_id=product.id,
        segments=(
            Segment(
                kind="synthesis", start_min=eos_min - synthesis_min, end_min=eos_min
            ),
            Segment(kind="control", start_min=eos_min, end_min=release_min),
        ),
    )


def _order(index: Index, batch: PlannedBatch) -> Block:
    ready_min = index.release_min(batch)
    product = index.product_of(batch.id)
    clock = index.clock(index.unit_of(batch.id).zone)
    return Block(
        label=f"{product.id} {activity_text(batch.activity_kbq)}",
        short=product.id,
        title=(
            f"{batch.id}: {product.name}, ready {moment_text(clock.at(ready_min))}, "
            f"{activity_text(batch.activity_kbq)} at "
            f"{moment_text(clock.at(batch.reference_min))}"
        ),
        product_id=product.id,
        segments=(Segment(kind="synthesis", start_min=ready_min, end_min=ready_min),),
    )


def _shipment(index: Index, shipment: Shipment) -> Block:
    lane = index.lanes[shipment.lane_id]
    site = index.sites[lane.site_id]
    product = index.product_of(shipment.batch_id)
    content_kbq = sum(
        vial.activity_kbq for vial in index.vials_of_shipment.get(shipment.id, [])
    )
    leaves = index.clock(index.units[lane.unit_id].zone)
    arrives = index.clock(site.zone)
    return Block(
        label=f"{product.id} {activity_text(content_kbq)}",
        short=product.id,
        title=(
            f"{shipment.batch_id}: {product.name} by {lane.name}, hand-over "
            f"{moment_text(leaves.at(shipment.handover_min))}, at {site.name} "
            f"{moment_text(arrives.at(shipment.arrives_min))}, usable "
            f"{moment_text(arrives.at(shipment.usable_min))}"
        ),
        product_id=product.id,
        segments=(
            Segment(
                kind="transport",
                start_min=shipment.handover_min,
                end_min=shipment.arrives_min,
            ),
            Segment(
                kind="receiving",
                start_min=shipment.arrives_min,
                end_min=shipment.usable_min,
            ),
        ),
    )
