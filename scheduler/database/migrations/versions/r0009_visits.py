"""Visits and claims."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = (
    "claims",
    "visits",
)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "claims",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("product_id", sa.String(length=120), nullable=False),
        sa.Column("site_id", sa.String(length=120), nullable=False),
        sa.Column("procedure_id", sa.String(length=120), nullable=False),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.CheckConstraint("end_at > start_at", name=op.f("ck_claims_not_empty")),
        sa.ForeignKeyConstraint(
            ["network_id", "procedure_id"],
            ["procedures.network_id", "procedures.id"],
            name="fk_claims_network_id_procedure_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["network_id", "product_id"],
            ["products.network_id", "products.id"],
            name="fk_claims_network_id_product_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["network_id", "site_id"],
            ["sites.network_id", "sites.id"],
            name="fk_claims_network_id_site_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_claims_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("network_id", "id", name="pk_claims"),
    )
    op.create_table(
        "visits",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("participant_id", sa.String(length=120), nullable=False),
        sa.Column("trial_id", sa.String(length=120), nullable=False),
        sa.Column("definition_id", sa.String(length=120), nullable=False),
        sa.Column("follows_id", sa.String(length=120), nullable=True),
        sa.Column("needs_id", sa.String(length=120), nullable=True),
        sa.Column("earliest_date", sa.Date(), nullable=True),
        sa.Column("latest_date", sa.Date(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id", "participant_id"],
            ["participants.network_id", "participants.id"],
            name="fk_visits_network_id_participant_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["network_id", "trial_id", "definition_id"],
            [
                "visit_definitions.network_id",
                "visit_definitions.trial_id",
                "visit_definitions.id",
            ],
            name="fk_visits_network_id_trial_id_definition_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_visits_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("network_id", "id", name="pk_visits"),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in reversed(TABLES):
        op.drop_table(table)
