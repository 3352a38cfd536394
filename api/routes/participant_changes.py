"""What changes for a participant: weight, absence, results, withdrawal."""

from fastapi import Response

from api.changes import ChangeInNetwork
from api.placing import placed
from api.routes.participants import (
    ChangesDep,
    begin_participant,
    tell_etag_of_participant,
)
from api.routing import IN_NETWORK, router_of
from api.schemas.participants import (
    AbsenceAsked,
    BrokenRead,
    PrescribedRead,
    ResultAsked,
    WeighedRead,
    WeightAsked,
    WithdrawalAsked,
)
from api.schemas.types import PathId
from api.schemas.visit_endings import EndedRead, ended_read
from scheduler.access.discretion import seen
from scheduler.access.visits_seen import named_visit
from scheduler.trials.enrolment import Absence
from scheduler.trials.results import ResultEntry, enter_result
from scheduler.trials.service import unavailable, weigh, withdraw

router = router_of("participants", IN_NETWORK + "/participants/{participant_id}")


@router.post("/weights", operation_id="weigh_participant", response_model=WeighedRead)
def weigh_participant(
    changing: ChangesDep, participant_id: PathId, body: WeightAsked
) -> Response:
    """Write down a weight; bookings get the activity that the newest asks for."""

    def work(change: ChangeInNetwork) -> WeighedRead:
        begin_participant(change, participant_id)
        with placed(body, f"participants[{participant_id}]"):
            weighed = weigh(
                change.session,
                change.now,
                change.actor,
                network_id=change.network_id,
                participant_id=participant_id,
                weight_kg=body.weight_kg,
                weighed_on=body.weighed_on,
            )
        tell_etag_of_participant(change, participant_id)
        return WeighedRead(
            visits=[PrescribedRead.model_validate(each) for each in weighed.visits],
            broken=seen(change.viewer, weighed.broken),
            version=weighed.version,
        )

    return changing.apply(work)


@router.post("/absences", operation_id="add_absence", response_model=BrokenRead)
def add_absence(
    changing: ChangesDep, participant_id: PathId, body: AbsenceAsked
) -> Response:
    """Write down when a participant cannot come."""

    def work(change: ChangeInNetwork) -> BrokenRead:
        begin_participant(change, participant_id)
        with placed(body, "absence"):
            broken = unavailable(
                change.session,
                change.now,
                change.actor,
                network_id=change.network_id,
                participant_id=participant_id,
                absence=Absence(
                    start_at=body.start_at, end_at=body.end_at, note=body.note
                ),
            )
        tell_etag_of_participant(change, participant_id)
        return BrokenRead(broken=seen(change.viewer, broken))

    return changing.apply(work)


@router.post(
    "/withdrawal", operation_id="withdraw_participant", response_model=EndedRead
)
def withdraw_participant(
    changing: ChangesDep, participant_id: PathId, body: WithdrawalAsked
) -> Response:
    """Take a participant out of the trial; open visits are cancelled."""

    def work(change: ChangeInNetwork) -> EndedRead:
        begin_participant(change, participant_id)
        ended = withdraw(
            change.session,
            change.now,
            change.actor,
            network_id=change.network_id,
            participant_id=participant_id,
            reason=body.reason,
        )
        tell_etag_of_participant(change, participant_id)
        return ended_read(
            ended,
            seen(change.viewer, ended.visit_ids),
            seen(change.viewer, ended.broken),
        )

    return changing.apply(work)


@router.post("/results", operation_id="enter_result", response_model=BrokenRead)
def enter_gate_result(
    changing: ChangesDep, participant_id: PathId, body: ResultAsked
) -> Response:
    """Enter a result that gates a visit, in place of an earlier one."""

    def work(change: ChangeInNetwork) -> BrokenRead:
        begin_participant(change, participant_id)
        named_visit(change.viewer, participant_id, body.visit_id, "visit_id")
        result = ResultEntry(
            visit_id=body.visit_id,
            gate=body.gate,
            status=body.status,
            taken_at=body.taken_at,
            due_at=body.due_at,
        )
        with placed(body, f"participants[{participant_id}]"):
            broken = enter_result(
                change.session,
                change.now,
                change.actor,
                network_id=change.network_id,
                result=result,
            )
        return BrokenRead(broken=seen(change.viewer, broken))

    return changing.apply(work)
