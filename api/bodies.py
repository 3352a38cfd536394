"""Bodies are read strictly: no key twice, no number that is none, no half letters."""

from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from solver.document_form import MAX_DEPTH, form_issues, parsed
from solver.errors import InvalidDocument, Issue


class BadBody(HTTPException):
    """A body that is not JSON, or is JSON of which something would be lost."""

    def __init__(
        self, status: int, code: str, detail: str, issues: Iterable[Issue] = ()
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
            # Whoever counts answers is outside, and sees the address only.
            request.scope.get("tracerplan.noted", {})["route"] = self.path_format
            return await handle(StrictRequest(request.scope, request.receive))

        return strict


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
        issues = list(form_issues(value)) + list(_unprintable(value))
    except InvalidDocument as error:
        raise BadBody(400, "not_json", str(error.issues[0].message)) from None
    except RecursionError:
        issues = [Issue("", f"nested deeper than {MAX_DEPTH} levels")]
    if issues:
        raise BadBody(422, "invalid", "the body says something impossible", issues)
    return value


def _unprintable(value: object, place: str = "") -> Iterable[Issue]:
    """Texts with a letter that no database keeps; deeper values are refused anyway."""
    if isinstance(value, str):
        if "\0" in value:
            yield Issue(place, "the letter NUL is not text")
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _unprintable(each, f"{place}[{index}]")
    elif isinstance(value, dict):
        for key, each in value.items():
            if "\0" in key:
                yield Issue(place, "the letter NUL is not text")
            yield from _unprintable(each, f"{place}.{key}".lstrip("."))
