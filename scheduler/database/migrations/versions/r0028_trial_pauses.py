"""Trials that are paused, and until when."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

TABLES = ("trial_pauses",)


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "trial_pauses",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("trial_id", sa.String(length=120), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("paused_by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_trial_pauses_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("network_id", "number", name="pk_trial_pauses"),
    )


def downgrade() -> None:
    """Drop the table."""
    for table in reversed(TABLES):
        op.drop_table(table)
