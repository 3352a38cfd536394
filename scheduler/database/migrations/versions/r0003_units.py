"""Production units, and what they have."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = (
    "units",
    "equipment",
    "generators",
    "lines",
)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "units",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("zone", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_units_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("network_id", "id", name="pk_units"),
    )
    op.create_table(
        "equipment",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("unit_id", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id", "unit_id"],
            ["units.network_id", "units.id"],
            name="fk_equipment_network_id_unit_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_equipment_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("network_id", "id", name="pk_equipment"),
    )
    op.create_table(
        "generators",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("unit_id", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id", "unit_id"],
            ["units.network_id", "units.id"],
            name="fk_generators_network_id_unit_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_generators_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("network_id", "id", name="pk_generators"),
    )
    op.create_table(
        "lines",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("unit_id", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id", "unit_id"],
            ["units.network_id", "units.id"],
            name="fk_lines_network_id_unit_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_lines_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("network_id", "id", name="pk_lines"),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in reversed(TABLES):
        op.drop_table(table)
