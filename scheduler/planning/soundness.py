"""Who is known to break no rule where the plan in force has them, as of a minute."""

from sqlalchemy.orm import Session

from scheduler.database.remembered import OfTables, foresee, recalled
from scheduler.imports.rows.reading import WRITTEN_IN
from scheduler.planning.problem_builder import Built
from solver.revision import Revision

_Parts = tuple[frozenset[str], frozenset[str]]

_TABLES = WRITTEN_IN | {
    "batch_records",
    "shipment_records",
    "trial_pauses",
    "vial_records",
    "visit_ends",
}
"""What a problem is made from, but for promises and the plan in force."""


def nobody(_: Built) -> frozenset[str]:
    """Of nobody is it known."""
    return frozenset()


def sound_visits(session: Session, built: Built) -> frozenset[str]:
    """
    Visits of the plan in force that break no rule, with all of them there.

    Who was promised nothing when they were judged is judged alike with a promise; who
    had one is judged anew when it is gone, as a promise may have begun already.
    """
    known: _Parts | None = recalled(session, _key(built, built.plan_revision))
    if known is None:
        return frozenset()
    free, promised = known
    return free | (promised & _promised(built))


def note_sound(
    session: Session, built: Built, plan_revision: int, revision: Revision
) -> None:
    """Note whom a plan has seated that was judged, or checked, as a whole."""
    foresee(session, _key(built, plan_revision), _parts(built, revision))


def _key(built: Built, plan_revision: int) -> OfTables:
    now = (plan_revision, built.problem.as_of_min, built.problem.origin_at)
    return OfTables("sound", built.network_id, built.data_revision, _TABLES, now)


def _parts(built: Built, revision: Revision) -> _Parts:
    """Seated visits without and with a promise."""
    seated, promised = frozenset(revision.visit_ids), _promised(built)
    return seated - promised, seated & promised


def _promised(built: Built) -> frozenset[str]:
    return frozenset(each.visit_id for each in built.problem.commitments.visits)
