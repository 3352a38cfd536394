"""What differs between two plan versions."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.schemas.plans import TotalsRead, totals_read
from api.schemas.types import Told, exact_gbq
from scheduler.access.redaction.levels import amount_of, name_of
from scheduler.planning.difference_records import (
    BatchDifference,
    LevelDifference,
    VersionDifference,
)
from solver.plan.difference import ChangeKind


class VisitDifferenceRead(Told):
    """A visit that is not the same; times are local to its site."""

    visit_id: str
    participant: str | None
    site: str
    kind: ChangeKind
    before_at: datetime | None
    after_at: datetime | None
    firmness: Annotated[
        str | None, Field(description="how firmly it is promised now, if it is")
    ]
    rules: Annotated[list[str], Field(description="rules that broke its promise")]


class BatchDifferenceRead(Told):
    """A run or order that is not the same; times are local to its unit."""

    batch_id: str
    unit: str
    kind: ChangeKind
    before_at: datetime | None
    after_at: datetime | None
    before_gbq: float | None
    after_gbq: float | None


class ShipmentDifferenceRead(Told):
    """A shipment that is not the same; arrivals are local to its site."""

    shipment_id: str
    site: str
    kind: ChangeKind
    before_at: datetime | None
    after_at: datetime | None


class LevelDifferenceRead(Told):
    """A level of the objective, both plans measured by the present problem."""

    name: str
    priority: str | None
    before: float
    after: float


class PlanDifference(Told):
    """
    Everything that differs from one version to another.

    What is summed over everybody is null for a key that is limited inside.
    """

    before: int
    after: int
    visits: list[VisitDifferenceRead]
    batches: list[BatchDifferenceRead]
    shipments: list[ShipmentDifferenceRead]
    num_kept: Annotated[int | None, Field(description="visits served just as before")]
    totals_before: TotalsRead | None
    totals_after: TotalsRead | None
    levels: list[LevelDifferenceRead] | None


def difference_read(found: VersionDifference, *, is_whole: bool) -> PlanDifference:
    """
    What differs, as it is told.

    Parameters
    ----------
    is_whole
        Whether what is summed over everybody is told.
    """
    return PlanDifference(
        before=found.before,
        after=found.after,
        visits=[VisitDifferenceRead.model_validate(each) for each in found.visits],
        batches=[_batch(each) for each in found.batches],
        shipments=[
            ShipmentDifferenceRead.model_validate(each) for each in found.shipments
        ],
        num_kept=found.num_kept if is_whole else None,
        totals_before=totals_read(found.totals_before) if is_whole else None,
        totals_after=totals_read(found.totals_after) if is_whole else None,
        levels=[_level(each) for each in found.levels] if is_whole else None,
    )


def _batch(each: BatchDifference) -> BatchDifferenceRead:
    return BatchDifferenceRead(
        batch_id=each.batch_id,
        unit=each.unit,
        kind=each.kind,
        before_at=each.before_at,
        after_at=each.after_at,
        before_gbq=None if each.before_kbq is None else exact_gbq(each.before_kbq),
        after_gbq=None if each.after_kbq is None else exact_gbq(each.after_kbq),
    )


def _level(each: LevelDifference) -> LevelDifferenceRead:
    return LevelDifferenceRead(
        name=name_of(each.name),
        priority=None if each.priority is None else each.priority.value,
        before=amount_of(each.name, each.before),
        after=amount_of(each.name, each.after),
    )
