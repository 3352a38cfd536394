"""What limited keys are told of plans and jobs names nobody who is not theirs."""

import json
import re
from collections.abc import Iterator

import pytest

from scheduler.access.roles import Role
from scheduler.jobs.models import JobState
from tests.api.proposals import end_job, propose
from tests.api.service import Service, week

PEOPLE: tuple[tuple[Role, dict[str, list[str]]], ...] = (
    (Role.SITE_STAFF, {"site": ["ULV"]}),
    (Role.SITE_STAFF, {"site": ["TRD"], "trial": ["PROMIS"]}),
    (Role.STUDY_MANAGER, {"trial": ["PROMIS"]}),
    (Role.PRODUCTION, {"unit": ["OSLO"]}),
    (Role.PLANNER, {"site": ["BRG"]}),
    (Role.AUDITOR, {"trial": ["LUX"]}),
)


@pytest.fixture
def planned(sqlite_service: Service) -> Service:
    """A week whose plan is in force, and a version before it."""
    service = sqlite_service
    service.book("AAL-01-V1")
    number = propose(service)
    why = {"reason": "it is fine"}
    there = service.at(f"plans/{number}")
    assert service.planner.post(f"{there}/approval", why).status_code == 200
    return service


def test_plans_name_nobody_else(planned: Service) -> None:
    """
    Lists, versions, visits and differences, both ways; what is theirs is there.
    """
    asked = (
        "plans",
        "plans/1",
        "plans/2",
        "plans/2/visits?limit=200",
        "plans/2/differences?since=1",
        "plans/1/differences?since=2",
    )
    everybody = set(_ids({}))
    for role, scope in PEOPLE:
        person = planned.person(role, **scope)
        texts = []
        for each in asked:
            answer = person.get(planned.at(each))
            assert answer.status_code == 200, answer.text
            texts.append(answer.text)
        own = set() if role is Role.PRODUCTION else set(_ids(scope))
        named = _named(texts) & everybody

        assert named <= own, (role, scope)
        assert bool(named) == bool(own), (role, scope)


def test_failures_of_jobs_name_nobody_else(planned: Service) -> None:
    """
    Nor do their progress and their outcome.
    """
    manager = planned.person(Role.STUDY_MANAGER, trial=["PROMIS"])
    job = manager.post(planned.at("replans")).json()["job_id"]
    others = sorted(set(_ids({})) - set(_ids({"trial": ["PROMIS"]})))
    end_job(planned, job, JobState.FAILED, failure=" and ".join(others)[:2000])
    texts = [
        manager.get(planned.at(each)).text
        for each in ("jobs", f"jobs/{job}", f"jobs/{job}/events")
    ]

    assert all(job in each for each in texts)
    assert not _named(texts) & set(others)


def _ids(scope: dict[str, list[str]]) -> Iterator[str]:
    """Participants and visits of the file that belong to a scope, read off the file."""
    file = json.loads(week())
    for each in file["participants"]:
        if all(each[kind] in ids for kind, ids in scope.items()):
            yield each["id"]
            for visit in each.get("visits", ()):
                yield visit["id"]
    if "trial" not in scope:
        for each in file["claims"]:
            if each["site"] in scope.get("site", [each["site"]]):
                yield each["id"]


def _named(texts: list[str]) -> set[str]:
    """Whatever stands between quotation marks or blanks."""
    return {word for text in texts for word in re.findall(r"[^\s\"]+", text)}
