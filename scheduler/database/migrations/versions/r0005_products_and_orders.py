"""Products, how they are made, and what is ordered."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = (
    "products",
    "separations",
    "supplies",
    "placed_orders",
    "processes",
)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "products",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("nuclide", sa.String(length=200), nullable=False),
        sa.Column("presentation", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_products_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("network_id", "id", name="pk_products"),
    )
    op.create_table(
        "separations",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_separations_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("network_id", "position", name="pk_separations"),
    )
    op.create_table(
        "supplies",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=True),
        sa.Column("unit_id", sa.String(length=120), nullable=False),
        sa.Column("product_id", sa.String(length=120), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id", "product_id"],
            ["products.network_id", "products.id"],
            name="fk_supplies_network_id_product_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["network_id", "unit_id"],
            ["units.network_id", "units.id"],
            name="fk_supplies_network_id_unit_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_supplies_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("network_id", "position", name="pk_supplies"),
    )
    op.create_table(
        "placed_orders",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column(
            "supply_position", sa.BigInteger(), autoincrement=False, nullable=False
        ),
        sa.Column("reference_date", sa.Date(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("portions", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "portions > 0", name=op.f("ck_placed_orders_portions_positive")
        ),
        sa.ForeignKeyConstraint(
            ["network_id", "supply_position"],
            ["supplies.network_id", "supplies.position"],
            name="fk_placed_orders_network_id_supply_position",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_placed_orders_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint(
            "network_id", "supply_position", "reference_date", name="pk_placed_orders"
        ),
    )
    op.create_table(
        "processes",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("line_id", sa.String(length=120), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("product_id", sa.String(length=120), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id", "line_id"],
            ["lines.network_id", "lines.id"],
            name="fk_processes_network_id_line_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["network_id", "product_id"],
            ["products.network_id", "products.id"],
            name="fk_processes_network_id_product_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_processes_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint(
            "network_id", "line_id", "position", name="pk_processes"
        ),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in reversed(TABLES):
        op.drop_table(table)
