"""Plan versions, and balances of what they use."""

import sqlalchemy as sa
from alembic import op

from scheduler.database import guards

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = (
    "balances",
    "plan_versions",
)


def upgrade() -> None:
    """Create the tables and their guards."""
    op.create_table(
        "balances",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "vial",
                "dose",
                "run",
                "order",
                "injections",
                "handled",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("available", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "used >= 0 AND used <= available", name=op.f("ck_balances_not_overdrawn")
        ),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_balances_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("network_id", "kind", "key", name="pk_balances"),
    )
    op.create_table(
        "plan_versions",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "import",
                "booking",
                "event",
                "replan",
                "scenario",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "approved",
                "superseded",
                "rejected",
                "outdated",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("base_revision", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=True),
        sa.Column("origin_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("problem_digest", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=120), nullable=False),
        sa.Column("document", sa.JSON(), nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=True),
        sa.Column("job_id", sa.String(length=120), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.String(length=120), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=120), nullable=True),
        sa.Column("reason", sa.String(length=2000), nullable=True),
        sa.CheckConstraint(
            "(state IN ('approved', 'superseded')) = (revision IS NOT NULL)",
            name=op.f("ck_plan_versions_revision_if_in_force"),
        ),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_plan_versions_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("network_id", "number", name="pk_plan_versions"),
    )
    op.create_index(
        "uq_plan_versions_revision",
        "plan_versions",
        ["network_id", "revision"],
        unique=True,
    )
    guards.create(op.get_bind(), guards.of(TABLES))


def downgrade() -> None:
    """Drop the tables and their guards."""
    for table in reversed(TABLES):
        op.drop_table(table)
