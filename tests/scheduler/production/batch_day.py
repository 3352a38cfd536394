"""
A day on one batch, in a database: six doses from one vial, flown to Trondheim.

EOS 06:38, release 07:08, hand-over 07:00, arrival 10:50, usable 11:00; injections at
11:00, 11:05, 11:40, 12:15, 12:50 and 13:25 on 15 September 2026 in Oslo. The batch is
to have 16,386,737 kBq at EOS: 100,000 kBq of sample, 600,000 kBq of dead volume, and
what the doses take.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.database.database import Database
from scheduler.jobs.models import Event
from scheduler.planning.promises import Promise
from scheduler.production.affected import Happening
from scheduler.production.batches import accept
from scheduler.production.contents import Assay
from scheduler.production.release_said import Release
from scheduler.production.releases import Released, release
from scheduler.transport.shipments import dispatch
from solver.problem.commitments import Firmness
from tests.scheduler.planning.seeds import NETWORK, PLANNER, Seeded, seed_planned

T = TypeVar("T")

BATCH = "O2/PSMA1007/2026-09-15/1"
DEPARTURE = "OSL-TRD/2026-09-15T0730"
SHIPMENT = f"{BATCH}/{DEPARTURE}"
VIAL = f"{SHIPMENT}/v1"
PLANNED_KBQ = 16_386_737
CONTENT_KBQ = 16_286_737
OSLO = ZoneInfo("Europe/Oslo")


def at(clock: str) -> datetime:
    """A time of the day of production, in Oslo."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 9, 15, hour, minute, tzinfo=OSLO)


EOS = at("06:38")
RELEASED = at("07:08")


def a_batch_day(database: Database) -> Seeded:
    """The network with its plan in force, as of the day before."""
    return seed_planned(database, "late-flight-trondheim-before")


def visits(seeded: Seeded) -> list[str]:
    """The visits that are served, by time."""
    plan = seeded.built().problem.commitments.previous
    served = sorted(plan.administrations, key=lambda each: each.injection_min)
    return [each.visit_id for each in served]


def fact(seeded: Seeded, visit_id: str) -> None:
    """Somebody has recorded that a visit happened as planned."""
    seeded.promise(Firmness.FACT, visit_id)


def accepted(seeded: Seeded, now: datetime | None = None) -> Happening:
    """The unit accepts the batch."""
    return doing(
        seeded,
        lambda session: accept(
            session, now or seeded.now, PLANNER, network_id=NETWORK, batch_id=BATCH
        ),
    )


def released(
    seeded: Seeded,
    gbq: str,
    *,
    measured_at: datetime = EOS,
    released_at: datetime | None = RELEASED,
    now: datetime | None = None,
    reason: str | None = None,
) -> Released:
    """The batch is released, having had so much when it was measured."""
    said = Release(
        batch=Assay(activity_gbq=Decimal(gbq), measured_at=measured_at),
        released_at=released_at,
    )
    return doing(
        seeded,
        lambda session: release(
            session,
            now or RELEASED + timedelta(minutes=2),
            PLANNER,
            network_id=NETWORK,
            batch_id=BATCH,
            said=said,
            reason=reason,
        ),
    )


def dispatched(seeded: Seeded, now: datetime | None = None) -> Happening:
    """The batch has left for the airport."""
    return doing(
        seeded,
        lambda session: dispatch(
            session,
            now or at("07:12"),
            PLANNER,
            network_id=NETWORK,
            shipment_id=SHIPMENT,
        ),
    )


def doing(seeded: Seeded, change: Callable[[Session], T]) -> T:
    """Run a use case in a transaction of its own."""
    return seeded.database.run(change)


def events(seeded: Seeded, kind: str) -> list[Event]:
    """All events of a kind, in their order."""
    with seeded.database.reading() as session:
        found = session.scalars(
            select(Event).where(Event.kind == kind).order_by(Event.number)
        ).all()
        session.expunge_all()
    return list(found)


def broken(seeded: Seeded) -> dict[str, list[str]]:
    """Promises that are broken, with the rules."""
    with seeded.database.reading() as session:
        return {
            each.visit_id: list(each.broken_by or [])
            for each in session.scalars(
                select(Promise).where(Promise.broken_at.is_not(None))
            )
        }


def lost_ids(happening: Happening) -> list[str]:
    """Ids of the visits that are lost."""
    return [each.visit_id for each in happening.lost]
