"""Planning files: what an import took."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field

from api.schemas.types import Ask, Id, Told
from scheduler.imports.report import ImportReport


class ImportAsked(Ask):
    """How a planning file is imported."""

    model_config = ConfigDict(extra="ignore")

    network_id: Annotated[
        Id | None, Field(description="what the network is called; else as the file")
    ] = None
    dry_run: Annotated[bool, Field(description="tell all the same, keep nothing")] = (
        False
    )


class VisitBroken(Told):
    """A visit that cannot stay where it is, and the rules that it breaks."""

    visit_id: str
    rules: list[str]


class ImportRead(Told):
    """What an import did, or would do."""

    network_id: str
    is_new: bool
    is_dry_run: bool
    is_different: bool
    added: Annotated[dict[str, int], Field(description="rows by table")]
    changed: Annotated[dict[str, int], Field(description="rows by table")]
    removed: Annotated[dict[str, int], Field(description="rows by table")]
    version: Annotated[
        int | None, Field(description="plan version that came into force with it")
    ]
    broken: list[VisitBroken]
    bookings_gone: Annotated[
        list[str], Field(description="planned visits that the file does not ask for")
    ]
    participants_not_asked: list[str]
    visits_not_asked: list[str]


def import_read(report: ImportReport) -> ImportRead:
    """A report as it is told."""
    return ImportRead(
        network_id=report.network_id,
        is_new=report.is_new,
        is_dry_run=report.is_dry_run,
        is_different=report.is_different,
        added=dict(report.added),
        changed=dict(report.changed),
        removed=dict(report.removed),
        version=report.version,
        broken=[VisitBroken.model_validate(each) for each in report.broken],
        bookings_gone=list(report.bookings_gone),
        participants_not_asked=sorted(report.not_asked.participants),
        visits_not_asked=sorted(report.not_asked.visits),
    )


PLANNING_FILE: dict[str, Any] = {
    "type": "object",
    "description": "a planning file; `tracerplan schema` prints its schema",
    "required": ["schema_version", "name", "as_of", "horizon"],
    "properties": {
        "schema_version": {"const": 1},
        "name": {"type": "string"},
        "as_of": {
            "type": "string",
            "description": "an instant with its offset: `2026-09-14T08:30+02:00`",
        },
        "horizon": {"type": "object"},
    },
}
"""What the OpenAPI document says of planning files: their own schema is long."""
