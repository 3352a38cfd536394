"""What an earlier plan holds, and how firmly (rule 20)."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from solver.plan.plan import Plan
from solver.problem.base import Id, Minute, PositiveKbq, Record


class Firmness(StrEnum):
    """
    How firmly something of the previous plan holds, firmest first.

    ``fact`` happened; ``frozen`` moves only by a person's decision;
    ``confirmed`` was agreed with a participant; ``held`` is reserved until it
    lapses.
    """

    FACT = "fact"
    FROZEN = "frozen"
    CONFIRMED = "confirmed"
    HELD = "held"


class VisitCommitment(Record):
    """
    A visit of the previous plan keeps its administration as it is there.

    ``lapses_min`` is for holds: from that minute on, the hold is gone. ``bumps`` is
    how often the visit has been moved or lost by earlier plans (rule 21).
    """

    visit_id: Id
    firmness: Firmness
    lapses_min: Minute | None = None
    bumps: Annotated[int, Field(ge=0, le=1000)] = 0

    @model_validator(mode="after")
    def _only_holds_lapse(self) -> Self:
        if (self.firmness is Firmness.HELD) != (self.lapses_min is not None):
            raise ValueError("lapses_min is for holds, and they need it")
        return self


class BatchCommitment(Record):
    """
    A batch of the previous plan keeps its reference minute, vials and shipments.

    Its vials are dispensed or bought: nothing is added to them or taken away.
    """

    batch_id: Id
    firmness: Annotated[Firmness, Field()]

    @model_validator(mode="after")
    def _is_firm(self) -> Self:
        if self.firmness not in {Firmness.FACT, Firmness.FROZEN}:
            raise ValueError("a batch is committed as a fact or frozen")
        return self


class MeasuredVial(Record):
    """
    The measured content of a committed vial, at its batch's reference minute.

    Zero is not a content: a lost vial's batch or shipment is simply not there.
    """

    vial_id: Id
    activity_kbq: PositiveKbq


class Commitments(Record):
    """
    The previous plan and what of it holds.

    ``lost_vial_ids`` names vials of committed batches that do not exist any
    more: broken, rejected, failed.
    """

    previous: Plan = Plan()
    visits: tuple[VisitCommitment, ...] = ()
    batches: tuple[BatchCommitment, ...] = ()
    measured_vials: tuple[MeasuredVial, ...] = ()
    lost_vial_ids: tuple[Id, ...] = ()
