"""How a network replans and publishes by itself, and how long proposals last."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

TABLES: tuple[str, ...] = ()

_POLICIES = ("replans_on_events", "publishes_by_itself")


def upgrade() -> None:
    """Add the policies to networks, and to versions what came of them."""
    for name in _POLICIES:
        op.add_column(
            "networks",
            sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.true()),
        )
    op.add_column(
        "networks",
        sa.Column(
            "proposals_last_hours",
            sa.BigInteger(),
            nullable=False,
            server_default="24",
        ),
    )
    op.add_column(
        "plan_versions",
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.add_column("plan_versions", sa.Column("doubts", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Drop the columns."""
    for name in ("doubts", "expires_at"):
        op.drop_column("plan_versions", name)
    for name in ("proposals_last_hours", *_POLICIES):
        op.drop_column("networks", name)
