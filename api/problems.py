"""Problems, as RFC 9457 has them: one form for everything that is refused."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from itertools import islice
from typing import Annotated

from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from solver.errors import Issue

MEDIA_TYPE = "application/problem+json"

MOST_ISSUES = 500
"""That one answer tells."""

TOO_LONG = "the body is longer than is read here"


class ProblemIssue(BaseModel):
    """One thing that is wrong, and where; what was sent is not repeated."""

    model_config = ConfigDict(frozen=True)

    detail: str
    pointer: Annotated[
        str | None, Field(description="JSON pointer into the body (RFC 6901)")
    ] = None
    parameter: Annotated[
        str | None, Field(description="name of a path, query or header parameter")
    ] = None


class Problem(BaseModel):
    """Why a request was refused."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:tracerplan:problem:slot_taken",
                    "title": "Conflict",
                    "status": 409,
                    "code": "slot_taken",
                    "detail": "the slot for visit AMY-014-scan cannot be had any "
                    "more: occupancy; scanner PET1 is booked 14 Sep 09:30-10:00",
                    "request_id": "f3a91c52",
                    "issues": [],
                }
            ]
        },
    )

    type: str
    title: str
    status: int
    code: Annotated[str, Field(description="stable: programs may rely on it")]
    detail: str
    request_id: str
    issues: Annotated[
        list[ProblemIssue],
        Field(description=f"everything that is wrong, {MOST_ISSUES} at most"),
    ] = []


def problem_response(
    status: int,
    code: str,
    detail: str,
    *,
    request_id: str,
    issues: Iterable[ProblemIssue] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A refusal as it goes out."""
    problem = Problem(
        type=f"urn:tracerplan:problem:{code}",
        title=HTTPStatus(status).phrase,
        status=status,
        code=code,
        detail=detail,
        request_id=request_id,
        issues=list(islice(issues, MOST_ISSUES)),
    )
    return Response(
        problem.model_dump_json(exclude_none=True),
        status_code=status,
        media_type=MEDIA_TYPE,
        headers=None if headers is None else dict(headers),
    )


def issue_of(issue: Issue) -> ProblemIssue:
    """An issue of a use case; its place becomes a pointer."""
    pointer = pointer_of(issue.place) if issue.place else None
    return ProblemIssue(detail=issue.message, pointer=pointer)


def pointer_of(place: str) -> str:
    """
    A place like ``absences[0].note`` as a JSON pointer.

    >>> pointer_of("absences[0].note")
    '/absences/0/note'
    """
    steps = place.replace("[", ".").replace("]", "").split(".")
    return "".join(f"/{_escaped(step)}" for step in steps if step)


def pointer_to(path: Iterable[int | str]) -> str:
    """A path of keys and positions as a JSON pointer; the whole body is ``""``."""
    return "".join(f"/{_escaped(str(step))}" for step in path)


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")
