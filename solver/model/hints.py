"""
Placements in the one form the model accepts.

The model makes runs that differ by nothing but their ids in the order of the
problem, earliest first, and fills the vials of a shipment from number 1 on.
Placements found elsewhere may have taken others of the kind: the same plan, by other
names.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from solver.constraints.production_chain import are_alike
from solver.model.piece import Piece
from solver.state.placement import Placement
from solver.state.supply import Supply


def renamed(piece: Piece, placements: Mapping[str, Placement]) -> dict[str, Placement]:
    """The placements of the free visits, with the model's names for like things."""
    free = {id_: placements[id_] for id_ in piece.free if id_ in placements}
    runs = _run_names(piece, free.values())
    free = {
        id_: _with_channel(seat, supply_id=runs.get(seat.channel.supply_id))
        for id_, seat in free.items()
    }
    vials = _vial_numbers(piece, free.values())
    return {
        id_: _with_channel(
            seat,
            vial=vials.get(
                (seat.channel.supply_id, seat.channel.way_id, seat.channel.vial)
            ),
        )
        for id_, seat in free.items()
    }


def _run_names(piece: Piece, seats: Iterable[Placement]) -> dict[str, str]:
    """The run each used run stands for."""
    references = {seat.channel.supply_id: seat.channel.reference_min for seat in seats}
    names: dict[str, str] = {}
    for group in _alike(piece):
        used = [supply.id for supply in group if supply.id in references]
        used.sort(key=lambda id_: references[id_])
        for old, new in zip(used, group, strict=False):
            names[old] = new.id
    return names


def _alike(piece: Piece) -> list[list[Supply]]:
    """Runs that only their ids tell apart, in the order of the problem."""
    groups: list[list[Supply]] = []
    for supply in piece.index.supplies.values():
        if supply.run is None or supply.id in piece.stocks:
            continue
        if piece.fixed_load(supply.id) is not None:
            continue
        for group in groups:
            if are_alike(group[0], supply):
                group.append(supply)
                break
        else:
            groups.append([supply])
    return [group for group in groups if len(group) > 1]


def _vial_numbers(
    piece: Piece, seats: Iterable[Placement]
) -> dict[tuple[str, str, int], int]:
    """Number of each vial in use, counted from 1 where none is fixed."""
    used = {
        (seat.channel.supply_id, seat.channel.way_id, seat.channel.vial)
        for seat in seats
        if seat.channel.vial and seat.channel.supply_id not in piece.stocks
    }
    numbers: dict[tuple[str, str, int], int] = {}
    count: dict[tuple[str, str], int] = {}
    for supply_id, way_id, vial in sorted(used):
        load = piece.fixed_load(supply_id)
        if load is not None and any(key[0] == way_id for key in load.fills):
            continue
        count[supply_id, way_id] = count.get((supply_id, way_id), 0) + 1
        numbers[supply_id, way_id, vial] = count[supply_id, way_id]
    return numbers


def _with_channel(
    seat: Placement, supply_id: str | None = None, vial: int | None = None
) -> Placement:
    channel = seat.channel
    if supply_id is not None:
        channel = replace(channel, supply_id=supply_id)
    if vial is not None:
        channel = replace(channel, vial=vial)
    return replace(seat, channel=channel)
