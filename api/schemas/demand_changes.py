"""What differs in what units are asked for, from one plan version to another."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.types import Ask, Id, PathNumber, Told, exact_gbq
from scheduler.production.demand_changes import DemandChange, DemandChangeKind


class DemandChangesFilter(Ask):
    """Between which plan versions, and of which unit."""

    model_config = ConfigDict(extra="ignore")

    since: Annotated[PathNumber, Field(description="the earlier plan version")]
    until: Annotated[
        PathNumber | None,
        Field(description="the later one; the plan in force if left out"),
    ] = None
    unit_id: Id | None = None


class DemandChangeRead(Told):
    """One batch that differs, in the local time of its unit; 0: it is not there."""

    batch_id: str
    unit_id: str
    product: str
    kind: DemandChangeKind
    before_at: datetime | None
    after_at: datetime | None
    before_gbq: float
    after_gbq: float
    change_gbq: float
    before_portions: int
    after_portions: int


def demand_change_read(change: DemandChange) -> DemandChangeRead:
    """A batch that differs, as it is told."""
    return DemandChangeRead(
        batch_id=change.batch_id,
        unit_id=change.unit_id,
        product=change.product,
        kind=change.kind,
        before_at=change.before_at,
        after_at=change.after_at,
        before_gbq=exact_gbq(change.before_kbq),
        after_gbq=exact_gbq(change.after_kbq),
        change_gbq=exact_gbq(change.change_kbq),
        before_portions=change.before_portions,
        after_portions=change.after_portions,
    )
