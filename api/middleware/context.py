"""What every answer carries: an id to find it by, and what keeps it from caches."""

import logging
import re
import secrets
import time

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import Metrics
from api.problems import problem_response

_LOG = logging.getLogger("tracerplan.api.requests")

_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}

_CSP = "default-src 'none'; frame-ancestors 'none'"


class Context:
    """Gives each request its id, counts and times it, and writes one line of log."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer within a request of a known id."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(b"x-request-id", b"")
        known = _ID.fullmatch(given)
        request_id = given.decode() if known else secrets.token_hex(8)
        scope["tracerplan.request_id"] = request_id
        noted: dict[str, str] = {}
        scope["tracerplan.noted"] = noted
        began = time.perf_counter()
        status = 500
        has_begun = False

        async def stamped(message: Message) -> None:
            nonlocal status, has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", _CSP)
            await send(message)

        try:
            await self._app(scope, receive, stamped)
        except Exception as error:
            _LOG.error("request %s", request_id, exc_info=error)
            if has_begun:
                raise  # the connection ends: who has half of it is to know
            await _defect(request_id)(scope, receive, stamped)
        finally:
            path = noted.get("route", "none")
            seconds = time.perf_counter() - began
            self._metrics.answered(scope["method"], path, status, seconds)
            _LOG.info(
                "%s %s %s %d %.1f ms",
                request_id,
                scope["method"],
                path,
                status,
                seconds * 1000,
                extra={
                    "fields": {
                        "request_id": request_id,
                        "method": scope["method"],
                        "route": path,
                        "status": status,
                        "milliseconds": round(seconds * 1000, 1),
                    }
                },
            )


def _defect(request_id: str) -> Response:
    """A defect of ours: it is written into the log, and not told."""
    return problem_response(
        500,
        "defect",
        "this is a defect of ours; nothing was changed",
        request_id=request_id,
    )
