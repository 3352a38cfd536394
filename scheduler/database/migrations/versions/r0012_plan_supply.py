"""What plans make and send."""

import sqlalchemy as sa
from alembic import op

from scheduler.database import guards

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = (
    "planned_batches",
    "planned_shipments",
    "planned_vials",
)


def upgrade() -> None:
    """Create the tables and their guards."""
    op.create_table(
        "planned_batches",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("batch_id", sa.String(length=120), nullable=False),
        sa.Column("reference_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activity_kbq", sa.BigInteger(), nullable=False),
        sa.Column("discard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "first_revision", sa.BigInteger(), autoincrement=False, nullable=False
        ),
        sa.Column("until_revision", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "until_revision > first_revision", name=op.f("ck_planned_batches_holds")
        ),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_planned_batches_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint(
            "network_id", "batch_id", "first_revision", name="pk_planned_batches"
        ),
    )
    op.create_table(
        "planned_shipments",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("shipment_id", sa.String(length=120), nullable=False),
        sa.Column("batch_id", sa.String(length=120), nullable=False),
        sa.Column("lane_id", sa.String(length=120), nullable=False),
        sa.Column("departure_id", sa.String(length=120), nullable=True),
        sa.Column("handover_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("departs_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arrives_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("usable_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "first_revision", sa.BigInteger(), autoincrement=False, nullable=False
        ),
        sa.Column("until_revision", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "until_revision > first_revision", name=op.f("ck_planned_shipments_holds")
        ),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_planned_shipments_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint(
            "network_id", "shipment_id", "first_revision", name="pk_planned_shipments"
        ),
    )
    op.create_table(
        "planned_vials",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("vial_id", sa.String(length=120), nullable=False),
        sa.Column("shipment_id", sa.String(length=120), nullable=False),
        sa.Column("activity_kbq", sa.BigInteger(), nullable=False),
        sa.Column("volume_ul", sa.BigInteger(), nullable=True),
        sa.Column(
            "first_revision", sa.BigInteger(), autoincrement=False, nullable=False
        ),
        sa.Column("until_revision", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "until_revision > first_revision", name=op.f("ck_planned_vials_holds")
        ),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_planned_vials_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint(
            "network_id", "vial_id", "first_revision", name="pk_planned_vials"
        ),
    )
    guards.create(op.get_bind(), guards.of(TABLES))


def downgrade() -> None:
    """Drop the tables and their guards."""
    for table in reversed(TABLES):
        op.drop_table(table)
