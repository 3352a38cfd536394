"""Products, as rows."""

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.database.base import Base, Entity, Listed, refers


class Product(Entity, Base):
    """A radiopharmaceutical; container, package and shelf life are details."""

    __tablename__ = "products"

    name: Mapped[str] = mapped_column(String(200))
    nuclide: Mapped[str] = mapped_column(String(200))
    presentation: Mapped[str]


class Authorisation(Listed, Base):
    """Manufacturer, product, receiving site and trial, authorised together."""

    __tablename__ = "authorisations"
    __table_args__ = (
        refers("unit_id", "units"),
        refers("product_id", "products"),
        refers("site_id", "sites"),
        refers("trial_id", "trials"),
    )

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    unit_id: Mapped[str]
    product_id: Mapped[str]
    site_id: Mapped[str]
    trial_id: Mapped[str | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date]


class Separation(Listed, Base):
    """A gap that has to lie between two substances; all of it is details."""

    __tablename__ = "separations"

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
