"""Whether it works, and what it is."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from api.bodies import StrictRoute
from api.schemas.system import Health
from api.state import State, state_of
from scheduler.database.revisions import require_newest

router = APIRouter(tags=["system"], route_class=StrictRoute)

StateDep = Annotated[State, Depends(state_of)]


@router.get("/healthz", operation_id="health")
def health() -> Health:
    """Whether the process answers."""
    return Health()


@router.get("/readyz", operation_id="readiness")
def readiness(state: StateDep) -> Health:
    """Whether the database answers, and has the tables of this version."""
    require_newest(state.database.engine)
    return Health()


@router.get(
    "/metrics",
    operation_id="metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def metrics(state: StateDep) -> Response:
    """Counts of requests and how long they took, for Prometheus."""
    return Response(state.metrics.text(), media_type="text/plain; version=0.0.4")


@router.get("/openapi.json", include_in_schema=False)
def openapi(request: Request) -> dict[str, Any]:
    """The OpenAPI document."""
    document: dict[str, Any] = request.app.openapi()
    return document
