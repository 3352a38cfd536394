"""Trials: paused, and resumed; ``GET /networks/{network_id}`` lists them."""

from typing import Annotated

from fastapi import Depends, Response

from api.changes import ChangeInNetwork, ChangesInNetwork, ChangingInNetwork
from api.routing import IN_NETWORK, router_of
from api.schemas.happenings import Why
from api.schemas.networks import TrialRead
from api.schemas.types import PathId
from scheduler.access.permissions import Permission
from scheduler.trials.pausing import pause_trial, resume_trial

router = router_of("trials", IN_NETWORK + "/trials/{trial_id}")

PausesDep = Annotated[
    ChangingInNetwork, Depends(ChangesInNetwork(Permission.PAUSE_TRIALS))
]


@router.post("/pause", operation_id="pause_trial", response_model=TrialRead)
def pause(changing: PausesDep, trial_id: PathId, body: Why) -> Response:
    """Plan nothing new for it; what is promised stays."""

    def work(change: ChangeInNetwork) -> TrialRead:
        row = pause_trial(
            change.session,
            change.now,
            change.actor,
            network_id=change.network_id,
            trial_id=change.viewer.trial(trial_id),
            reason=body.reason,
        )
        return TrialRead.model_validate(row)

    return changing.apply(work)


@router.post("/resume", operation_id="resume_trial", response_model=TrialRead)
def resume(changing: PausesDep, trial_id: PathId, body: Why) -> Response:
    """Plan for it again."""

    def work(change: ChangeInNetwork) -> TrialRead:
        row = resume_trial(
            change.session,
            change.now,
            change.actor,
            network_id=change.network_id,
            trial_id=change.viewer.trial(trial_id),
            reason=body.reason,
        )
        return TrialRead.model_validate(row)

    return changing.apply(work)
