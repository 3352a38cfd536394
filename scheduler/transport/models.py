"""Ways from units to sites, as rows."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.database.base import Base, Entity, Listed, refers


class Vehicle(Entity, Base):
    """A vehicle that makes one tour at a time."""

    __tablename__ = "vehicles"

    name: Mapped[str] = mapped_column(String(200))


class Lane(Entity, Base):
    """A way from one unit to one site; timetable, shuttle, hours are details."""

    __tablename__ = "lanes"
    __table_args__ = (refers("unit_id", "units"), refers("site_id", "sites"))

    name: Mapped[str] = mapped_column(String(200))
    unit_id: Mapped[str]
    site_id: Mapped[str]


class ExtraDeparture(Listed, Base):
    """One dated departure of a lane."""

    __tablename__ = "extra_departures"
    __table_args__ = (refers("lane_id", "lanes"),)

    lane_id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    departs_at: Mapped[datetime]
