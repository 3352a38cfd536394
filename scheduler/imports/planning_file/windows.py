"""Windows of participants' visits, in local dates with both ends included."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from scheduler.imports.planning_file.schema_demand import ParticipantData, VisitData
from scheduler.imports.planning_file.schema_protocol import (
    AfterPrevious,
    AnchorWindow,
    GivenDates,
    IntervalWindow,
    VisitDefinition,
)
from solver.problem.demand import Follows

ANY_DAYS = 800
"""Where only the order of two visits counts."""


class WindowError(ValueError):
    """A window that cannot be worked out for this participant."""


@dataclass(frozen=True, slots=True)
class DateWindow:
    """
    Local dates of the site, both included.

    ``nominal`` is the day that the times of gates count from.
    """

    earliest: date
    latest: date
    nominal: date


def follows_of(visit: VisitData, definition: VisitDefinition) -> Follows | None:
    """The interval to the earlier visit; only the order, if none is stated."""
    if visit.follows is None:
        return None
    interval = _interval(definition)
    if interval is None:
        return Follows(visit_id=visit.follows, min_days=0, max_days=ANY_DAYS)
    least, _, most = interval
    return Follows(visit_id=visit.follows, min_days=least, max_days=most)


def previous_dose_on(participant: ParticipantData, zone: str) -> date | None:
    """Local date of the participant's previous actual dose, if it is known."""
    given_at = participant.previous_dose_at
    if given_at is None:
        return participant.previous_dose_date
    return given_at.astimezone(ZoneInfo(zone)).date()


class VisitDates:
    """
    The windows of one participant's visits, which may count from each other.

    Parameters
    ----------
    previous_dose_on
        Local date of the previous actual dose, if it is known.
    committed_on
        Local dates that visits are committed to: their nominal days.
    """

    def __init__(
        self,
        participant: ParticipantData,
        visits: Mapping[str, VisitData],
        definitions: Mapping[str, VisitDefinition],
        previous_dose_on: date | None,
        committed_on: Mapping[str, date],
    ) -> None:
        self._participant = participant
        self._visits = visits
        self._definitions = definitions
        self._previous_dose_on = previous_dose_on
        self._committed_on = committed_on
        self._known: dict[str, DateWindow] = {}

    def window(self, visit: VisitData) -> DateWindow:
        """
        The dates on which a visit may take place.

        Raises
        ------
        WindowError
            If a date is missing that the definition counts from, or the visits
            follow each other in a circle.

        """
        trail = [visit]
        while trail[-1].id not in self._known and trail[-1].follows is not None:
            before = self._visits.get(trail[-1].follows)
            if before is None:
                raise WindowError(
                    f"follows {trail[-1].follows!r}, no visit of this participant"
                )
            if any(before.id == each.id for each in trail):
                raise WindowError("the visits follow each other in a circle")
            trail.append(before)
        for each in reversed(trail):
            if each.id not in self._known:
                found = self._window(each)
                nominal = self._committed_on.get(each.id, found.nominal)
                self._known[each.id] = DateWindow(found.earliest, found.latest, nominal)
        return self._known[visit.id]

    def _window(self, visit: VisitData) -> DateWindow:
        """The window, where that of the visit it follows is known already."""
        definition = self._definitions.get(visit.definition)
        if definition is None:
            raise WindowError(f"counts from {visit.id!r}, whose definition is unknown")
        if visit.earliest_date is not None and visit.latest_date is not None:
            return DateWindow(
                visit.earliest_date, visit.latest_date, visit.earliest_date
            )
        match definition.window:
            case GivenDates():
                raise WindowError("needs the visit's earliest_date and latest_date")
            case AnchorWindow(day=day, minus_days=minus, plus_days=plus):
                if self._participant.anchor_date is None:
                    raise WindowError("needs the participant's anchor_date")
                middle = self._participant.anchor_date + timedelta(days=day)
                return DateWindow(
                    middle - timedelta(days=minus),
                    middle + timedelta(days=plus),
                    middle,
                )
        return self._after_previous(visit, definition)

    def _after_previous(
        self, visit: VisitData, definition: VisitDefinition
    ) -> DateWindow:
        earlier = None
        if visit.follows is not None:
            earlier = self._known[visit.follows]
        elif self._previous_dose_on is not None:
            given = self._previous_dose_on
            earlier = DateWindow(given, given, given)
        if earlier is None:
            raise WindowError(
                "needs a visit it follows, or the participant's previous_dose_date "
                "or previous_dose_at"
            )
        least, usual, most = _interval(definition) or (0, 0, ANY_DAYS)
        return DateWindow(
            earlier.earliest + timedelta(days=least),
            earlier.latest + timedelta(days=most),
            earlier.nominal + timedelta(days=usual),
        )


def _interval(definition: VisitDefinition) -> tuple[int, int, int] | None:
    """Least, nominal and most days after the previous dose, if they are stated."""
    match definition.window:
        case AfterPrevious(min_days=least, max_days=most):
            return least, least, most
        case IntervalWindow(days=days, minus_days=minus, plus_days=plus):
            return days - minus, days, days + plus
    return None
