"""One booking changed in the plan in force, and what that did to others."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.database.conflicts import guard_of
from scheduler.errors import Conflict, SlotTaken
from scheduler.jobs.happenings import happened
from scheduler.planning.promises import Promise
from scheduler.planning.revise import Change, Revised, revise
from solver.errors import StillNeeded

GUARDS = frozenset({"no_overlap", "not_overdrawn"})
"""Guards of the database that a slot may run into."""


class StillBooked(Conflict):
    """Other bookings depend on this one; ``visit_ids`` lists those that are told."""

    code = "still_booked"

    def __init__(self, visit_id: str, visit_ids: Iterable[str]) -> None:
        self.visit_id = visit_id
        self.visit_ids = tuple(visit_ids)
        told = ", ".join(self.visit_ids) or "others"
        super().__init__(f"visit {visit_id} is needed by {told}")


def change_plan(
    session: Session,
    now: datetime,
    actor: Actor,
    network_id: str,
    visit_id: str,
    change: Change,
) -> Revised:
    """
    Revise the plan in force for one visit, and tell what of it is broken by now.

    Raises
    ------
    SlotTaken
        If the slot cannot be had, by our word or by that of the database.
    StillBooked
        If the plan cannot be kept without this visit.
    PlanMoved
        If somebody else changed the plan meanwhile.

    """
    try:
        revised = revise(session, now, actor, network_id, change)
    except StillNeeded as needed:
        raise StillBooked(visit_id, needed.visit_ids) from None
    except IntegrityError as error:
        guard = guard_of(error)
        if guard in GUARDS:
            raise SlotTaken(visit_id, (guard,)) from None
        raise
    tell_broken(session, now, actor, network_id, revised)
    return revised


def tell_broken(
    session: Session, now: datetime, actor: Actor, network_id: str, revised: Revised
) -> None:
    """One event for each visit that the plan had and cannot keep."""
    for each in revised.broken:
        is_promised = session.get(Promise, (network_id, each.visit_id)) is not None
        details = {
            "rules": list(each.rules),
            "is_promised": is_promised,
            "wants_replan": True,
        }
        happened(
            session, now, actor, network_id, "visit_broken", each.visit_id, details
        )
