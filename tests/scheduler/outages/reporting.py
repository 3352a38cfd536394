"""Outages of the day on one batch, as they are reported."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.audit.context import audited
from scheduler.database.database import Database
from scheduler.imports.planning_file.closures import ResourceKind
from scheduler.imports.rows.writing import write_file
from scheduler.jobs.models import Job
from scheduler.outages.service import (
    OutageReport,
    end_outage,
    report_outage,
    withdraw_outage,
)
from scheduler.production.affected import Happening
from tests.scheduler.outages.beams import with_a_beam
from tests.scheduler.planning.seeds import (
    NETWORK,
    PLANNER,
    Seeded,
    file_of,
    put_first_plan,
)
from tests.scheduler.production.batch_day import (
    doing,
)

SCANNER = (ResourceKind.SCANNER, "TRD-PET1")
"""Scans of the six visits begin at 12:25, 13:00, 13:35, 14:10, 14:45 and 15:20."""


def _outage(
    resource: tuple[ResourceKind, str], start: datetime, end: datetime, reason: str
) -> OutageReport:
    kind, resource_id = resource
    return OutageReport(
        kind=kind, resource_id=resource_id, start_at=start, end_at=end, reason=reason
    )


def reported(
    seeded: Seeded,
    start: datetime,
    end: datetime,
    resource: tuple[ResourceKind, str] = SCANNER,
    *,
    now: datetime | None = None,
    reason: str = "it is broken",
) -> Happening:
    """Something is reported to be out of use."""
    outage = _outage(resource, start, end, reason)
    return doing(
        seeded,
        lambda session: report_outage(
            session, now or seeded.now, PLANNER, network_id=NETWORK, outage=outage
        ),
    )


def ended(
    seeded: Seeded, end_at: datetime | None = None, now: datetime | None = None
) -> Happening:
    """The first outage ends."""
    return doing(
        seeded,
        lambda session: end_outage(
            session,
            now or seeded.now,
            PLANNER,
            network_id=NETWORK,
            number=1,
            end_at=end_at,
            reason="it works again",
        ),
    )


def withdrawn(seeded: Seeded, number: int = 1) -> Happening:
    """An outage was never so."""
    return doing(
        seeded,
        lambda session: withdraw_outage(
            session,
            seeded.now,
            PLANNER,
            network_id=NETWORK,
            number=number,
            reason="it was another one",
        ),
    )


def with_beam(database: Database) -> Seeded:
    """The day with a cyclotron, and a plan in force."""
    file = with_a_beam(file_of("late-flight-trondheim-before"))

    def written(session: Session) -> None:
        audited(session, file.as_of, PLANNER, "import", chain=NETWORK)
        write_file(session, file, network_id=NETWORK, now=file.as_of)

    database.run(written)
    seeded = Seeded(database, file.as_of)
    put_first_plan(seeded)
    return seeded


def jobs(seeded: Seeded) -> list[Job]:
    """All jobs there are."""
    with seeded.database.reading() as session:
        return list(session.scalars(select(Job)))
