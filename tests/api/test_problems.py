"""Problems: one form for all refusals, with places that lead where they say."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from api.errors import STATUS_OF, PreconditionFailed, Unauthenticated
from api.problems import MOST_ISSUES, ProblemIssue, pointer_of, problem_response
from scheduler.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NeedsAnother,
    NotFound,
    NotReady,
    PlanExpired,
    PlanMoved,
    PlanOutdated,
    SchedulerError,
    SlotTaken,
    WrongState,
)
from scheduler.idempotency.service import KeyReused
from solver.errors import InvalidDocument, Issue
from tests.api.bare import Bare

CASES: list[tuple[Exception, int, str]] = [
    (NotFound("visit", "V1"), 404, "not_found"),
    (Invalid([Issue("a", "b")]), 422, "invalid"),
    (InvalidDocument([Issue("a", "b")]), 422, "invalid"),
    (KeyReused("another"), 422, "idempotency_key_reused"),
    (Conflict("late"), 409, "conflict"),
    (SlotTaken("V1", ["occupancy"]), 409, "slot_taken"),
    (PlanMoved("n"), 409, "plan_moved"),
    (PlanOutdated(3, ["old"]), 409, "plan_outdated"),
    (PlanExpired(3, datetime(2026, 9, 11, tzinfo=UTC)), 409, "plan_expired"),
    (WrongState("visit", "V1", "done", "moved"), 409, "wrong_state"),
    (NeedsAnother("ask somebody"), 409, "needs_another_person"),
    (Forbidden("no"), 403, "forbidden"),
    (NotReady("not yet"), 503, "not_ready"),
    (Unauthenticated("who"), 401, "unauthenticated"),
    (PreconditionFailed("changed"), 412, "precondition_failed"),
    (OperationalError("SELECT canary", {}, Exception("canary")), 503, "unavailable"),
    (IntegrityError("INSERT canary", {}, Exception("canary")), 503, "unavailable"),
    (NoConnection("canary"), 503, "unavailable"),
    (RuntimeError("canary"), 500, "defect"),
    (SchedulerError("canary"), 500, "defect"),
]


@pytest.mark.parametrize(
    ("error", "status", "code"), CASES, ids=[type(each[0]).__name__ for each in CASES]
)
def test_every_failure_has_its_status_and_code(
    bare_service: Bare,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    status: int,
    code: str,
) -> None:
    """
    Programs rely on both; what is not for callers is not told.
    """
    bare_service.error = error
    answer = bare_service.somebody.get("things/a")

    told = answer.json()
    assert (answer.status_code, told["status"], told["code"]) == (status, status, code)
    assert told["type"] == f"urn:tracerplan:problem:{code}"
    assert told["title"]
    assert told["detail"]
    assert "canary" not in answer.text
    if status == 503:
        assert answer.headers["Retry-After"] == "1"
        assert "canary" not in caplog.text
    assert ("WWW-Authenticate" in answer.headers) is (status == 401)


def _kinds(kind: type[SchedulerError]) -> Iterator[type[SchedulerError]]:
    yield kind
    for each in kind.__subclasses__():
        yield from _kinds(each)


def test_every_expected_failure_has_a_status() -> None:
    """
    Except those of the command line and of workers, which no request meets.
    """
    known = tuple(kind for kind, _ in STATUS_OF)
    missing = {
        each.__name__
        for each in _kinds(SchedulerError)
        if not issubclass(each, known)
        and not each.__module__.startswith(("api.", "scheduler.cli", "tests."))
    }

    assert missing <= {
        "SchedulerError",
        "AuditMissing",
        "WorkerRunning",
        "WorkerLost",
    }


def test_issues_of_parameters_are_told_apart(bare_service: Bare) -> None:
    """
    A question has no body to point into.
    """
    bare_service.error = Invalid([Issue("from_date", "too late"), Issue("", "odd")])
    asked = bare_service.somebody.get("things/a").json()
    sent = bare_service.raw(b"{}", **{"Idempotency-Key": "\x7f"})

    assert asked["issues"] == [
        {"detail": "too late", "parameter": "from_date"},
        {"detail": "odd"},
    ]
    assert sent["status"] == 422
    assert [each["parameter"] for each in sent["issues"]] == ["Idempotency-Key"]


@pytest.mark.parametrize(
    ("place", "pointer"),
    [
        ("name", "/name"),
        ("absences[0].note", "/absences/0/note"),
        ("scope.site", "/scope/site"),
        ("parts[0][12]", "/parts/0/12"),
        ("a/b", "/a~1b"),
        ("a~b", "/a~0b"),
        ("", ""),
    ],
)
def test_places_become_pointers(place: str, pointer: str) -> None:
    """
    As RFC 6901 writes them.
    """
    assert pointer_of(place) == pointer


def test_no_answer_tells_without_end() -> None:
    """
    The first issues help; a million would not.
    """
    endless = (ProblemIssue(detail=str(i)) for i in range(10**6))
    answer = problem_response(422, "invalid", "no", request_id="r", issues=endless)

    assert len(json.loads(bytes(answer.body))["issues"]) == MOST_ISSUES
