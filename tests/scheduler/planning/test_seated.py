"""The plan in force is seated once for all who ask for the same state of it."""

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from scheduler import canonical
from scheduler.audit.context import audited
from scheduler.bookings.board import board_of
from scheduler.database.database import Database
from scheduler.networks.revisions import touch
from scheduler.planning import seated as seating
from scheduler.planning.digests import digest_of
from scheduler.planning.seated import seated
from scheduler.planning.written import KEYS, columns_of
from solver.revision import Revision
from tests.scheduler.planning.seeds import (
    NETWORK,
    PLANNER,
    Seeded,
    first_slot,
    seed_planned,
)

VISIT = "ULV-03-V1"


@pytest.fixture
def fdg_day(database: Database) -> Seeded:
    """A day with one visit that is open."""
    return seed_planned(database, "no-fdg-day", VISIT)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Revision]:
    """Every plan that is seated from now on."""
    found: list[Revision] = []

    def noted(*said: object, **named: object) -> Revision:
        found.append(Revision(*said, **named))  # type: ignore[arg-type]
        return found[-1]

    monkeypatch.setattr(seating, "Revision", noted)
    return found


def test_a_change_uses_what_was_seated_to_look_at(
    fdg_day: Seeded, made: list[Revision]
) -> None:
    """
    Who reads and who writes in the same minute share one seated plan.
    """
    slot = first_slot(fdg_day, VISIT)
    with fdg_day.database.reading() as session:
        board_of(session, NETWORK, fdg_day.now)
    fdg_day.revise(lambda revision: revision.seat(slot))

    assert len(made) == 1


def test_what_is_looked_at_stays_as_it_is_when_it_is_changed(fdg_day: Seeded) -> None:
    """
    A change works on a copy: who still looks at the plan before it sees that.
    """
    slot = first_slot(fdg_day, VISIT)
    with fdg_day.database.reading() as session:
        board = board_of(session, NETWORK, fdg_day.now)
    fdg_day.revise(lambda revision: revision.seat(slot))

    assert board.placed(VISIT) is None
    with fdg_day.database.reading() as session:
        assert board_of(session, NETWORK, fdg_day.now).placed(VISIT) == slot


def test_a_later_minute_and_other_data_are_seated_anew(
    fdg_day: Seeded, made: list[Revision]
) -> None:
    """
    As of another minute other holds have lapsed; other data make another problem.
    """
    for minutes in (0, 0, 1):
        with fdg_day.database.reading() as session:
            seated(session, NETWORK, fdg_day.now + timedelta(minutes=minutes))
    fdg_day.change(lambda session: None)
    with fdg_day.database.reading() as session:
        seated(session, NETWORK, fdg_day.now)

    assert len(made) == 3


def test_what_a_transaction_has_seated_is_not_seen_by_others(
    fdg_day: Seeded, made: list[Revision]
) -> None:
    """
    Within a transaction that has written it is used again, and by nobody after it.
    """

    class TakenBackError(Exception):
        pass

    def look(session: Session) -> None:
        audited(session, fdg_day.now, PLANNER, "test", chain=NETWORK)
        touch(session, NETWORK)
        assert seated(session, NETWORK, fdg_day.now) is seated(
            session, NETWORK, fdg_day.now
        )
        raise TakenBackError

    with pytest.raises(TakenBackError), fdg_day.database.writing() as session:
        look(session)
    fdg_day.change(lambda session: None)  # raises the data revision as far again
    with fdg_day.database.reading() as session:
        seated(session, NETWORK, fdg_day.now)

    assert len(made) == 2


def test_a_digest_is_that_of_the_canonical_text(fdg_day: Seeded) -> None:
    """
    It is computed without the detour over plain values, and is the same.
    """
    built = fdg_day.built()
    plan = built.problem.commitments.previous
    rows = columns_of(plan, built.instants, frozenset())
    text = canonical.dumps(
        {
            item.__name__: sorted(
                rows[item], key=lambda row: [str(row[key]) for key in keys]
            )
            for item, keys in KEYS.items()
        }
    )

    assert digest_of(plan, built.instants) == hashlib.sha256(text.encode()).hexdigest()
