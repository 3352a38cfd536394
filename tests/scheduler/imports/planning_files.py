"""Planning files of the fixtures, and how tests bring them in and out."""

import copy
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from scheduler.actors import Actor
from scheduler.database.database import Database
from scheduler.database.tables import METADATA
from scheduler.errors import Invalid
from scheduler.exports.network_files import Exported, export_file
from scheduler.imports.report import ImportReport
from scheduler.imports.service import import_file
from tests.scheduler.imports.small_file import as_bytes

INSTANCES = Path(__file__).parents[3] / "fixtures" / "instances"
PATHS = sorted(INSTANCES.rglob("*.json"))
NAMES = [path.relative_to(INSTANCES).with_suffix("").as_posix() for path in PATHS]

NOW = datetime(2026, 3, 20, 11, 30, tzinfo=UTC)
PLANNER = Actor("cli:planner")


def document(name: str) -> dict[str, Any]:
    """A fixture as JSON, to be changed."""
    found = json.loads(content(name))
    assert isinstance(found, dict)
    return copy.deepcopy(found)


def content(name: str) -> bytes:
    """A fixture as it lies on disk."""
    return (INSTANCES / f"{name}.json").read_bytes()


def imported(
    database: Database,
    data: bytes | dict[str, Any],
    *,
    now: datetime = NOW,
    network_id: str | None = None,
    dry_run: bool = False,
) -> ImportReport:
    """Import bytes, or a document."""
    written = data if isinstance(data, bytes) else as_bytes(data)
    return database.run(
        lambda session: import_file(
            session, now, PLANNER, written, network_id=network_id, dry_run=dry_run
        )
    )


def exported(
    database: Database, network_id: str, now: datetime | None = None
) -> Exported:
    """Export a network."""
    with database.reading() as session:
        return export_file(session, network_id, now=now)


def num_rows(database: Database) -> int:
    """How many rows there are, whatever of."""
    with database.reading() as session:
        counts = [
            session.scalar(select(func.count()).select_from(table))
            for table in METADATA.sorted_tables
        ]
    return sum(count or 0 for count in counts)


def refused(database: Database, data: bytes | dict[str, Any], **how: Any) -> list[str]:
    """Why an import is refused, in sentences."""
    with pytest.raises(Invalid) as refusal:
        imported(database, data, **how)
    return [str(issue) for issue in refusal.value.issues]
