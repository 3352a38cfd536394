"""Doses that were given: recorded, corrected, listed, summed up."""

from collections.abc import Callable
from datetime import UTC
from typing import Annotated

from fastapi import Query, Response

from api.changes import ChangeInNetwork, ChangingInNetwork
from api.pagination import Page, PageDep, page_of
from api.routes.visit_endings import RecordsDep
from api.routes.visits import SeesDep, begin_visit, tell_etag_of_visit
from api.routing import IN_NETWORK, router_of
from api.schemas.administrations import (
    AdministrationAsked,
    AdministrationFilter,
    AdministrationRead,
    CorrectionAsked,
    GivenRead,
    OutcomesFilter,
    OutcomesRead,
    administration_read,
    given_read,
    record_of,
)
from api.schemas.types import PathId
from scheduler.access.discretion import seen
from scheduler.access.visits_seen import visits_seen
from scheduler.bookings.administering import Given, administered, correct
from scheduler.bookings.given import outcomes

router = router_of("administrations", IN_NETWORK)


@router.post(
    "/visits/{visit_id}/administration",
    operation_id="record_administration",
    response_model=GivenRead,
)
def record_administration(
    changing: RecordsDep, visit_id: PathId, body: AdministrationAsked
) -> Response:
    """Record a dose as it was given: it is a fact from now on."""
    return _recorded(changing, visit_id, body, administered)


@router.post(
    "/visits/{visit_id}/administration/correction",
    operation_id="correct_administration",
    response_model=GivenRead,
)
def correct_administration(
    changing: RecordsDep, visit_id: PathId, body: CorrectionAsked
) -> Response:
    """Replace a wrong record of a dose; the audit trail keeps both."""
    return _recorded(changing, visit_id, body, correct)


@router.get("/administrations", operation_id="list_administrations")
def list_administrations(
    asking: SeesDep, wanted: Annotated[AdministrationFilter, Query()], page: PageDep
) -> Page[AdministrationRead]:
    """Doses that were given, beside what was planned, by time."""
    with asking.viewing() as viewer:
        found = outcomes(
            viewer.session,
            viewer.now,
            viewer.network_id,
            visits_seen(viewer, wanted.site_id, wanted.trial_id),
        )
        told = [
            administration_read(each, viewer.clock_of(each.visit_id))
            for each in found.doses
        ]
        rows = [each for each in told if _is_between(each, wanted)]
        return page_of(rows, page, _key, lambda each: each)


@router.get("/outcomes", operation_id="get_outcomes")
def get_outcomes(
    asking: SeesDep, wanted: Annotated[OutcomesFilter, Query()]
) -> OutcomesRead:
    """Visits that have ended, in sum: planned and actual, no-shows, cancelled."""
    with asking.viewing() as viewer:
        found = outcomes(
            viewer.session,
            viewer.now,
            viewer.network_id,
            visits_seen(viewer, wanted.site_id, wanted.trial_id),
        )
        return OutcomesRead.model_validate(found.summary)


def _recorded(
    changing: ChangingInNetwork,
    visit_id: str,
    body: AdministrationAsked,
    record: Callable[..., Given],
) -> Response:
    def work(change: ChangeInNetwork) -> GivenRead:
        begin_visit(change, visit_id)
        given = record(
            change.session,
            change.now,
            change.actor,
            network_id=change.network_id,
            visit_id=visit_id,
            record=record_of(body),
        )
        tell_etag_of_visit(change, visit_id)
        return given_read(given, seen(change.viewer, given.broken))

    return changing.apply(work)


def _is_between(row: AdministrationRead, wanted: AdministrationFilter) -> bool:
    day = row.injected_at.date()
    return (wanted.from_date or day) <= day <= (wanted.to_date or day)


def _key(row: AdministrationRead) -> tuple[str | int, ...]:
    return (row.injected_at.astimezone(UTC).isoformat(), row.visit_id)
