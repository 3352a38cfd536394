"""What is drawn for the injection of a visit, counted under a literal."""

from ortools.sat.python import cp_model

from solver.decay import remaining_kbq
from solver.model.book import Book
from solver.model.needs import hull_edges
from solver.model.options import Option
from solver.model.piece import Piece
from solver.model.seating import Expr, Seating
from solver.model.visit_vars import VisitVars
from solver.problem.products import Presentation
from solver.state.duties import drawn_kbq
from solver.tolerance import dispensed_ages_min


def handled_kbq(
    book: Book, piece: Piece, own: VisitVars, literal: cp_model.IntVar
) -> Expr:
    """
    At least what is drawn for a visit if the literal holds, and it is served.

    Target and residuals of the alternative that is taken, or what is left then of a
    dose that exists.
    """
    dispensed = [each for each in own.options if _is_dispensed(piece, own, each)]
    gross = [piece.index.gross_kbq(own.visit, choice) for choice in own.choices]
    if len(gross) == 1 and not dispensed:
        return gross[0] * literal
    needs = {each: _left_by_age(piece, own, each) for each in dispensed}
    most = max([*gross, *(max(left, default=0) for _, left in needs.values())])

    def truth(seating: Seating) -> int:
        seat = seating.placement(own.visit.id)
        if seat is None or not seating.value(literal):
            return 0
        return drawn_kbq(piece.index, piece.stocks, seat)

    amount = book.integer(0, most, f"handled for {own.visit.id}", truth)
    anew = [own.picks(each).negated() for each in dispensed]
    for choice in own.choices:
        under = [literal, own.takes(choice), *anew]
        book.model.add(amount >= gross[choice]).only_enforce_if(under)
    for option, (first, left) in needs.items():
        reference = piece.stocks[option.supply_id].batch.reference_min
        under = [literal, own.picks(option)]
        for run, rise, base in hull_edges(left) if left else ():
            age = own.injection - reference - first
            book.model.add(run * amount >= rise * age + base).only_enforce_if(under)
    return amount


def _is_dispensed(piece: Piece, own: VisitVars, option: Option) -> bool:
    """Whether an option is a unit dose that exists."""
    product = piece.index.products[own.visit.product_id]
    is_unit = product.presentation is Presentation.UNIT_DOSE
    return is_unit and not option.vial and option.supply_id in piece.stocks


def _left_by_age(piece: Piece, own: VisitVars, option: Option) -> tuple[int, list[int]]:
    """First age at which a dispensed dose may be given, and what is left from then."""
    visit = own.visit
    product = piece.index.products[visit.product_id]
    shipped = piece.stocks[option.supply_id].shipment(option.way_id)
    vials = shipped.vials if shipped else ()
    usable = sum(vial.usable_kbq for vial in vials if vial.owner_id == visit.id)
    ages = [
        dispensed_ages_min(product, usable, each.target_kbq, visit.tolerance_permille)
        for each in visit.alternatives
    ]
    first, last = min(age for age, _ in ages), max(age for _, age in ages)
    half_life = product.half_life_min
    return first, [
        remaining_kbq(usable, age, half_life) for age in range(first, last + 1)
    ]
