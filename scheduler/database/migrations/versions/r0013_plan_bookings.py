"""Whom plans serve, and with what."""

import sqlalchemy as sa
from alembic import op

from scheduler.database import guards

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLES = (
    "bookings",
    "occupations",
)


def upgrade() -> None:
    """Create the tables and their guards."""
    guards.create_extension(op.get_bind())
    op.create_table(
        "bookings",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("visit_id", sa.String(length=120), nullable=False),
        sa.Column("alternative", sa.BigInteger(), nullable=False),
        sa.Column("vial_ids", sa.JSON(), nullable=False),
        sa.Column("demand_kbq", sa.BigInteger(), nullable=False),
        sa.Column("draw_kbq", sa.BigInteger(), nullable=False),
        sa.Column("draw_ul", sa.BigInteger(), nullable=True),
        sa.Column("injection_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scan_start_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("usable_from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("usable_until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("later_scans", sa.JSON(), nullable=False),
        sa.Column(
            "first_revision", sa.BigInteger(), autoincrement=False, nullable=False
        ),
        sa.Column("until_revision", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "until_revision > first_revision", name=op.f("ck_bookings_holds")
        ),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_bookings_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint(
            "network_id", "visit_id", "first_revision", name="pk_bookings"
        ),
    )
    op.create_table(
        "occupations",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("owner_id", sa.String(length=120), nullable=False),
        sa.Column("part", sa.String(length=120), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("resource_id", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.String(length=120), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_fact", sa.Boolean(), nullable=False),
        sa.Column(
            "first_revision", sa.BigInteger(), autoincrement=False, nullable=False
        ),
        sa.Column("until_revision", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "ends_at > starts_at", name=op.f("ck_occupations_not_empty")
        ),
        sa.CheckConstraint(
            "until_revision > first_revision", name=op.f("ck_occupations_holds")
        ),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_occupations_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint(
            "network_id",
            "owner_id",
            "part",
            "position",
            "first_revision",
            name="pk_occupations",
        ),
    )
    guards.create(op.get_bind(), guards.of(TABLES))


def downgrade() -> None:
    """Drop the tables and their guards."""
    for table in reversed(TABLES):
        op.drop_table(table)
