"""What is asked under a key is done once, by whoever comes first."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from scheduler.actors import Actor
from scheduler.database.database import Database
from scheduler.errors import Conflict
from scheduler.idempotency.models import GivenReply
from scheduler.idempotency.service import (
    KEPT,
    KeyReused,
    Reply,
    fingerprint_of,
    forget_old,
    has_old,
    once,
)
from scheduler.jobs import retention
from tests.scheduler.jobs.asked import NOW

ANNA, BERT = Actor("key:anna"), Actor("key:bert")
BODY = b'{"a":"\xc3\xa5\xff\x00"}'


def asked(
    database: Database,
    make: Callable[[], Reply],
    *,
    actor: Actor = ANNA,
    key: str = "k",
    what: str = "a",
) -> tuple[Reply, bool]:
    """Ask for something under a key."""
    return database.run(
        lambda session: once(
            session,
            NOW,
            actor,
            key=key,
            fingerprint=fingerprint_of(what.encode()),
            make=make,
        )
    )


def reply(number: int = 1) -> Reply:
    """An answer that tells one from the other."""
    return Reply(200 + number, {"ETag": f'"{number}"'}, BODY)


def num_kept(database: Database) -> int:
    """How many answers are kept."""
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(GivenReply)) or 0


def test_an_answer_is_kept_as_it_was(database: Database) -> None:
    """
    Status, headers and every byte.
    """
    first = asked(database, lambda: reply(1))
    again = asked(database, lambda: reply(2))

    assert first == (reply(1), False)
    assert again == (reply(1), True)
    assert num_kept(database) == 1


def test_keys_of_different_people_are_different(database: Database) -> None:
    """
    Nobody learns by a key of theirs what others have asked.
    """
    asked(database, lambda: reply(1))
    other = asked(database, lambda: reply(2), actor=BERT, what="b")

    assert other == (reply(2), False)


def test_a_key_is_for_one_request(database: Database) -> None:
    """
    Something else under it is refused, and changes nothing.
    """
    asked(database, lambda: reply(1))

    with pytest.raises(KeyReused):
        asked(database, lambda: reply(2), what="b")
    assert asked(database, lambda: reply(3)) == (reply(1), True)


@pytest.mark.parametrize("error", [Conflict("no"), RuntimeError("defect")])
def test_what_fails_leaves_nothing(database: Database, error: Exception) -> None:
    """
    The key is free again, also for something else.
    """

    def fail() -> Reply:
        raise error

    with pytest.raises(type(error)):
        asked(database, fail)
    assert num_kept(database) == 0
    assert asked(database, lambda: reply(2), what="b") == (reply(2), False)


def test_who_comes_meanwhile_waits(postgresql_database: Database) -> None:
    """
    And gets the answer of the first, as soon as there is one.
    """
    begun, may_end = Event(), Event()

    def slowly() -> Reply:
        begun.set()
        assert may_end.wait(10)
        return reply(1)

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(asked, postgresql_database, slowly)
        assert begun.wait(10)
        second = threads.submit(asked, postgresql_database, lambda: reply(2))
        with pytest.raises(TimeoutError):
            second.result(0.3)
        may_end.set()

    assert first.result() == (reply(1), False)
    assert second.result() == (reply(1), True)


def test_who_waits_for_a_failure_does_it(database: Database) -> None:
    """
    Of two who come at once the second makes what the first could not.
    """
    together = Barrier(2)
    failures = iter([Conflict("no")])

    def make() -> Reply:
        error = next(failures, None)
        if error is not None:
            raise error
        return reply(2)

    def ask(_: int) -> object:
        together.wait(10)
        try:
            return asked(database, make)
        except Conflict:
            return "refused"

    with ThreadPoolExecutor(2) as threads:
        found = list(threads.map(ask, range(2)))

    assert "refused" in found
    assert (reply(2), False) in found


def test_one_of_many_who_come_at_once_does_it(database: Database) -> None:
    """
    The others are told what came of it.
    """
    together, made = Barrier(8), []

    def make() -> Reply:
        made.append(1)
        return reply(len(made))

    def ask(_: int) -> tuple[Reply, bool]:
        together.wait(10)
        return asked(database, make)

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(ask, range(8)))

    assert len(made) == 1
    assert {each.status for each, _ in found} == {201}
    assert [is_replayed for _, is_replayed in found].count(False) == 1


def test_old_answers_are_forgotten_by_the_worker(database: Database) -> None:
    """
    With its other old things; what is younger is kept.
    """
    asked(database, reply)
    retention.forget_old(database, NOW + KEPT)
    after_thirty_days = num_kept(database)
    retention.forget_old(database, NOW + KEPT + timedelta(microseconds=1))
    assert (after_thirty_days, num_kept(database)) == (1, 0)


def test_only_what_is_old_is_forgotten(database: Database) -> None:
    """
    And it is known before anything is written.
    """
    asked(database, reply)
    later = NOW + KEPT + timedelta(seconds=1)
    with database.writing() as session:
        once(
            session,
            NOW + timedelta(days=1),
            ANNA,
            key="later",
            fingerprint="f",
            make=reply,
        )

    with database.reading() as session:
        assert not has_old(session, NOW + KEPT)
        assert has_old(session, later)
    with database.writing() as session:
        assert forget_old(session, later) == 1
        assert not has_old(session, later)
    assert num_kept(database) == 1


@given(st.lists(st.binary(max_size=4)), st.lists(st.binary(max_size=4)))
def test_fingerprints_tell_parts_apart(one: list[bytes], other: list[bytes]) -> None:
    """
    Parts that are cut elsewhere are other parts.
    """
    assert (fingerprint_of(*one) == fingerprint_of(*other)) is (one == other)
