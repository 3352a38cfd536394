"""Offers of makers, and the orders placed with them, as rows."""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.database.base import Base, Listed, OfNetwork, refers


class Supply(Listed, Base):
    """A bought product on the calendar of its maker; ``name`` is its own id, if any."""

    __tablename__ = "supplies"
    __table_args__ = (refers("unit_id", "units"), refers("product_id", "products"))

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str | None]
    unit_id: Mapped[str]
    product_id: Mapped[str]


class PlacedOrder(OfNetwork, Base):
    """Portions that have been ordered for one reference date."""

    __tablename__ = "placed_orders"
    __table_args__ = (
        refers("supply_position", "supplies", "position"),
        CheckConstraint("portions > 0", name="portions_positive"),
    )

    supply_position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reference_date: Mapped[date] = mapped_column(primary_key=True)
    position: Mapped[int]
    portions: Mapped[int]
