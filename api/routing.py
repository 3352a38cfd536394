"""Routers, all made alike."""

from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.dependencies.utils import get_flat_params
from fastapi.exceptions import RequestValidationError
from fastapi.params import Cookie, Header, Path

from api.bodies import BadBody, StrictRoute, note_route
from api.dependencies import BEARER, principal_of

BASE = "/api/v1"

IN_NETWORK = "/networks/{network_id}"

LONGEST_BODY = 256 * 1024
"""Bytes; planning files may be longer."""


class ResourceRoute(StrictRoute):
    """A route of which every parameter is known, for people who are known."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Handle a request; what is wrong with it is told to people who are known."""
        handle = super().get_route_handler()
        known = frozenset(self._query_names())

        async def handle_known(request: Request) -> Response:
            try:
                _require_known(request, known)
                return await handle(request)
            except (BadBody, RequestValidationError):
                note_route(request, self)
                credentials = await BEARER(request)
                await run_in_threadpool(principal_of, request, credentials)
                raise

        return handle_known

    def _query_names(self) -> Iterator[str]:
        for each in get_flat_params(self.dependant):
            # Those of a model of queries are of no kind.
            if not isinstance(each.field_info, Path | Header | Cookie):
                yield each.alias


def router_of(
    tag: str, prefix: str = "", *, longest_body: int = LONGEST_BODY
) -> APIRouter:
    """
    A router for one kind of resource.

    Parameters
    ----------
    longest_body
        Bytes that a body may have. It is a limit of routers and not of the
        application, whose refusals would pass by what every answer goes through.
    """
    return APIRouter(
        prefix=BASE + prefix,
        tags=[tag],
        route_class=ResourceRoute,
        max_body_size=longest_body,
    )


def _require_known(request: Request, names: frozenset[str]) -> None:
    """Refuse parameters that nobody reads: a mistyped filter would give everything."""
    unknown = [
        {"type": "unknown", "loc": ("query", each), "msg": "unknown parameter"}
        for each in request.query_params
        if each not in names
    ]
    if unknown:
        raise RequestValidationError(unknown)
