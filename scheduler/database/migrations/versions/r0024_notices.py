"""Who is told what, and over which channel."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

TABLES = (
    "notices",
    "notice_audiences",
    "notice_readings",
    "channels",
    "channel_secrets",
    "deliveries",
)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "notices",
        _network(),
        _text("id"),
        sa.Column("number", sa.BigInteger(), nullable=False),
        _instant("at"),
        _text("kind"),
        _text("subject"),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(length=400), nullable=True),
        _of_network("notices"),
        sa.PrimaryKeyConstraint("network_id", "id", name="pk_notices"),
        sa.UniqueConstraint(
            "network_id", "number", name="uq_notices_network_id_number"
        ),
        sa.UniqueConstraint("network_id", "key", name="uq_notices_network_id_key"),
    )
    op.create_table(
        "notice_audiences",
        _network(),
        _text("notice_id"),
        _one_of("kind", "network", "site", "unit", "trial"),
        _text("object_id"),
        _of_network("notice_audiences"),
        _of("notice_audiences", "notice"),
        sa.PrimaryKeyConstraint(
            "network_id", "notice_id", "kind", "object_id", name="pk_notice_audiences"
        ),
    )
    op.create_table(
        "notice_readings",
        _network(),
        _text("notice_id"),
        _text("actor"),
        _instant("at"),
        _of_network("notice_readings"),
        _of("notice_readings", "notice"),
        sa.PrimaryKeyConstraint(
            "network_id", "notice_id", "actor", name="pk_notice_readings"
        ),
    )
    op.create_table(
        "channels",
        _network(),
        _text("id"),
        _one_of("kind", "webhook", "email"),
        sa.Column("address", sa.String(length=2000), nullable=False),
        sa.Column("scope", sa.JSON(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        _instant("created_at"),
        _text("created_by"),
        _instant("paused_at", is_needed=False),
        _instant("removed_at", is_needed=False),
        _of_network("channels"),
        sa.PrimaryKeyConstraint("network_id", "id", name="pk_channels"),
    )
    op.create_table(
        "channel_secrets",
        _network(),
        _text("channel_id"),
        _text("secret"),
        _of_network("channel_secrets"),
        _of("channel_secrets", "channel"),
        sa.PrimaryKeyConstraint("network_id", "channel_id", name="pk_channel_secrets"),
    )
    op.create_table(
        "deliveries",
        _network(),
        _text("channel_id"),
        _text("notice_id"),
        _one_of("state", "waiting", "delivered", "given_up"),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        _instant("next_at"),
        _instant("first_tried_at", is_needed=False),
        _instant("delivered_at", is_needed=False),
        sa.Column("last_error", sa.String(length=500), nullable=True),
        _of_network("deliveries"),
        _of("deliveries", "notice"),
        _of("deliveries", "channel"),
        sa.PrimaryKeyConstraint(
            "network_id", "channel_id", "notice_id", name="pk_deliveries"
        ),
    )
    op.create_index("ix_deliveries_due", "deliveries", ["state", "next_at"])


def downgrade() -> None:
    """Drop the tables."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=120), nullable=False)


def _network() -> sa.Column[str]:
    return _text("network_id")


def _instant(name: str, *, is_needed: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=not is_needed)


def _one_of(name: str, *words: str) -> sa.Column[str]:
    kinds = sa.Enum(
        *words, name=name, native_enum=False, create_constraint=True, length=40
    )
    return sa.Column(name, kinds, nullable=False)


def _of_network(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["network_id"],
        ["networks.id"],
        name=f"fk_{table}_network_id",
        ondelete="RESTRICT",
    )


def _of(table: str, above: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["network_id", f"{above}_id"],
        [f"{above}s.network_id", f"{above}s.id"],
        name=f"fk_{table}_network_id_{above}_id",
    )
