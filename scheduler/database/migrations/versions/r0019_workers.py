"""Workers, and jobs that several of them share."""

import sqlalchemy as sa
from alembic import op

from scheduler.database import guards

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TABLES = ("workers",)

_OPEN = sa.text("state IN ('waiting', 'running')")
_REPLANS_AT_WORK = sa.text("kind = 'replan' AND state = 'running'")


def upgrade() -> None:
    """Create the table; jobs are asked for by their own rows."""
    op.create_table(
        "workers",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("process", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_workers"),
    )
    guards.create(op.get_bind(), guards.of(TABLES))
    op.drop_table("outbox")
    with op.batch_alter_table("jobs") as jobs:
        jobs.add_column(sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
        jobs.add_column(
            sa.Column("attempts", sa.BigInteger(), nullable=False, server_default="0")
        )
        jobs.add_column(sa.Column("worker_id", sa.String(length=120), nullable=True))
        jobs.add_column(
            sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True)
        )
        jobs.drop_constraint("pk_jobs", type_="primary")
        jobs.drop_constraint("uq_jobs_id", type_="unique")
        jobs.create_primary_key("pk_jobs", ["id"])
        jobs.alter_column(
            "network_id", existing_type=sa.String(length=120), nullable=True
        )
    # Whoever takes them goes on after their last step.
    op.execute("UPDATE jobs SET state = 'waiting' WHERE state = 'running'")
    op.create_index("ix_jobs_network_id_asked_at", "jobs", ["network_id", "asked_at"])
    op.create_index(
        "ix_jobs_open",
        "jobs",
        ["asked_at", "id"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index(
        "uq_jobs_replan_at_work",
        "jobs",
        ["network_id"],
        unique=True,
        sqlite_where=_REPLANS_AT_WORK,
        postgresql_where=_REPLANS_AT_WORK,
    )


def downgrade() -> None:
    """Drop the table; jobs are asked for by messages, and belong to networks."""
    op.drop_index("uq_jobs_replan_at_work", table_name="jobs")
    op.drop_index("ix_jobs_open", table_name="jobs")
    op.drop_index("ix_jobs_network_id_asked_at", table_name="jobs")
    op.execute("DELETE FROM jobs WHERE network_id IS NULL")
    with op.batch_alter_table("jobs") as jobs:
        jobs.alter_column(
            "network_id", existing_type=sa.String(length=120), nullable=False
        )
        jobs.drop_constraint("pk_jobs", type_="primary")
        jobs.create_primary_key("pk_jobs", ["network_id", "id"])
        jobs.create_unique_constraint("uq_jobs_id", ["id"])
        for column in ("forgotten_at", "worker_id", "attempts", "due_at"):
            jobs.drop_column(column)
    _create_outbox()
    op.drop_table("workers")


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("relayed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index(
        "ix_outbox_waiting", "outbox", ["relayed_at", "created_at"], unique=False
    )
    outbox, jobs = (
        sa.Table(name, sa.MetaData(), autoload_with=op.get_bind())
        for name in ("outbox", "jobs")
    )
    is_open = jobs.c.state.in_(["waiting", "running"])
    for job in op.get_bind().execute(sa.select(jobs).where(is_open)).all():
        message = {
            "id": job.id,
            "kind": job.kind,
            "payload": {"network_id": job.network_id, **job.payload},
            "created_at": job.asked_at,
        }
        op.get_bind().execute(sa.insert(outbox).values(message))
