"""Normal, low and late timetables."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "timetables",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("batch_id", sa.String(length=120), nullable=False),
        sa.Column("unit_id", sa.String(length=120), nullable=False),
        sa.Column("reference_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data_revision", sa.BigInteger(), nullable=False),
        sa.Column("plan_revision", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_timetables_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("network_id", "batch_id", name="pk_timetables"),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("timetables")
