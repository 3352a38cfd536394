"""What-if: single visits and claims more or fewer, and on other dates."""

from datetime import date, datetime, timedelta
from typing import ClassVar, Literal
from zoneinfo import ZoneInfo

from scheduler.imports.planning_file.base import Day
from scheduler.imports.planning_file.cycles import placed_visits
from scheduler.imports.planning_file.local_time import LocalTimeError, Twice, instant_of
from scheduler.imports.planning_file.schema_cycles import CyclesData
from scheduler.imports.planning_file.schema_demand import (
    ClaimData,
    ParticipantData,
    VisitData,
)
from scheduler.imports.planning_file.windows import (
    VisitDates,
    WindowError,
    previous_dose_on,
)
from scheduler.scenarios.changes.base import ChangeBase, Turn
from scheduler.scenarios.changes.drafts import replaced, without
from scheduler.scenarios.changes.file_draft import FileDraft
from scheduler.scenarios.changes.participants import Days, days_later, shifted
from solver.problem.base import Id
from solver.problem.demand import PriorityClass


class AddVisit(ChangeBase):
    """One more visit of a participant; what is left out is as the protocol says."""

    turn: ClassVar = Turn.ASKED
    spelling: ClassVar = (
        "add visit {visit} of {participant} as {definition} "
        "[{earliest_date}] [{latest_date}]"
    )

    change: Literal["add_visit"] = "add_visit"
    participant: Id
    visit: Id
    definition: Id
    earliest_date: Day | None = None
    latest_date: Day | None = None
    follows: Id | None = None
    needs: Id | None = None
    priority: PriorityClass | None = None
    cohort: Id | None = None

    def on_file(self, draft: FileDraft) -> None:
        """Put it after the others of the participant."""
        require_free_visit(draft, self.visit)
        old = draft.participant(self.participant)
        trial = draft.known(draft.file.trials, old.trial, "participant", "trial")
        draft.known(
            trial.visit_definitions, self.definition, "definition", "visit definition"
        )
        said = dict(self)
        del said["change"], said["participant"], said["visit"]
        visit = draft.record(VisitData, "earliest_date", id=self.visit, **said)
        new = ParticipantData(**dict(old) | {"visits": (*old.visits, visit)})
        draft.put(participants=replaced(draft.file.participants, new))

    def words(self) -> str:
        """What is changed, for people."""
        return f"one more visit, {self.visit} ({self.definition}) of {self.participant}"


class AddClaim(ChangeBase):
    """One more clinical claim."""

    turn: ClassVar = Turn.ASKED

    change: Literal["add_claim"] = "add_claim"
    claim: ClaimData

    def on_file(self, draft: FileDraft) -> None:
        """Put it beside the others."""
        require_free_visit(draft, self.claim.id, "claim")
        draft.put(claims=(*draft.file.claims, self.claim))

    def words(self) -> str:
        """What is changed, for people."""
        return f"one more claim, {self.claim.id} at {self.claim.site}"


class RemoveVisit(ChangeBase):
    """
    A visit or a claim is not asked for.

    Of a course it is the last cycle; a participant goes with the last visit.
    """

    turn: ClassVar = Turn.REMOVED
    spelling: ClassVar = "remove visit {visit}"

    change: Literal["remove_visit"] = "remove_visit"
    visit: Id

    def on_file(self, draft: FileDraft) -> None:
        """Take it out, and out of the plan."""
        draft.decide("visit", "visit", self.visit)
        draft.forget_visits([self.visit], "visit")
        claims = draft.file.claims
        if any(each.id == self.visit for each in claims):
            draft.put(claims=without(claims, self.visit))
            return
        old = participant_of(draft, self.visit)
        own = {"visits": without(old.visits, self.visit), "cycles": old.cycles}
        if own["visits"] == old.visits:
            own["cycles"] = self._shorter(draft, old)
        if own["visits"] or own["cycles"]:
            new = ParticipantData(**dict(old) | own)
            draft.put(participants=replaced(draft.file.participants, new))
            return
        draft.note(f"participant {old.id} has no visit left")
        draft.put(participants=without(draft.file.participants, old.id))

    def _shorter(
        self, draft: FileDraft, old: ParticipantData
    ) -> tuple[CyclesData, ...]:
        """The courses without this visit, the last cycle of its course."""
        found = []
        for course in old.cycles:
            last = course.last_cycle
            if self.visit != f"{course.id}/{last}":
                found.append(course)
            elif last > course.first_cycle:
                shorter = {
                    "last_cycle": last - 1,
                    "results": tuple(x for x in course.results if x.cycle != last),
                }
                found.append(CyclesData(**dict(course) | shorter))
        if tuple(found) == old.cycles:
            raise draft.refuse("visit", "is not the last cycle of its course")
        return tuple(found)

    def words(self) -> str:
        """What is changed, for people."""
        return f"visit {self.visit} not asked for"


