"""What-ifs: asked for, compared, promoted; a worker solves them."""

from typing import Annotated, Any

from fastapi import Depends, Request, Response

from api.addresses import address_of
from api.changes import ChangeInNetwork, ChangesInNetwork, ChangingInNetwork
from api.dependencies import AskingInNetwork, NeedsInNetwork
from api.etags import NOT_MODIFIED, etag_of_rows, is_known, not_modified
from api.pagination import Page, PageDep, newest_first, page_of
from api.problems import MEDIA_TYPE
from api.routes.planning_files import LONGEST_FILE
from api.routing import IN_NETWORK, LONGEST_BODY, router_of
from api.schemas.comparisons import ComparisonRead
from api.schemas.scenarios import (
    Promotion,
    ScenarioLine,
    ScenarioRead,
    WhatIfAsked,
    scenario_line,
    scenario_read,
)
from api.schemas.types import PathId
from scheduler.access.permissions import Permission
from scheduler.access.redaction.clocks import clock_of_network
from scheduler.access.viewing import Viewer
from scheduler.jobs.models import Job
from scheduler.jobs.requests import job_by_id
from scheduler.scenarios.asking import Asked, ask_what_if, rebase
from scheduler.scenarios.listing import comparison_of, scenario_named, scenarios_of
from scheduler.scenarios.models import Scenario
from scheduler.scenarios.promoting import promote
from solver.config import SolverConfig

router = router_of(
    "scenarios", IN_NETWORK + "/scenarios", longest_body=LONGEST_FILE + LONGEST_BODY
)

SeesDep = Annotated[AskingInNetwork, Depends(NeedsInNetwork(Permission.SEE_SCENARIOS))]
AsksDep = Annotated[
    ChangingInNetwork, Depends(ChangesInNetwork(Permission.ASK_WHAT_IFS))
]

_NO_PLAN: dict[int | str, dict[str, Any]] = {
    409: {
        "description": "It has no plan (yet).",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
}


@router.post(
    "", operation_id="ask_what_if", response_model=ScenarioRead, status_code=202
)
def ask(changing: AsksDep, body: WhatIfAsked) -> Response:
    """Ask what would be; its job goes by the same id, with progress and an end."""

    def work(change: ChangeInNetwork) -> ScenarioRead:
        asked = Asked(
            name=body.name,
            changes=body.changes,
            version=body.base_version,
            config=SolverConfig(
                time_limit_s=float(body.time_limit_s),
                is_deterministic=body.is_deterministic,
            ),
            file=body.planning_file,
        )
        scenario = ask_what_if(
            change.session,
            change.now,
            change.actor,
            network_id=change.network_id,
            asked=asked,
        )
        return _begun(change, scenario)

    return changing.apply(work, status=202)


@router.get("", operation_id="list_what_ifs")
def list_what_ifs(asking: SeesDep, page: PageDep) -> Page[ScenarioLine]:
    """What-ifs, the newest first."""
    with asking.viewing() as viewer:
        clock = clock_of_network(viewer)
        return page_of(
            scenarios_of(viewer.session, viewer.network_id),
            page,
            lambda each: newest_first(each[0].asked_at, each[0].id),
            lambda each: scenario_line(*each, clock),
        )


@router.get(
    "/{scenario_id}",
    operation_id="get_what_if",
    response_model=ScenarioRead,
    responses=NOT_MODIFIED,
)
def get_what_if(
    asking: SeesDep, request: Request, response: Response, scenario_id: PathId
) -> ScenarioRead | Response:
    """A what-if with its ETag: what was asked, and how far it has come."""
    with asking.viewing() as viewer:
        rows = _rows(viewer, scenario_id)
        etag = etag_of_rows(rows)
        if is_known(request, etag):
            return not_modified(etag)
        response.headers["ETag"] = etag
        return scenario_read(*rows, clock_of_network(viewer))


@router.get(
    "/{scenario_id}/comparison",
    operation_id="compare_what_if",
    response_model=ComparisonRead,
    responses=NOT_MODIFIED | _NO_PLAN,
)
def compare_what_if(
    asking: SeesDep, request: Request, response: Response, scenario_id: PathId
) -> ComparisonRead | Response:
    """What a what-if makes of its base: who is served, and all figures."""
    with asking.viewing() as viewer:
        scenario, job = _rows(viewer, scenario_id)
        found = comparison_of(scenario, job)
        etag = etag_of_rows([scenario])
        if is_known(request, etag):
            return not_modified(etag)
        response.headers["ETag"] = etag
        return ComparisonRead.model_validate(found)


@router.post(
    "/{scenario_id}/promotion",
    operation_id="promote_what_if",
    response_model=ScenarioRead,
    status_code=201,
)
def promote_what_if(
    changing: AsksDep, scenario_id: PathId, body: Promotion
) -> Response:
    """Propose its plan, where what it assumes is so; 409 if its base has moved."""

    def work(change: ChangeInNetwork) -> ScenarioRead:
        rows = _rows(change.viewer, scenario_id)
        change.require_match(lambda: etag_of_rows(rows))
        version = promote(
            change.session,
            change.now,
            change.actor,
            network_id=change.network_id,
            scenario_id=scenario_id,
            reason=body.reason,
        )
        change.headers["Location"] = address_of(
            "networks", change.network_id, "plans", version.number
        )
        return _told(change, rows)

    return changing.apply(work, status=201)


@router.post(
    "/{scenario_id}/rebase",
    operation_id="rebase_what_if",
    response_model=ScenarioRead,
    status_code=202,
)
def rebase_what_if(changing: AsksDep, scenario_id: PathId) -> Response:
    """Ask for the same changes of what is there now: a what-if of its own."""

    def work(change: ChangeInNetwork) -> ScenarioRead:
        scenario = rebase(
            change.session,
            change.now,
            change.actor,
            network_id=change.network_id,
            scenario_id=scenario_id,
        )
        return _begun(change, scenario)

    return changing.apply(work, status=202)


def _rows(viewer: Viewer, scenario_id: str) -> tuple[Scenario, Job]:
    scenario = scenario_named(viewer.session, viewer.network_id, scenario_id)
    return scenario, job_by_id(viewer.session, scenario_id)


def _begun(change: ChangeInNetwork, scenario: Scenario) -> ScenarioRead:
    change.headers["Location"] = address_of(
        "networks", change.network_id, "scenarios", scenario.id
    )
    return _told(change, _rows(change.viewer, scenario.id))


def _told(change: ChangeInNetwork, rows: tuple[Scenario, Job]) -> ScenarioRead:
    change.headers["ETag"] = etag_of_rows(rows)
    return scenario_read(*rows, clock_of_network(change.viewer))
