"""What is out of order, who is away, and what else asks for a replan."""

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TABLES: tuple[str, ...] = ()


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
