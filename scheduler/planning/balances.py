"""Balances that the database itself keeps from being overdrawn, as rows."""

from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.database.base import Base, OfNetwork, one_of


class BalanceKind(StrEnum):
    """
    What is used up.

    ``vial``: activity drawn from a multi-dose vial, of its content, both at its
    batch's reference time [kBq]. ``dose``: how often a unit dose or a whole vial is
    used, of once. ``run``: activity of a run at EOS, of its capacity [kBq].
    ``order``: portions of an order. ``injections``: of a person on a local date.
    ``handled``: activity drawn by a person on a local date [kBq].
    """

    VIAL = "vial"
    DOSE = "dose"
    RUN = "run"
    ORDER = "order"
    INJECTIONS = "injections"
    HANDLED = "handled"


class Balance(OfNetwork, Base):
    """
    How much of something is used by the plan in force, and how much there is.

    Changed by additions only (``used = used + …``), in the transaction of the plan
    revision: two transactions that both computed with the same rest cannot both have
    it.
    """

    __tablename__ = "balances"
    __table_args__ = (
        CheckConstraint("used >= 0 AND used <= available", name="not_overdrawn"),
    )
    is_audited = False

    kind: Mapped[BalanceKind] = mapped_column(
        one_of(BalanceKind, "kind"), primary_key=True
    )
    key: Mapped[str] = mapped_column(primary_key=True)
    used: Mapped[int]
    available: Mapped[int]
