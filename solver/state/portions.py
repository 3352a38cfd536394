"""How many more portions a dose makes of a batch: what packing time depends on."""

from solver.decay import longest_age_min, need_kbq
from solver.problem.base import MAX_ACTIVITY_KBQ
from solver.problem.demand import Visit
from solver.problem.products import Presentation
from solver.state.hours import NEVER_MIN
from solver.state.load import usable_content_kbq
from solver.state.offer import Offer
from solver.state.state import State

_MOST_VIALS = 20


def new_portions(
    state: State, visit: Visit, alternative: int, offer: Offer
) -> tuple[int, int | None]:
    """
    Vials and unit doses that an offer adds, and until which minute.

    A later injection may take one more whole vial, and its packing delays what is
    ready: the number is the least that reaches the site before it is too little.
    ``None`` says that the number never changes.
    """
    supply, product = offer.supply, offer.supply.product
    load = state.loads.get(supply.id)
    if product.presentation is Presentation.MULTI_DOSE_VIAL:
        is_there = load is not None and (offer.way.id, offer.vial) in load.fills
        return (0 if is_there else 1), None
    if product.presentation is Presentation.UNIT_DOSE or supply.process is None:
        return 1, None
    content, half_life = usable_content_kbq(product), product.half_life_min
    gross = state.index.gross_kbq(visit, alternative)
    packed = load.portions if load else 0
    youngest = supply.release_min(offer.reference_min) - offer.reference_min
    if youngest > longest_age_min(gross, MAX_ACTIVITY_KBQ, half_life):
        return 1, offer.reference_min  # decayed before its release
    first = -(-need_kbq(gross, youngest, half_life) // content)
    until = 0
    for vials in range(first, first + _MOST_VIALS):
        until = offer.reference_min + longest_age_min(gross, vials * content, half_life)
        arrives = state.arrives_min(
            supply, offer.reference_min, offer.way, packed + vials
        )
        if arrives != NEVER_MIN and arrives + offer.way.lane.receiving_min <= until:
            return vials, until
    return first + _MOST_VIALS, until