class ShiftVisit(ChangeBase):
    """
    The window of a visit or a claim is so many days later, or earlier if negative.

    Where the protocol gives the window, that needs an amendment.
    """

    turn: ClassVar = Turn.ALTERED
    spelling: ClassVar = "shift visit {visit} {days}"

    change: Literal["shift_visit"] = "shift_visit"
    visit: Id
    days: Days

    def on_file(self, draft: FileDraft) -> None:
        """Move the dates."""
        draft.decide("visit", "visit", self.visit)
        for claim in draft.file.claims:
            if claim.id == self.visit:
                later = self._claim(draft, claim)
                draft.put(claims=replaced(draft.file.claims, later))
                return
        old = participant_of(draft, self.visit)
        visit = next((each for each in old.visits if each.id == self.visit), None)
        if visit is None:
            raise draft.refuse(
                "visit", "follows the cycle before: shift its participant"
            )
        dates = shifted(visit, self.days) or self._out_of_protocol(draft, old, visit)
        moved = draft.record(VisitData, "days", **dict(visit) | dates)
        new = ParticipantData(**dict(old) | {"visits": replaced(old.visits, moved)})
        draft.put(participants=replaced(draft.file.participants, new))

    def _out_of_protocol(
        self, draft: FileDraft, old: ParticipantData, visit: VisitData
    ) -> dict[str, object]:
        """Dates of its own for a visit that has the protocol's."""
        trial = draft.known(draft.file.trials, old.trial, "visit", "trial")
        dates = VisitDates(
            old,
            {each.id: each for _, each in placed_visits(old)},
            {each.id: each for each in trial.visit_definitions},
            previous_dose_on(old, draft.site(old.site, "visit").zone),
            {},
        )
        try:
            window = dates.window(visit)
        except WindowError as error:
            raise draft.refuse("visit", str(error)) from None
        draft.amend(
            f"{trial.id}: the window of {visit.definition} lies "
            f"{days_later(self.days)} for {visit.id}"
        )
        later = timedelta(days=self.days)
        return {
            "earliest_date": window.earliest + later,
            "latest_date": window.latest + later,
        }

    def _claim(self, draft: FileDraft, claim: ClaimData) -> ClaimData:
        """The claim at the same local times of other dates."""
        zone = draft.site(claim.site, "visit").zone
        try:
            span = {
                "start_at": _days_on(claim.start_at, self.days, zone),
                "end_at": _days_on(claim.end_at, self.days, zone),
            }
        except LocalTimeError as error:
            raise draft.refuse("days", str(error)) from None
        return draft.record(ClaimData, "days", **dict(claim) | span)

    def words(self) -> str:
        """What is changed, for people."""
        return f"visit {self.visit} {days_later(self.days)}"


def require_free_visit(draft: FileDraft, visit_id: str, field: str = "visit") -> None:
    """Refuse an id that a visit or a claim goes by already."""
    asked: list[VisitData | ClaimData] = [
        visit for each in draft.file.participants for _, visit in placed_visits(each)
    ]
    draft.require_free([*asked, *draft.file.claims], visit_id, field, "visit")


def participant_of(draft: FileDraft, visit_id: str) -> ParticipantData:
    """Whose visit it is, or else the change is refused."""
    for each in draft.file.participants:
        if any(visit.id == visit_id for _, visit in placed_visits(each)):
            return each
    raise draft.refuse("visit", f"there is no visit {visit_id!r}")


def _days_on(at: datetime, days: int, zone: str) -> datetime:
    """The same local time, so many days later."""
    local = at.astimezone(ZoneInfo(zone))
    day: date = local.date() + timedelta(days=days)
    return instant_of(day, f"{local:%H:%M}", zone, Twice.REFUSED)
