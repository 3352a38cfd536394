"""Networks, API keys and the audit trail."""

import sqlalchemy as sa
from alembic import op

from scheduler.database import guards

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "api_keys",
    "audit_entries",
    "audit_heads",
    "networks",
)


def upgrade() -> None:
    """Create the tables and their guards."""
    guards.create_functions(op.get_bind())
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "site_staff",
                "production",
                "study_manager",
                "planner",
                "auditor",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("scope", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=120), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.String(length=120), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
    )
    op.create_table(
        "audit_entries",
        sa.Column("chain", sa.String(length=120), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("action", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=True),
        sa.Column("request_id", sa.String(length=120), nullable=True),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", "number", name="pk_audit_entries"),
    )
    op.create_table(
        "audit_heads",
        sa.Column("chain", sa.String(length=120), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", name="pk_audit_heads"),
    )
    op.create_table(
        "networks",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_date", sa.Date(), nullable=False),
        sa.Column("days", sa.BigInteger(), nullable=False),
        sa.Column("zone", sa.String(length=120), nullable=False),
        sa.Column("treatments", sa.JSON(), nullable=False),
        sa.Column("data_revision", sa.BigInteger(), nullable=False),
        sa.Column("plan_revision", sa.BigInteger(), nullable=False),
        sa.Column("hold_minutes", sa.BigInteger(), nullable=False),
        sa.Column("frozen_hours", sa.BigInteger(), nullable=False),
        sa.Column("needs_second_person", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "data_revision >= 0", name=op.f("ck_networks_data_revision_not_negative")
        ),
        sa.CheckConstraint(
            "plan_revision >= 0", name=op.f("ck_networks_plan_revision_not_negative")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_networks"),
    )
    guards.create(op.get_bind(), guards.of(TABLES))


def downgrade() -> None:
    """Drop the tables and their guards."""
    for table in reversed(TABLES):
        op.drop_table(table)
    guards.drop_functions(op.get_bind())
