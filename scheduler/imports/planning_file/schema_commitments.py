"""What an earlier plan holds, and how firmly."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from scheduler.imports.planning_file.base import Gbq, Instant, WholeMinute
from solver.plan.plan import Plan
from solver.problem.base import Id, Record
from solver.problem.commitments import Firmness


class PreviousPlan(Record):
    """``origin_at`` and ``plan``, copied from a result file as they are there."""

    origin_at: WholeMinute
    plan: Plan


class CommittedVisit(Record):
    """A visit that keeps its place in the plan; holds name when they lapse."""

    visit: Id
    firmness: Firmness
    lapses_at: WholeMinute | None = None
    bumps: Annotated[int, Field(ge=0, le=1000)] = Field(
        default=0, description="How often earlier plans have moved or lost it."
    )

    @model_validator(mode="after")
    def _only_holds_lapse(self) -> Self:
        if (self.firmness is Firmness.HELD) != (self.lapses_at is not None):
            raise ValueError("lapses_at is for holds, and they need it")
        return self


class CommittedBatch(Record):
    """A batch that is made or bought: ``fact`` or ``frozen``."""

    batch: Id
    firmness: Firmness

    @model_validator(mode="after")
    def _is_firm(self) -> Self:
        if self.firmness not in {Firmness.FACT, Firmness.FROZEN}:
            raise ValueError("a batch is committed as fact or frozen")
        return self


class MeasuredVialData(Record):
    """The measured content of a vial; converted to its batch's reference time."""

    vial: Id
    activity_gbq: Gbq
    measured_at: Instant


class CommitmentsData(Record):
    """The previous plan and what of it holds."""

    previous: PreviousPlan
    visits: tuple[CommittedVisit, ...] = ()
    batches: tuple[CommittedBatch, ...] = ()
    measured_vials: tuple[MeasuredVialData, ...] = ()
    lost_vials: tuple[Id, ...] = Field(
        default=(), description="Vials that do not exist any more."
    )
