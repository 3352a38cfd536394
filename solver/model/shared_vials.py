"""Multi-dose vials alike, to be filled or there already: who draws from them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from solver.model.options import Option
from solver.model.piece import Piece
from solver.model.visit_vars import VisitVars
from solver.problem.products import Product
from solver.state.load import Dose


@dataclass(frozen=True, slots=True)
class SharedVial:
    """
    A multi-dose vial that free visits may draw from.

    Parameters
    ----------
    drawn
        What fixed visits draw from it.
    pickers
        Free visits that may draw from it, each with its option.
    """

    name: str
    product: Product
    drawn: tuple[Dose, ...]
    pickers: tuple[tuple[VisitVars, Option], ...]


def shared_vials(piece: Piece, visits: Iterable[VisitVars]) -> Iterator[SharedVial]:
    """All vials from which more than what is fixed may be drawn."""
    pickers: dict[Option, list[tuple[VisitVars, Option]]] = {}
    for own in visits:
        for option in own.options:
            if option.vial:
                pickers.setdefault(option, []).append((own, option))
    for option, found in pickers.items():
        load = piece.fixed_load(option.supply_id)
        key = (option.way_id, option.vial)
        drawn = [
            dose
            for dose in (load.doses if load else ())
            if (dose.way.id, dose.vial) == key
        ]
        product = piece.index.supplies[option.supply_id].product
        name = f"{option.supply_id}/{option.way_id}/v{option.vial}"
        yield SharedVial(name, product, tuple(drawn), tuple(found))
