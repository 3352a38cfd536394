"""
Whoever asks first, the same number fits: every path, four processes, two databases.

Two short races run always; with ``make verify`` all, with 10,000 attempts on 100 slots,
and one that has to fail.
"""

import pytest

from scheduler.database.database import Database
from tests.properties.counts import share
from tests.races.paths import PATHS, Path, attempts_on, left_free
from tests.races.racing import Course, race
from tests.races.verdict import faults


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "database_url"),
    [
        ("confirm", "postgresql"),
        ("publish", "sqlite"),
        pytest.param("confirm", "sqlite", marks=pytest.mark.verify),
        pytest.param("publish", "postgresql", marks=pytest.mark.verify),
    ],
    indirect=["database_url"],
)
def test_exactly_those_win_who_fit(name: str, database: Database) -> None:
    """
    Of many attempts on few slots, just those win that fit, and the others know why.
    """
    assert _faults(PATHS[name], database, num_rooms=2, num_attempts=400) == []


@pytest.mark.verify
@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS.keys())
def test_exactly_those_win_who_fit_of_many(path: Path, database: Database) -> None:
    """
    The same with 10,000 attempts on 100 slots, or with a share of both.
    """
    num_attempts = share(10_000)
    num_rooms = max(2, share(10))

    assert _faults(path, database, num_rooms=num_rooms, num_attempts=num_attempts) == []


@pytest.mark.slow
@pytest.mark.verify
def test_a_build_without_turns_and_comparison_loses_bookings(
    postgresql_database: Database,
) -> None:
    """
    Without them some who were told to have won are not booked.

    On SQLite writers queue for the file; there the database's own guard is what can
    be taken away, see ``test_guard_races``.
    """
    found = _faults(
        PATHS["confirm"],
        postgresql_database,
        num_rooms=2,
        num_attempts=400,
        build_without="tests.races.without_compare",
    )

    assert [each for each in found if each.endswith("won, and is not booked")]


def _faults(
    path: Path,
    database: Database,
    *,
    num_rooms: int,
    num_attempts: int,
    build_without: str | None = None,
) -> list[str]:
    """Everything that is wrong after a race."""
    ward = path.scarce(num_rooms)
    slots = path.setting(database, ward)
    course = Course(slots, ward.problem().origin_at, build_without)
    ended = race(database, course, attempts_on(path, ward, len(slots), num_attempts))
    found = faults(database, ended)
    if path.kind == "confirm":
        found += [f"{each} was left free" for each in left_free(database, slots)]
    return found
