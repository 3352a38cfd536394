"""What binds several doses of one participant, or several participants."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from scheduler.imports.planning_file.base import Day, Hours, WholeMinute
from solver.problem.base import Id, Name, Record
from solver.problem.histories import CohortState

GapDays = Annotated[int, Field(ge=0, le=400)]


class SeparationData(Record):
    """
    After one substance, another may follow only after a gap (rule 16).

    A substance is a product, or one of the file's ``treatments``; one of the two is a
    product. The gap is elapsed time, a day being 24 hours. ``both_ways``: the same
    holds with the two exchanged.
    """

    before: Name
    after: Name
    min_gap_hours: Hours | None = None
    min_gap_days: GapDays | None = None
    other_day: bool = Field(
        default=False, description="Not on the same local date of the site."
    )
    both_ways: bool = False

    @model_validator(mode="after")
    def _separates(self) -> Self:
        if self.min_gap_hours is not None and self.min_gap_days is not None:
            raise ValueError("give either min_gap_hours or min_gap_days")
        if not (self.min_gap_hours or self.min_gap_days or self.other_day):
            raise ValueError("give a gap, or other_day")
        if self.both_ways and self.before == self.after:
            raise ValueError("both_ways is for two different substances")
        return self


class ExposureData(Record):
    """
    A participant has, had or will have a treatment, drug or tracer (rule 16).

    Either at one moment, or on local dates of the site, both included.
    """

    substance: Name
    given_at: WholeMinute | None = None
    first_date: Day | None = None
    last_date: Day | None = None

    @model_validator(mode="after")
    def _has_one_time(self) -> Self:
        if (self.first_date is None) != (self.last_date is None):
            raise ValueError("first_date and last_date come together")
        if (self.given_at is None) == (self.first_date is None):
            raise ValueError("give either given_at, or first_date and last_date")
        if (
            self.first_date is not None
            and self.last_date is not None
            and self.last_date < self.first_date
        ):
            raise ValueError("last_date lies before first_date")
        return self


class SeriesRule(Record):
    """
    Longitudinal scans of each participant (rules 3 and 17).

    The scans of a participant's visits whose definitions name the series are on one
    scanner, or on scanners that are certified for ``certified_class`` that day; their
    uptake times lie within ``uptake_tolerance_minutes`` of the baseline's.
    """

    id: Id
    certified_class: Name | None = None
    uptake_tolerance_minutes: Annotated[int, Field(ge=0, le=24 * 60)] | None = None


class BaselineData(Record):
    """The baseline scan of a participant, where it is not planned in this file."""

    series: Id
    scanner: Id | None = Field(
        default=None, description="It need not be a scanner of this file."
    )
    uptake_minutes: Annotated[int, Field(ge=0, le=24 * 60)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.scanner is None and self.uptake_minutes is None:
            raise ValueError("give scanner, uptake_minutes, or both")
        return self


class CohortData(Record):
    """
    One dose level of an escalation (rule 19).

    The first dose of each participant names the cohort. The gaps are elapsed time
    between injections, a day being 24 hours: ``sentinel_gap_days`` from the
    sentinel's to the others', ``toxicity_days`` from every dose of this level to those
    of the next higher one.

    ``conditional`` levels are planned and held on condition, ``closed`` ones are not
    planned.
    """

    id: Id
    name: Name
    level: Annotated[int, Field(ge=0, le=1000)]
    state: CohortState = CohortState.OPEN
    sentinel_visit: Id | None = None
    sentinel_gap_days: GapDays = 0
    toxicity_days: GapDays = 0

    @model_validator(mode="after")
    def _gap_has_a_sentinel(self) -> Self:
        if self.sentinel_gap_days and self.sentinel_visit is None:
            raise ValueError("sentinel_gap_days needs a sentinel_visit")
        return self
