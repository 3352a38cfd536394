"""What is done periodically, and when it was due last."""

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TABLES: tuple[str, ...] = ()


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
