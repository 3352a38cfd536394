"""What-ifs and what came of them."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "scenarios",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("base_version", sa.BigInteger(), nullable=True),
        sa.Column("data_revision", sa.BigInteger(), nullable=True),
        sa.Column("plan_revision", sa.BigInteger(), nullable=True),
        sa.Column("comparison", sa.JSON(), nullable=True),
        sa.Column("rebased_from", sa.String(length=120), nullable=True),
        sa.Column("promoted_version", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_scenarios_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("network_id", "id", name="pk_scenarios"),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("scenarios")
