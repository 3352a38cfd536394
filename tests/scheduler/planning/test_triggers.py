"""Which kinds of event ask for a replan."""

import pytest

from scheduler.planning.triggers import TRIGGERS, Asks, asks_for_replan

ALWAYS = {
    "batch_declined",
    "batch_delayed",
    "batch_failed",
    "batch_recalled",
    "departure_cancelled",
    "departure_changed",
    "file_imported",
    "outage_changed",
    "outage_reported",
    "outage_withdrawn",
    "participant_unavailable",
    "participant_withdrawn",
    "result_entered",
    "shipment_expected",
    "shipment_rejected",
    "trial_changed",
    "vial_lost",
    "visit_broken",
    "visit_cancelled",
    "visit_late",
    "visit_no_show",
    "visit_overran",
    "visit_reopened",
    "visit_requested",
    "weight_changed",
}
IF_WANTED = {
    "batch_overdue",
    "batch_released",
    "dose_expired",
    "order_cancelled",
    "order_placed",
    "shipment_arrived",
    "shipment_dispatched",
    "shipment_received",
    "vial_measured",
}
FROM_PLANS = {
    "hold_lost",
    "plan_approved",
    "plan_expired",
    "plan_rejected",
    "plan_restored",
    "visit_lost",
    "visit_moved",
    "visit_restored",
}


@pytest.mark.parametrize("kind", sorted(ALWAYS))
def test_what_changes_the_day_asks(kind: str) -> None:
    """
    A replan may find better also where nobody lost a place.
    """
    assert asks_for_replan(kind, {})
    assert asks_for_replan(kind, {"wants_replan": False})


@pytest.mark.parametrize("kind", sorted(IF_WANTED | {"something_new"}))
def test_what_may_cost_nobody_asks_if_it_does(kind: str) -> None:
    """
    A batch that is as it was planned changes nothing.
    """
    assert asks_for_replan(kind, {"wants_replan": True})
    assert not asks_for_replan(kind, {"wants_replan": False})
    assert not asks_for_replan(kind, {})


@pytest.mark.parametrize("kind", sorted(TRIGGERS.keys() - ALWAYS - IF_WANTED))
def test_what_was_decided_does_not_ask(kind: str) -> None:
    """
    A booking is in the plan in force already, whatever it says.
    """
    assert not asks_for_replan(kind, {"wants_replan": True})


def test_a_plan_never_asks_for_the_next() -> None:
    """
    What comes of a replan asks for none, or there would be no end to it.
    """
    asks = {TRIGGERS[kind].asks for kind in FROM_PLANS}

    assert asks == {Asks.NEVER}


def test_each_kind_says_why() -> None:
    """
    The table is read by people.
    """
    assert all(each.why.endswith(".") for each in TRIGGERS.values())
