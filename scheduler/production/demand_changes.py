"""What has changed in what a unit is asked for, from one plan to another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scheduler.production.demand_records import BatchDemand


class DemandChangeKind(StrEnum):
    """
    How a batch differs.

    ``moved`` is at another time, whatever its activity; ``more`` and ``less`` are of
    activity; ``rearranged`` has the same activity in other portions.
    """

    ADDED = "added"
    DROPPED = "dropped"
    MOVED = "moved"
    MORE = "more"
    LESS = "less"
    REARRANGED = "rearranged"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandChange:
    """
    One batch that differs, in the local time of its unit.

    Activities and portions of a batch that is not there are 0.
    """

    batch_id: str
    unit_id: str
    product: str
    kind: DemandChangeKind
    before_at: datetime | None
    after_at: datetime | None
    before_kbq: int
    after_kbq: int
    before_portions: int
    after_portions: int

    @property
    def change_kbq(self) -> int:
        """How much more is asked for, less if negative [kBq]."""
        return self.after_kbq - self.before_kbq


def demand_changes(
    before: Sequence[BatchDemand], after: Sequence[BatchDemand]
) -> tuple[DemandChange, ...]:
    """Batches that differ between two demands of the same units, by time."""
    old = {each.batch_id: each for each in before}
    new = {each.batch_id: each for each in after}
    found = [
        _change(kind, old.get(batch_id), new.get(batch_id))
        for batch_id in old.keys() | new.keys()
        if (kind := _kind(old.get(batch_id), new.get(batch_id))) is not None
    ]
    return tuple(
        sorted(
            found,
            key=lambda each: (
                min(at for at in (each.before_at, each.after_at) if at is not None),
                each.batch_id,
            ),
        )
    )


def _kind(old: BatchDemand | None, new: BatchDemand | None) -> DemandChangeKind | None:
    if old is None or new is None:
        return DemandChangeKind.ADDED if old is None else DemandChangeKind.DROPPED
    if old.reference_utc != new.reference_utc:
        return DemandChangeKind.MOVED
    if old.activity_kbq != new.activity_kbq:
        is_more = new.activity_kbq > old.activity_kbq
        return DemandChangeKind.MORE if is_more else DemandChangeKind.LESS
    if _filled(old) != _filled(new):
        return DemandChangeKind.REARRANGED
    return None


def _filled(batch: BatchDemand) -> list[tuple[str, int]]:
    return sorted(
        (vial.vial_id, vial.content_kbq)
        for shipment in batch.shipments
        for vial in shipment.vials
    )


def _change(
    kind: DemandChangeKind, old: BatchDemand | None, new: BatchDemand | None
) -> DemandChange:
    known = new or old
    if known is None:
        raise ValueError("neither before nor after")
    return DemandChange(
        batch_id=known.batch_id,
        unit_id=known.unit_id,
        product=known.product,
        kind=kind,
        before_at=old.reference_at if old else None,
        after_at=new.reference_at if new else None,
        before_kbq=old.activity_kbq if old else 0,
        after_kbq=new.activity_kbq if new else 0,
        before_portions=old.portions if old else 0,
        after_portions=new.portions if new else 0,
    )
