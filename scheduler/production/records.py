"""What has happened to batches and vials, as rows."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.database.base import Base, OfNetwork, one_of
from solver.problem.commitments import Firmness


class BatchState(StrEnum):
    """
    What has become of a batch.

    A batch without a record is planned only. ``accepted`` and ``declined`` are the
    unit's answers; ``released`` is the quality-control release; ``failed`` makes no
    doses; ``recalled`` had some, and the rest is in quarantine.
    """

    PLANNED = "planned"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    RELEASED = "released"
    FAILED = "failed"
    RECALLED = "recalled"

    @property
    def gives_doses(self) -> bool:
        """Whether doses may still be drawn from it."""
        return self in {BatchState.PLANNED, BatchState.ACCEPTED, BatchState.RELEASED}


class BatchRecord(OfNetwork, Base):
    """
    What is known of a batch beyond the plan.

    Parameters
    ----------
    firmness
        ``frozen`` or ``fact`` where that was said; else it follows from state and
        cut-off.
    measured_kbq, measured_at
        Activity of the whole batch, as measured at release.
    expected_at
        When it is said to be released, if that is not as planned.
    released_at
        When quality control released it; no dose of it was given before.
    """

    __tablename__ = "batch_records"
    __table_args__ = (
        CheckConstraint(
            "(measured_kbq IS NULL) = (measured_at IS NULL)", name="measured_whole"
        ),
    )

    batch_id: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[BatchState] = mapped_column(one_of(BatchState, "state"))
    firmness: Mapped[Firmness | None] = mapped_column(one_of(Firmness, "firmness"))
    position: Mapped[int | None]
    measured_kbq: Mapped[int | None]
    measured_at: Mapped[datetime | None]
    expected_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]
    reason: Mapped[str | None] = mapped_column(String(2000))


class VialRecord(OfNetwork, Base):
    """A vial that was measured, or that does not exist any more."""

    __tablename__ = "vial_records"

    vial_id: Mapped[str] = mapped_column(primary_key=True)
    is_lost: Mapped[bool]
    position: Mapped[int | None]
    details: Mapped[dict[str, Any]]
    """``activity_gbq`` and ``measured_at``, in the words of the planning file."""
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]
    reason: Mapped[str | None] = mapped_column(String(2000))
