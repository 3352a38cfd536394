"""Visits that are given up, late, or asked for again."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Response

from api.changes import ChangeInNetwork, ChangesInNetwork, ChangingInNetwork
from api.placing import placed
from api.routes.visits import BooksDep, begin_visit, tell_etag_of_visit
from api.routing import IN_NETWORK, router_of
from api.schemas.happenings import HappeningRead, happening_read
from api.schemas.types import PathId
from api.schemas.visit_endings import (
    EndedRead,
    GiveUpAsked,
    LatenessAsked,
    LateRead,
    OverrunAsked,
    ReopeningAsked,
    StandingRead,
    ended_read,
    late_read,
)
from scheduler.access.discretion import seen
from scheduler.access.permissions import Permission
from scheduler.bookings.booking import give_back
from scheduler.bookings.ending import GiveUp, cancel, no_show
from scheduler.bookings.ends import Ended
from scheduler.bookings.lateness import late
from scheduler.bookings.listing import booking_of
from scheduler.bookings.overrunning import overran
from scheduler.bookings.reopening import reopen

router = router_of("visits", IN_NETWORK + "/visits/{visit_id}")

RecordsDep = Annotated[
    ChangingInNetwork, Depends(ChangesInNetwork(Permission.RECORD_DOSES))
]


@router.post("/hold-return", operation_id="give_back_hold", response_model=StandingRead)
def give_back_hold(changing: BooksDep, visit_id: PathId) -> Response:
    """Give a held slot back before it lapses."""

    def work(change: ChangeInNetwork) -> StandingRead:
        begin_visit(change, visit_id)
        give_back(
            change.session,
            change.now,
            change.actor,
            network_id=change.network_id,
            visit_id=visit_id,
        )
        tell_etag_of_visit(change, visit_id)
        found = booking_of(change.session, change.now, change.network_id, visit_id)
        return StandingRead(visit_id=visit_id, state=found.state)

    return changing.apply(work)


@router.post("/cancellation", operation_id="cancel_visit", response_model=EndedRead)
def cancel_visit(changing: BooksDep, visit_id: PathId, body: GiveUpAsked) -> Response:
    """Cancel a visit: its slot is free, and it is not asked for any more."""
    return _given_up(changing, visit_id, body, cancel)


@router.post("/no-show", operation_id="record_no_show", response_model=EndedRead)
def record_no_show(
    changing: RecordsDep, visit_id: PathId, body: GiveUpAsked
) -> Response:
    """Record that a participant did not come."""
    return _given_up(changing, visit_id, body, no_show)


@router.post("/lateness", operation_id="report_lateness", response_model=LateRead)
def report_lateness(
    changing: BooksDep, visit_id: PathId, body: LatenessAsked
) -> Response:
    """Go on so many minutes late, or at the next slot of the day; or it is lost."""

    def work(change: ChangeInNetwork) -> LateRead:
        begin_visit(change, visit_id)
        answer = late(
            change.session,
            change.now,
            change.actor,
            network_id=change.network_id,
            visit_id=visit_id,
            minutes=body.minutes,
        )
        tell_etag_of_visit(change, visit_id)
        return late_read(answer, change.viewer.clock_of(visit_id))

    return changing.apply(work)


@router.post("/overrun", operation_id="report_overrun", response_model=HappeningRead)
def report_overrun(
    changing: BooksDep, visit_id: PathId, body: OverrunAsked
) -> Response:
    """The scan, or the stay, takes so many minutes longer: who cannot be served so?"""

    def work(change: ChangeInNetwork) -> HappeningRead:
        begin_visit(change, visit_id)
        _ = change.viewer.supplies  # as they are before
        found = overran(
            change.session,
            change.now,
            change.actor,
            network_id=change.network_id,
            visit_id=visit_id,
            minutes=body.minutes,
            reason=body.reason,
        )
        tell_etag_of_visit(change, visit_id)
        return happening_read(change.viewer, found)

    return changing.apply(work)


@router.post("/reopening", operation_id="reopen_visit", response_model=StandingRead)
def reopen_visit(
    changing: RecordsDep, visit_id: PathId, body: ReopeningAsked
) -> Response:
    """Take back that a visit has ended; the audit trail keeps that it had."""

    def work(change: ChangeInNetwork) -> StandingRead:
        begin_visit(change, visit_id)
        state = reopen(
            change.session,
            change.now,
            change.actor,
            network_id=change.network_id,
            visit_id=visit_id,
            reason=body.reason,
        )
        tell_etag_of_visit(change, visit_id)
        return StandingRead(visit_id=visit_id, state=state)

    return changing.apply(work)


def _given_up(
    changing: ChangingInNetwork,
    visit_id: str,
    body: GiveUpAsked,
    end: Callable[..., Ended],
) -> Response:
    def work(change: ChangeInNetwork) -> EndedRead:
        begin_visit(change, visit_id)
        with placed(body, f"visits[{visit_id}]"):
            ended = end(
                change.session,
                change.now,
                change.actor,
                network_id=change.network_id,
                visit=GiveUp(visit_id, body.reason, body.with_followers),
            )
        tell_etag_of_visit(change, visit_id)
        return ended_read(
            ended,
            seen(change.viewer, ended.visit_ids),
            seen(change.viewer, ended.broken),
        )

    return changing.apply(work)
