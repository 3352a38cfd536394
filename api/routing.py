"""Routers, all made alike."""

from fastapi import APIRouter

from api.bodies import StrictRoute

BASE = "/api/v1"

IN_NETWORK = "/networks/{network_id}"


def router_of(
    tag: str, prefix: str = "", *, longest_body: int | None = None
) -> APIRouter:
    """
    A router for one kind of resource.

    Parameters
    ----------
    longest_body
        Bytes that a body may have, if that is not what it may have everywhere.
    """
    return APIRouter(
        prefix=BASE + prefix,
        tags=[tag],
        route_class=StrictRoute,
        max_body_size=longest_body,
    )
