"""ETags: one of each state of what is shown."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from fastapi import Request, Response
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from scheduler import canonical
from scheduler.database.base import Base

NOT_MODIFIED: dict[int | str, dict[str, Any]] = {
    304: {"description": "It is as the caller has it (`If-None-Match`)."}
}
"""What a route that knows ETags answers besides."""


def etag_of_rows(rows: Iterable[Base | None]) -> str:
    """
    The ETag of something that is kept in some rows.

    It changes with each change of them, and with none of what is not theirs.
    """
    told = [None if row is None else _values(row) for row in rows]
    return quoted(canonical.dumps(told).encode())


def etag_of_key(session: Session, kind: type[Base], *key: str | int) -> str:
    """The ETag of one row, which need not be there."""
    return etag_of_rows([session.get(kind, key)])


def quoted(data: bytes) -> str:
    """The ETag of some bytes."""
    return f'"{hashlib.sha256(data).hexdigest()[:32]}"'


def is_known(request: Request, etag: str) -> bool:
    """Whether the caller has it already (``If-None-Match``)."""
    seen = request.headers.get("if-none-match")
    if seen is None:
        return False
    known = {each.strip().removeprefix("W/") for each in seen.split(",")}
    return "*" in known or etag in known


def not_modified(etag: str) -> Response:
    """It is as the caller has it."""
    return Response(status_code=304, headers={"ETag": etag})


def _values(row: Base) -> dict[str, Any]:
    mapper = inspect(type(row))
    return {each.key: _as_kept(getattr(row, each.key)) for each in mapper.column_attrs}


def _as_kept(value: Any) -> Any:
    """A value as it will be read again: instants in UTC, whatever they were told in."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return value.hex() if isinstance(value, bytes) else value
