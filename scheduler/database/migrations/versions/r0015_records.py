"""What has happened to batches, vials and shipments."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLES = (
    "batch_records",
    "shipment_records",
    "vial_records",
)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "batch_records",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("batch_id", sa.String(length=120), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "accepted",
                "declined",
                "released",
                "failed",
                "recalled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "firmness",
            sa.Enum(
                "fact",
                "frozen",
                "confirmed",
                "held",
                name="firmness",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("measured_kbq", sa.BigInteger(), nullable=True),
        sa.Column("measured_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=True),
        sa.CheckConstraint(
            "(measured_kbq IS NULL) = (measured_at IS NULL)",
            name=op.f("ck_batch_records_measured_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_batch_records_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("network_id", "batch_id", name="pk_batch_records"),
    )
    op.create_table(
        "shipment_records",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("shipment_id", sa.String(length=120), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "dispatched",
                "arrived",
                "received",
                "rejected",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rejected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=True),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_shipment_records_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint(
            "network_id", "shipment_id", name="pk_shipment_records"
        ),
    )
    op.create_table(
        "vial_records",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("vial_id", sa.String(length=120), nullable=False),
        sa.Column("is_lost", sa.Boolean(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=True),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_vial_records_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("network_id", "vial_id", name="pk_vial_records"),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in reversed(TABLES):
        op.drop_table(table)
