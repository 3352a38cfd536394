"""What became of visits, and whose time is running out."""

from datetime import UTC
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Query

from api.pagination import Page, PageDep, page_of
from api.routes.visits import SeesDep
from api.routing import IN_NETWORK, router_of
from api.schemas.types import PathId
from api.schemas.visit_oversight import AtRiskRead, RiskFilter, StepRead
from scheduler.access.discretion import risk_seen, steps_seen
from scheduler.access.visits_seen import visits_seen
from scheduler.bookings.history import Step, steps_of
from scheduler.bookings.risk import AtRisk, at_risk

router = router_of("visits", IN_NETWORK)


@router.get("/visits/{visit_id}/history", operation_id="list_visit_history")
def list_visit_history(
    asking: SeesDep, visit_id: PathId, page: PageDep
) -> Page[StepRead]:
    """What became of a visit, from the first plan that had it until now."""
    with asking.viewing() as viewer:
        clock = viewer.clock_of(viewer.visit(visit_id))
        found = steps_of(viewer.session, viewer.network_id, visit_id)
        rows = list(enumerate(steps_seen(viewer, found)))
        return page_of(rows, page, _number, lambda row: _step_read(row[1], clock))


@router.get("/visits-at-risk", operation_id="list_visits_at_risk")
def list_visits_at_risk(
    asking: SeesDep, wanted: Annotated[RiskFilter, Query()], page: PageDep
) -> Page[AtRiskRead]:
    """Unbooked visits whose time is running out, those with the fewest slots first."""
    with asking.viewing() as viewer:
        found = at_risk(
            viewer.session,
            viewer.now,
            viewer.network_id,
            wanted.days,
            visits_seen(viewer, wanted.site_id, wanted.trial_id),
        )
        rows = [risk_seen(viewer, each) for each in found]
        return page_of(rows, page, _urgency, AtRiskRead.model_validate)


def _step_read(step: Step, clock: ZoneInfo) -> StepRead:
    at = step.injection_at
    return StepRead(
        at=step.at.astimezone(clock),
        what=step.what,
        actor=step.actor,
        injection_at=None if at is None else at.astimezone(clock),
        version=step.version,
        reason=step.reason,
    )


def _number(row: tuple[int, Step]) -> tuple[str | int, ...]:
    return (row[0],)


def _urgency(row: AtRisk) -> tuple[str | int, ...]:
    return (row.offers, row.runs_out_at.astimezone(UTC).isoformat(), row.visit_id)
