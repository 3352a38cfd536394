"""Everything that is done periodically: what, how often, and when it is needed."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.bookings.lapsing import has_lapsed
from scheduler.clockwork.cadences import Daily, Every
from scheduler.clockwork.periodic import Periodic, where_wanted
from scheduler.clockwork.replans import replanning, where_changed
from scheduler.imports.planning_file.base import WEEK
from scheduler.jobs.kinds import TIMETABLES
from scheduler.orders.watching import orders_due
from scheduler.planning.versions import PlanState, PlanVersion
from scheduler.production import forecasting, preparing
from scheduler.production.watching import late_releases

ROLLING_REPLAN = "rolling-replan"
NIGHTLY_REPLAN = "nightly-replan"
ORDER_DEADLINES = "order-deadlines"
LATE_RELEASES = "late-releases"
LAPSED_HOLDS = "lapsed-holds"
EXPIRED_PROPOSALS = "expired-proposals"
FORECAST = "forecast"
RETENTION = "retention"
AUDIT_HEADS = "audit-heads"
BACKUP = "backup"

_ROLLING_S = 30.0
_NIGHTLY_S = 600.0
"""Limits of a solve."""

_WORKING_DAYS = WEEK[:5]
_MINUTE = 60


def _has_expired(session: Session, now: datetime, network_id: str) -> bool:
    expired = select(PlanVersion.number).where(
        PlanVersion.network_id == network_id,
        PlanVersion.state == PlanState.PROPOSED,
        PlanVersion.expires_at <= now,
    )
    return session.scalar(expired.limit(1)) is not None


def _is_order_due(session: Session, now: datetime, network_id: str) -> bool:
    return bool(orders_due(session, now, network_id))


def _is_release_late(session: Session, now: datetime, network_id: str) -> bool:
    return bool(late_releases(session, now, network_id))


_ALL = (
    Periodic(
        name=ROLLING_REPLAN,
        description="Goes on improving the plan while people work, if it has changed.",
        cadence=Every(
            every_s=15 * _MINUTE, between="06:00-18:00", weekdays=_WORKING_DAYS
        ),
        unneeded=where_changed,
        ask=replanning(_ROLLING_S, shares=True),
    ),
    Periodic(
        name=NIGHTLY_REPLAN,
        description="Replans with a long limit while nobody waits for it.",
        cadence=Daily(at="02:15"),
        unneeded=where_changed,
        ask=replanning(_NIGHTLY_S, shares=False),
    ),
    Periodic(
        name=ORDER_DEADLINES,
        description="Tells units of orders that close soon and are not placed.",
        cadence=Every(every_s=5 * _MINUTE),
        unneeded=where_wanted(_is_order_due),
    ),
    Periodic(
        name=LATE_RELEASES,
        description="Tells of batches without a word, and of doses past their use.",
        cadence=Every(every_s=_MINUTE),
        unneeded=where_wanted(_is_release_late),
    ),
    Periodic(
        name=LAPSED_HOLDS,
        description="Gives back slots whose hold has lapsed.",
        cadence=Every(every_s=_MINUTE),
        unneeded=where_wanted(has_lapsed),
    ),
    Periodic(
        name=EXPIRED_PROPOSALS,
        description="Closes proposed plans that nobody has approved in time.",
        cadence=Every(every_s=_MINUTE),
        unneeded=where_wanted(_has_expired),
    ),
    Periodic(
        name=TIMETABLES,
        description="Prepares the days on which batches of the next 48 h go wrong.",
        cadence=Every(every_s=15 * _MINUTE),
        unneeded=where_wanted(preparing.is_due),
    ),
    Periodic(
        name=FORECAST,
        description="Forecasts what units may be asked for, before visits are booked.",
        cadence=Every(
            every_s=60 * _MINUTE, between="06:00-18:00", weekdays=_WORKING_DAYS
        ),
        unneeded=where_wanted(forecasting.is_due),
    ),
    Periodic(
        name=RETENTION,
        description="Forgets what is left of old jobs, old answers and old notices.",
        cadence=Daily(at="03:30"),
        is_of_network=False,
    ),
    Periodic(
        name=AUDIT_HEADS,
        description="Writes the ends of the audit trail to TRACERPLAN_AUDIT_HEADS_DIR.",
        cadence=Daily(at="00:30"),
        is_of_network=False,
    ),
    Periodic(
        name=BACKUP,
        description="Writes a backup to TRACERPLAN_BACKUP_DIR, and keeps 14 of them.",
        cadence=Daily(at="01:30"),
        is_of_network=False,
    ),
)

PERIODICS: Mapping[str, Periodic] = MappingProxyType({each.name: each for each in _ALL})
"""By name; local times are those of each network, of the database they are UTC."""
