"""Visits: listed, offered slots, booked."""

from datetime import UTC
from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response
from sqlalchemy.orm import Session

from api.changes import ChangeInNetwork, ChangesInNetwork, ChangingInNetwork
from api.dependencies import AskingInNetwork, NeedsInNetwork
from api.etags import NOT_MODIFIED, etag_of_rows, is_known, not_modified
from api.pagination import Page, PageDep, page_of
from api.routing import IN_NETWORK, router_of
from api.schemas.types import PathId
from api.schemas.visits import (
    BookingRead,
    Confirmation,
    Hold,
    MoveAsked,
    OfferRead,
    OffersRead,
    VisitFilter,
    VisitRead,
    booking_read,
)
from scheduler.access.discretion import seen, waiting_text
from scheduler.access.permissions import Permission
from scheduler.access.viewing import Viewer
from scheduler.access.visits_seen import visits_seen
from scheduler.bookings import booking, moving, offering
from scheduler.bookings.booked import Booked
from scheduler.bookings.listing import VisitRow, Which, booking_of, bookings
from scheduler.bookings.marks import rows_of
from scheduler.bookings.standing import VisitState

router = router_of("visits", IN_NETWORK + "/visits")

SeesDep = Annotated[AskingInNetwork, Depends(NeedsInNetwork(Permission.SEE_VISITS))]
BooksDep = Annotated[ChangingInNetwork, Depends(ChangesInNetwork(Permission.BOOK))]


@router.get("", operation_id="list_visits")
def list_visits(
    asking: SeesDep, wanted: Annotated[VisitFilter, Query()], page: PageDep
) -> Page[VisitRead]:
    """Visits by time; those without a time last."""
    with asking.viewing() as viewer:
        which = Which(state=wanted.state)
        found = bookings(viewer.session, viewer.now, viewer.network_id, which)
        is_meant = visits_seen(
            viewer, wanted.site_id, wanted.trial_id, wanted.participant_id
        )
        rows = [
            row for row in found if is_meant(row.visit_id) and _is_between(row, wanted)
        ]
        return page_of(rows, page, _key, lambda row: visit_read(viewer, row))


@router.get(
    "/{visit_id}",
    operation_id="get_visit",
    response_model=VisitRead,
    responses=NOT_MODIFIED,
)
def get_visit(
    asking: SeesDep, request: Request, response: Response, visit_id: PathId
) -> VisitRead | Response:
    """A visit as it stands, with its ETag."""
    with asking.viewing() as viewer:
        viewer.visit(visit_id)
        etag = etag_of_visit(viewer.session, viewer.network_id, visit_id)
        if is_known(request, etag):
            return not_modified(etag)
        response.headers["ETag"] = etag
        found = booking_of(viewer.session, viewer.now, viewer.network_id, visit_id)
        return visit_read(viewer, found)


@router.get("/{visit_id}/offers", operation_id="offer_slots")
def offer_slots(
    asking: SeesDep,
    visit_id: PathId,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> OffersRead:
    """Slots that a visit may have now, the cheapest first."""
    with asking.viewing() as viewer:
        asked = (viewer.session, viewer.now, viewer.network_id, viewer.visit(visit_id))
        found = offering.offers(*asked, limit)
        rules = () if found else offering.why_no_offer(*asked)
        return OffersRead(
            visit_id=visit_id,
            offers=[OfferRead.model_validate(each) for each in found],
            rules=list(rules),
        )


@router.post("/{visit_id}/hold", operation_id="hold_slot", response_model=BookingRead)
def hold_slot(changing: BooksDep, visit_id: PathId, body: Hold) -> Response:
    """Reserve a slot for as long as holds last in this network."""

    def work(change: ChangeInNetwork) -> BookingRead:
        begin_visit(change, visit_id)
        booked = booking.hold(
            change.session,
            change.now,
            change.actor,
            network_id=change.network_id,
            visit_id=visit_id,
            offer=body.offer,
        )
        return _told(change, booked)

    return changing.apply(work)


@router.post(
    "/{visit_id}/confirmation",
    operation_id="confirm_visit",
    response_model=BookingRead,
)
def confirm_visit(changing: BooksDep, visit_id: PathId, body: Confirmation) -> Response:
    """Promise a slot: that of an offer, or the one that is held or forecast."""

    def work(change: ChangeInNetwork) -> BookingRead:
        begin_visit(change, visit_id)
        booked = booking.confirm(
            change.session,
            change.now,
            change.actor,
            network_id=change.network_id,
            visit_id=visit_id,
            offer=body.offer,
        )
        return _told(change, booked)

    return changing.apply(work)


@router.post("/{visit_id}/move", operation_id="move_visit", response_model=BookingRead)
def move_visit(changing: BooksDep, visit_id: PathId, body: MoveAsked) -> Response:
    """Give a booked visit another slot; it stays as firm as it was."""

    def work(change: ChangeInNetwork) -> BookingRead:
        begin_visit(change, visit_id)
        wanted = moving.Move(visit_id, body.offer, body.reason, body.is_override)
        booked = moving.move(
            change.session,
            change.now,
            change.actor,
            network_id=change.network_id,
            move=wanted,
        )
        return _told(change, booked)

    return changing.apply(work)


def etag_of_visit(session: Session, network_id: str, visit_id: str) -> str:
    """The ETag of a visit as it stands."""
    return etag_of_rows(rows_of(session, network_id, visit_id))


def begin_visit(change: ChangeInNetwork, visit_id: str) -> None:
    """Refuse what is not theirs, and what is not as they have seen it."""
    change.viewer.visit(visit_id)
    change.require_match(
        lambda: etag_of_visit(change.session, change.network_id, visit_id)
    )


def tell_etag_of_visit(change: ChangeInNetwork, visit_id: str) -> None:
    """Send the ETag of a visit along, as it is now."""
    change.session.flush()
    change.headers["ETag"] = etag_of_visit(change.session, change.network_id, visit_id)


def visit_read(viewer: Viewer, row: VisitRow) -> VisitRead:
    """A visit as it is told; what it waits for may not be theirs."""
    told: dict[str, Any] = {}
    if row.state is VisitState.WAITING and row.reason is not None:
        told["reason"] = waiting_text(viewer, row.reason)
    owner = viewer.belonging.of_visit(row.visit_id)
    if row.site_id is None and owner is not None:
        told |= owner._asdict()
        told["zone"] = str(viewer.belonging.zones[owner.site_id])
    return VisitRead.model_validate(row).model_copy(update=told)


def _told(change: ChangeInNetwork, booked: Booked) -> BookingRead:
    tell_etag_of_visit(change, booked.visit_id)
    broken = seen(change.viewer, booked.broken)
    return booking_read(booked, change.viewer.clock_of(booked.visit_id), broken)


def _is_between(row: VisitRow, wanted: VisitFilter) -> bool:
    if wanted.from_date is None and wanted.to_date is None:
        return True
    if row.injection_at is None:
        return False
    day = row.injection_at.date()
    return (wanted.from_date or day) <= day <= (wanted.to_date or day)


def _key(row: VisitRow) -> tuple[str | int, ...]:
    at = row.injection_at
    if at is None:
        return (1, "", row.visit_id)
    return (0, at.astimezone(UTC).isoformat(), row.visit_id)
