"""Forecasts of demand, as rows."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped

from scheduler.database.base import Base, OfNetwork


class ForecastRow(OfNetwork, Base):
    """
    What units may be asked for, the newest only; it follows from plan and data.

    Parameters
    ----------
    data_revision, plan_revision
        Those of the network it was made from.
    document
        An ``Outlook``.
    """

    __tablename__ = "forecasts"
    is_audited = False

    as_of: Mapped[datetime]
    data_revision: Mapped[int]
    plan_revision: Mapped[int]
    document: Mapped[dict[str, Any]]
