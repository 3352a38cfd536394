"""What every table has in common."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    MetaData,
    String,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from scheduler.database.types import UtcDateTime

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""Every constraint has a name: what has none cannot be dropped everywhere."""

LONGEST_ID = 120


class Base(DeclarativeBase):
    """
    Base class of all rows.

    Attributes
    ----------
    is_audited
        Whether a change of such a row is written into the audit trail. Rows that
        are their own history, or follow from others, are not.
    """

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: String(LONGEST_ID),
        int: BigInteger,
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }
    is_audited: ClassVar[bool] = True


class OfNetwork:
    """A row that belongs to one network; its key begins with it."""

    network_id: Mapped[str] = mapped_column(
        ForeignKey("networks.id", ondelete="RESTRICT"),
        primary_key=True,
        sort_order=-1,
    )


class Listed(OfNetwork):
    """
    A record of the planning file, at its place in the file.

    Fields that are asked for, or that refer to something, are columns;
    ``details`` holds the others in the words of the planning file.
    """

    position: Mapped[int]
    details: Mapped[dict[str, Any]]


class Entity(Listed):
    """A record of the planning file that goes by an id."""

    id: Mapped[str] = mapped_column(primary_key=True)


def refers(column: str, table: str, target: str = "id") -> ForeignKeyConstraint:
    """
    A reference inside one network.

    It is judged at the end of the transaction, so that an import may write rows in
    any order.
    """
    return ForeignKeyConstraint(
        ["network_id", column],
        [f"{table}.network_id", f"{table}.{target}"],
        deferrable=True,
        initially="DEFERRED",
    )


def one_of(kinds: type[Any], name: str) -> Enum:
    """A column that takes the values of an enumeration, as text."""
    return Enum(
        kinds,
        name=name,
        native_enum=False,
        length=40,
        create_constraint=True,
        values_callable=lambda found: [each.value for each in found],
    )


def not_negative(column: str) -> CheckConstraint:
    """A column that is never below zero."""
    return CheckConstraint(f"{column} >= 0", name=f"{column}_not_negative")
