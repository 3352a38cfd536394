"""What every part of the conversion shares: the axis, the look-ups, the issues."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from scheduler.imports.planning_file.base import Zone
from scheduler.imports.planning_file.calendars import expand
from scheduler.imports.planning_file.convert_live import Live, LiveAxis, Waiting
from scheduler.imports.planning_file.local_time import Axis, first_instant
from scheduler.imports.planning_file.schema import PlanningFile
from scheduler.imports.planning_file.schema_calendar import Block, Calendar
from scheduler.imports.planning_file.schema_clinic import SiteData
from scheduler.imports.planning_file.schema_production import UnitData
from scheduler.imports.planning_file.spans import Spans, union
from solver.documents import issues_of
from solver.errors import Issue
from solver.problem.base import Record
from solver.problem.demand import Visit

R = TypeVar("R", bound=Record)

Expanded = tuple[Spans, list[str]]
"""Spans of a calendar, and what is wrong with it."""

CLINIC_DAYS_BEFORE = 1
PRODUCTION_DAYS_BEFORE = 14
"""Long-lived products may come from batches that far before the origin."""

_MOST_DAYS_BEFORE = 60
_MINUTES_PER_DAY = 24 * 60


class HasId(Protocol):
    """Anything that goes by an id."""

    @property
    def id(self) -> str:
        """Its id."""


H = TypeVar("H", bound=HasId)


def by_id(records: Sequence[H]) -> dict[str, H]:
    """Records by id; repeated ids are reported elsewhere."""
    return {record.id: record for record in records}


class Context:
    """
    One conversion: collects every issue instead of stopping at the first.

    Parameters
    ----------
    live
        What live rows come with; ``None`` where a file is converted. Live, what is
        wrong with a visit is an issue only if the plan in force has it and cannot
        keep it; else the visit waits.
    """

    def __init__(self, file: PlanningFile, live: Live | None = None) -> None:
        self.file = file
        self.live = live
        self.issues: list[Issue] = []
        self.expanded: dict[tuple[str, ...], Expanded] = {}
        first, zone = file.horizon.first_date, file.horizon.zone
        end = first + timedelta(days=file.horizon.days)
        axis = Axis if live is None else LiveAxis
        self.axis = axis(first_instant(first, zone).astimezone(UTC))
        self.horizon_min = self.axis.midnight(end, zone)
        self.sites: Mapping[str, SiteData] = by_id(file.sites)
        self.units: Mapping[str, UnitData] = by_id(file.units)
        self.committed = self._committed_batches()
        self.departures_used = self._departures_used()
        oldest = min([0, *self.committed.values()]) // _MINUTES_PER_DAY - 1
        self.production_days_before = max(
            PRODUCTION_DAYS_BEFORE, min(_MOST_DAYS_BEFORE, -oldest)
        )

    def refuse(self, place: str, message: str) -> None:
        """Note one issue."""
        self.issues.append(Issue(place, message))

    def refuse_date(self, place: str, message: str) -> None:
        """Note an issue with one date, which time may bring: live, it is left out."""
        if self.live is None:
            self.refuse(place, message)

    def is_planned(self, visit_id: str) -> bool:
        """Whether the plan in force has a visit: it stays as it was planned."""
        return self.live is not None and visit_id in self.live.planned

    def visit_or_wait(
        self, made: Callable[[], list[Visit]], otherwise: Callable[[], Waiting]
    ) -> list[Visit]:
        """
        The visit, or none of it and its issues; live, one with issues waits.

        Parameters
        ----------
        otherwise
            The visit as it waits, with no issues yet.
        """
        known = len(self.issues)
        found = made()
        if self.live is None or known == len(self.issues):
            return found
        waiting = otherwise()
        if self.is_planned(waiting.visit_id):
            return found
        issues = tuple(self.issues[known:])
        del self.issues[known:]
        self.live.waiting[waiting.visit_id] = replace(waiting, issues=issues)
        return []

    def record(self, made: type[R], at: str, /, **fields: object) -> list[R]:
        """The record, or none of it and its issues."""
        try:
            return [made(**fields)]
        except ValidationError as error:
            for issue in issues_of(error):
                self.refuse(at, str(issue))
            return []

    def clinic_days(self, zone: str) -> tuple[date, date]:
        """First and last local date for which clinics are expanded."""
        return self._days(CLINIC_DAYS_BEFORE, zone)

    def production_days(self, zone: str) -> tuple[date, date]:
        """First and last local date for which production is expanded."""
        return self._days(self.production_days_before, zone)

    def hours(
        self, calendar: Calendar, zone: Zone, place: str, days: tuple[date, date]
    ) -> Spans:
        """The spans of a calendar; local times that do not exist are issues."""
        spans, complaints = expand(calendar, zone, self.axis, *days)
        for complaint in complaints:
            self.refuse(place, complaint)
        return spans

    def hours_without_issues(
        self, calendar: Calendar, zone: str, days: tuple[date, date]
    ) -> Spans:
        """The spans of a calendar whose issues are reported elsewhere."""
        return expand(calendar, zone, self.axis, *days)[0]

    def local(self, minute: int, zone: str) -> datetime:
        """Local time of a minute."""
        at = self.axis.origin_at + timedelta(minutes=minute)
        return at.astimezone(ZoneInfo(zone))

    def first_day(self, zone: str) -> date:
        """Local date of the origin."""
        return self.axis.day_of(0, zone)

    def blocks(self, blocks: Sequence[Block]) -> Spans:
        """Dated blocks as spans."""
        return union(
            (self.axis.minute(block.start_at), self.axis.minute(block.end_at))
            for block in blocks
        )

    def _days(self, before: int, zone: str) -> tuple[date, date]:
        first = self.axis.day_of(0, zone) - timedelta(days=before)
        return first, self.axis.day_of(self.horizon_min - 1, zone)

    def _departures_used(self) -> frozenset[str]:
        """Departures of the previous plan, those of a shuttle among them."""
        held = self.file.commitments
        shipments = () if held is None else held.previous.plan.shipments
        return frozenset(each.departure_id for each in shipments if each.departure_id)

    def _committed_batches(self) -> dict[str, int]:
        """Reference minutes of the committed batches, on our axis."""
        held = self.file.commitments
        if held is None:
            return {}
        shift = self.axis.minute(held.previous.origin_at)
        names = {each.batch for each in held.batches}
        return {
            batch.id: batch.reference_min + shift
            for batch in held.previous.plan.batches
            if batch.id in names
        }
