"""Supplies found by time: none that could serve is missed, and few others are seen."""

import random

import pytest

from solver.problem.products import ShelfLife
from solver.state.index import Index
from solver.state.shelf import Shelf
from solver.state.supply import Supply
from tests.solver.builders import (
    a_line,
    a_problem,
    a_process,
    a_product,
    a_run,
    an_order,
)

LIFE_MIN = 300
LASTING = a_product(shelf_life=ShelfLife(from_reference_min=LIFE_MIN))


def _ordered(number: int, reference_min: int, ready_min: int) -> Supply:
    order = an_order(f"O{number}", reference_min=reference_min, ready_min=ready_min)
    return Supply.of_order(order, LASTING)


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (1000, 1000, ["O1"]),  # ready at 1000, refers to 1200
        (999, 999, []),
        (1500, 1500, ["O1"]),  # 1200 + 300
        (1501, 1501, []),
        (1000, 2800, ["O1", "O2"]),
        (2800, 2900, ["O2"]),
    ],
)
def test_orders_are_found_from_ready_to_expiry(
    first: int, last: int, found: list[str]
) -> None:
    """
    An order that is ready 200 min before its time and lives 300 min after it.
    """
    shelf = Shelf([_ordered(2, 3000, 2800), _ordered(1, 1200, 1000)], ())

    assert [each.id for each in shelf.near(first, last)] == found


def test_committed_batches_are_always_found() -> None:
    """
    Their reference minute stands, wherever the supply's own is: in order of the latter.
    """
    supplies = [_ordered(number, 1000 * number, 1000 * number) for number in range(5)]
    shelf = Shelf(supplies, {"O4", "O0"})

    assert [each.id for each in shelf.near(2000, 2000)] == ["O0", "O2", "O4"]


def test_without_a_limit_from_the_reference_minute_all_are_found() -> None:
    """
    A limit from receipt says nothing of how old a dose may be.
    """
    product = a_product(shelf_life=ShelfLife(from_receipt_min=10))
    supplies = [
        Supply.of_order(an_order(f"O{at}", reference_min=at, ready_min=at), product)
        for at in (500, 9000)
    ]
    shelf = Shelf(supplies, ())

    assert shelf.life_min is None
    assert len(shelf.near(0, 0)) == 2


def test_a_limit_from_eos_is_one_for_runs_alone() -> None:
    """
    An order has no EOS: with one among the supplies, the limit says nothing.
    """
    product = a_product(shelf_life=ShelfLife(from_eos_min=60))
    run = Supply.of_run(a_run(), a_process(), a_line(), product)
    order = Supply.of_order(an_order(), product)

    assert Shelf([run], ()).life_min == 60
    assert Shelf([run, order], ()).life_min is None


def test_nothing_that_could_serve_is_missed() -> None:
    """
    Runs with EOS spans of all lengths: as found by asking each of them.
    """
    chance = random.Random(4)
    runs = []
    for number in range(200):
        first = chance.randrange(0, 20_000)
        last = first + chance.choice([0, 60, 600])
        run = a_run(f"R{number}", earliest_eos_min=first, latest_eos_min=last)
        runs.append(Supply.of_run(run, a_process(), a_line(), LASTING))
    shelf = Shelf(runs, ())
    for _ in range(50):
        begin = chance.randrange(-500, 21_000)
        end = begin + chance.choice([0, 100, 5000])
        possible = {
            each.id
            for each in runs
            if each.release_min(each.earliest_min) <= end
            and each.latest_min + LIFE_MIN >= begin
        }

        assert possible <= {each.id for each in shelf.near(begin, end)}


def test_index_asks_the_shelf_of_the_product() -> None:
    """
    Nothing is near for a product that nobody makes.
    """
    orders = (an_order("O1"), an_order("O2", reference_min=1400, ready_min=1400))
    index = Index(a_problem(runs=(), orders=orders, products=(LASTING,)))

    assert [each.id for each in index.supplies_near("FDG", 400, 500)] == ["O1"]
    assert [each.id for each in index.supplies_of("FDG")] == ["O1", "O2"]
    assert index.supplies_near("other", 0, 1440) == ()
