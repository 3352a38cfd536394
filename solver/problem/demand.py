"""Who asks for a dose: visits, their windows and what gates them."""

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


class GateStatus(StrEnum):
    """What is known of a required result."""

    PASSED = "passed"
    PENDING = "pending"
    FAILED = "failed"


class Gate(Record):
    """
    A result that a visit needs (rule 12).

    The injection lies at or before ``taken_min + valid_min``. While the result is
    pending it is expected at ``due_min``: the injection is not before it, and a batch
    that is not committed serves the visit only if its order cut-off is not before it,
    unless the trial ``may_order_at_risk``. With a failed result the visit is not
    served.

    ``taken_min`` is when the sample is or was taken; it may lie before the origin.
    """

    name: Name
    status: GateStatus
    taken_min: Minute
    valid_min: Minutes
    due_min: Minute | None = None
    may_order_at_risk: bool = False

    @model_validator(mode="after")
    def _pending_is_due(self) -> Self:
        if (self.status is GateStatus.PENDING) != (self.due_min is not None):
            raise ValueError("due_min is for pending results, and they need it")
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
        Extra scanner minutes for this participant (mobility, anaesthesia), on every
        scan.
    gates
        Results that have to be there, and valid.
    needs_visit_id
        The visit is served only if that other one of the participant is: a rest scan
        without its stress scan is worth nothing (rule 15).
    series_id, cohort_id
        The longitudinal series, and the dose level, the visit belongs to.
    preferred_hours
        Softly, the injection lies in one of these, if there are any (rule 9).
    asked_min
        When waiting began; ``None``: at the window's start.
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
    gates: tuple[Gate, ...] = ()
    needs_visit_id: Id | None = None
    series_id: Id | None = None
    cohort_id: Id | None = None
    preferred_hours: tuple[Interval, ...] = ()
    asked_min: Minute | None = None

    @model_validator(mode="after")
    def _window_is_not_empty(self) -> Self:
        if self.window_end_min <= self.window_start_min:
            raise ValueError("window_end_min is not after window_start_min")
        if (self.participant_id is None) != (self.trial_id is None):
            raise ValueError("a participant and a trial come together")
        return self
