"""Requests as an attacker writes them, byte by byte, and what they are answered."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from starlette.types import ASGIApp, Message

_LONGEST_S = 60


@dataclass(frozen=True)
class Request:
    """
    A request, nothing of which is checked.

    Parameters
    ----------
    path, query
        As they stand on the line, encoded already.
    """

    method: str
    path: bytes
    query: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""

    def told(self) -> str:
        """What was asked, in one line."""
        line = f"{self.method} {self.path!r}?{self.query!r} {self.body[:300]!r}"
        return f"{line} {dict(self.headers)}"


@dataclass
class Answer:
    """What came back."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def json(self) -> Any:
        """The body, parsed."""
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The code of a problem; empty if it is none."""
        if "problem+json" not in self.headers.get("content-type", ""):
            return ""
        return str(self.json["code"])


class Asker:
    """Sends requests to an application, one after the other."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._runner = asyncio.Runner()

    def close(self) -> None:
        """Give back what was needed."""
        self._runner.close()

    def send(self, request: Request) -> Answer:
        """The answer to a request; a stream is read until its first words."""
        return self._runner.run(self._send(request))

    async def _send(self, request: Request) -> Answer:
        answer = Answer()
        gone = asyncio.Event()
        is_sent = False

        async def receive() -> Message:
            nonlocal is_sent
            if not is_sent:
                is_sent = True
                return {"type": "http.request", "body": request.body}
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.status = message["status"]
                answer.headers = {
                    name.decode("latin-1").lower(): value.decode("latin-1")
                    for name, value in message["headers"]
                }
            elif message["type"] == "http.response.body":
                answer.body += message.get("body", b"")
                is_stream = "event-stream" in answer.headers.get("content-type", "")
                if is_stream and answer.body:
                    gone.set()

        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": "http",
            "path": request.path.decode("latin-1"),
            "raw_path": request.path,
            "query_string": request.query,
            "root_path": "",
            "headers": [(b"host", b"testserver"), *request.headers],
            "client": ("testclient", 50000),
            "server": ("testserver", 80),
            "state": {},
        }
        try:
            async with asyncio.timeout(_LONGEST_S):
                await self._app(scope, receive, send)
        except Exception:
            # What the server would log: it has answered 500 by then.
            if answer.status < 500:
                raise
        return answer


def segment(id: str) -> bytes:
    """An id as a part of a path."""
    return quote(id, safe="").encode()
