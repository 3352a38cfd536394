"""What-ifs, as rows: what was asked, and what came of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.database.base import Base, OfNetwork

LONGEST_NAME = 200


class Scenario(OfNetwork, Base):
    """
    Changes that somebody would see the outcome of; its job goes by the same id.

    Nothing that is planned from ever depends on such a row.

    Parameters
    ----------
    changes
        In the order in which they are applied, as in a request.
    base_version
        Version of the plan that it is compared with; ``None`` where there is none.
    data_revision, plan_revision
        Those of the network when it was solved; ``None`` until then, and for a
        what-if that starts from a planning file.
    comparison
        What it makes of the base, as ``Comparison``; ``None`` until it is solved.
    rebased_from
        The what-if whose changes these are.
    promoted_version
        The version that was proposed from it.
    """

    __tablename__ = "scenarios"
    is_audited = False

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    changes: Mapped[list[Any]]
    base_version: Mapped[int | None]
    data_revision: Mapped[int | None]
    plan_revision: Mapped[int | None]
    comparison: Mapped[dict[str, Any] | None]
    rebased_from: Mapped[str | None]
    promoted_version: Mapped[int | None]
    asked_at: Mapped[datetime]
    asked_by: Mapped[str]
