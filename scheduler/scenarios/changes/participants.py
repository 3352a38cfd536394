"""What-if: participants more or fewer, and on other dates."""

from datetime import date, timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from scheduler.imports.planning_file.cycles import placed_visits
from scheduler.imports.planning_file.schema_cycles import CyclesData
from scheduler.imports.planning_file.schema_demand import ParticipantData, VisitData
from scheduler.scenarios.changes.base import ChangeBase, Turn
from scheduler.scenarios.changes.drafts import replaced, without
from scheduler.scenarios.changes.file_draft import FileDraft
from solver.problem.base import Id

Days = Annotated[int, Field(ge=-366, le=366)]


class AddParticipant(ChangeBase):
    """One more participant, all written out."""

    turn: ClassVar = Turn.ADDED

    change: Literal["add_participant"] = "add_participant"
    participant: ParticipantData

    def on_file(self, draft: FileDraft) -> None:
        """Put it beside the others."""
        require_free(draft, self.participant.id)
        put(draft, self.participant)

    def words(self) -> str:
        """What is changed, for people."""
        new = self.participant
        return f"one more participant, {new.id} of {new.trial} at {new.site}"


class AddParticipantLike(ChangeBase):
    """
    One more participant, like one there is, with all of the visits asked for.

    Visits are called like those of the other one, the one code in place of the other.
    """

    turn: ClassVar = Turn.ADDED
    spelling: ClassVar = "add participant like {like} as {participant}"

    change: Literal["add_participant_like"] = "add_participant_like"
    participant: Id = Field(description="A random code, the new one.")
    like: Id = Field(description="The one it is like.")

    def on_file(self, draft: FileDraft) -> None:
        """Put it beside the others, nothing of it planned."""
        require_free(draft, self.participant)
        like = draft.participant(self.like, "like")
        visits = tuple(
            VisitData(
                **dict(each)
                | {
                    "id": self._named(each.id),
                    "follows": each.follows and self._named(each.follows),
                    "needs": each.needs and self._named(each.needs),
                }
            )
            for each in like.visits
        )
        cycles = tuple(
            CyclesData(**dict(each) | {"id": self._named(each.id)})
            for each in like.cycles
        )
        own = {"id": self.participant, "visits": visits, "cycles": cycles}
        put(draft, draft.record(ParticipantData, "participant", **dict(like) | own))

    def _named(self, name: str) -> str:
        if name.startswith(self.like):
            return self.participant + name.removeprefix(self.like)
        return f"{self.participant}-{name}"

    def words(self) -> str:
        """What is changed, for people."""
        return f"one more participant, {self.participant}, like {self.like}"


class RemoveParticipant(ChangeBase):
    """A participant is not there, nor are the visits."""

    turn: ClassVar = Turn.REMOVED
    spelling: ClassVar = "remove participant {participant}"

    change: Literal["remove_participant"] = "remove_participant"
    participant: Id

    def on_file(self, draft: FileDraft) -> None:
        """Take it out, and out of the plan."""
        old = draft.participant(self.participant)
        draft.decide("participant", "participant", self.participant)
        visits = [visit.id for _, visit in placed_visits(old)]
        for visit_id in visits:
            draft.decide("participant", "visit", visit_id)
        draft.forget_visits(visits, "participant")
        draft.put(participants=without(draft.file.participants, old.id))

    def words(self) -> str:
        """What is changed, for people."""
        return f"participant {self.participant} not there"


class ShiftParticipant(ChangeBase):
    """
    A participant comes so many days later, or earlier if negative.

    The anchor date moves, and what dates the visits have of their own.
    """

    turn: ClassVar = Turn.REDEFINED
    spelling: ClassVar = "shift participant {participant} {days}"

    change: Literal["shift_participant"] = "shift_participant"
    participant: Id
    days: Days

    def on_file(self, draft: FileDraft) -> None:
        """Move the dates."""
        old = draft.participant(self.participant)
        draft.decide("participant", "participant", self.participant)
        anchor = old.anchor_date
        own: dict[str, object] = {
            "anchor_date": anchor and self._later(anchor),
            "visits": tuple(
                draft.record(VisitData, "days", **dict(each) | shifted(each, self.days))
                for each in old.visits
            ),
            "cycles": tuple(
                draft.record(
                    CyclesData, "days", **dict(each) | shifted(each, self.days)
                )
                for each in old.cycles
            ),
        }
        new = draft.record(ParticipantData, "days", **dict(old) | own)
        if new == old:
            draft.refuse("participant", "has no date that the visits count from")
        draft.put(participants=replaced(draft.file.participants, new))

    def _later(self, day: date) -> date:
        return day + timedelta(days=self.days)

    def words(self) -> str:
        """What is changed, for people."""
        return f"participant {self.participant} {days_later(self.days)}"


def require_free(draft: FileDraft, participant_id: str) -> None:
    """Refuse a code that somebody goes by already."""
    there = draft.file.participants
    draft.require_free(there, participant_id, "participant", "participant")


def put(draft: FileDraft, participant: ParticipantData) -> None:
    """Put a participant beside the others."""
    draft.put(participants=(*draft.file.participants, participant))


def shifted(dated: VisitData | CyclesData, days: int) -> dict[str, object]:
    """The dates of a visit or a course, so many days later, as far as it has any."""
    if dated.earliest_date is None or dated.latest_date is None:
        return {}
    later = timedelta(days=days)
    return {
        "earliest_date": dated.earliest_date + later,
        "latest_date": dated.latest_date + later,
    }


def days_later(days: int) -> str:
    """How much later, or earlier, in words."""
    one = "day" if abs(days) == 1 else "days"
    return f"{abs(days)} {one} {'earlier' if days < 0 else 'later'}"
