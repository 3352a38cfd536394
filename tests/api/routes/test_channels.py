"""Channels over HTTP: added, shown without their secret, paused, removed, tried."""

from sqlalchemy import select

from scheduler.access.roles import Role
from scheduler.idempotency.models import GivenReply
from scheduler.notices.delivering import deliver_due
from scheduler.notices.models import ChannelKind
from tests.api.service import Service
from tests.scheduler.notices.letters import Kept

WANTED = {
    "kind": "webhook",
    "address": "https://desk.example/notices",
    "scope": {"site": ["AAL"]},
    "kinds": ["visits_broken"],
}
WHY = {"reason": "the desk moves"}


def test_a_channel_lives_until_it_is_removed(service: Service) -> None:
    """
    Each step shows what it has become.
    """
    administrator = service.administrator
    made = administrator.post(service.at("channels"), WANTED)
    address = made.headers["Location"]
    states = [
        administrator.post(f"{address}/{step}", WHY).json()["state"]
        for step in ("pause", "resume", "removal")
    ]
    late = administrator.post(f"{address}/pause", WHY)
    shown = administrator.get(address).json()

    assert made.status_code == 201, made.text
    assert states == ["paused", "active", "removed"]
    assert (late.status_code, late.json()["code"]) == (409, "wrong_state")
    assert shown["state"] == "removed"
    assert shown["scope"] == {"site": ["AAL"], "unit": None, "trial": None}
    assert (shown["kinds"], shown["address"]) == (WANTED["kinds"], WANTED["address"])


def test_its_secret_is_shown_once_and_kept_in_no_answer(service: Service) -> None:
    """
    Sent again, the request adds no other channel, and does not tell the secret.
    """
    administrator, path = service.administrator, service.at("channels")
    first = administrator.post(path, WANTED, once="channel-1")
    second = administrator.post(path, WANTED, once="channel-1")
    with service.database.reading() as session:
        kept = session.scalars(
            select(GivenReply.body).where(GivenReply.key == "channel-1")
        ).one()
    secret = first.json()["secret"]
    shown = administrator.get(first.headers["Location"])
    listed = administrator.get(path)
    audited = administrator.get("audit/entries", params={"action": "add channel"})

    assert secret.startswith("whsec_")
    assert second.json() == first.json() | {"secret": None}
    assert second.headers["Location"] == first.headers["Location"]
    assert len(listed.json()["items"]) == 1
    assert len(audited.json()["items"]) == 1
    assert kept is not None
    for told in (kept.decode(), second.text, shown.text, listed.text, audited.text):
        assert secret not in told
    assert "secret" not in shown.json()


def test_all_that_is_wrong_is_pointed_at(sqlite_service: Service) -> None:
    """
    The address and each limit, in the body that was sent.
    """
    service = sqlite_service
    wrong = WANTED | {"address": "http://desk.example", "scope": {"site": ["NOWHERE"]}}
    answer = service.administrator.post(service.at("channels"), wrong)

    assert answer.status_code == 422
    assert "NOWHERE" in answer.text
    assert "https" in answer.text


def test_a_try_arrives_and_shows(sqlite_service: Service) -> None:
    """
    It is on its way first, and counted when it was accepted.
    """
    service, kept = sqlite_service, Kept()
    address = service.administrator.post(service.at("channels"), WANTED).headers[
        "Location"
    ]
    tried = service.administrator.post(f"{address}/test")
    waiting = service.administrator.get(address).json()
    deliver_due(service.database, service.clock(), {ChannelKind.WEBHOOK: kept})
    delivered = service.administrator.get(address).json()

    assert tried.status_code == 202
    assert [each.id for each in kept.letters] == [tried.json()["notice_id"]]
    assert (waiting["waiting"], waiting["delivered"]) == (1, 0)
    assert (delivered["waiting"], delivered["delivered"]) == (0, 1)
    assert delivered["last_delivered_at"] is not None


def test_only_administrators_manage_them(sqlite_service: Service) -> None:
    """
    Addresses are nobody else's business.
    """
    service = sqlite_service
    for role in (Role.PLANNER, Role.AUDITOR):
        somebody = service.person(role)
        answers = [
            somebody.get(service.at("channels")),
            somebody.post(service.at("channels"), WANTED),
        ]
        assert [each.status_code for each in answers] == [403, 403]
