"""Grants over HTTP, and what people get in by them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.state import State
from scheduler.access.credentials import Credentials
from scheduler.access.roles import Role
from scheduler.access.tokens import OidcTokens, credentials_of_environment
from scheduler.config import OIDC_AUDIENCE, OIDC_ISSUER, OIDC_JWKS, Provider
from tests.api.applications import application
from tests.api.service import NETWORK, START, Person, Service
from tests.scheduler.access.provider import (
    AUDIENCE,
    ISSUER,
    public_form,
    showing,
    token,
)
from tests.scheduler.access.tokens import Shown

SUBJECT = "3b1f6c0e"
GRANT: dict[str, Any] = {
    "issuer": ISSUER,
    "subject": SUBJECT,
    "name": "desk of Ålesund",
    "role": "site_staff",
    "scope": {"network": [NETWORK], "site": ["AAL"]},
}
MISSING = "gr_000000000000"


def token_of(subject: str = SUBJECT) -> str:
    """A token of somebody that holds for an hour."""
    seconds = int(START.timestamp())
    return token(
        {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": subject,
            "iat": seconds,
            "exp": seconds + 3600,
        }
    )


def with_provider(service: Service) -> Iterator[Service]:
    """The application, with an identity provider."""
    provider = Provider(ISSUER, AUDIENCE, "https://people.example/keys")
    tokens = OidcTokens(provider, Shown(public_form("k1")))
    state = State(service.database, service.clock, Credentials(tokens))
    with TestClient(application(state), raise_server_exceptions=False) as client:
        yield replace(service, client=client, _people={})


@pytest.fixture
def both(service: Service) -> Iterator[Service]:
    """The application with a provider, on each kind of database in turn."""
    assert service.administrator.key is not None
    yield from with_provider(service)


@pytest.fixture
def signed_in(sqlite_service: Service) -> Iterator[Service]:
    """The application with a provider, on SQLite."""
    assert sqlite_service.administrator.key is not None
    yield from with_provider(sqlite_service)


def test_whoever_is_granted_gets_in_until_revoked(both: Service) -> None:
    """
    With the role and the scope of the grant, from the next request to the last.
    """
    somebody = Person(both.client, token_of())
    early = somebody.get(both.at("visits"))
    made = both.administrator.post("grants", GRANT)
    there = made.headers["Location"]
    visits = somebody.get(both.at("visits"), params={"limit": 200})
    refused = somebody.get("grants")
    shown = both.administrator.get(there)
    gone = both.administrator.post(f"{there}/revocation", {"reason": "has left"})
    late = somebody.get(both.at("visits"))

    assert early.status_code == 401
    assert made.status_code == 201, made.text
    assert shown.json() == made.json()
    assert shown.headers["ETag"] == made.headers["ETag"]
    assert visits.status_code == 200
    assert {each["site_id"] for each in visits.json()["items"]} == {"AAL"}
    assert refused.status_code == 403
    assert gone.json()["state"] == "revoked"
    assert late.status_code == 401
    assert late.json()["code"] == "unauthenticated"


def test_a_change_is_accounted_to_a_code(signed_in: Service) -> None:
    """
    What somebody changes is under a code that names nobody.
    """
    made = signed_in.administrator.post("grants", GRANT).json()
    somebody = Person(signed_in.client, token_of())
    there = signed_in.at("visits/AAL-01-V1")
    offers = somebody.get(f"{there}/offers").json()["offers"]
    booked = somebody.post(f"{there}/confirmation", {"offer": offers[0]["token"]})
    history = signed_in.database

    assert booked.status_code == 200, booked.text
    with history.reading() as session:
        actors = session.connection().exec_driver_sql(
            "SELECT DISTINCT actor FROM given_replies"
        )
        assert made["actor"] in {row.actor for row in actors}


def test_another_grant_forgets_the_answers_of_before(signed_in: Service) -> None:
    """
    Who has another scope by now is not told again what they saw with that of before.
    """
    planner = GRANT | {"role": "planner", "scope": {}}
    made = signed_in.administrator.post("grants", planner).json()
    somebody = Person(signed_in.client, token_of())
    there = signed_in.at("visits/AAL-01-V1")
    offer = somebody.get(f"{there}/offers").json()["offers"][0]["token"]
    sent = (f"{there}/confirmation", {"offer": offer})
    first = somebody.post(*sent, once="k")
    signed_in.administrator.post(
        f"grants/{made['grant_id']}/revocation", {"reason": "another desk"}
    )
    elsewhere = {"network": [NETWORK], "site": ["BRG"]}
    again = signed_in.administrator.post("grants", GRANT | {"scope": elsewhere})
    replay = somebody.post(*sent, once="k")

    assert first.status_code == 200, first.text
    assert again.status_code == 201, again.text
    assert replay.status_code == 422
    assert replay.json()["code"] == "idempotency_key_reused"


@pytest.mark.parametrize("role", [each for each in Role if each != "administrator"])
def test_administrators_alone_grant(sqlite_service: Service, role: Role) -> None:
    """
    No other role sees a grant, or makes one.
    """
    scope = {
        Role.SITE_STAFF: {"site": ["AAL"]},
        Role.PRODUCTION: {"unit": ["OSLO"]},
        Role.STUDY_MANAGER: {"trial": ["AMYLO"]},
    }
    person = sqlite_service.person(role, **scope.get(role, {}))

    answers = [
        person.get("grants"),
        person.get(f"grants/{MISSING}"),
        person.post("grants", GRANT),
        person.post(f"grants/{MISSING}/revocation", {"reason": "has left"}),
    ]
    assert [each.status_code for each in answers] == [403] * 4


def test_what_cannot_be_granted_is_refused(sqlite_service: Service) -> None:
    """
    With every issue at its place, and without what was sent.
    """
    administrator = sqlite_service.administrator
    made = administrator.post("grants", GRANT).json()
    second = administrator.post("grants", GRANT)
    wrong = administrator.post(
        "grants",
        GRANT
        | {"scope": {"network": [NETWORK], "site": ["XYZ"]}, "name": " "}
        | {"expires_at": (START - timedelta(hours=1)).isoformat()},
    )
    missing = administrator.post(f"grants/{MISSING}/revocation", {"reason": "has left"})
    stale = administrator.post(
        f"grants/{made['grant_id']}/revocation",
        {"reason": "has left"},
        headers={"If-Match": '"another"'},
    )

    assert second.status_code == 409
    assert wrong.status_code == 422
    assert [each["pointer"] for each in wrong.json()["issues"]] == [
        "/name",
        "/expires_at",
        "/scope/site",
    ]
    assert missing.status_code == 404
    assert stale.status_code == 412
    assert SUBJECT not in second.text + wrong.text


def test_grants_come_in_pages(sqlite_service: Service) -> None:
    """
    The oldest first, each once.
    """
    administrator = sqlite_service.administrator
    made = [
        administrator.post("grants", GRANT | {"subject": f"s{i}"}).json()["grant_id"]
        for i in range(5)
    ]
    listed: list[str] = []
    cursor = None
    while not listed or cursor:
        asked = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = administrator.get("grants", params=asked).json()
        listed += [each["grant_id"] for each in page["items"]]
        cursor = page["next_cursor"]

    assert sorted(listed) == sorted(made)


def test_the_provider_of_the_environment_is_asked(
    sqlite_service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    For its keys, once; while it is silent nobody gets in by a token.
    """
    sqlite_service.administrator.post("grants", GRANT)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with showing() as provider:
        for name, value in zip(
            (OIDC_ISSUER, OIDC_AUDIENCE, OIDC_JWKS),
            (ISSUER, AUDIENCE, provider.url),
            strict=True,
        ):
            monkeypatch.setenv(name, value)
        found = [_asked_three_times(sqlite_service)]
        num_asked = provider.num_asked
        provider.status = 500
        found.append(_asked_three_times(sqlite_service))

    assert found == [[200] * 3, [503] * 3]
    assert num_asked == 1
    assert provider.num_asked == 2


def _asked_three_times(service: Service) -> list[int]:
    """Statuses of a new application of the same database and environment."""
    state = State(service.database, service.clock, credentials_of_environment())
    with TestClient(application(state), raise_server_exceptions=False) as client:
        somebody = Person(client, token_of())
        return [somebody.get(service.at("visits")).status_code for _ in range(3)]
