"""A network, as a row."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import String, true
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.database.base import Base, not_negative


class Network(Base):
    """
    Sites, units and lanes that are planned together, with one plan in force.

    Attributes
    ----------
    as_of
        *Now* of the planning file it was imported from.
    first_date, days, zone
        The horizon: whole local days.
    treatments
        Drugs and treatments that separations and exposures speak of.
    data_revision
        Goes up with every change of what plans are made from.
    plan_revision
        Goes up with every plan that comes into force; 0 before the first. Whoever
        puts a plan into force raises it from the value the plan was made for, or not
        at all.
    hold_minutes
        How long a hold lasts.
    frozen_hours
        Bookings so near are moved by a person's decision only.
    needs_second_person
        Whether who proposed a plan may not approve it.
    replans_on_events
        Whether what happens asks for a replan.
    publishes_by_itself
        Whether a replan that nobody asked for may come into force without a person.
    proposals_last_hours
        For how long a proposal of such a replan may be approved.
    """

    __tablename__ = "networks"
    __table_args__ = (not_negative("plan_revision"), not_negative("data_revision"))

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    as_of: Mapped[datetime]
    first_date: Mapped[date]
    days: Mapped[int]
    zone: Mapped[str]
    treatments: Mapped[list[Any]]
    data_revision: Mapped[int] = mapped_column(default=0)
    plan_revision: Mapped[int] = mapped_column(default=0)
    hold_minutes: Mapped[int] = mapped_column(default=30)
    frozen_hours: Mapped[int] = mapped_column(default=24)
    needs_second_person: Mapped[bool] = mapped_column(default=False)
    replans_on_events: Mapped[bool] = mapped_column(default=True, server_default=true())
    publishes_by_itself: Mapped[bool] = mapped_column(
        default=True, server_default=true()
    )
    proposals_last_hours: Mapped[int] = mapped_column(default=24, server_default="24")
    created_at: Mapped[datetime]
