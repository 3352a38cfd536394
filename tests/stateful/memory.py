"""Whether what is remembered is what somebody finds who remembers nothing."""

from collections.abc import Iterator
from datetime import datetime

from scheduler.database.database import Database
from scheduler.planning.problem_builder import Built
from scheduler.planning.seated import Seated, seated


def misremembered(database: Database, network_id: str, now: datetime) -> Iterator[str]:
    """What of the plan in force is not as it is in the rows, in words."""
    there = _seated(database, network_id, now)
    anew = Database(database.url)
    try:
        found = _seated(anew, network_id, now)
    finally:
        anew.close()
    for name in ("problem", "file", "waiting", "data_revision", "plan_revision"):
        if getattr(there.built, name) != getattr(found.built, name):
            yield f"remembered {name}: it is another one"
    if _held(there.built) != _held(found.built):
        yield "remembered: something else is held"
    if there.broken != found.broken:
        yield f"remembered broken: {there.broken}, not {found.broken}"
    with there.trying() as mine, found.trying() as theirs:
        if mine.plan() != theirs.plan():
            yield "remembered: it is seated otherwise"
        for visit in found.built.problem.visits[:3]:
            if mine.offers(visit.id, 3) != theirs.offers(visit.id, 3):
                yield f"remembered: {visit.id} is offered something else"


def _seated(database: Database, network_id: str, now: datetime) -> Seated:
    with database.reading() as session:
        return seated(session, network_id, now)


def _held(built: Built) -> tuple[object, ...] | None:
    held = built.held
    if held is None:
        return None
    return held.plan, held.promised, {**held.promises}, {**held.cutoffs}
