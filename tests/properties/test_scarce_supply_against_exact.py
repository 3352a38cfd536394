"""Rules 7, 8, 10, 12 and 18: insertion, exact model and checker say the same."""

import pytest
from ortools.sat.python import cp_model

from solver.checks import check
from solver.constraints import OFFER_RULES
from solver.constraints.base import Rule
from solver.model.build import build
from solver.model.options import Option
from solver.model.piece import Piece
from solver.problem.demand import Visit
from solver.problem.problem import Problem
from solver.problem.products import Presentation
from solver.search.construct import seat_all
from solver.search.offers import offers
from solver.state.index import Index
from solver.state.offer import Offer
from solver.state.record import to_plan
from solver.state.state import State
from tests.properties.counts import share
from tests.properties.scarce import scarce_problem
from tests.properties.solving import solved

_BY_NAME = {rule.name: rule for rule in OFFER_RULES}
_NEED = _BY_NAME["administered_activity"]
RULES = tuple(
    _BY_NAME[name]
    for name in (
        "activity_on_site",
        "eligibility_gate",
        "orders",
        "shelf_life",
        "transport",
    )
)


def accepts(piece: Piece, rule: Rule, choice: tuple[Offer, int, int]) -> bool:
    """Whether the one free visit can have the offer, alternative and minute."""
    offer, alternative, minute = choice
    (visit_id,) = piece.free
    x = build(piece, (_NEED, rule)).x
    own = x.visit(visit_id)
    option = Option(offer.supply.id, offer.way.id, offer.vial)
    if option not in own.options:
        return False
    x.model.add(x.picks(visit_id, option) == 1)
    x.model.add(own.takes(alternative) == 1)
    x.model.add(own.injection == minute)
    x.model.add(x.reference(offer.supply.id) == offer.reference_min)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    return solver.solve(x.model) in {cp_model.OPTIMAL, cp_model.FEASIBLE}


def compare(state: State, visit: Visit, offer: Offer, alternative: int) -> list[bool]:
    """Each rule at the edges of what it allows, where the others have no objection."""
    piece = Piece(state.index, (visit.id,), dict(state.placements))
    hours = visit.injection_hours[0]
    spans = {
        rule.name: rule.allows(state, visit, alternative, offer) for rule in OFFER_RULES
    }
    answers = []
    for rule in RULES:
        others = [span for name, span in spans.items() if name != rule.name]
        low = max(hours.start_min, *(first for first, _ in others))
        high = min(hours.end_min - 1, *(last for _, last in others))
        first, last = spans[rule.name]
        for minute in {low, first - 1, first, last, last + 1, high}:
            if low <= minute <= high:
                found = accepts(piece, rule, (offer, alternative, minute))
                allowed = first <= minute <= last
                is_whole = offer.supply.product.container.content_kbq is not None
                # Of whole vials insertion asks for a range, and may give some away.
                assert found >= allowed if is_whole else found is allowed
                answers.append(allowed)
    return answers


def compare_all(problem: Problem, seed: int) -> list[bool]:
    """Some visits are seated, and two more are asked about."""
    index = Index(problem)
    state = State(index)
    ids = [visit.id for visit in problem.visits]
    number = seed % 3
    seat_all(state, ids[:number])
    assert check(problem, to_plan(index, state.placements)) == []
    return [
        answer
        for visit_id in ids[number : number + 2]
        for offer in list(offers(state, index.visits[visit_id]))[:4]
        for choice in range(len(index.visits[visit_id].alternatives))
        for answer in compare(state, index.visits[visit_id], offer, choice)
    ]


def assert_agreed(seeds: range, *, is_committed: bool) -> None:
    """Both answers have to occur."""
    answers = [
        answer
        for seed in seeds
        for answer in compare_all(scarce_problem(seed, is_committed=is_committed), seed)
    ]
    assert set(answers) == {False, True}


@pytest.mark.parametrize("is_committed", [False, True])
def test_insertion_and_model_agree_on_scarce_supply(is_committed: bool) -> None:
    """
    At the edge of what a rule allows, one minute decides for both.
    """
    assert_agreed(range(12), is_committed=is_committed)


@pytest.mark.verify
@pytest.mark.parametrize("is_committed", [False, True])
def test_insertion_and_model_agree_many_times(is_committed: bool) -> None:
    """
    As above, for many more problems.
    """
    assert_agreed(range(100, 100 + max(20, share(120))), is_committed=is_committed)


@pytest.mark.parametrize("is_committed", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_scarce_problems_are_solved(seed: int, is_committed: bool) -> None:
    """
    The result passes the checker, and no better plan was refused by it.
    """
    result = solved(scarce_problem(seed, is_committed=is_committed))

    assert result.plan is not None


def test_all_presentations_occur() -> None:
    """
    Syringes, vials and whole vials are all asked about.
    """
    found = {scarce_problem(seed).products[0].presentation for seed in range(12)}

    assert found == set(Presentation)
