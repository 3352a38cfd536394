"""Answers that were given, for requests that are sent again."""

import sqlalchemy as sa
from alembic import op

from scheduler.database import guards

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TABLES = ("given_replies",)


def upgrade() -> None:
    """Create the table and its guards."""
    op.create_table(
        "given_replies",
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=True),
        sa.Column("headers", sa.JSON(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("actor", "key", name="pk_given_replies"),
    )
    op.create_index(
        "ix_given_replies_given_at", "given_replies", ["given_at"], unique=False
    )
    guards.create(op.get_bind(), guards.of(TABLES))


def downgrade() -> None:
    """Drop the table and its guards."""
    for table in reversed(TABLES):
        op.drop_table(table)
