"""Routers, all made alike."""

from fastapi import APIRouter

from api.bodies import StrictRoute

BASE = "/api/v1"

IN_NETWORK = "/networks/{network_id}"

LONGEST_BODY = 256 * 1024
"""Bytes; planning files may be longer."""


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
        route_class=StrictRoute,
        max_body_size=longest_body,
    )
