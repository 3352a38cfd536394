"""Who makes products, as rows."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.database.base import Base, Entity, Listed, refers


class Unit(Entity, Base):
    """A production unit: a facility with lines, or a manufacturer."""

    __tablename__ = "units"

    name: Mapped[str] = mapped_column(String(200))
    zone: Mapped[str]


class Line(Entity, Base):
    """A hot cell with its synthesis module; hours and changeover are details."""

    __tablename__ = "lines"
    __table_args__ = (refers("unit_id", "units"),)

    name: Mapped[str] = mapped_column(String(200))
    unit_id: Mapped[str]


class Process(Listed, Base):
    """How a line makes a product, and on which days it may."""

    __tablename__ = "processes"
    __table_args__ = (refers("line_id", "lines"), refers("product_id", "products"))

    line_id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    product_id: Mapped[str]


class Equipment(Entity, Base):
    """A beam target, an instrument or a releasing person of a unit."""

    __tablename__ = "equipment"
    __table_args__ = (refers("unit_id", "units"),)

    name: Mapped[str] = mapped_column(String(200))
    unit_id: Mapped[str]
    kind: Mapped[str] = mapped_column(String(200))


class Generator(Entity, Base):
    """A generator whose eluates runs are made from."""

    __tablename__ = "generators"
    __table_args__ = (refers("unit_id", "units"),)

    name: Mapped[str] = mapped_column(String(200))
    unit_id: Mapped[str]
