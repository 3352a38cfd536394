"""
Over HTTP as well, whoever asks first: the same number fits, and the others know why.

One short race runs always; all paths, with 10,000 attempts on 100 slots, with ``make
verify``.
"""

from contextlib import ExitStack

import pytest

from scheduler.access import keys
from scheduler.access.roles import Role, ScopeKind
from scheduler.actors import Actor
from scheduler.database.database import Database
from tests.properties.counts import share
from tests.races.paths import PATHS, Path, attempts_on, left_free
from tests.races.racing import NUM_PROCESSES, race_with
from tests.races.verdict import faults
from tests.races.ward import NETWORK, NOW
from tests.served import served

FEWEST = 300
"""Attempts on twenty slots: that nobody without one asks for a slot is no chance."""


@pytest.mark.slow
def test_exactly_those_win_over_http_who_fit(sqlite_database: Database) -> None:
    """
    Four processes ask one application: winners fit, losers get 409 and are told why.
    """
    found = _faults(PATHS["confirm"], sqlite_database, num_rooms=2, num_attempts=FEWEST)

    assert found == []


@pytest.mark.verify
@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS.keys())
def test_exactly_those_of_many_win_over_http_who_fit(
    path: Path, database: Database
) -> None:
    """
    The same with 10,000 attempts on 100 slots, or with a share of both.
    """
    num_attempts = max(FEWEST, share(10_000))
    num_rooms = max(2, share(10))

    assert _faults(path, database, num_rooms=num_rooms, num_attempts=num_attempts) == []


@pytest.mark.verify
@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS.keys())
def test_two_applications_let_exactly_those_win_who_fit(
    path: Path, postgresql_database: Database
) -> None:
    """
    Two processes of the application on one database are no way around it.
    """
    found = _faults(
        path,
        postgresql_database,
        num_rooms=max(2, share(5)),
        num_attempts=max(FEWEST, share(4_000)),
        num_applications=2,
    )

    assert found == []


def _faults(
    path: Path,
    database: Database,
    *,
    num_rooms: int,
    num_attempts: int,
    num_applications: int = 1,
) -> list[str]:
    """Everything that is wrong after a race."""
    ward = path.scarce(num_rooms)
    slots = path.setting(database, ward)
    asked = {
        "origin": ward.problem().origin_at.isoformat(),
        "slots": [each.model_dump(mode="json") for each in slots],
        "keys": _keys(database),
    }
    attempts = attempts_on(path, ward, len(slots), num_attempts)
    with ExitStack() as stack:
        addresses = [
            stack.enter_context(served(database.url, NOW.isoformat()))[0]
            for _ in range(num_applications)
        ]
        ended = race_with(
            "tests.races.http_client", ",".join(addresses), asked, attempts
        )
    found = faults(database, ended)
    if not any(each["won"] for each in ended):
        found.append("nobody won")
    if path.kind == "confirm":
        found += [f"{each} was left free" for each in left_free(database, slots)]
    return found


def _keys(database: Database) -> list[str]:
    """A key of a planner for each process."""
    maker = Actor("race:start")
    with database.writing() as session:
        keys.create(session, NOW, maker, name="first", role=Role.ADMINISTRATOR)
        return [
            keys.create(
                session,
                NOW,
                maker,
                name=f"planner {number}",
                role=Role.PLANNER,
                scope={ScopeKind.NETWORK: [NETWORK]},
            )[1]
            for number in range(NUM_PROCESSES)
        ]
