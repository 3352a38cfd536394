"""How a network replans and publishes by itself."""

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

TABLES: tuple[str, ...] = ()


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
