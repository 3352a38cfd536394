"""Courses, and results of gates."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = (
    "gate_results",
    "courses",
)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "gate_results",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("owner_id", sa.String(length=120), nullable=False),
        sa.Column("cycle", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("gate", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=120), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_gate_results_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint(
            "network_id", "owner_id", "cycle", "gate", name="pk_gate_results"
        ),
    )
    op.create_table(
        "courses",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("participant_id", sa.String(length=120), nullable=False),
        sa.Column("definition", sa.String(length=120), nullable=False),
        sa.Column("first_cycle", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last_cycle", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id", "participant_id"],
            ["participants.network_id", "participants.id"],
            name="fk_courses_network_id_participant_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_courses_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("network_id", "first_cycle", "id", name="pk_courses"),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in reversed(TABLES):
        op.drop_table(table)
