"""What is asked of trials; written by ``api.client.generate``, not by hand."""

from typing import Unpack

from api.client.caller import Caller, Options, v1
from api.schemas.happenings import Why
from api.schemas.networks import TrialRead


class Trials:
    """What is asked of trials."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def pause_trial(
        self, network_id: str, trial_id: str, body: Why, **options: Unpack[Options]
    ) -> TrialRead:
        """Plan nothing new for it; what is promised stays."""
        return self._caller.changed(
            v1("networks", network_id, "trials", trial_id, "pause"),
            TrialRead,
            body,
            options,
        )

    def resume_trial(
        self, network_id: str, trial_id: str, body: Why, **options: Unpack[Options]
    ) -> TrialRead:
        """Plan for it again."""
        return self._caller.changed(
            v1("networks", network_id, "trials", trial_id, "resume"),
            TrialRead,
            body,
            options,
        )
