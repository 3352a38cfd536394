"""What-if: wider or narrower windows of a protocol."""

from datetime import timedelta
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import Field

from scheduler.imports.planning_file.schema_cycles import CyclesData
from scheduler.imports.planning_file.schema_demand import ParticipantData, VisitData
from scheduler.imports.planning_file.schema_protocol import (
    AfterPrevious,
    AnchorWindow,
    GivenDates,
    IntervalWindow,
    TrialData,
    VisitDefinition,
)
from scheduler.scenarios.changes.base import ChangeBase, Turn
from scheduler.scenarios.changes.drafts import replaced
from scheduler.scenarios.changes.file_draft import FileDraft
from solver.problem.base import Id

Dated = TypeVar("Dated", VisitData, CyclesData)

WiderDays = Annotated[int, Field(ge=-400, le=400)]


class WidenWindow(ChangeBase):
    """
    The windows of a visit of a protocol open and close so many days before and after.

    Negative days make them narrower. It needs an amendment. Windows that visits have
    of their own are widened alike.
    """

    turn: ClassVar = Turn.REDEFINED
    spelling: ClassVar = (
        "widen window of {definition} of {trial} {days_before} {days_after}"
    )

    change: Literal["widen_window"] = "widen_window"
    trial: Id
    definition: Id
    days_before: WiderDays
    days_after: WiderDays

    def on_file(self, draft: FileDraft) -> None:
        """Widen the definition's window, and those of its visits."""
        trial = draft.known(draft.file.trials, self.trial, "trial", "trial")
        definitions = trial.visit_definitions
        old = draft.known(
            definitions, self.definition, "definition", "visit definition"
        )
        draft.decide("definition", "windows of", self.definition, "of", self.trial)
        window = {"window": self._window(draft, old)}
        new = VisitDefinition(**dict(old) | window)
        own = {"visit_definitions": replaced(definitions, new)}
        draft.put(
            trials=replaced(draft.file.trials, TrialData(**dict(trial) | own)),
            participants=tuple(
                self._widened(draft, each) if each.trial == self.trial else each
                for each in draft.file.participants
            ),
        )
        draft.amend(self.words())

    def _window(self, draft: FileDraft, definition: VisitDefinition) -> Any:
        """The protocol's window, wider."""
        window = definition.window
        before, after = self.days_before, self.days_after
        match window:
            case (
                AnchorWindow(minus_days=minus, plus_days=plus)
                | IntervalWindow(minus_days=minus, plus_days=plus)
            ):
                days = {"minus_days": minus + before, "plus_days": plus + after}
            case AfterPrevious(min_days=least, max_days=most):
                days = {"min_days": least - before, "max_days": most + after}
            case GivenDates():
                days = {}
        return draft.record(type(window), "days_before", **dict(window) | days)

    def _widened(
        self, draft: FileDraft, participant: ParticipantData
    ) -> ParticipantData:
        """A participant of the trial, with the dates of these visits wider."""
        own = {
            "visits": tuple(self._dated(draft, each) for each in participant.visits),
            "cycles": tuple(self._dated(draft, each) for each in participant.cycles),
        }
        return ParticipantData(**dict(participant) | own)

    def _dated(self, draft: FileDraft, asked: Dated) -> Dated:
        if asked.definition != self.definition:
            return asked
        if asked.earliest_date is None or asked.latest_date is None:
            return asked
        dates = {
            "earliest_date": asked.earliest_date - timedelta(days=self.days_before),
            "latest_date": asked.latest_date + timedelta(days=self.days_after),
        }
        return draft.record(type(asked), "days_before", **dict(asked) | dates)

    def words(self) -> str:
        """What is changed, for people."""
        return (
            f"{self.trial}: the window of {self.definition} is wider by "
            f"{self.days_before} days before and {self.days_after} days after"
        )
