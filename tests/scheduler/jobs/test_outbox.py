import pytest

from scheduler.database.database import Database
from scheduler.jobs.outbox import relay
from tests.scheduler.jobs.asked import NOW, ask, message_of, with_network
from tests.scheduler.jobs.memory_engine import MemoryEngine


def test_messages_are_relayed_once_and_in_order(database: Database) -> None:
    """
    What was asked for first is enqueued first, and not again.
    """
    with_network(database)
    ask(database, "job-b", minutes=1)
    ask(database, "job-c", minutes=2)
    ask(database, "job-a", minutes=3)
    engine = MemoryEngine("count")

    assert relay(database, engine, NOW) == 3
    assert relay(database, engine, NOW) == 0
    assert [job_id for _, job_id, _ in engine.enqueued] == ["job-b", "job-c", "job-a"]
    assert message_of(database, "job-b").relayed_at == NOW


def test_what_is_not_marked_is_relayed_again(sqlite_database: Database) -> None:
    """
    Whoever dies after enqueueing leaves a message that changes nothing any more.
    """
    with_network(sqlite_database)
    ask(sqlite_database, "job-1")

    class Dying(MemoryEngine):
        def enqueue(self, kind: str, job_id: str, payload: object) -> None:
            super().enqueue(kind, job_id, {})
            raise ZeroDivisionError

    engine = Dying("count")
    with pytest.raises(ZeroDivisionError):
        relay(sqlite_database, engine, NOW)
    assert message_of(sqlite_database, "job-1").relayed_at is None
    living = MemoryEngine("count")
    living.known = engine.known

    assert relay(sqlite_database, living, NOW) == 1
    assert (len(engine.enqueued), living.enqueued) == (1, [])


def test_kinds_that_an_engine_does_not_know_wait(sqlite_database: Database) -> None:
    """
    A message for somebody else is left to them.
    """
    with_network(sqlite_database)
    ask(sqlite_database, "job-1", kind="forecast")

    assert relay(sqlite_database, MemoryEngine("count"), NOW) == 0
    assert message_of(sqlite_database, "job-1").relayed_at is None
