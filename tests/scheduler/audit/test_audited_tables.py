"""Every audited table tells when a row comes, changes and goes."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import JSON, CheckConstraint, inspect
from sqlalchemy.orm import Session

from scheduler.audit.changes import Change
from scheduler.audit.context import audited
from scheduler.audit.models import SYSTEM
from scheduler.audit.trail import trail_of
from scheduler.database.base import Base
from scheduler.database.database import Database
from scheduler.database.tables import METADATA
from tests.scheduler.audit.forgery import unguard
from tests.scheduler.audit.trails import NOW, PLANNER
from tests.scheduler.database.rows import NETWORK, a_row

KINDS: dict[str, type[Base]] = {
    mapper.class_.__tablename__: mapper.class_
    for mapper in Base.registry.mappers
    if mapper.class_.is_audited
}


def test_what_is_not_audited_is_its_own_history() -> None:
    """A table is audited unless it is known why it need not be."""
    assert METADATA.tables.keys() - KINDS.keys() == {
        "audit_entries",
        "audit_heads",
        "balances",
        "bookings",
        "channel_secrets",
        "deliveries",
        "events",
        "forecasts",
        "given_replies",
        "job_documents",
        "jobs",
        "notice_audiences",
        "notice_readings",
        "notices",
        "occupations",
        "planned_batches",
        "planned_shipments",
        "planned_vials",
        "scenarios",
        "schedules",
        "timetables",
        "workers",
    }


def test_every_audited_table_tells(database: Database) -> None:
    """A new row, the same row changed, and gone: three changes under one key."""
    silent = {}
    for name, kind in KINDS.items():
        with database.writing() as session:
            audited(session, NOW, PLANNER, "try", chain=NETWORK)
            audited(session, NOW, PLANNER, "try", chain=SYSTEM)
            if name != "networks":
                session.add(_row("networks"))
            changes = _come_change_and_go(session, kind)
            session.rollback()
        told = [(each.old is None, each.new is None) for each in changes]
        keys = {each.key for each in changes}
        if told != [(True, False), (False, False), (False, True)] or len(keys) != 1:
            silent[name] = changes

    assert len(KINDS) > 20
    assert silent == {}


def _come_change_and_go(session: Session, kind: type[Base]) -> list[Change]:
    unguard(session.connection(), kind.__tablename__)
    row = _row(kind.__tablename__)
    session.add(row)
    session.flush()
    name, value = _other_value(kind, row)
    setattr(row, name, value)
    session.flush()
    session.delete(row)
    session.flush()
    return [
        each for each in trail_of(session).changes if each.table == kind.__tablename__
    ]


def _row(table: str) -> Base:
    return KINDS[table](**a_row(table))


def _other_value(kind: type[Base], row: Base) -> tuple[str, Any]:
    """A column that no rule speaks of, and a value that it does not have."""
    table = METADATA.tables[kind.__tablename__]
    rules = " ".join(
        str(each.sqltext)
        for each in table.constraints
        if isinstance(each, CheckConstraint)
    )
    for column in inspect(kind).columns:
        if column.primary_key or column.foreign_keys or column.name in rules:
            continue
        value = getattr(row, column.key)
        if isinstance(column.type, JSON):
            return column.key, {"changed": [1, 0.5]}
        if type(value) is str:
            return column.key, f"{value}+"
        if type(value) in {int, Decimal}:
            return column.key, value + 1
    pytest.fail(f"{kind.__tablename__} has no column to change")
