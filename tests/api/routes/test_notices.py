"""Notices over HTTP: to whom they are told, page by page, read and unread."""

from typing import Any

from scheduler.access.roles import Role
from scheduler.notices.audience import Audience
from scheduler.notices.telling import tell
from tests.api.service import NETWORK, Person, Service

SITE, OTHER_SITE, UNIT, TRIAL = "AAL", "TRD", "OSLO", "PROMIS"


def told(
    service: Service, subject: str, audience: Audience, kind: str = "said"
) -> None:
    """Tell something."""
    with service.database.writing() as session:
        tell(
            session,
            service.clock(),
            network_id=NETWORK,
            kind=kind,
            subject=subject,
            audience=audience,
            details={"reason": f"canary of {subject}"},
        )


def listed(service: Service, somebody: Person, **query: Any) -> list[dict[str, Any]]:
    """What somebody reads, over all pages."""
    found: list[dict[str, Any]] = []
    cursor = None
    while True:
        params = {**query, **({} if cursor is None else {"cursor": cursor})}
        page = somebody.get(service.at("notices"), params=params).json()
        found.extend(page["items"])
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def subjects(found: list[dict[str, Any]]) -> list[str]:
    """What notices are about."""
    return [each["subject"] for each in found]


def test_everybody_reads_what_is_for_them(service: Service) -> None:
    """
    The newest first, in local time; of others' not a word in any page.
    """
    told(service, "visit", Audience(site_ids=(SITE,), trial_ids=(TRIAL,)))
    told(service, "claim", Audience(site_ids=(SITE,)))
    told(service, "batch", Audience(unit_ids=(UNIT,)))
    told(service, "elsewhere", Audience(site_ids=(OTHER_SITE,)))
    told(service, "plan", Audience())
    expected = {
        service.planner: ["plan", "elsewhere", "batch", "claim", "visit"],
        service.person(Role.SITE_STAFF, site=[SITE]): ["claim", "visit"],
        service.person(Role.SITE_STAFF, site=[OTHER_SITE]): ["elsewhere"],
        service.person(Role.PRODUCTION, unit=[UNIT]): ["batch"],
        service.person(Role.STUDY_MANAGER, trial=[TRIAL]): ["visit"],
    }

    for somebody, theirs in expected.items():
        answer = somebody.get(service.at("notices"))
        assert subjects(answer.json()["items"]) == theirs
        assert subjects(listed(service, somebody, limit=1)) == theirs
        others = {"visit", "claim", "batch", "elsewhere", "plan"} - set(theirs)
        assert not [each for each in others if f"canary of {each}" in answer.text]
    first = listed(service, service.planner)[0]
    assert first["at"] == "2026-09-11T15:00:00+02:00"
    assert (first["details"], first["read_at"]) == ({"reason": "canary of plan"}, None)


def test_of_one_kind(service: Service) -> None:
    """
    A kind that nobody has heard of is none.
    """
    told(service, "one", Audience())
    told(service, "two", Audience(), kind="visit_lost")

    assert subjects(listed(service, service.planner, kind="visit_lost")) == ["two"]
    assert listed(service, service.planner, kind="nothing") == []


def test_read_is_read_by_one_person(service: Service) -> None:
    """
    Once more changes nothing; for others it is as new as before.
    """
    for subject in ("one", "two"):
        told(service, subject, Audience(site_ids=(SITE,)))
    reader = service.person(Role.SITE_STAFF, site=[SITE])
    notice_id = listed(service, reader)[0]["notice_id"]
    first = reader.post(service.at(f"notices/{notice_id}/reading"))
    service.clock.go_on(hours=1)
    second = reader.post(service.at(f"notices/{notice_id}/reading"))

    assert first.status_code == second.status_code == 200
    assert first.json()["read_at"] == second.json()["read_at"]
    assert subjects(listed(service, reader, unread=True)) == ["one"]
    assert subjects(listed(service, reader)) == ["two", "one"]
    assert subjects(listed(service, service.planner, unread=True)) == ["two", "one"]


def test_what_is_anothers_is_not_there(sqlite_service: Service) -> None:
    """
    As what is nowhere: to be marked, and as a cursor.
    """
    service = sqlite_service
    told(service, "theirs", Audience(site_ids=(OTHER_SITE,)))
    told(service, "own", Audience(site_ids=(SITE,)))
    reader = service.person(Role.SITE_STAFF, site=[SITE])
    theirs = listed(service, service.planner)[1]["notice_id"]
    answers = [
        reader.post(service.at(f"notices/{each}/reading")) for each in (theirs, "nt_0")
    ]

    assert [each.status_code for each in answers] == [404, 404]
    assert answers[0].json()["detail"] == f"there is no notice {theirs}"
    assert "canary" not in answers[0].text
