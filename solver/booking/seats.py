"""A slot as a placement of the state, and back."""

from solver.plan.slot import Slot
from solver.state.index import Index
from solver.state.placement import Channel, Placement


def placement_of(slot: Slot) -> Placement:
    """Where a slot seats its visit."""
    return Placement(
        visit_id=slot.visit_id,
        alternative=slot.alternative,
        injection_min=slot.injection_min,
        scan_start_min=slot.scan_start_min,
        channel=Channel(
            supply_id=slot.batch_id,
            reference_min=slot.reference_min,
            way_id=slot.departure_id or slot.lane_id,
            vial=slot.vial,
            equipment=slot.equipment,
        ),
        occupations=slot.occupations,
        later_scans=slot.later_scans,
    )


def slot_of(index: Index, placement: Placement) -> Slot:
    """The slot that would seat a visit just there."""
    channel = placement.channel
    way = index.ways[channel.way_id]
    return Slot(
        visit_id=placement.visit_id,
        alternative=placement.alternative,
        injection_min=placement.injection_min,
        scan_start_min=placement.scan_start_min,
        batch_id=channel.supply_id,
        reference_min=channel.reference_min,
        lane_id=way.lane.id,
        departure_id=None if way.departure is None else way.departure.id,
        vial=channel.vial,
        equipment=channel.equipment,
        occupations=placement.occupations,
        later_scans=placement.later_scans,
    )
