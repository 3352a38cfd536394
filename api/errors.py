"""What can be refused, and the status it is refused with."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.exceptions import HTTPException

from api.bodies import BadBody
from api.problems import (
    TOO_LONG,
    ProblemIssue,
    issue_of,
    pointer_to,
    problem_response,
)
from scheduler.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    NotReady,
    SchedulerError,
)
from scheduler.idempotency.service import KeyReused
from solver.errors import InvalidDocument, Issue

_LOG = logging.getLogger("tracerplan.api")

STATUS_OF: tuple[tuple[type[SchedulerError], int], ...] = (
    (NotFound, 404),
    (Invalid, 422),
    (KeyReused, 422),
    (Conflict, 409),
    (Forbidden, 403),
    (NotReady, 503),
)

_RETRY_S = "1"

_TOO_LONG = 413

_HEADERS = frozenset({"Idempotency-Key", "If-Match"})

_CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_long",
}


class Unauthenticated(SchedulerError):
    """Nobody knows who asks; why is not said."""

    code = "unauthenticated"


class PreconditionFailed(SchedulerError):
    """What is to be changed is not what the caller has seen."""

    code = "precondition_failed"


class KeyMissing(SchedulerError):
    """A change needs an ``Idempotency-Key``, so that it can be sent again."""

    code = "idempotency_key_missing"


_STATUS_HERE: Mapping[type[SchedulerError], int] = {
    Unauthenticated: 401,
    PreconditionFailed: 412,
    KeyMissing: 400,
}


def install(app: FastAPI) -> None:
    """Answer every failure in one form."""
    app.add_exception_handler(SchedulerError, _refused)
    app.add_exception_handler(InvalidDocument, _invalid_document)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DBAPIError, _unavailable)
    app.add_exception_handler(NoConnection, _unavailable)


def request_id_of(request: Request) -> str:
    """What this request goes by."""
    found: str = request.scope.get("tracerplan.request_id", "")
    return found


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, SchedulerError)  # noqa: S101 - for the type
    headers = {}
    status = _STATUS_HERE.get(type(error))
    if status is None:
        status = next(s for kind, s in STATUS_OF if isinstance(error, kind))
    if isinstance(error, Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, NotReady):
        headers["Retry-After"] = _RETRY_S
    issues = error.issues if isinstance(error, Invalid) else ()
    detail = "the request says something impossible" if issues else str(error)
    return problem_response(
        status,
        error.code,
        detail,
        request_id=request_id_of(request),
        issues=(_issue_in(request, each) for each in issues),
        headers=headers,
    )


def _issue_in(request: Request, issue: Issue) -> ProblemIssue:
    """An issue of a use case: of a parameter, where there is no body that has it."""
    is_parameter = request.method == "GET" or issue.place in _HEADERS
    if is_parameter and issue.place:
        return ProblemIssue(detail=issue.message, parameter=issue.place)
    return issue_of(issue)


def _invalid_document(request: Request, error: Exception) -> Response:
    assert isinstance(error, InvalidDocument)  # noqa: S101 - for the type
    return problem_response(
        422,
        "invalid",
        "the document is not what it should be",
        request_id=request_id_of(request),
        issues=map(issue_of, error.issues),
    )


def _not_valid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - for the type
    return problem_response(
        422,
        "invalid",
        "the request says something impossible",
        request_id=request_id_of(request),
        issues=map(_field_issue, error.errors()),
    )


def _field_issue(error: Mapping[str, Any]) -> ProblemIssue:
    """What a field has wrong, without what was sent: it may be about somebody."""
    place, *path = error["loc"]
    kind = error["type"]
    if kind == "missing":
        detail = "required, and not there"
    elif kind == "extra_forbidden":
        detail = "unknown field"
    else:
        detail = str(error["msg"]).removeprefix("Value error, ")
    if place == "body":
        return ProblemIssue(detail=detail, pointer=pointer_to(path))
    return ProblemIssue(detail=detail, parameter=str(path[0]) if path else str(place))


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - for the type
    issues: Iterator[ProblemIssue] = iter(())
    code = _CODES.get(error.status_code, "refused")
    if isinstance(error, BadBody):
        code, issues = error.code, iter(error.issues)
    return problem_response(
        error.status_code,
        code,
        TOO_LONG if error.status_code == _TOO_LONG else str(error.detail),
        request_id=request_id_of(request),
        issues=issues,
        headers=error.headers,
    )


def _unavailable(request: Request, error: Exception) -> Response:
    """The database does not answer, or is busy for too long: try again."""
    # What a database says may repeat what was written: its kind has to do.
    cause = getattr(error, "orig", None) or error
    state = getattr(cause, "sqlstate", None)
    name = type(cause).__name__
    _LOG.error("request %s: database: %s %s", request_id_of(request), name, state)
    return problem_response(
        503,
        "unavailable",
        "the database cannot be asked now: try again",
        request_id=request_id_of(request),
        headers={"Retry-After": _RETRY_S},
    )
