from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy.orm import Session

from scheduler.access.roles import ScopeKind
from scheduler.audit.context import audited
from scheduler.database.database import Database
from scheduler.notices.audience import Audience
from scheduler.notices.channels import pause_channel, remove_channel
from scheduler.notices.models import DeliveryState
from scheduler.notices.telling import tell
from tests.scheduler.notices.told import (
    EVERYBODY,
    KEEPER,
    NETWORK,
    NOW,
    SITE,
    TRIAL,
    UNIT,
    added,
    at,
    deliveries,
    notices,
    told,
    with_places,
)


def test_what_is_told_is_kept_as_it_is(database: Database) -> None:
    """
    In plain JSON, instants with the offset that they were told in.
    """
    told(with_places(database), "A-1", was_at=at(hours=1), rules=("R4",))

    found = notices(database)[0]
    assert (found.kind, found.subject, found.at) == ("visit_moved", "A-1", NOW)
    assert found.details == {"was_at": "2026-03-02T09:00+00:00", "rules": ["R4"]}


def test_nobody_is_told_what_has_not_happened(database: Database) -> None:
    """
    A notice and its deliveries are there with the change, or not at all.
    """
    with_places(database)
    added(database)

    def fail(session: Session) -> None:
        tell(
            session,
            NOW,
            network_id=NETWORK,
            kind="visit_moved",
            subject="A-1",
            audience=EVERYBODY,
            details={},
        )
        session.flush()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        database.run(fail)

    assert (notices(database), deliveries(database)) == ([], [])


def test_each_channel_that_it_is_for_gets_it(database: Database) -> None:
    """
    By site, unit and trial as a key is limited, and by kind; paused ones, later.
    """
    with_places(database)
    limits = {
        "everything": {},
        "its site": {ScopeKind.SITE: [SITE]},
        "its site and trial": {ScopeKind.SITE: [SITE], ScopeKind.TRIAL: [TRIAL]},
        "production": {ScopeKind.UNIT: [UNIT]},
    }
    ids = {name: added(database, scope=scope)[0].id for name, scope in limits.items()}
    ids["its kind"] = added(database, kinds=["visit_lost", "visit_moved"])[0].id
    ids["another kind"] = added(database, kinds=["visit_lost"])[0].id
    for name, change in (("paused", pause_channel), ("removed", remove_channel)):
        ids[name] = added(database)[0].id
        with database.writing() as session:
            change(
                session,
                NOW,
                KEEPER,
                network_id=NETWORK,
                channel_id=ids[name],
                reason="a test",
            )

    told(database, audience=Audience(site_ids=(SITE,), trial_ids=(TRIAL,)))

    names = {each: name for name, each in ids.items()}
    found = deliveries(database)
    assert {names[each.channel_id] for each in found} == {
        "everything",
        "its site",
        "its site and trial",
        "its kind",
        "paused",
    }
    assert {each.state for each in found} == {DeliveryState.WAITING}


def test_under_one_key_it_is_told_once(database: Database) -> None:
    """
    However often it is found out; without a key, each time.
    """
    with_places(database)
    added(database)
    for key in ("one", "one", "two", None, None):
        told(database, key=key)

    assert [each.number for each in notices(database)] == [1, 2, 3, 4]
    assert len(deliveries(database)) == 4


def test_several_who_find_out_at_once_tell_it_once(database: Database) -> None:
    """
    Eight in the same moment, each of them first something of its own.
    """
    with_places(database)
    start = Barrier(8)

    def find_out(number: int) -> None:
        start.wait()

        def change(session: Session) -> None:
            audited(session, NOW, KEEPER, "test", chain=NETWORK)
            for key in (f"own {number}", "the same"):
                tell(
                    session,
                    NOW,
                    network_id=NETWORK,
                    kind="batch_failed",
                    subject="B-1",
                    audience=EVERYBODY,
                    details={},
                    key=key,
                )

        database.run(change)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(find_out, range(8)))

    found = notices(database)
    assert [each.number for each in found] == list(range(1, 10))
    assert len({each.key for each in found}) == 9


def test_a_channel_is_told_nothing_of_before(database: Database) -> None:
    """
    It begins when it is added.
    """
    told(with_places(database))
    added(database)

    assert deliveries(database) == []
