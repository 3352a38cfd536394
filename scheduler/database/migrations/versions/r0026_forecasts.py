"""Demand that is expected before visits are booked."""

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

TABLES: tuple[str, ...] = ()


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
