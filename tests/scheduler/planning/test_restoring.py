"""An earlier version comes back into force, if it still holds."""

import pytest

from scheduler.database.database import Database
from scheduler.errors import (
    PlanOutdated,
    WrongState,
)
from scheduler.planning.restoring import restore
from tests.scheduler.planning.decisions import (
    APPROVER,
    OTHER,
    VISIT,
    book,
    events,
    in_force,
    states,
)
from tests.scheduler.planning.seeds import (
    NETWORK,
    Seeded,
    first_slot,
    propose,
    seed_planned,
)


@pytest.fixture
def fdg_day(database: Database) -> Seeded:
    """A day with 20 of 22 visits in its plan, and nothing promised."""
    return seed_planned(database, "no-fdg-day", VISIT, OTHER)


def test_an_earlier_version_comes_back(fdg_day: Seeded) -> None:
    """
    Undo is a new version with the old plan, if that still holds.
    """
    before = in_force(fdg_day)
    number = max(states(fdg_day))
    slot = first_slot(fdg_day, VISIT)
    fdg_day.revise(lambda revision: revision.seat(slot))

    version = fdg_day.database.run(
        lambda session: restore(
            session,
            fdg_day.now,
            APPROVER,
            network_id=NETWORK,
            number=number,
            reason="a mistake",
        )
    )

    assert version.number == number + 2
    assert in_force(fdg_day) == before
    assert events(fdg_day, "plan_restored").keys() == {str(version.number)}
    assert fdg_day.recheck() == []


def test_a_version_that_breaks_a_promise_does_not_come_back(fdg_day: Seeded) -> None:
    """
    It says what would break, and nothing changes.
    """
    number = max(states(fdg_day))
    book(fdg_day, VISIT)
    before = in_force(fdg_day)

    with (
        pytest.raises(PlanOutdated) as outdated,
        fdg_day.database.writing() as session,
    ):
        restore(
            session,
            fdg_day.now,
            APPROVER,
            network_id=NETWORK,
            number=number,
            reason="a mistake",
        )

    assert any(VISIT in reason for reason in outdated.value.reasons)
    assert in_force(fdg_day) == before


def test_what_is_in_force_or_never_was_does_not_come_back(fdg_day: Seeded) -> None:
    """
    A proposal is approved instead.
    """
    in_force_now = max(states(fdg_day))
    proposed = propose(fdg_day)

    for number in (in_force_now, proposed):
        with pytest.raises(WrongState), fdg_day.database.writing() as session:
            restore(
                session,
                fdg_day.now,
                APPROVER,
                network_id=NETWORK,
                number=number,
                reason="a mistake",
            )
