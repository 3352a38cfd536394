"""Participants and visits of the small file that are not asked for any more."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from scheduler.audit.context import audited
from scheduler.database.database import Database
from scheduler.planning.promises import VisitEnd
from scheduler.trials.participants import Participant
from tests.scheduler.imports.planning_files import NOW, PLANNER

SMALL = "small"


def ended(database: Database, outcome: str, *visit_ids: str) -> None:
    """Record how visits ended."""
    given = NOW - timedelta(hours=1) if outcome == "administered" else None
    with database.writing() as session:
        audited(session, NOW, PLANNER, "end visits", chain=SMALL)
        for visit_id in visit_ids:
            session.add(
                VisitEnd(
                    network_id=SMALL,
                    visit_id=visit_id,
                    outcome=outcome,
                    recorded_at=NOW,
                    recorded_by=PLANNER.id,
                    injected_at=given,
                )
            )


def withdrawn(database: Database, participant_id: str) -> None:
    """Record that somebody has withdrawn."""
    with database.writing() as session:
        audited(session, NOW, PLANNER, "withdraw", chain=SMALL)
        row = session.get(Participant, (SMALL, participant_id))
        assert row is not None
        row.withdrawn_at = NOW


def ids(rows: Iterable[Any]) -> set[str]:
    """Ids of rows."""
    return {row.id for row in rows}
