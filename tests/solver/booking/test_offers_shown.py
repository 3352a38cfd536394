"""Which slots are shown: cheap ones, far enough apart, on as many days as can be."""

from collections import Counter
from itertools import pairwise
from random import Random

import pytest

from solver.plan.slot import PricedSlot
from solver.problem.products import Container, Presentation
from solver.revision import Revision
from tests.solver.booking.forced import revised, story
from tests.solver.builders import (
    a_product,
    spans,
)
from tests.solver.several_days import a_dose, three_days

STORIES = ("norway-week", "amyloid-tau", "lut-dosimetry")


def minutes(slots: tuple[PricedSlot, ...]) -> list[int]:
    """Injection minutes, in the order of the slots."""
    return [each.slot.injection_min for each in slots]


def days(revision: Revision, visit_id: str, slots: tuple[PricedSlot, ...]) -> list[int]:
    """The site's calendar day of each slot."""
    index = revision.state.index
    visit = index.visits[visit_id]
    return [index.day_of(visit, each) for each in minutes(slots)]


def rank(priced: PricedSlot) -> tuple[int, int, bool, int]:
    """What slots are ordered by."""
    price = priced.price
    return (
        price.cost_nok,
        price.activity_kbq,
        not price.is_preferred,
        priced.slot.injection_min,
    )


@pytest.mark.parametrize("name", STORIES)
def test_offers_are_few_apart_and_in_order(name: str) -> None:
    """
    At most so many in all and a day, a quarter of an hour apart, the cheapest first.
    """
    revision = revised(story(name), Random(2), 0.7)
    for visit_id in revision.state.index.visits:
        slots = revision.offers(visit_id)
        assert len(slots) <= 20
        assert list(slots) == sorted(slots, key=rank)
        at = sorted(minutes(slots))
        assert all(later - sooner >= 15 for sooner, later in pairwise(at))
        assert max(Counter(days(revision, visit_id, slots)).values(), default=0) <= 5


@pytest.mark.parametrize("name", STORIES)
def test_few_offers_still_cover_the_days(name: str) -> None:
    """
    With a limit of 4, there are as many days as there are with more slots, up to 4.
    """
    revision = revised(story(name), Random(3), 0.7)
    for visit_id in revision.state.index.visits:
        few, many = (revision.offers(visit_id, limit) for limit in (4, 100))
        if not many:
            continue
        all_days = set(days(revision, visit_id, many))
        shown = set(days(revision, visit_id, few))

        assert shown <= all_days
        assert len(shown) == min(4, len(all_days))
        least = [min(each.price.cost_nok for each in found) for found in (few, many)]
        assert least[0] == least[1]


def test_full_quarters_come_before_odd_minutes_where_they_cost_the_same() -> None:
    """
    A vial that is bought whole costs the same from 1927 on: 1935 is 32 h 15 min.
    """
    vial = Container(content_kbq=400_000, concentration_kbq_per_ml=100_000)
    problem = three_days(
        a_dose("A", injection_hours=spans((1927, 2200))),
        products=(
            a_product(
                half_life_min=10_000.0,
                presentation=Presentation.WHOLE_VIALS,
                container=vial,
            ),
        ),
    )

    slots = Revision(problem).offers("A")

    assert minutes(slots) == [1935, 1995, 2055, 2115, 2175]


def test_cheapest_minute_comes_first_where_it_is_an_odd_one() -> None:
    """
    What decays costs more at 1935 than at 1927; the next are two hours later.
    """
    problem = three_days(a_dose("A", injection_hours=spans((1927, 2200))))

    assert minutes(Revision(problem).offers("A"))[0] == 1927


def test_slots_of_a_day_are_far_apart_if_they_can_be() -> None:
    """
    Of a whole day at one price, those two hours apart are shown, up to five.
    """
    problem = three_days(a_dose("A"))

    found = minutes(Revision(problem).offers("A"))

    assert found == [1440, 1560, 1680, 1800, 1920]


def test_nothing_is_shown_where_nothing_is_asked() -> None:
    """
    A limit of none is none.
    """
    revision = revised(story("ga-generator-9mo"))

    assert revision.offers(revision.visit_ids[0], 0) == ()
