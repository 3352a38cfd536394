"""Promises, and how visits ended."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLES = (
    "promises",
    "visit_ends",
)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "promises",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("visit_id", sa.String(length=120), nullable=False),
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
            nullable=False,
        ),
        sa.Column("lapses_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bumps", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("promised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("promised_by", sa.String(length=120), nullable=False),
        sa.Column("broken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("broken_by", sa.JSON(), nullable=True),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(firmness = 'held') = (lapses_at IS NOT NULL)",
            name=op.f("ck_promises_only_holds_lapse"),
        ),
        sa.CheckConstraint("bumps >= 0", name=op.f("ck_promises_bumps_not_negative")),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_promises_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("network_id", "visit_id", name="pk_promises"),
    )
    op.create_table(
        "visit_ends",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("visit_id", sa.String(length=120), nullable=False),
        sa.Column("outcome", sa.String(length=120), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=True),
        sa.Column("injected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assay_kbq", sa.BigInteger(), nullable=True),
        sa.Column("assayed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("residual_kbq", sa.BigInteger(), nullable=True),
        sa.Column("residual_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("net_kbq", sa.BigInteger(), nullable=True),
        sa.Column("vial_ids", sa.JSON(), nullable=True),
        sa.Column("scanner_id", sa.String(length=120), nullable=True),
        sa.Column("scan_started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancellation_nok", sa.BigInteger(), nullable=True),
        sa.Column("planned_revision", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(outcome = 'administered') = (injected_at IS NOT NULL)",
            name=op.f("ck_visit_ends_administered_has_minute"),
        ),
        sa.CheckConstraint(
            "outcome IN ('administered', 'no_show', 'cancelled')",
            name=op.f("ck_visit_ends_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_visit_ends_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("network_id", "visit_id", name="pk_visit_ends"),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in reversed(TABLES):
        op.drop_table(table)
