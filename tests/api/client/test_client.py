"""A client asks like a person, sends again what got no answer, and tells refusals."""

import contextlib
from collections.abc import Iterator
from decimal import Decimal

import httpx2
import pytest
from starlette.testclient import TestClient

from api.client import caller
from api.client.client import Client
from api.client.refusals import Refused, Unreachable
from api.schemas.jobs import ReplanAsked
from api.schemas.plans import Decision
from api.schemas.visits import Confirmation, Hold
from scheduler.access.roles import Role
from scheduler.bookings.standing import VisitState
from tests.api.service import NETWORK, Service

VISIT = "ULV-03-V1"


class Broken(httpx2.BaseTransport):
    """
    Passes requests on, and loses some answers.

    Parameters
    ----------
    losses
        For each request in turn whether its answer is lost; all others come.
    """

    def __init__(self, inner: TestClient, losses: list[bool]) -> None:
        self.keys: list[str | None] = []
        self._inner = inner
        self._losses = losses

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer it, or do not."""
        self.keys.append(request.headers.get("idempotency-key"))
        answer = self._inner.request(
            request.method,
            str(request.url),
            content=request.read(),
            headers=dict(request.headers),
        )
        if self._losses and self._losses.pop(0):
            raise httpx2.ReadError("lost on the way", request=request)
        return httpx2.Response(
            answer.status_code, headers=answer.headers, content=answer.content
        )


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caller, "_PAUSE_S", 0.0)


@pytest.fixture
def client(sqlite_service: Service) -> Client:
    """A planner's client."""
    return _client(sqlite_service, sqlite_service.client)


def test_a_visit_is_offered_held_and_confirmed(client: Client) -> None:
    """
    What is asked and told are the schemas of the application.
    """
    offer = client.visits.offer_slots(NETWORK, VISIT, limit=3).offers[0]
    held = client.visits.hold_slot(NETWORK, VISIT, Hold(offer=offer.token))
    booked = client.visits.confirm_visit(NETWORK, VISIT, Confirmation())

    assert held.state is VisitState.HELD
    assert booked.state is VisitState.CONFIRMED
    assert booked.injection_at == offer.injection_at
    assert client.visits.get_visit(NETWORK, VISIT).injection_at == offer.injection_at


def test_pages_are_put_together(client: Client) -> None:
    """
    A list is read to its end, however few come at a time.
    """
    at_once = list(client.visits.list_visits(NETWORK, limit=200))
    in_parts = list(client.visits.list_visits(NETWORK, limit=7))

    assert len(at_once) > 2 * 7
    assert in_parts == at_once


def test_a_slash_in_an_id_stays_in_it(client: Client) -> None:
    """
    Batches have slashes in their ids.
    """
    offer = client.visits.offer_slots(NETWORK, VISIT).offers[0]
    client.visits.confirm_visit(NETWORK, VISIT, Confirmation(offer=offer.token))
    batch = next(client.batches.list_batches(NETWORK))

    assert "/" in batch.batch_id
    assert client.batches.get_batch(NETWORK, batch.batch_id).batch_id == batch.batch_id


def test_a_lost_answer_is_asked_for_again_under_the_same_key(
    sqlite_service: Service,
) -> None:
    """
    The change is made once, and answered as it was.
    """
    with _over(sqlite_service, [False, True, True]) as (client, broken):
        offer = client.visits.offer_slots(NETWORK, VISIT).offers[0]
        booked = client.visits.confirm_visit(
            NETWORK, VISIT, Confirmation(offer=offer.token)
        )
        history = list(client.visits.list_visit_history(NETWORK, VISIT))

    assert booked.state is VisitState.CONFIRMED
    assert [each.what for each in history].count("visit_confirmed") == 1
    assert len(set(broken.keys[1:4])) == 1


def test_whoever_gets_no_answer_is_told(sqlite_service: Service) -> None:
    """
    After some tries it is over.
    """
    with (
        _over(sqlite_service, [True] * caller.MOST_TRIES) as (client, broken),
        pytest.raises(Unreachable, match="lost on the way"),
    ):
        client.visits.get_visit(NETWORK, VISIT)

    assert len(broken.keys) == caller.MOST_TRIES


def test_a_refusal_is_raised_with_its_code(client: Client) -> None:
    """
    What is not there, and what is wrong, where.
    """
    with pytest.raises(Refused) as missing:
        client.visits.get_visit(NETWORK, "nobody")
    with pytest.raises(Refused) as wrong:
        list(client.visits.list_visits(NETWORK, limit=0))

    assert (missing.value.status, missing.value.code) == (404, "not_found")
    assert (wrong.value.status, wrong.value.code) == (422, "invalid")
    assert [each.place for each in wrong.value.issues] == ["limit"]


def test_what_has_changed_since_is_not_changed(client: Client) -> None:
    """
    The ETag of the last answer is there to be sent.
    """
    client.visits.get_visit(NETWORK, VISIT)
    seen = client.etag
    offer = client.visits.offer_slots(NETWORK, VISIT).offers[0]
    client.visits.hold_slot(NETWORK, VISIT, Hold(offer=offer.token), if_match=seen)
    with pytest.raises(Refused) as refused:
        client.visits.confirm_visit(NETWORK, VISIT, Confirmation(), if_match=seen)

    assert seen is not None
    assert refused.value.code == "precondition_failed"


def test_a_job_is_followed_to_its_end(client: Client) -> None:
    """
    Events come as they are told, the last one is the end.
    """
    job = client.plans.request_replan(NETWORK, ReplanAsked(time_limit_s=Decimal("1.5")))
    client.jobs.cancel_job(NETWORK, job.job_id)
    told = list(client.jobs.follow_job(NETWORK, job.job_id))

    assert [each.state for each in told] == ["cancelled"]
    with pytest.raises(Refused):
        list(client.jobs.follow_job(NETWORK, "none"))
    with pytest.raises(Refused):
        client.plans.approve_plan(NETWORK, 999, Decision(reason="a test"))


def _client(service: Service, http: httpx2.Client) -> Client:
    key = service.person(Role.PLANNER).key
    assert key is not None
    return Client("http://testserver", key, http=http)


@contextlib.contextmanager
def _over(service: Service, losses: list[bool]) -> Iterator[tuple[Client, Broken]]:
    """A client whose answers are lost on the way."""
    broken = Broken(service.client, losses)
    with httpx2.Client(base_url="http://testserver", transport=broken) as http:
        yield _client(service, http), broken
