"""Who asks is found out with every request; why somebody is not known is not told."""

from datetime import timedelta

import pytest

from scheduler.access import keys
from scheduler.access.credentials import Credentials
from scheduler.access.models import ApiKey
from scheduler.access.principals import Principal
from scheduler.access.roles import Role
from scheduler.database.database import Database
from scheduler.errors import NotReady
from tests.api.bare import Bare, bare, called
from tests.api.service import START, TERMINAL, Person, Service

THERE = "/api/v1/things/a"


def new_key(bare: Bare, **given: object) -> tuple[ApiKey, Person]:
    """Somebody else who may do everything."""
    with bare.database.writing() as session:
        key, text = keys.create(
            session,
            bare.clock(),
            TERMINAL,
            name="another",
            role=Role.ADMINISTRATOR,
            **given,  # type: ignore[arg-type]
        )
    return key, Person(bare.client, text)


def test_a_revoked_key_is_refused_from_the_next_request_on(service: Service) -> None:
    """
    For questions and for changes, also those that were answered before.
    """
    administrator = service.administrator
    text = service.new_key(Role.PLANNER, {})
    person = Person(service.client, text)
    there = service.at("visits/AAL-01-V1")
    offer = person.get(f"{there}/offers").json()["offers"][0]["token"]
    sent = (f"{there}/confirmation", {"offer": offer})
    before = person.post(*sent, once="k")
    key_id = text.split("_")[1]
    revoked = administrator.post(f"keys/{key_id}/revocation", {"reason": "it leaked"})
    after = [person.get(there), person.post(*sent, once="k"), person.get("networks")]

    assert (before.status_code, revoked.status_code) == (200, 200)
    assert [each.status_code for each in after] == [401] * 3


def test_a_key_expires_at_its_instant(bare_service: Bare) -> None:
    """
    Not a moment later.
    """
    _, person = new_key(bare_service, expires_at=START + timedelta(seconds=10))
    bare_service.clock.go_on(seconds=9.999)
    early = person.get(THERE)
    bare_service.clock.go_on(seconds=0.001)
    late = person.get(THERE)
    bare_service.clock.now = START

    assert (early.status_code, late.status_code) == (200, 401)


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(None, id="nothing"),
        pytest.param("", id="empty"),
        pytest.param("Bearer", id="no key"),
        pytest.param("Bearer ", id="an empty key"),
        pytest.param("{key}", id="no scheme"),
        pytest.param("Basic {key}", id="another scheme"),
        pytest.param("Bearer {key} ", id="a space behind"),
        pytest.param("Bearer {key}x", id="a letter too many"),
        pytest.param("Bearer tp_000000000000_{secret}", id="another id"),
        pytest.param("Bearer tp_{id}_" + "0" * 64, id="another secret"),
        pytest.param("Bearer tp_{id}_", id="no secret"),
        pytest.param("Bearer TP_{id}_{secret}", id="capitals"),
        pytest.param("Bearer {key},{key}", id="two keys"),
        pytest.param("Bearer " + "x" * 60_000, id="a very long key"),
        pytest.param("Bearer a.b.c", id="a token, but there is no provider"),
    ],
)
def test_nobody_is_told_why_they_are_not_known(
    bare_service: Bare, header: str | None
) -> None:
    """
    Whatever is sent in place of a key: one answer, in the same words.
    """
    _, id_, secret = bare_service.text.split("_")
    parts = {"key": bare_service.text, "id": id_, "secret": secret}
    sent = {} if header is None else {"Authorization": header.format(**parts)}
    status, headers, body = called(bare_service.app, "GET", THERE.encode(), **sent)

    known = header is not None and header.format(**parts).split() == [
        "Bearer",
        bare_service.text,
    ]
    if known:  # spaces around a header mean nothing
        assert status == 200
        return
    request_id = headers["x-request-id"].encode()
    expected = bare_service.nobody.get(THERE)
    assert status == expected.status_code == 401
    assert headers["www-authenticate"] == "Bearer"
    assert body.replace(request_id, b"") == expected.content.replace(
        expected.headers["X-Request-ID"].encode(), b""
    )
    assert secret.encode() not in body


def test_who_is_not_known_is_told_so_before_all_else(bare_service: Bare) -> None:
    """
    Neither a body nor a key of theirs is looked at.
    """
    answers = [
        bare_service.nobody.get("/api/v1/networks/missing/visits"),
        bare_service.nobody.post("networks/missing/visits/x/hold", {"offer": "x"}),
    ]

    assert [each.status_code for each in answers] == [401, 401]


def test_a_provider_without_an_answer_is_no_reason_to_refuse_keys(
    sqlite_database: Database,
) -> None:
    """
    Who has a token is asked to come again; who has a key gets in.
    """

    class Silent:
        def principal(self, *_: object, **__: object) -> Principal | None:
            raise NotReady("the identity provider cannot be asked now: try again")

    with bare(sqlite_database, credentials=Credentials(Silent())) as made:
        by_token = Person(made.client, "a.b.c").get(THERE)
        by_key = made.somebody.get(THERE)

    assert (by_token.status_code, by_token.json()["code"]) == (503, "not_ready")
    assert by_token.headers["Retry-After"] == "1"
    assert by_key.status_code == 200
