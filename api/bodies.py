"""Bodies are read strictly: no key twice, no number that is none, no half letters."""

from collections.abc import Callable, Coroutine, Iterable, Iterator
from email.message import Message
from itertools import islice
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from api.problems import MOST_ISSUES, ProblemIssue, pointer_to
from solver.document_form import MAX_DEPTH, JsonObject, form_issues, parsed
from solver.errors import InvalidDocument

Path = tuple[int | str, ...]
"""Keys and positions on the way to a place in a body."""

_TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels"


class BadBody(HTTPException):
    """A body that is not JSON, or is JSON of which something would be lost."""

    def __init__(
        self, status: int, code: str, detail: str, issues: Iterable[ProblemIssue] = ()
    ) -> None:
        super().__init__(status, detail)
        self.code = code
        self.issues = tuple(issues)


class StrictRequest(Request):
    """A request whose body has to be JSON in every letter."""

    async def json(self) -> Any:
        """
        The body, parsed.

        Raises
        ------
        BadBody
            If it is not JSON, with every issue of its form.

        """
        return read_json(await self.body())


class StrictRoute(APIRoute):
    """A route that reads its body strictly."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Handle a request whose body is read strictly."""
        handle = super().get_route_handler()

        async def strict(request: Request) -> Response:
            note_route(request, self)
            return await handle(StrictRequest(request.scope, request.receive))

        return strict


async def json_bytes(request: Request) -> bytes:
    """
    The body as it was sent, by who says that it is JSON.

    Raises
    ------
    BadBody
        If they say that it is anything else, or nothing.

    """
    said = Message()
    said["content-type"] = request.headers.get("content-type", "")
    kind, subtype = said.get_content_maintype(), said.get_content_subtype()
    if kind != "application" or not (subtype == "json" or subtype.endswith("+json")):
        issue = ProblemIssue(
            detail="application/json is needed", parameter="Content-Type"
        )
        raise BadBody(422, "invalid", "the body is not said to be JSON", [issue])
    return await request.body()


def note_route(request: Request, route: APIRoute) -> None:
    """Say which it is: whoever counts answers is outside, and sees the address only."""
    request.scope.get("tracerplan.noted", {})["route"] = route.path_format


def read_json(data: bytes) -> object:
    """
    Parse a body.

    Raises
    ------
    BadBody
        If it is not JSON, with every issue of its form.

    """
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise BadBody(400, "not_json", "the body is not UTF-8 text") from None
    try:
        value = parsed(text)
    except InvalidDocument as error:
        raise BadBody(400, "not_json", str(error.issues[0].message)) from None
    except RecursionError:
        issues = [_issue(_TOO_DEEP, ())]
    else:
        issues = list(islice(_issues(value, ()), MOST_ISSUES))
    if issues:
        raise BadBody(422, "invalid", "the body says something impossible", issues)
    return value


def _issues(value: object, path: Path) -> Iterator[ProblemIssue]:
    """What is wrong with the form of a value, each at its place in the body."""
    if isinstance(value, dict | list) and len(path) >= MAX_DEPTH:
        yield _issue(_TOO_DEEP, path)
    elif isinstance(value, dict):
        yield from _issues_of_object(value, path)
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _issues(each, (*path, index))
    elif isinstance(value, str):
        if not _is_text(value):
            yield _issue("not text", path)
    else:
        for issue in form_issues(value):
            yield _issue(issue.message, path)


def _issues_of_object(value: dict[str, Any], path: Path) -> Iterator[ProblemIssue]:
    repeated = value.repeated if isinstance(value, JsonObject) else ()
    for key in filter(_is_text, repeated):
        yield _issue("this key occurs twice", (*path, key))
    for key, each in value.items():
        if _is_text(key):
            yield from _issues(each, (*path, key))
        else:  # no answer could repeat it
            yield _issue("a key that is not text", path)


def _issue(detail: str, path: Path) -> ProblemIssue:
    return ProblemIssue(detail=detail, pointer=pointer_to(path))


def _is_text(value: str) -> bool:
    """Whether every letter can be written, and kept by every database."""
    return "\0" not in value and not any(map(_is_half, value))


def _is_half(letter: str) -> bool:
    return "\ud800" <= letter <= "\udfff"
