"""How old a dose can be when it is injected: bounds on every table over ages."""

from math import ceil, floor

from solver.decay import MAX_HALVINGS_AHEAD, longest_age_min
from solver.model.options import Option, Reach, most_kbq
from solver.model.piece import Piece
from solver.problem.base import MAX_ACTIVITY_KBQ
from solver.problem.demand import Visit
from solver.state.supply import Supply, Way


def ages_of(
    piece: Piece, visit: Visit, option: Option, reach: Reach, gross_kbq: int
) -> Reach:
    """
    First and last age at which an option can meet a draw.

    Parameters
    ----------
    reach
        Injection minutes the option allows at first look.
    gross_kbq
        Activity to draw at the injection.
    """
    supply = piece.index.supplies[option.supply_id]
    half_life = supply.product.half_life_min
    first_ref, last_ref = piece.reference_span(supply)
    ages = Reach(reach.first_min - last_ref, reach.last_min - first_ref)
    limit = MAX_HALVINGS_AHEAD * half_life
    ages = ages.cut(ceil(-limit), floor(limit))
    most = max(_most(piece, supply, option), 1)
    ages = ages.cut(ages.first_min, longest_age_min(gross_kbq, most, half_life))
    if supply.id in piece.stocks or supply.process is None:
        return ages
    injection = piece.index.procedures[visit.procedure_id].injection_min
    youngest = _youngest_min(supply, piece.index.ways[option.way_id])
    return ages.cut(youngest, _oldest_min(supply, ages.last_min, injection))


def _youngest_min(supply: Supply, way: Way) -> int:
    """Least minutes from EOS to the end of the receiving check, and to release."""
    if way.departure is None:
        travel = way.lane.door_to_door_min or 0
    else:
        travel = way.departure.arrives_min - way.departure.handover_min
    there = supply.ready_after_min(1) + travel + way.lane.receiving_min
    return max(there, supply.release_min(0))


def _oldest_min(supply: Supply, otherwise: int, injection_min: int) -> int:
    """Age at which the label's limits from EOS end, if there are any."""
    life, process = supply.product.shelf_life, supply.process
    limits = [otherwise + injection_min]
    if life.from_eos_min is not None:
        limits.append(life.from_eos_min)
    if life.from_reference_min is not None:
        limits.append(life.from_reference_min)
    if life.from_dispensing_min is not None and process is not None:
        limits.append(process.dispensing_fixed_min + life.from_dispensing_min)
    return min(limits) - injection_min


def _most(piece: Piece, supply: Supply, option: Option) -> int:
    """The greatest demand the option could meet."""
    stock = piece.stocks.get(supply.id)
    shipped = stock.shipment(option.way_id) if stock else None
    if shipped is None:
        return most_kbq(supply)
    found = [each.usable_kbq for each in shipped.vials if each.number == option.vial]
    return min(max(found, default=0), MAX_ACTIVITY_KBQ)
