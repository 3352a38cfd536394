"""What people were told is forgotten after a long while, and not before it arrived."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from scheduler.access.roles import ScopeKind
from scheduler.database.database import Database
from scheduler.jobs import retention as retention_of_jobs
from scheduler.notices import retention
from scheduler.notices.models import (
    Delivery,
    DeliveryState,
    NoticeAudience,
    NoticeReading,
)
from scheduler.notices.reading import Reader, mark_read
from scheduler.notices.retention import KEPT, forget_old, has_old
from tests.scheduler.notices.told import (
    KEEPER,
    NETWORK,
    NOW,
    SITE,
    added,
    deliveries,
    notices,
    told,
    with_places,
)

LATER = NOW + KEPT + timedelta(seconds=1)


def forgotten(database: Database) -> int:
    """How many notices the worker forgets, a while after they were told."""
    return retention_of_jobs.forget_old(database, LATER)["notices"]


def set_deliveries(database: Database, state: DeliveryState) -> None:
    """Have all deliveries come so far."""
    with database.writing() as session:
        for each in session.scalars(select(Delivery)):
            each.state = state


def num_of(database: Database, table: type[NoticeAudience | NoticeReading]) -> int:
    """How many rows there are."""
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_old_notices_go_with_all_that_hangs_on_them(database: Database) -> None:
    """
    Whom they were for, who has read them, and how they left; younger ones stay.
    """
    with_places(database)
    told(database, "A-1")
    reader = Reader(NETWORK, KEEPER, {ScopeKind.SITE: [SITE]})
    with database.writing() as session:
        mark_read(session, NOW, reader, notices(database)[0].id)
    with database.reading() as session:
        assert not has_old(session, NOW + KEPT)
        assert has_old(session, LATER)
    assert retention_of_jobs.forget_old(database, NOW + KEPT)["notices"] == 0

    assert forgotten(database) == 1
    assert notices(database) == []
    assert num_of(database, NoticeAudience) == num_of(database, NoticeReading) == 0


@pytest.mark.parametrize("state", DeliveryState)
def test_what_is_on_its_way_is_kept(
    sqlite_database: Database, state: DeliveryState
) -> None:
    """
    Until it has arrived, or is given up.
    """
    with_places(sqlite_database)
    added(sqlite_database)
    told(sqlite_database)
    set_deliveries(sqlite_database, state)
    is_kept = state is DeliveryState.WAITING

    assert forgotten(sqlite_database) == (0 if is_kept else 1)
    assert bool(notices(sqlite_database)) is is_kept
    assert bool(deliveries(sqlite_database)) is is_kept


def test_they_are_forgotten_in_portions(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    The oldest first, and all of them in the end; the next one is told as ever.
    """
    monkeypatch.setattr(retention, "_AT_ONCE", 2)
    with_places(sqlite_database)
    for number in range(5):
        told(sqlite_database, f"A-{number}")
    with sqlite_database.writing() as session:
        assert forget_old(session, LATER) == 2

    assert len(notices(sqlite_database)) == 3
    assert forgotten(sqlite_database) == 3
    told(sqlite_database, "A-9")
    assert [each.subject for each in notices(sqlite_database)] == ["A-9"]
