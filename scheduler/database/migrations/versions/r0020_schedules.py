"""What is done periodically, and when it was due last."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TABLES = ("schedules",)


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "schedules",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("network_id", sa.String(length=120), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_slot_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cadence", sa.JSON(), nullable=True),
        sa.Column("last_job_id", sa.String(length=120), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("data_revision", sa.BigInteger(), nullable=True),
        sa.Column("plan_revision", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_schedules_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_schedules"),
    )


def downgrade() -> None:
    """Drop the table."""
    for table in reversed(TABLES):
        op.drop_table(table)
