"""A forecast never leaves out what can be booked, and its figures fit together."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.forecast.bands import Band, Forecast, forecast
from solver.forecast.possible import Cell
from solver.problem.problem import Problem
from solver.revision import Revision
from solver.state.index import Index
from tests.properties.counts import share
from tests.properties.tiny import tiny_problem
from tests.solver.forecast.days import day_of
from tests.strategies import generated_problems, tiny_problems


def forecasted(problem: Problem) -> Forecast:
    """The forecast of all visits."""
    return forecast(problem, {each.id for each in problem.visits}, day_of)


def bookable(problem: Problem) -> Iterator[tuple[str, Cell]]:
    """Visits, and where each of their offers in an empty plan has its dose from."""
    index, revision = Index(problem), Revision(problem)
    for visit in problem.visits:
        for offer in revision.offers(visit.id, limit=1000):
            supply = index.supplies[offer.slot.batch_id]
            day = day_of(supply.unit_id, supply.earliest_min)
            yield visit.id, Cell(supply.unit_id, supply.product.id, day)


def fits(band: Band) -> bool:
    """Whether one figure of a band is nowhere beyond the next."""
    doses = [each.doses for each in (band.least, band.low, band.high, band.most)]
    kbq = [each.activity_kbq for each in (band.least, band.low, band.high, band.most)]
    return (
        doses == sorted(doses)
        and kbq == sorted(kbq)
        and band.least.doses <= band.expected_doses <= band.most.doses
        and band.least.activity_kbq <= band.expected_kbq <= band.most.activity_kbq
    )


def disagreements(problem: Problem) -> list[object]:
    """What is wrong with a forecast: nothing."""
    found = forecasted(problem)
    wrong: list[object] = [each for each in found.bands.values() if not fits(each)]
    expected = sum(each.expected_doses for each in found.bands.values())
    if expected + found.expected_later + len(found.nowhere) != len(problem.visits):
        wrong.append("somebody is counted twice, or not at all")
    offered = set(bookable(problem))
    wrong += [each for each in offered if each[0] in found.nowhere]
    for cell in {cell for _, cell in offered}:
        visits = {visit_id for visit_id, named in offered if named == cell}
        if cell not in found.bands or found.bands[cell].most.doses < len(visits):
            wrong.append((cell, visits))
    for cell, band in found.bands.items():
        elsewhere = {visit_id for visit_id, named in offered if named != cell}
        if band.least.doses > len(problem.visits) - len(elsewhere):
            wrong.append((cell, "is not certain"))
    return wrong


@given(tiny_problems())
def test_tiny_problems(problem: Problem) -> None:
    """
    Made or bought, by timetable or on demand.
    """
    assert disagreements(problem) == []


@given(generated_problems())
def test_generated_problems(problem: Problem) -> None:
    """
    With commitments, gates, courses and cohorts.
    """
    found = forecasted(problem)

    assert all(map(fits, found.bands.values()))


@pytest.mark.verify
def test_many_tiny_problems() -> None:
    """
    One after the other.
    """
    wrong = {
        seed: found
        for seed in range(share(3000))
        if (found := disagreements(tiny_problem(seed, 5)))
    }

    assert wrong == {}


@given(st.integers(0, 100_000))
def test_a_wider_window_asks_at_most_for_more(seed: int) -> None:
    """
    A day that was possible stays possible, and what is certain never grows.
    """
    problem = tiny_problem(seed)
    wider = tuple(
        type(each)(**(dict(each) | {"window_start_min": 0, "window_end_min": 10**6}))
        for each in problem.visits
    )
    before = forecasted(problem).bands
    after = forecasted(Problem(**(dict(problem) | {"visits": wider}))).bands

    assert before.keys() <= after.keys()
    assert all(
        band.most.doses <= after[cell].most.doses
        and band.least.doses >= after[cell].least.doses
        for cell, band in before.items()
    )
