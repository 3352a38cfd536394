"""What was changed past the program is found."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from scheduler.database.database import Database
from scheduler.errors import NotFound
from scheduler.planning.recheck import recheck
from tests.scheduler.planning.seeds import Seeded, seed, seed_planned


@pytest.fixture
def fdg_day(sqlite_database: Database) -> Seeded:
    """A day of 22 visits in its plan."""
    return seed_planned(sqlite_database, "no-fdg-day")


def tamper(seeded: Seeded, *statements: str) -> None:
    """Change rows as no guard of the database would let anybody."""
    with seeded.database.engine.begin() as connection:
        names = connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ).scalars()
        for name in list(names):
            connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            assert connection.execute(text(statement)).rowcount


def places(seeded: Seeded) -> list[str]:
    """Where something is wrong."""
    return [each.place for each in seeded.recheck()]


def test_a_plan_of_ours_is_sound(fdg_day: Seeded) -> None:
    """
    Before anybody has touched it there is nothing to find.
    """
    assert fdg_day.recheck() == []


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        pytest.param(
            "UPDATE bookings SET draw_kbq = draw_kbq + 1 WHERE visit_id = 'ULV-01-V1'",
            lambda found: (
                found[0] == "plan_versions[1]"
                and "plan_versions[1].administered_activity" in found
            ),
            id="a dose",
        ),
        pytest.param(
            "DELETE FROM bookings WHERE visit_id = 'ULV-01-V1'",
            lambda found: found[0] == "plan_versions[1]",
            id="a visit gone",
        ),
        pytest.param(
            "UPDATE balances SET used = used - 1 WHERE kind = 'run'",
            lambda found: found == ["balances.run[O1/FDG/2026-09-15/1]"],
            id="a balance",
        ),
        pytest.param(
            "DELETE FROM balances WHERE kind = 'run'",
            lambda found: found == ["balances.run[O1/FDG/2026-09-15/1]"],
            id="a balance gone",
        ),
        pytest.param(
            "UPDATE plan_versions SET digest = 'x'",
            lambda found: found == ["plan_versions[1]"],
            id="the digest",
        ),
        pytest.param(
            "UPDATE plan_versions SET state = 'superseded'",
            lambda found: found == ["plan_versions[1]"],
            id="the state",
        ),
        pytest.param(
            "UPDATE networks SET plan_revision = 2",
            lambda found: found == ["plan_versions", "plan_versions"],
            id="the revision",
        ),
    ],
)
def test_whatever_was_changed_is_found(
    fdg_day: Seeded, statement: str, expected: Callable[[list[str]], bool]
) -> None:
    """
    Each is named by its place.
    """
    tamper(fdg_day, statement)

    found = places(fdg_day)

    assert expected(found), found


def test_an_imported_plan_is_checked_when_asked(sqlite_database: Database) -> None:
    """
    It was written as it was: what is broken in it is found as of an instant.
    """
    seeded = seed(sqlite_database, "late-flight-trondheim-after")

    assert seeded.recheck() == []
    assert seeded.recheck(later_min=0) != []


def test_no_network_and_no_plan(sqlite_database: Database) -> None:
    """
    Without a plan nothing is wrong with it.
    """
    seeded = seed(sqlite_database, "no-fdg-day")

    assert seeded.recheck() == []
    with pytest.raises(NotFound), sqlite_database.reading() as session:
        recheck(session, "elsewhere")
