"""What is asked of participants; written by ``api.client.generate``, not by hand."""

from collections.abc import Iterator
from typing import Unpack

from api.client.caller import Caller, Options, v1
from api.schemas.participants import (
    AbsenceAsked,
    BrokenRead,
    EnrolmentAsked,
    ParticipantItem,
    ParticipantRead,
    ResultAsked,
    WeighedRead,
    WeightAsked,
    WithdrawalAsked,
)
from api.schemas.visit_endings import EndedRead


class Participants:
    """What is asked of participants."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def list_participants(
        self,
        network_id: str,
        *,
        site_id: str | None = None,
        trial_id: str | None = None,
        is_withdrawn: bool | None = None,
        limit: int | None = None,
    ) -> Iterator[ParticipantItem]:
        """Participants by their codes."""
        return self._caller.pages(
            v1("networks", network_id, "participants"),
            ParticipantItem,
            {
                "site_id": site_id,
                "trial_id": trial_id,
                "is_withdrawn": is_withdrawn,
                "limit": limit,
            },
        )

    def enrol_participant(
        self, network_id: str, body: EnrolmentAsked, **options: Unpack[Options]
    ) -> ParticipantRead:
        """Enrol a participant under a random code, which is made here."""
        return self._caller.changed(
            v1("networks", network_id, "participants"), ParticipantRead, body, options
        )

    def get_participant(self, network_id: str, participant_id: str) -> ParticipantRead:
        """A participant with weights and absences, and the ETag."""
        return self._caller.got(
            v1("networks", network_id, "participants", participant_id), ParticipantRead
        )

    def weigh_participant(
        self,
        network_id: str,
        participant_id: str,
        body: WeightAsked,
        **options: Unpack[Options],
    ) -> WeighedRead:
        """Write down a weight; bookings get the activity that the newest asks for."""
        return self._caller.changed(
            v1("networks", network_id, "participants", participant_id, "weights"),
            WeighedRead,
            body,
            options,
        )

    def add_absence(
        self,
        network_id: str,
        participant_id: str,
        body: AbsenceAsked,
        **options: Unpack[Options],
    ) -> BrokenRead:
        """Write down when a participant cannot come."""
        return self._caller.changed(
            v1("networks", network_id, "participants", participant_id, "absences"),
            BrokenRead,
            body,
            options,
        )

    def withdraw_participant(
        self,
        network_id: str,
        participant_id: str,
        body: WithdrawalAsked,
        **options: Unpack[Options],
    ) -> EndedRead:
        """Take a participant out of the trial; open visits are cancelled."""
        return self._caller.changed(
            v1("networks", network_id, "participants", participant_id, "withdrawal"),
            EndedRead,
            body,
            options,
        )

    def enter_result(
        self,
        network_id: str,
        participant_id: str,
        body: ResultAsked,
        **options: Unpack[Options],
    ) -> BrokenRead:
        """Enter a result that gates a visit, in place of an earlier one."""
        return self._caller.changed(
            v1("networks", network_id, "participants", participant_id, "results"),
            BrokenRead,
            body,
            options,
        )
