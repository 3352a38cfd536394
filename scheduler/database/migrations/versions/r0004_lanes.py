"""The ways from units to sites."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = (
    "vehicles",
    "lanes",
    "extra_departures",
)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "vehicles",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_vehicles_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("network_id", "id", name="pk_vehicles"),
    )
    op.create_table(
        "lanes",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("unit_id", sa.String(length=120), nullable=False),
        sa.Column("site_id", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id", "site_id"],
            ["sites.network_id", "sites.id"],
            name="fk_lanes_network_id_site_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["network_id", "unit_id"],
            ["units.network_id", "units.id"],
            name="fk_lanes_network_id_unit_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_lanes_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("network_id", "id", name="pk_lanes"),
    )
    op.create_table(
        "extra_departures",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("lane_id", sa.String(length=120), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("departs_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id", "lane_id"],
            ["lanes.network_id", "lanes.id"],
            name="fk_extra_departures_network_id_lane_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_extra_departures_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint(
            "network_id", "lane_id", "position", name="pk_extra_departures"
        ),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in reversed(TABLES):
        op.drop_table(table)
