"""Who asks for a dose: procedures and visits."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from solver.problem.base import (
    Id,
    Interval,
    Minute,
    Minutes,
    Name,
    PositiveKbq,
    Record,
)


class PriorityClass(StrEnum):
    """Whom to serve first when not all can be: the order of the levels 1 and 2."""

    THERAPY_IN_COURSE = "therapy_in_course"
    LAST_CHANCE = "last_chance"
    CLINICAL_URGENT = "clinical_urgent"
    OTHER = "other"


class Scan(Record):
    """
    The scan of a procedure.

    With the scan starting at ``s``, the scanner is occupied during
    ``[s - setup_min, s + scan + extra + cleaning_min)`` and one person with
    ``role`` during ``[s - setup_min, s + scan + extra)``; ``scan`` is the
    alternative's scan minutes, ``extra`` the visit's extra minutes.
    ``uptake_min <= s - injection <= uptake_max``.
    """

    scanner_kind: Name
    role: Name
    uptake_min: Minutes
    uptake_max_min: Minutes
    setup_min: Minutes = 0
    cleaning_min: Minutes = 0

    @model_validator(mode="after")
    def _uptake_is_a_range(self) -> Self:
        if self.uptake_max_min < self.uptake_min:
            raise ValueError("uptake_max_min is shorter than uptake_min")
        return self


class Procedure(Record):
    """
    The steps of a visit (rules 3, 4 and 13).

    With the injection at ``t``, the participant arrives at
    ``t - preparation_min``. One place of ``place_kind`` is occupied from arrival
    to the scan start, or, without a scan, to
    ``t + injection_min + observation_min``; its cleaning follows for
    ``place_cleaning_min``. One person with ``preparation_role`` is busy during
    ``[t - preparation_min, t)`` (unless the role is ``None`` or the preparation
    takes no minutes), and one with ``injection_role`` during
    ``[t, t + injection_min)``.
    """

    id: Id
    name: Name
    place_kind: Name
    preparation_min: Minutes
    preparation_role: Name | None
    injection_min: Annotated[int, Field(ge=1, le=24 * 60)]
    injection_role: Name
    observation_min: Minutes = 0
    place_cleaning_min: Minutes = 0
    scan: Scan | None = None

    @model_validator(mode="after")
    def _steps_follow(self) -> Self:
        if self.scan is not None:
            if self.observation_min:
                raise ValueError("observation_min is for procedures without a scan")
            if self.scan.uptake_min - self.scan.setup_min < self.injection_min:
                raise ValueError("the scan's set-up may not overlap the injection")
        return self


class Alternative(Record):
    """
    One of the activities a protocol allows, with its scan minutes (rule 1).

    ``target_kbq`` is the net activity to administer at the injection minute.
    """

    target_kbq: PositiveKbq
    scan_min: Minutes = 0


class Follows(Record):
    """
    The visit comes after another of the same participant (rule 11).

    Between the two injections lie ``min_days`` to ``max_days`` calendar days of
    the site, both included, and the earlier visit must be served.
    """

    visit_id: Id
    min_days: Annotated[int, Field(ge=0, le=800)]
    max_days: Annotated[int, Field(ge=0, le=800)]

    @model_validator(mode="after")
    def _days_are_a_range(self) -> Self:
        if self.max_days < self.min_days:
            raise ValueError("max_days is less than min_days")
        return self


class Visit(Record):
    """
    One visit that asks for a dose.

    A clinical claim has neither participant nor trial.

    Parameters
    ----------
    window_start_min, window_end_min
        The injection lies in ``[window_start_min, window_end_min)``. A window
        that ends after the horizon makes the visit deferrable.
    injection_hours
        The injection minute lies in one of these: tracer calendar of the site,
        fasting and time-of-day windows of the protocol (rule 9).
    unavailable
        From arrival to the end of the last step, none of these is touched.
    alternatives
        The plan picks one.
    tolerance_permille
        Execution tolerance around the target, for doses already dispensed or
        bought whole.
    extra_min
        Extra scanner minutes for this participant (mobility, anaesthesia).
    """

    id: Id
    participant_id: Id | None
    trial_id: Id | None
    site_id: Id
    product_id: Id
    procedure_id: Id
    priority: PriorityClass
    window_start_min: Minute
    window_end_min: Minute
    injection_hours: tuple[Interval, ...]
    unavailable: tuple[Interval, ...] = ()
    alternatives: Annotated[tuple[Alternative, ...], Field(min_length=1)]
    tolerance_permille: Annotated[int, Field(ge=1, le=500)] = 100
    extra_min: Minutes = 0
    is_consented: bool = True
    follows: Follows | None = None

    @model_validator(mode="after")
    def _window_is_not_empty(self) -> Self:
        if self.window_end_min <= self.window_start_min:
            raise ValueError("window_end_min is not after window_start_min")
        if (self.participant_id is None) != (self.trial_id is None):
            raise ValueError("a participant and a trial come together")
        return self
