"""Ids in paths: a slash that is written ``%2F`` is part of an id, not of the path."""

import re
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Receive, Scope, Send

from api.problems import problem_response
from api.slashes import SLASH

_ENCODED_SLASH = re.compile(rb"%2[fF]")


class Segments:
    """Tells the slashes of ids from those between segments."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Route by segments, each decoded by itself."""
        if scope["type"] == "http":
            path = _decoded(scope["raw_path"])
            query = _text(unquote_to_bytes(scope["query_string"]))
            if path is None or query is None:
                response = problem_response(
                    400,
                    "bad_request",
                    "the address is not UTF-8 text",
                    request_id=scope.get("tracerplan.request_id", ""),
                )
                await response(scope, receive, send)
                return
            scope = {**scope, "path": path}
        await self._app(scope, receive, send)


def _decoded(raw: bytes) -> str | None:
    if SLASH.encode() in unquote_to_bytes(raw):
        return None
    marked = _ENCODED_SLASH.sub(SLASH.encode(), raw)
    return _text(unquote_to_bytes(marked))


def _text(data: bytes) -> str | None:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text
