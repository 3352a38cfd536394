"""Participants and what is known of them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = (
    "participants",
    "unavailabilities",
    "weights",
)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "participants",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("trial_id", sa.String(length=120), nullable=False),
        sa.Column("site_id", sa.String(length=120), nullable=False),
        sa.Column("arm", sa.String(length=120), nullable=True),
        sa.Column("dose_level", sa.String(length=200), nullable=True),
        sa.Column("anchor_date", sa.Date(), nullable=True),
        sa.Column("previous_dose_date", sa.Date(), nullable=True),
        sa.Column("previous_dose_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extra_minutes", sa.BigInteger(), nullable=False),
        sa.Column("consented", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id", "site_id"],
            ["sites.network_id", "sites.id"],
            name="fk_participants_network_id_site_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["network_id", "trial_id"],
            ["trials.network_id", "trials.id"],
            name="fk_participants_network_id_trial_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_participants_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("network_id", "id", name="pk_participants"),
    )
    op.create_table(
        "unavailabilities",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("participant_id", sa.String(length=120), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "end_at > start_at", name=op.f("ck_unavailabilities_not_empty")
        ),
        sa.ForeignKeyConstraint(
            ["network_id", "participant_id"],
            ["participants.network_id", "participants.id"],
            name="fk_unavailabilities_network_id_participant_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_unavailabilities_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint(
            "network_id", "participant_id", "position", name="pk_unavailabilities"
        ),
    )
    op.create_table(
        "weights",
        sa.Column("network_id", sa.String(length=120), nullable=False),
        sa.Column("participant_id", sa.String(length=120), nullable=False),
        sa.Column("weighed_on", sa.Date(), nullable=False),
        sa.Column("weight_kg", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id", "participant_id"],
            ["participants.network_id", "participants.id"],
            name="fk_weights_network_id_participant_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name="fk_weights_network_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint(
            "network_id", "participant_id", "weighed_on", name="pk_weights"
        ),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in reversed(TABLES):
        op.drop_table(table)
