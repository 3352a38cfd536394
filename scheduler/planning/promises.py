"""What is promised, and how firmly, as rows."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.database.base import Base, OfNetwork, one_of
from solver.problem.commitments import Firmness


class Promise(OfNetwork, Base):
    """
    A visit that is held or promised; it outlives a plan that lost it.

    Parameters
    ----------
    firmness
        As in ``solver.problem.commitments``. A booking inside the frozen hours is
        frozen without being written so.
    lapses_at
        When a hold lapses.
    bumps
        How often the visit has been moved or lost.
    broken_at, broken_by
        Since when the plan in force does not keep it, and the names of the rules.
    revision
        The last plan revision that kept it: what was promised stands there.
    """

    __tablename__ = "promises"
    __table_args__ = (
        CheckConstraint(
            "(firmness = 'held') = (lapses_at IS NOT NULL)", name="only_holds_lapse"
        ),
        CheckConstraint("bumps >= 0", name="bumps_not_negative"),
    )

    visit_id: Mapped[str] = mapped_column(primary_key=True)
    firmness: Mapped[Firmness] = mapped_column(one_of(Firmness, "firmness"))
    lapses_at: Mapped[datetime | None]
    bumps: Mapped[int] = mapped_column(default=0)
    position: Mapped[int | None]
    promised_at: Mapped[datetime]
    promised_by: Mapped[str]
    broken_at: Mapped[datetime | None]
    broken_by: Mapped[list[Any] | None]
    revision: Mapped[int]


class VisitEnd(OfNetwork, Base):
    """
    How a visit ended: administered, not shown up, cancelled.

    The figures are of the record made at the scanner: what was drawn (assay), what
    was left in syringe and line (residual), what came in net.
    """

    __tablename__ = "visit_ends"
    __table_args__ = (
        CheckConstraint(
            "outcome IN ('administered', 'no_show', 'cancelled')", name="outcome"
        ),
        CheckConstraint(
            "(outcome = 'administered') = (injected_at IS NOT NULL)",
            name="administered_has_minute",
        ),
    )

    visit_id: Mapped[str] = mapped_column(primary_key=True)
    outcome: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    reason: Mapped[str | None] = mapped_column(String(2000))
    injected_at: Mapped[datetime | None]
    assay_kbq: Mapped[int | None]
    assayed_at: Mapped[datetime | None]
    residual_kbq: Mapped[int | None]
    residual_at: Mapped[datetime | None]
    net_kbq: Mapped[int | None]
    vial_ids: Mapped[list[Any] | None]
    scanner_id: Mapped[str | None]
    scan_started_at: Mapped[datetime | None]
    cancellation_nok: Mapped[int | None]
    planned_revision: Mapped[int | None]
    """The plan revision in which the visit stood when it ended."""
