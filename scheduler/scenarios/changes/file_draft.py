"""A planning file under change."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from scheduler.imports.planning_file.closures import Closure, ResourceKind, closed
from scheduler.imports.planning_file.local_time import first_instant
from scheduler.imports.planning_file.schema import PlanningFile
from scheduler.imports.planning_file.schema_clinic import SiteData
from scheduler.imports.planning_file.schema_commitments import (
    CommitmentsData,
    PreviousPlan,
)
from scheduler.imports.planning_file.schema_demand import ParticipantData
from scheduler.imports.planning_file.schema_production import LineData
from scheduler.outages.stopped import stopped
from scheduler.scenarios.changes.drafts import Draft, Findings
from solver.plan.plan import Plan
from solver.problem.commitments import Firmness


class Lasts(Protocol):
    """A change that lasts; ``None``: from now, or to the end of what is planned."""

    @property
    def start_at(self) -> datetime | None:
        """When it begins."""

    @property
    def end_at(self) -> datetime | None:
        """When it is over."""


class FileDraft(Draft):
    """
    A planning file under change; what it was made from stays as it is.

    Attributes
    ----------
    file
        As it is now.
    """

    def __init__(self, file: PlanningFile, findings: Findings) -> None:
        super().__init__(findings)
        self.file = file
        horizon = file.horizon
        end = horizon.first_date + timedelta(days=horizon.days)
        self._last_date = end - timedelta(days=1)
        self._end_at = first_instant(end, horizon.zone)
        self._today = file.as_of.astimezone(ZoneInfo(horizon.zone)).date()

    # -- looking up ------------------------------------------------------------

    def site(self, site_id: str, field: str = "site") -> SiteData:
        """The site of this id; the change is refused if there is none."""
        return self.known(self.file.sites, site_id, field, "site")

    def line(self, line_id: str, field: str = "line") -> LineData:
        """The line of this id; the change is refused if there is none."""
        return self.known(self.file.lines, line_id, field, "line")

    def participant(
        self, participant_id: str, field: str = "participant"
    ) -> ParticipantData:
        """The participant of this code; the change is refused if there is none."""
        there = self.file.participants
        return self.known(there, participant_id, field, "participant")

    # -- changing --------------------------------------------------------------

    def put(self, **sections: object) -> None:
        """Replace sections of the file."""
        self.file = PlanningFile(**(dict(self.file) | sections))

    def forget_visits(self, visit_ids: Collection[str], field: str) -> None:
        """Take visits out of the plan there is: they are not asked for any more."""
        held = self.file.commitments
        if held is None:
            return
        for each in held.visits:
            if each.visit in visit_ids and each.firmness is Firmness.FACT:
                self.refuse(field, f"the dose of {each.visit} has been given")
        plan = held.previous.plan
        administrations = tuple(
            each for each in plan.administrations if each.visit_id not in visit_ids
        )
        plan = Plan(**dict(plan) | {"administrations": administrations})
        previous = PreviousPlan(**dict(held.previous) | {"plan": plan})
        visits = tuple(each for each in held.visits if each.visit not in visit_ids)
        own = {"previous": previous, "visits": visits}
        self.put(commitments=CommitmentsData(**dict(held) | own))

    def require_planned(self, day: date, field: str) -> None:
        """Refuse a date on which nothing is planned (any more)."""
        if not self._today <= day <= self._last_date:
            planned = f"{self._today} to {self._last_date}"
            self.refuse(field, f"{day} lies outside {planned}")

    def require_in_time(self, at: datetime, field: str) -> None:
        """Refuse an instant that is not in the time that is planned."""
        if not self.file.as_of <= at < self._end_at:
            self.refuse(field, "lies outside of what is planned")

    def close(self, change: Lasts, *resources: tuple[ResourceKind, str]) -> None:
        """
        Close resources, each of which there is, for as long as a change lasts.

        It begins now at the earliest: what has been is not changed. Batches that are
        to be made with them then, and are not made yet, are not committed any more.

        Raises
        ------
        Refused
            If that is not at all in the time that is planned.

        """
        now = self.file.as_of
        start_at = max(change.start_at or now, now)
        end_at = change.end_at or self._end_at
        if end_at <= now:
            raise self.refuse("end_at", "is over by now")
        if start_at >= self._end_at:
            raise self.refuse("start_at", "lies after the end of what is planned")
        closures = [
            Closure(kind=kind, resource_id=id_, start_at=start_at, end_at=end_at)
            for kind, id_ in resources
        ]
        self.file = closed(self.file, closures)
        held = self.file.commitments
        if held is None:
            return
        previous = held.previous
        lost = stopped(closures, self.file, previous.plan, previous.origin_at)
        lost &= {x.batch for x in held.batches if x.firmness is not Firmness.FACT}
        for batch_id in sorted(lost):
            self.note(f"{batch_id} is not made as it was to be")
        batches = tuple(each for each in held.batches if each.batch not in lost)
        self.put(commitments=CommitmentsData(**dict(held) | {"batches": batches}))
