"""Workers, and jobs that several of them share."""

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TABLES: tuple[str, ...] = ()


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
