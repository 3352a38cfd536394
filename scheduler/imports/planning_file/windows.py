"""Windows of participants' visits, in local dates with both ends included."""

from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.imports.planning_file.schema_demand import ParticipantData, VisitData
from scheduler.imports.planning_file.schema_protocol import (
    AfterPrevious,
    AnchorWindow,
    GivenDates,
    VisitDefinition,
)
from solver.problem.demand import Follows

ANY_DAYS = 800
"""Where only the order of two visits counts."""


class WindowError(ValueError):
    """A window that cannot be worked out for this participant."""


@dataclass(frozen=True, slots=True)
class DateWindow:
    """Local dates of the site, both included."""

    earliest: date
    latest: date


def follows_of(visit: VisitData, definition: VisitDefinition) -> Follows | None:
    """The interval to the earlier visit; only the order, if none is stated."""
    if visit.follows is None:
        return None
    window = definition.window
    if isinstance(window, AfterPrevious):
        return Follows(
            visit_id=visit.follows,
            min_days=window.min_days,
            max_days=window.max_days,
        )
    return Follows(visit_id=visit.follows, min_days=0, max_days=ANY_DAYS)


def window_of(
    visit: VisitData,
    definition: VisitDefinition,
    participant: ParticipantData,
    earlier: DateWindow | None,
) -> DateWindow:
    """
    The dates on which a visit may take place.

    ``earlier`` is the window of the visit it follows, if it follows one.

    Raises
    ------
    WindowError
        If a date is missing that the definition counts from.

    """
    if visit.earliest_date is not None and visit.latest_date is not None:
        return DateWindow(visit.earliest_date, visit.latest_date)
    match definition.window:
        case GivenDates():
            raise WindowError("needs the visit's earliest_date and latest_date")
        case AnchorWindow(day=day, minus_days=minus, plus_days=plus):
            if participant.anchor_date is None:
                raise WindowError("needs the participant's anchor_date")
            middle = participant.anchor_date + timedelta(days=day)
            return DateWindow(
                middle - timedelta(days=minus), middle + timedelta(days=plus)
            )
        case AfterPrevious(min_days=least, max_days=most):
            if visit.follows is None and participant.previous_dose_date is not None:
                earlier = DateWindow(
                    participant.previous_dose_date, participant.previous_dose_date
                )
            if earlier is None:
                raise WindowError(
                    "needs a visit it follows, or the participant's previous_dose_date"
                )
            return DateWindow(
                earlier.earliest + timedelta(days=least),
                earlier.latest + timedelta(days=most),
            )
