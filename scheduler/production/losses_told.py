"""Tell those whom something that happened costs a visit, and who makes the doses."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from scheduler.access.belonging import belonging_of
from scheduler.notices.telling import Audience, tell
from scheduler.planning.causes import OUTAGE, concerned
from scheduler.planning.problem_builder import Built, units_of_batches

VISITS = "visits_broken"
"""Kind of notice to sites and study managers; units are told by the event's kind."""


def tell_losses(
    session: Session,
    now: datetime,
    built: Built,
    happened: tuple[str, str, str],
    lost: Sequence[Mapping[str, Any]],
) -> None:
    """
    Tell each site once for each trial, and the unit if it is about a batch of its.

    The unit is told how many doses are lost, and not whose. What somebody has written
    is told to those alone whose visit or batch it is about: they may name another
    sponsor's trial. An outage and a visit of another site or trial are not named.

    Parameters
    ----------
    built
        The plan that was in force.
    happened
        Kind of the event, its subject, and why.
    lost
        What is told of each visit.
    """
    kind, subject, reason = happened
    visits = {each.id: each for each in built.problem.visits}
    by_audience: defaultdict[Audience, list[Mapping[str, Any]]] = defaultdict(list)
    for each in lost:
        visit = visits[each["visit_id"]]
        by_audience[concerned(visit)].append(each)
    is_outage = kind.startswith(OUTAGE)
    belonging = belonging_of(session, built.network_id)
    cause = None if is_outage else belonging.of_visit(subject)
    for audience, theirs in by_audience.items():
        is_own = cause is not None and concerned(cause) == audience
        is_named = is_own or (cause is None and not is_outage)
        told = {"reason": reason} if is_own else {}
        tell(
            session,
            now,
            network_id=built.network_id,
            kind=VISITS,
            subject=subject if is_named else theirs[0]["visit_id"],
            audience=audience,
            details={"because": kind, **told, "visits": theirs},
        )
    unit_id = (units_of_batches(built.problem) | built.lost).get(subject)
    if lost and unit_id is not None:
        tell(
            session,
            now,
            network_id=built.network_id,
            kind=kind,
            subject=subject,
            audience=Audience(unit_ids=(unit_id,)),
            details={"reason": reason, "num_lost": len(lost)},
        )
