"""Visits that are asked for: one, or all of the protocol; and slots for all of them."""

from typing import Annotated

from fastapi import Depends, Query, Response

from api.addresses import address_of
from api.changes import ChangeInNetwork, ChangesInNetwork, ChangingInNetwork
from api.placing import named_at, placed
from api.routes.participants import begin_participant
from api.routes.visits import SeesDep, tell_etag_of_visit, visit_read
from api.routing import IN_NETWORK, router_of
from api.schemas.types import PathId
from api.schemas.visit_requests import (
    ScheduleAsked,
    ScheduleOffersRead,
    ScheduleRead,
    VisitAsked,
)
from api.schemas.visits import OfferRead, VisitRead
from scheduler.access.permissions import Permission
from scheduler.access.visits_seen import named_visit
from scheduler.bookings.listing import booking_of
from scheduler.bookings.offering import schedule_offers
from scheduler.trials.requests import VisitRequest, request_schedule, request_visit
from solver.offers import MOST_SCHEDULES

router = router_of("visits", IN_NETWORK + "/participants/{participant_id}")

RequestsDep = Annotated[
    ChangingInNetwork, Depends(ChangesInNetwork(Permission.REQUEST_VISITS))
]


@router.post(
    "/visits",
    operation_id="request_visit",
    response_model=VisitRead,
    status_code=201,
)
def request_one(
    changing: RequestsDep, participant_id: PathId, body: VisitAsked
) -> Response:
    """Ask for one visit; its id is made of participant and definition."""

    def work(change: ChangeInNetwork) -> VisitRead:
        begin_participant(change, participant_id)
        for field, visit_id in (("follows", body.follows), ("needs", body.needs)):
            if visit_id is not None:
                named_visit(change.viewer, participant_id, visit_id, field)
        place = f"participants[{participant_id}]"
        with placed(body, place), named_at("definition_id"):
            visit_id = request_visit(
                change.session,
                change.now,
                change.actor,
                network_id=change.network_id,
                visit=_wanted(participant_id, body),
            )
        change.headers["Location"] = address_of(
            "networks", change.network_id, "visits", visit_id
        )
        tell_etag_of_visit(change, visit_id)
        row = booking_of(change.session, change.now, change.network_id, visit_id)
        return visit_read(change.viewer, row)

    return changing.apply(work, status=201)


@router.post("/schedule", operation_id="request_schedule", response_model=ScheduleRead)
def request_all(
    changing: RequestsDep, participant_id: PathId, body: ScheduleAsked
) -> Response:
    """Ask for all visits of the protocol that are not asked for yet."""

    def work(change: ChangeInNetwork) -> ScheduleRead:
        begin_participant(change, participant_id)
        dates = {
            name: (each.earliest_date, each.latest_date)
            for name, each in body.dates.items()
        }
        with placed(body, f"participants[{participant_id}]"):
            made = request_schedule(
                change.session,
                change.now,
                change.actor,
                network_id=change.network_id,
                participant_id=participant_id,
                dates=dates,
            )
        return ScheduleRead(visit_ids=list(made))

    return changing.apply(work)


@router.get("/schedule-offers", operation_id="offer_schedules")
def offer_schedules(
    asking: SeesDep,
    participant_id: PathId,
    limit: Annotated[int, Query(ge=1, le=MOST_SCHEDULES)] = MOST_SCHEDULES,
) -> ScheduleOffersRead:
    """Slots for all visits of a participant that have none yet, chain by chain."""
    with asking.viewing() as viewer:
        found = schedule_offers(
            viewer.session,
            viewer.now,
            viewer.network_id,
            viewer.participant(participant_id),
            limit,
        )
        return ScheduleOffersRead(
            schedules=[
                [OfferRead.model_validate(each) for each in some]
                for some in found.schedules
            ],
            obstacle_visit_id=found.obstacle_visit_id,
            obstacle_rules=list(found.obstacle_rules),
        )


def _wanted(participant_id: str, body: VisitAsked) -> VisitRequest:
    dates = None
    if body.earliest_date is not None and body.latest_date is not None:
        dates = (body.earliest_date, body.latest_date)
    return VisitRequest(
        participant_id=participant_id,
        definition_id=body.definition_id,
        follows=body.follows,
        needs=body.needs,
        dates=dates,
        priority=body.priority,
        cohort=body.cohort,
        asked_on=body.asked_on,
    )
