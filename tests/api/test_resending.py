"""However often, and by how many at once: a request under its key has one effect."""

from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest
from sqlalchemy import select

from scheduler.database.database import Database
from scheduler.trials.participants import Participant
from tests.api.bare import bare
from tests.api.resending import faults, send_all
from tests.api.service import Service
from tests.properties.counts import share


@pytest.mark.parametrize(
    "num_keys",
    [
        pytest.param(150, id="some"),
        pytest.param(share(10_000), id="many", marks=pytest.mark.verify),
    ],
)
def test_as_many_effects_as_keys(database: Database, num_keys: int) -> None:
    """
    Each key is sent two to five times, partly at once: one effect and one answer
    each, byte by byte; another request under it is refused.
    """
    with bare(database) as made:
        sent = send_all(made, num_keys, seed=num_keys)

        assert faults(made, sent, num_keys) == []


def test_a_build_that_forgets_answers_does_things_twice(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Without what is tested, the test finds it.
    """
    monkeypatch.setattr("scheduler.idempotency.service._is_claimed", lambda *_: True)
    with bare(sqlite_database) as made:
        sent = send_all(made, 20, seed=1)
        found = faults(made, sent, 20)

    assert any("effects" in each for each in found)
    assert any("answered in different ways" in each for each in found)


def test_somebody_is_enrolled_once_under_a_key(service: Service) -> None:
    """
    Six who send the same at once get the same code, and there is one person more.
    """
    planner = service.planner
    there = service.at("participants")
    asked = {"trial_id": "FLAG", "site_id": "ULV"}
    before = _codes(service)

    def ask(_: int) -> httpx2.Response:
        return planner.post(there, asked, once="enrolment")

    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(ask, range(6)))
    again = planner.post(there, asked, once="another")

    assert {each.status_code for each in [*answers, again]} == {201}
    assert len({each.content for each in answers}) == 1
    assert len({each.headers["Location"] for each in answers}) == 1
    replayed = ["Idempotency-Replayed" in each.headers for each in answers]
    assert replayed.count(False) == 1
    made = {each.json()["participant_id"] for each in (answers[0], again)}
    assert _codes(service) - before == made
    assert len(made) == 2


def _codes(service: Service) -> set[str]:
    with service.database.reading() as session:
        found = select(Participant.id).where(Participant.network_id == service.network)
        return set(session.scalars(found))
