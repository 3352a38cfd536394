"""Changes as documents: a file of them, and as they are stored."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from scheduler import canonical
from scheduler.scenarios.changes import Change
from solver.documents import read_document
from solver.problem.base import Name, Record

MOST_CHANGES = 500
"""In one what-if."""

Changes = Annotated[tuple[Change, ...], Field(min_length=1, max_length=MOST_CHANGES)]

_CHANGES: TypeAdapter[tuple[Change, ...]] = TypeAdapter(Changes)


class ChangesFile(Record):
    """What would be otherwise: a list of changes, and what it is called."""

    schema_version: Literal[1]
    name: Name
    changes: Changes


def read_changes_file(data: bytes) -> ChangesFile:
    """
    Read a file of changes.

    Raises
    ------
    InvalidDocument
        With every issue, each with its place.

    """
    return read_document(data, ChangesFile)


def plain_changes(changes: Sequence[Change]) -> list[Any]:
    """Changes in JSON's own words, what is left out left out."""
    found: list[Any] = canonical.plain(
        [each.model_dump(exclude_none=True) for each in changes]
    )
    return found


def read_plain_changes(plain: Sequence[Any]) -> tuple[Change, ...]:
    """The changes that ``plain_changes`` has written."""
    return _CHANGES.validate_json(canonical.dumps(plain))
