"""Outages over HTTP: said by those whose scanner or line it is, and by nobody else."""

from typing import Any

from scheduler.access.roles import Role
from tests.api.deliveries import ordered, site, unit
from tests.api.service import Service

SCANNER = {
    "kind": "scanner",
    "resource_id": "AAL-PET1",
    "start_at": "2026-09-15T07:00+02:00",
    "end_at": "2026-09-15T16:00+02:00",
    "reason": "the gantry is stuck",
}
LINE = SCANNER | {
    "kind": "line",
    "resource_id": "O2",
    "start_at": "2026-09-15T06:00+02:00",
}


def _report(service: Service, person: Any, said: dict[str, str]) -> Any:
    return person.post(service.at("outages"), said)


def test_a_site_says_that_its_scanner_is_out(service: Service) -> None:
    """
    Who is affected is the answer; the outage is listed until it is withdrawn.
    """
    ordered(service)
    aal = site(service)
    reported = _report(service, aal, SCANNER)
    there = service.at("outages/1")
    shown, listed = aal.get(there), aal.get(service.at("outages"))
    longer = aal.post(
        f"{there}/end",
        {"end_at": "2026-09-15T17:00+02:00", "reason": "a part is missing"},
    )
    withdrawn = aal.post(f"{there}/withdrawal", {"reason": "it was another"})

    assert reported.status_code == 201, reported.text
    assert reported.json()["subject"] == "1"
    assert reported.json()["wants_replan"] is True
    assert {each["visit_id"] for each in reported.json()["lost"]} == {
        "AAL-01-V1",
        "AAL-02-V1",
    }
    assert shown.json()["end_at"] == "2026-09-15T16:00:00+02:00"
    assert shown.json()["owner_id"] == "AAL"
    assert [each["number"] for each in listed.json()["items"]] == [1]
    assert (longer.json()["state"], withdrawn.json()["state"]) == (
        "changed",
        "withdrawn",
    )
    assert aal.get(service.at("outages")).json()["items"] == []
    past = aal.get(service.at("outages?with_past=true")).json()["items"]
    assert past[0]["withdrawn_at"] is not None


def test_a_unit_says_that_its_line_is_out(sqlite_service: Service) -> None:
    """
    It learns of doses, and not of visits; the site sees no line.
    """
    ordered(sqlite_service)
    oslo = unit(sqlite_service)
    reported = _report(sqlite_service, oslo, LINE)

    assert reported.status_code == 201, reported.text
    assert len(reported.json()["lost"]) == 2
    assert "AAL-01" not in reported.text
    assert oslo.get(sqlite_service.at("outages/1")).status_code == 200
    aal = site(sqlite_service)
    why = {"reason": "it is not ours"}
    assert aal.get(sqlite_service.at("outages")).json()["items"] == []
    for number in (1, 2):
        there = sqlite_service.at(f"outages/{number}")
        for answer in (
            aal.get(there),
            aal.post(f"{there}/end", why),
            aal.post(f"{there}/withdrawal", why),
        ):
            assert answer.status_code == 404, answer.text
            assert answer.json()["detail"] == f"there is no outage {number}"


def test_anothers_resource_is_answered_like_none(sqlite_service: Service) -> None:
    """
    At its field: a line for a site, a scanner for a unit, and what is nowhere.
    """
    ordered(sqlite_service)
    aal, oslo = site(sqlite_service), unit(sqlite_service)
    nowhere = SCANNER | {"resource_id": "PET9"}
    answers = [
        _report(sqlite_service, aal, LINE),
        _report(sqlite_service, oslo, SCANNER),
        _report(sqlite_service, aal, nowhere),
        _report(sqlite_service, site(sqlite_service, "TRD"), SCANNER),
    ]

    for answer in answers:
        assert answer.status_code == 422, answer.text
        (issue,) = answer.json()["issues"]
        assert issue["pointer"] == "/resource_id"
        assert issue["detail"].startswith("there is no ")


def test_a_key_of_some_trials_says_nothing_of_scanners(
    sqlite_service: Service,
) -> None:
    """
    A scanner is there for all trials; whoever plans for one does not close it.
    """
    planner = sqlite_service.person(Role.PLANNER, trial=["PROMIS"])

    assert _report(sqlite_service, planner, SCANNER).status_code == 403
    assert planner.get(sqlite_service.at("outages")).status_code == 403
