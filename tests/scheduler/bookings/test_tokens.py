"""An offer as text: the same slot comes back, whatever minutes are counted from."""

from datetime import timedelta

import pytest

from scheduler.bookings.tokens import short_of, slot_of, token_of
from scheduler.errors import Invalid
from scheduler.imports.planning_file.convert import to_problem
from scheduler.planning.instants import Instants
from solver.plan.slot import Slot
from solver.problem.problem import Problem
from solver.revision import Revision
from tests.scheduler.planning.seeds import NETWORK, file_of


def slots_of(name: str) -> tuple[Problem, list[Slot]]:
    """Slots of every kind of visit that a fixture has."""
    problem = to_problem(file_of(name))
    revision = Revision(problem)
    return problem, [
        offer.slot
        for visit in problem.visits[:12]
        for offer in revision.offers(visit.id, 2)
    ]


@pytest.mark.parametrize("name", ["dst-switch", "ga-generator-9mo", "hotlab-cap"])
def test_a_slot_comes_back_as_it_was(name: str) -> None:
    """With later scans, equipment, departures or none; and the text is stable."""
    problem, slots = slots_of(name)
    instants = Instants(problem.origin_at)

    for slot in slots:
        token = token_of(slot, NETWORK, instants)
        assert slot_of(token, NETWORK, slot.visit_id, instants) == slot
        assert token_of(slot, NETWORK, instants) == token
        assert token.startswith(f"{short_of(token)}.")

    assert slots


def test_a_token_means_instants_not_minutes() -> None:
    """Counted from an hour earlier, every minute is sixty more."""
    problem, (slot, *_) = slots_of("dst-switch")
    token = token_of(slot, NETWORK, Instants(problem.origin_at))
    earlier = Instants(problem.origin_at - timedelta(hours=1))

    found = slot_of(token, NETWORK, slot.visit_id, earlier)

    assert found.injection_min == slot.injection_min + 60
    assert found.occupations[0].start_min == slot.occupations[0].start_min + 60
    assert found.vial == slot.vial


def test_different_slots_have_different_tokens() -> None:
    """Also in what people read."""
    problem, slots = slots_of("ga-generator-9mo")
    instants = Instants(problem.origin_at)

    tokens = {token_of(slot, NETWORK, instants) for slot in slots}

    assert len({short_of(token) for token in tokens}) == len(slots)


def test_an_offer_of_another_network_is_refused() -> None:
    """Two networks may call their visits alike."""
    problem, (slot, *_) = slots_of("dst-switch")
    instants = Instants(problem.origin_at)
    token = token_of(slot, "elsewhere", instants)

    with pytest.raises(Invalid, match="another network"):
        slot_of(token, NETWORK, slot.visit_id, instants)
