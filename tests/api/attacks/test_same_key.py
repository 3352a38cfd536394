"""An idempotency key is of whoever sends it: another's is another key."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.access.roles import Role
from scheduler.database.database import Database
from tests.api.attacks.canaries import forbidden, heard
from tests.api.attacks.siege import Siege, siege_of
from tests.api.attacks.table import request_of, sample
from tests.api.attacks.tenants import A, B

_KEY = "the same key"


@pytest.fixture
def keeping(siege: Siege, tmp_path: Path) -> Iterator[Siege]:
    """The application on a copy of the world, in which what is done lasts."""
    path = tmp_path / "world.sqlite"
    shutil.copyfile(siege.world.database.url.removeprefix("sqlite:///"), path)
    database = Database(f"sqlite:///{path}")
    with siege_of(siege.world, database) as found:
        yield found


def test_one_key_of_two_sponsors_stands_for_two_changes(keeping: Siege) -> None:
    """
    Each is done once, answered alike ever after, and nothing is told to the other.
    """
    operation = keeping.by_id["hold_slot"]
    answers = {}
    for tenant in (A, B):
        who = keeping.world.who(Role.SITE_STAFF, tenant)
        request = request_of(
            operation, sample(keeping.world, tenant, operation), {}, number=_KEY
        )
        answers[tenant] = [keeping.ask(request, who) for _ in range(2)]
        for answer in answers[tenant]:
            said = heard(answer, _KEY)
            assert not [e for e in forbidden(keeping.world, who) if e in said]

    for first, again in answers.values():
        assert (first.status, again.status) == (200, 200), first.body
        assert "idempotency-replayed" not in first.headers
        assert again.headers["idempotency-replayed"] == "true"
        assert again.body == first.body
    assert answers[A][0].body != answers[B][0].body


def test_anothers_request_is_not_replayed(keeping: Siege) -> None:
    """
    The very request of A under A's key is, from B, about something that is not there.
    """
    operation = keeping.by_id["hold_slot"]
    sent = sample(keeping.world, A, operation)
    request = request_of(operation, sent, {}, number=_KEY)
    mine = keeping.ask(request, keeping.world.who(Role.SITE_STAFF, A))
    other = keeping.ask(request, keeping.world.who(Role.SITE_STAFF, B))

    assert mine.status == 200, mine.body
    assert (other.status, other.code) == (404, "not_found")
