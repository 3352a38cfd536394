"""
What can be offered to who asks for a dose: slots, whole schedules, or the reason.

Offers are insertions into the plan in force: nothing else moves, and nothing of the
exact model is loaded.
"""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice

from solver.booking.chains import chains
from solver.booking.refusals import rules_against
from solver.plan.slot import PricedSlot
from solver.revision import MOST_OFFERS, Revision

__all__ = [
    "MOST_OFFERS",
    "MOST_SCHEDULES",
    "Obstacle",
    "offers",
    "schedule_obstacle",
    "schedule_offers",
    "why_not",
]

MOST_SCHEDULES = 5
"""Schedules offered for one participant, unless asked otherwise."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """The visit of a schedule that cannot be seated, and the rules that keep it out."""

    visit_id: str
    rules: tuple[str, ...]


def offers(
    revision: Revision, visit_id: str, limit: int = MOST_OFFERS
) -> tuple[PricedSlot, ...]:
    """Slots for a visit over its whole window, the cheapest first."""
    return revision.offers(visit_id, limit)


def schedule_offers(
    revision: Revision, visit_ids: Collection[str], limit: int = MOST_SCHEDULES
) -> tuple[tuple[PricedSlot, ...], ...]:
    """
    A participant's visits seated together: complete schedules only.

    Each schedule begins on another day, and has one slot per visit, each after those it
    waits for: ``Revision.seat(*slots)`` seats it.  The price of a slot is what it adds
    to the plan in force and the slots before it.

    Returns
    -------
    tuple
        The cheapest beginning first; empty if no schedule was found, and then
        ``schedule_obstacle`` tells why.

    """
    found = chains(revision, visit_ids, lambda seated, visit_id, tried: None)
    return tuple(islice(found, limit))


def schedule_obstacle(
    revision: Revision, visit_ids: Collection[str]
) -> Obstacle | None:
    """Where schedules of these visits get stuck; ``None`` if there is one."""
    furthest, obstacle = -1, None

    def stuck(seated: int, visit_id: str, tried: Revision) -> None:
        nonlocal furthest, obstacle
        if seated > furthest:
            rules = rules_against(tried.state, visit_id, visit_ids)
            furthest, obstacle = seated, Obstacle(visit_id, rules)

    is_open = next(chains(revision, visit_ids, stuck), None) is not None
    return None if is_open else obstacle


def why_not(revision: Revision, visit_id: str) -> tuple[str, ...]:
    """Names of the rules that keep a visit from having any slot; none if it has one."""
    if revision.offers(visit_id, 1):
        return ()
    tried = revision.copy()
    tried.lift(visit_id)
    return rules_against(tried.state, visit_id)
