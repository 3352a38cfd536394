"""Sites and what they have, as rows."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.database.base import Base, Entity, Listed, refers


class Site(Entity, Base):
    """A hospital that receives doses; its hours and licences are details."""

    __tablename__ = "sites"

    name: Mapped[str] = mapped_column(String(200))
    zone: Mapped[str]


class PlaceGroup(Listed, Base):
    """Places of one kind at a site, counted or listed one by one."""

    __tablename__ = "place_groups"
    __table_args__ = (refers("site_id", "sites"),)

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    site_id: Mapped[str]
    kind: Mapped[str] = mapped_column(String(200))


class Scanner(Entity, Base):
    """A scanner; hours, quality control, maintenance, certificates are details."""

    __tablename__ = "scanners"
    __table_args__ = (refers("site_id", "sites"),)

    name: Mapped[str] = mapped_column(String(200))
    site_id: Mapped[str]
    kind: Mapped[str] = mapped_column(String(200))


class Person(Entity, Base):
    """Somebody on shift, by a code; roles, shifts, absences, limits are details."""

    __tablename__ = "people"
    __table_args__ = (refers("site_id", "sites"),)

    site_id: Mapped[str]
