"""Forecasts of demand."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "forecasts",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data_revision", sa.BigInteger(), nullable=False),
        sa.Column("plan_revision", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_forecasts_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("network_id", name="pk_forecasts"),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("forecasts")
