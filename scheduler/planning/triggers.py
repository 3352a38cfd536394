"""Which events ask for a replan, by their kinds, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Any


class Asks(Enum):
    """When an event of a kind asks for a replan."""

    ALWAYS = "always"
    IF_WANTED = "if its details say that somebody is to be planned anew"
    NEVER = "never"


@dataclass(frozen=True)
class Trigger:
    """When events of a kind ask for a replan, and why, in a sentence."""

    asks: Asks
    why: str


def _always(why: str) -> Trigger:
    return Trigger(Asks.ALWAYS, why)


def _if_wanted(why: str) -> Trigger:
    return Trigger(Asks.IF_WANTED, why)


def _never(why: str) -> Trigger:
    return Trigger(Asks.NEVER, why)


WANTED = "wants_replan"
"""Detail of an event that says whether somebody is to be planned anew."""

TRIGGERS: Mapping[str, Trigger] = MappingProxyType(
    {
        "batch_accepted": _never("The batch is made as it is planned."),
        "batch_declined": _always("The run is not offered any more."),
        "batch_delayed": _always("It is released at another time."),
        "batch_failed": _always("The batch makes no doses."),
        "batch_released": _if_wanted("It was late, or its yield was too low."),
        "batch_recalled": _always("Nobody draws from it any more."),
        "batch_overdue": _if_wanted("It comes too late for somebody."),
        "dose_expired": _if_wanted("Its batch was never released: nobody had it."),
        "vial_lost": _always("Doses were spilled."),
        "vial_measured": _if_wanted("It holds less than was planned."),
        "shipment_dispatched": _if_wanted("It is on its way, too late for somebody."),
        "shipment_expected": _always("It arrives at another time."),
        "shipment_arrived": _if_wanted("It came too late for somebody."),
        "shipment_received": _if_wanted("It was taken, too late for somebody."),
        "shipment_rejected": _always("All its vials are lost."),
        "departure_changed": _always("It arrives at another time."),
        "departure_cancelled": _always("Nothing travels on it."),
        "order_due": _never("It can still be placed as it is planned."),
        "order_placed": _if_wanted("It is not what the plan asks for."),
        "order_cancelled": _if_wanted("Somebody was to have a dose of it."),
        "outage_reported": _always("A scanner, place, person or line is out of use."),
        "outage_changed": _always("It is out of use for longer, or not so long."),
        "outage_withdrawn": _always("It may be used after all."),
        "participant_enrolled": _never("No visit is asked for yet."),
        "participant_unavailable": _always("The participant cannot come then."),
        "participant_withdrawn": _always("Doses and slots are free."),
        "weight_changed": _always("Other activities are prescribed."),
        "result_entered": _always("A visit may be possible now, or not any more."),
        "visit_requested": _always("One visit more is asked for."),
        "visit_reopened": _always("The visit is asked for again."),
        "visit_held": _never("It is booked in the plan in force."),
        "hold_given_back": _never("Nobody lost anything by it."),
        "visit_confirmed": _never("It is booked in the plan in force."),
        "visit_late": _always("The day is not as it was planned."),
        "visit_overran": _always("What the visit holds is free later."),
        "visit_no_show": _always("A dose and a slot are free."),
        "visit_cancelled": _always("A dose and a slot are free."),
        "visit_administered": _never("It is a fact; what it breaks is told apart."),
        "visit_broken": _always("A visit of the plan cannot stay."),
        "trial_changed": _always("It is paused, or planned for again."),
        "file_imported": _always("Calendars, trials or participants are others."),
        "visit_moved": _never("Somebody has decided so, or a plan that was approved."),
        "visit_restored": _never("It follows from a plan that was approved."),
        "visit_lost": _never("It follows from a plan that was approved."),
        "hold_lapsed": _never("Nobody counts on it any more."),
        "hold_lost": _never("It follows from a plan that was approved."),
        "plan_approved": _never("It is what replans lead to."),
        "plan_restored": _never("A person wants just this plan."),
        "plan_rejected": _never("Asked again, the same would be proposed."),
        "plan_expired": _never("Asked again, the same would be proposed."),
    }
)

_UNKNOWN = _if_wanted("Whoever tells of it knows.")


def asks_for_replan(kind: str, details: Mapping[str, Any]) -> bool:
    """
    Whether an event asks for a replan.

    Parameters
    ----------
    details
        What is told with the event; ``wants_replan`` among it says whether somebody is
        to be planned anew.
    """
    asks = TRIGGERS.get(kind, _UNKNOWN).asks
    return asks is Asks.ALWAYS or (asks is Asks.IF_WANTED and bool(details.get(WANTED)))
