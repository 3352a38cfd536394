"""Participants: listed, shown, enrolled."""

from typing import Annotated

from fastapi import Depends, Query, Request, Response
from sqlalchemy.orm import Session

from api.addresses import address_of
from api.changes import ChangeInNetwork, ChangesInNetwork, ChangingInNetwork
from api.dependencies import AskingInNetwork, NeedsInNetwork
from api.etags import NOT_MODIFIED, etag_of_rows, is_known, not_modified
from api.pagination import Page, PageDep, page_of
from api.routing import IN_NETWORK, router_of
from api.schemas.participants import (
    EnrolmentAsked,
    ParticipantFilter,
    ParticipantItem,
    ParticipantRead,
)
from api.schemas.types import PathId
from scheduler.access.permissions import Permission
from scheduler.trials.enrolment import Absence, Enrolment, enrol
from scheduler.trials.listing import (
    ParticipantRow,
    participant_with_all,
    participants,
    rows_of,
)

router = router_of("participants", IN_NETWORK + "/participants")

SeesDep = Annotated[
    AskingInNetwork, Depends(NeedsInNetwork(Permission.SEE_PARTICIPANTS))
]
ChangesDep = Annotated[
    ChangingInNetwork, Depends(ChangesInNetwork(Permission.CHANGE_PARTICIPANTS))
]


@router.get("", operation_id="list_participants")
def list_participants(
    asking: SeesDep, wanted: Annotated[ParticipantFilter, Query()], page: PageDep
) -> Page[ParticipantItem]:
    """Participants by their codes."""
    with asking.viewing() as viewer:
        found = participants(viewer.session, viewer.network_id, viewer.sees_participant)
        rows = [row for row in found if _is_meant(row, wanted)]
        return page_of(rows, page, _key, ParticipantItem.model_validate)


@router.get(
    "/{participant_id}",
    operation_id="get_participant",
    response_model=ParticipantRead,
    responses=NOT_MODIFIED,
)
def get_participant(
    asking: SeesDep, request: Request, response: Response, participant_id: PathId
) -> ParticipantRead | Response:
    """A participant with weights and absences, and the ETag."""
    with asking.viewing() as viewer:
        asked = viewer.session, viewer.network_id, viewer.participant(participant_id)
        etag = etag_of_participant(*asked)
        if is_known(request, etag):
            return not_modified(etag)
        response.headers["ETag"] = etag
        return ParticipantRead.model_validate(participant_with_all(*asked))


@router.post(
    "",
    operation_id="enrol_participant",
    response_model=ParticipantRead,
    status_code=201,
)
def enrol_participant(changing: ChangesDep, body: EnrolmentAsked) -> Response:
    """Enrol a participant under a random code, which is made here."""

    def work(change: ChangeInNetwork) -> ParticipantRead:
        change.viewer.named("trial", body.trial_id, "trial_id")
        change.viewer.named("site", body.site_id, "site_id")
        code = enrol(
            change.session,
            change.now,
            change.actor,
            network_id=change.network_id,
            participant=_enrolment(body),
        )
        change.headers["Location"] = address_of(
            "networks", change.network_id, "participants", code
        )
        tell_etag_of_participant(change, code)
        found = participant_with_all(change.session, change.network_id, code)
        return ParticipantRead.model_validate(found)

    return changing.apply(work, status=201)


def etag_of_participant(session: Session, network_id: str, participant_id: str) -> str:
    """The ETag of a participant, visits apart."""
    return etag_of_rows(rows_of(session, network_id, participant_id))


def begin_participant(change: ChangeInNetwork, participant_id: str) -> None:
    """Refuse who is not theirs, and who is not as they have seen them."""
    change.viewer.participant(participant_id)
    change.require_match(
        lambda: etag_of_participant(change.session, change.network_id, participant_id)
    )


def tell_etag_of_participant(change: ChangeInNetwork, participant_id: str) -> None:
    """Send the ETag of a participant along, as they are now."""
    change.session.flush()
    change.headers["ETag"] = etag_of_participant(
        change.session, change.network_id, participant_id
    )


def _enrolment(body: EnrolmentAsked) -> Enrolment:
    return Enrolment(
        trial_id=body.trial_id,
        site_id=body.site_id,
        arm=body.arm,
        dose_level=body.dose_level,
        weight_kg=body.weight_kg,
        weighed_on=body.weighed_on,
        is_consented=body.is_consented,
        anchor_date=body.anchor_date,
        previous_dose_date=body.previous_dose_date,
        extra_minutes=body.extra_minutes,
        absences=tuple(
            Absence(start_at=each.start_at, end_at=each.end_at, note=each.note)
            for each in body.absences
        ),
    )


def _is_meant(row: ParticipantRow, wanted: ParticipantFilter) -> bool:
    asked = (
        (wanted.site_id, row.site_id),
        (wanted.trial_id, row.trial_id),
        (wanted.is_withdrawn, row.withdrawn_at is not None),
    )
    return all(one is None or one == other for one, other in asked)


def _key(row: ParticipantRow) -> tuple[str | int, ...]:
    return (row.participant_id,)
