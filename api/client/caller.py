"""What the methods of a client have in common: send, send again, read, refuse."""

import json
import time
from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any, TypedDict, TypeVar
from urllib.parse import quote
from uuid import uuid4

import httpx2
from pydantic import BaseModel

from api.client.refusals import Unreachable, refusal
from scheduler import canonical

T = TypeVar("T", bound=BaseModel)

MOST_TRIES = 4
"""Of a request that gets no answer, or is told to come again."""

_PAUSE_S = 0.25
_UNAVAILABLE = 503

Asked = Mapping[str, object]


class Options(TypedDict, total=False):
    """
    How a change is sent.

    Parameters
    ----------
    key
        Idempotency key, under which it is done once; one is made if it is left out.
    if_match
        ETag that has to hold still, or the change is refused.
    """

    key: str
    if_match: str | None


class Caller:
    """
    Sends requests to one address under one key; for one thread at a time.

    Parameters
    ----------
    http
        The connection: it knows the address.
    key
        API key or token.

    Attributes
    ----------
    etag
        ETag of the last answer, to be sent as ``if_match``; ``None`` if it had none.
    """

    def __init__(self, http: httpx2.Client, key: str) -> None:
        self.etag: str | None = None
        self._http = http
        self._key = key

    def got(self, path: str, kind: type[T], asked: Asked | None = None) -> T:
        """An object."""
        response = self._sent("GET", path, params=_told(asked))
        return kind.model_validate_json(response.content)

    def got_json(self, path: str, asked: Asked | None = None) -> Any:
        """A JSON document as it is."""
        return self._sent("GET", path, params=_told(asked)).json()

    def got_text(self, path: str, asked: Asked | None = None) -> str:
        """A text as it is."""
        return self._sent("GET", path, params=_told(asked)).text

    def pages(
        self, path: str, kind: type[T], asked: Asked | None = None
    ) -> Iterator[T]:
        """All objects of a list, page by page."""
        more = _told(asked)
        while True:
            page = self._sent("GET", path, params=more).json()
            for each in page["items"]:
                yield kind.model_validate_json(json.dumps(each))
            if page.get("next_cursor") is None:
                return
            more = more | {"cursor": page["next_cursor"]}

    def events(
        self, path: str, kind: type[T], asked: Asked | None = None
    ) -> Iterator[T]:
        """The objects that server-sent events tell, until the stream ends."""
        headers = self._headers | {"Accept": "text/event-stream"}
        params = _told(asked)
        try:
            with self._http.stream(
                "GET", path, params=params, headers=headers, timeout=None
            ) as response:
                if not response.is_success:
                    response.read()
                    raise refusal(response.status_code, _json_of(response))
                for line in response.iter_lines():
                    name, _, value = line.partition(":")
                    if name == "data":
                        yield kind.model_validate_json(value.strip())
        except httpx2.TransportError as error:
            raise Unreachable(str(error)) from error

    def changed(
        self,
        path: str,
        kind: type[T],
        body: BaseModel | bytes | None,
        options: Options,
        asked: Asked | None = None,
    ) -> T:
        """
        What a change was answered with.

        Parameters
        ----------
        body
            What is asked; bytes go out as they are.
        """
        sent = {"Idempotency-Key": options.get("key") or str(uuid4())}
        if_match = options.get("if_match")
        if if_match is not None:
            sent["If-Match"] = if_match
        content: bytes | str | None = None
        if body is not None:
            sent["Content-Type"] = "application/json"
            content = body if isinstance(body, bytes) else _body(body)
        response = self._sent(
            "POST", path, params=_told(asked), content=content, headers=sent
        )
        return kind.model_validate_json(response.content)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._key}"}

    def _sent(self, method: str, path: str, **more: Any) -> httpx2.Response:
        """
        The answer, if it is no refusal.

        Raises
        ------
        Refused
            With what was told.
        Unreachable
            If no answer came; what is sent again goes out under the same key.

        """
        headers = self._headers | more.pop("headers", {})
        for number in range(1, MOST_TRIES + 1):
            try:
                response = self._http.request(method, path, headers=headers, **more)
            except httpx2.TransportError as error:
                if number == MOST_TRIES:
                    raise Unreachable(str(error)) from error
            else:
                if response.status_code != _UNAVAILABLE or number == MOST_TRIES:
                    break
            time.sleep(_PAUSE_S * 2 ** (number - 1))
        if not response.is_success:
            raise refusal(response.status_code, _json_of(response))
        self.etag = response.headers.get("etag")
        return response


def v1(*segments: object) -> str:
    """A path of this version of the interface."""
    return f"/api/v1{at(*segments)}"


def at(*segments: object) -> str:
    """A path of segments; a slash in an id does not divide it."""
    return "/".join(["", *(quote(str(each), safe="") for each in segments)])


def _body(asked: BaseModel) -> str:
    """What was said of a request; decimal numbers are numbers."""
    return canonical.dumps(asked.model_dump(exclude_unset=True))


def _told(asked: Asked | None) -> dict[str, Any]:
    """Parameters that are given, as they are written."""
    return {
        name: _written(value)
        for name, value in (asked or {}).items()
        if value is not None
    }


def _written(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):  # instants as well
        return value.isoformat()
    return value


def _json_of(response: httpx2.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return None
