"""Chains hold whatever is written into them, and however many write at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from scheduler.actors import Actor
from scheduler.audit.context import audited, note
from scheduler.audit.heads import head, heads
from scheduler.audit.models import SYSTEM, AuditEntry
from scheduler.audit.reading import verify, verify_chain
from scheduler.audit.verification import Verdict
from scheduler.database.database import Database
from tests.scheduler.audit.trails import NOW, PLANNER, add_network, rename

THREADS = 8
EACH = 12

WORDS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.decimals(allow_nan=False, allow_infinity=False, places=3)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4)
    ),
    max_leaves=12,
)
INSTANTS = st.datetimes(
    datetime(1900, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone
    datetime(2100, 1, 1),  # noqa: DTZ001 - as above
    timezones=st.builds(
        timezone, st.timedeltas(timedelta(hours=-14), timedelta(hours=14))
    ),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=INSTANTS, words=st.tuples(WORDS, WORDS, WORDS), value=VALUES)
def test_whatever_is_written_verifies_after_it_is_read(
    database: Database, at: datetime, words: tuple[str, str, str], value: Any
) -> None:
    """Any text, any instant, any value: the chain holds as the database returns it."""
    actor, action, reason = words
    with database.writing() as session:
        audited(session, at, Actor(actor, request_id=reason), action, reason=reason)
        note(session, "anything", value=value)

    assert _issues(database) == []


def test_an_entry_keeps_what_was_written(database: Database) -> None:
    """Letters of all kinds come back as they were."""
    reason = 'æøå — „5 > 4“ \\ " \n\t漢字 🙂'
    with database.writing() as session:
        audited(session, NOW, PLANNER, "say", reason=reason)
        note(session, "nul", text="a\0b")

    with database.reading() as session:
        entry = session.scalars(select(AuditEntry)).one()
    assert entry.reason == reason
    assert entry.changes == '[{"facts":{"text":"a\\u0000b"},"note":"nul"}]'


def test_many_at_once_leave_no_gap(database: Database) -> None:
    """Eight threads add to one chain, which begins with the first of them."""

    def add(thread: int) -> None:
        for number in range(EACH):
            with database.writing() as session:
                audited(session, NOW, Actor(f"job:{thread}"), "count")
                note(session, "count", number=number)

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(add, range(THREADS)))

    with database.reading() as session:
        numbers = list(
            session.scalars(select(AuditEntry.number).order_by(AuditEntry.number))
        )
        end = head(session, SYSTEM)
    assert numbers == list(range(1, THREADS * EACH + 1))
    assert end is not None
    assert end.number == THREADS * EACH
    assert _issues(database) == []


def test_a_chain_is_verified_while_it_grows(database: Database) -> None:
    """What is added during a verification is no fault."""
    add_network(database)

    def grow() -> None:
        for number in range(THREADS * EACH):
            rename(database, f"no. {number}")

    def watch() -> list[Verdict]:
        found: list[Verdict] = []
        while not growing.done():
            with database.reading() as session:
                found.extend(verify(session))
        return found

    with ThreadPoolExecutor(2) as threads:
        growing = threads.submit(grow)
        verdicts = threads.submit(watch).result()
        growing.result()

    assert [verdict.issues for verdict in verdicts if verdict.issues] == []
    assert len({verdict.head.number for verdict in verdicts}) > 1


def test_chains_are_apart(database: Database) -> None:
    """Each network's chain counts from one, whatever the others do."""
    add_network(database, "norway")
    add_network(database, "sweden")
    rename(database, "Away", "sweden")

    with database.reading() as session:
        assert [(each.chain, each.number) for each in heads(session)] == [
            ("norway", 1),
            ("sweden", 2),
        ]
        assert verify_chain(session, "sweden") == []


def test_a_chain_that_has_not_begun_has_no_head(database: Database) -> None:
    """Nothing was written: nothing is wrong where nothing is expected."""
    with database.reading() as session:
        assert head(session, SYSTEM) is None
        assert verify(session) == []


def _issues(database: Database) -> list[str]:
    with database.reading() as session:
        return [str(issue) for each in verify(session) for issue in each.issues]
