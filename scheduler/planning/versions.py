"""Plan versions, as rows."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.database.base import Base, OfNetwork, one_of


class PlanState(StrEnum):
    """
    What has become of a plan version.

    ``proposed`` waits for a decision; ``approved`` is in force; ``superseded`` was,
    until another came; ``rejected`` and ``outdated`` never came into force.
    """

    PROPOSED = "proposed"
    APPROVED = "approved"
    SUPERSEDED = "superseded"
    REJECTED = "rejected"
    OUTDATED = "outdated"


class PlanKind(StrEnum):
    """Where a plan version comes from."""

    IMPORT = "import"
    BOOKING = "booking"
    EVENT = "event"
    REPLAN = "replan"
    SCENARIO = "scenario"


class PlanVersion(OfNetwork, Base):
    """
    One version of the plan of a network.

    Parameters
    ----------
    number
        What people call it; counts up with every version that is made.
    base_revision
        The plan revision it was made from.
    revision
        Its place among the plans that were in force; ``None`` if it never was.
    origin_at
        Minute zero of the problem it answers.
    digest
        SHA-256 of the plan in canonical form, with instants instead of minutes.
    document
        The plan itself, as in a result, while it is not in force; what is or was in
        force lies in rows of its own.
    outcome
        Of a solve: status, levels, left out, deferred, broken; as in a result.
    expires_at
        Until when a proposal may be approved; ``None`` is for good.
    doubts
        Why a proposal that nobody asked for did not come into force by itself.
    """

    __tablename__ = "plan_versions"
    __table_args__ = (
        Index("uq_plan_versions_revision", "network_id", "revision", unique=True),
        CheckConstraint(
            "(state IN ('approved', 'superseded')) = (revision IS NOT NULL)",
            name="revision_if_in_force",
        ),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[PlanKind] = mapped_column(one_of(PlanKind, "kind"))
    state: Mapped[PlanState] = mapped_column(one_of(PlanState, "state"))
    base_revision: Mapped[int]
    revision: Mapped[int | None]
    origin_at: Mapped[datetime]
    problem_digest: Mapped[str]
    digest: Mapped[str]
    document: Mapped[dict[str, Any] | None]
    outcome: Mapped[dict[str, Any] | None]
    job_id: Mapped[str | None]
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[str]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    reason: Mapped[str | None] = mapped_column(String(2000))
    expires_at: Mapped[datetime | None]
    doubts: Mapped[list[Any] | None]
