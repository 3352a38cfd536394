"""What is remembered: computed once, shared when it is true for all, and never else."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, Event
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from scheduler.audit.context import audited
from scheduler.database.database import Database
from scheduler.database.remembered import OfTables, foresee, recalled, remembered
from scheduler.networks.models import Network
from scheduler.networks.revisions import touch
from scheduler.sites.models import Site
from tests.scheduler.planning.seeds import NETWORK, PLANNER, Seeded, seed

SITES = frozenset({"sites"})
NUM_THREADS = 8


class TakenBackError(Exception):
    """Something goes wrong on the way."""


@pytest.fixture
def there(database: Database) -> Seeded:
    """A network."""
    return seed(database, "no-fdg-day")


def test_who_asks_at_the_same_time_waits_for_the_one_who_computes(
    there: Seeded,
) -> None:
    """
    Eight ask together, one computes.
    """
    together, computed = Barrier(NUM_THREADS), []

    def compute() -> int:
        computed.append(1)
        Event().wait(0.05)
        return 7

    def ask(_: int) -> int:
        with there.database.reading() as session:
            together.wait()
            return remembered(session, "key", compute)

    with ThreadPoolExecutor(NUM_THREADS) as pool:
        found = list(pool.map(ask, range(NUM_THREADS)))

    assert found == [7] * NUM_THREADS
    assert len(computed) == 1


def test_what_could_not_be_computed_is_tried_again(there: Seeded) -> None:
    """
    A failure is nobody's value, and holds nobody up.
    """

    def fail() -> int:
        raise TakenBackError

    with there.database.reading() as session:
        with pytest.raises(TakenBackError):
            remembered(session, "key", fail)

        assert remembered(session, "key", lambda: 7) == 7


def test_what_depends_on_other_tables_is_carried_on(there: Seeded) -> None:
    """
    A revision that was raised by an event is known as far as sites go.
    """
    before = _revision(there)
    with there.database.reading() as session:
        remembered(session, _key(before), lambda: "sites")
    there.change(lambda session: None)

    assert _revision(there) == before + 1
    assert _known(there, before + 1) == "sites"


def test_what_was_written_into_is_not_carried_on(there: Seeded) -> None:
    """
    Another name of a site, by an object or by a statement: what was known is old.
    """

    def by_object(session: Session) -> None:
        session.scalars(select(Site)).first().name = "Another"  # type: ignore[union-attr]

    def in_plain_text(session: Session) -> None:
        session.connection().execute(text("UPDATE sites SET name = 'A third'"))

    for change in (by_object, in_plain_text):
        before = _revision(there)
        with there.database.reading() as session:
            remembered(session, _key(before), lambda: "sites")
        there.change(change)

        assert _revision(there) == before + 1
        assert _known(there, before + 1) is None


def test_a_revision_that_is_taken_back_carries_nothing(there: Seeded) -> None:
    """
    The next one of that number is another one, of whoever raises it.
    """
    before = _revision(there)
    with there.database.reading() as session:
        remembered(session, _key(before), lambda: "sites")
    with suppress(TakenBackError), there.database.writing() as session:
        _raise_revision(session, there)
        raise TakenBackError
    with there.database.writing() as session:
        audited(session, there.now, PLANNER, "test", chain=NETWORK)
        with suppress(TakenBackError), session.begin_nested():
            touch(session, NETWORK)
            raise TakenBackError

    assert _revision(there) == before
    assert _known(there, before) == "sites"
    assert _known(there, before + 1) is None


def test_within_a_transaction_what_it_has_not_written_is_known(there: Seeded) -> None:
    """
    It need not be read again; what it has written into is.
    """
    before = _revision(there)
    with there.database.reading() as session:
        remembered(session, _key(before), lambda: "sites")
    with there.database.writing() as session:
        _raise_revision(session, there)
        found = remembered(session, _key(before + 1), lambda: "read again")
        session.scalars(select(Site)).first().name = "Another"  # type: ignore[union-attr]
        session.flush()
        touch(session, NETWORK)
        anew = remembered(session, _key(before + 2), lambda: "read again")

    assert (found, anew) == ("sites", "read again")
    assert _known(there, before + 2) is None


@pytest.mark.parametrize("is_kept", [True, False])
def test_what_is_foreseen_is_known_when_it_has_come(
    there: Seeded, *, is_kept: bool
) -> None:
    """
    Not before the commit, and not if there is none.
    """
    seen: list[Any] = []

    def change() -> None:
        with there.database.writing() as session:
            _raise_revision(session, there)
            foresee(session, "key", 7)
            with there.database.reading() as other:
                seen.append(recalled(other, "key"))
            if not is_kept:
                raise TakenBackError

    if is_kept:
        change()
    else:
        with pytest.raises(TakenBackError):
            change()
    with there.database.reading() as session:
        seen.append(recalled(session, "key"))

    assert seen == [None, 7 if is_kept else None]


def test_a_savepoint_that_is_released_is_no_commit(there: Seeded) -> None:
    """
    What it has written may still be taken back with all the rest.
    """
    before = _revision(there)
    with there.database.reading() as session:
        remembered(session, _key(before), lambda: "sites")
    with suppress(TakenBackError), there.database.writing() as session:
        with session.begin_nested():
            _raise_revision(session, there)
            foresee(session, "key", 7)
        raise TakenBackError
    with there.database.reading() as session:
        foreseen = recalled(session, "key")

    assert foreseen is None
    assert _known(there, before) == "sites"
    assert _known(there, before + 1) is None


def _raise_revision(session: Session, there: Seeded) -> None:
    audited(session, there.now, PLANNER, "test", chain=NETWORK)
    touch(session, NETWORK)


def _key(revision: int) -> OfTables:
    return OfTables("sites", NETWORK, revision, SITES)


def _known(there: Seeded, revision: int) -> object:
    with there.database.reading() as session:
        return recalled(session, _key(revision))


def _revision(there: Seeded) -> int:
    with there.database.reading() as session:
        return session.get_one(Network, NETWORK).data_revision
