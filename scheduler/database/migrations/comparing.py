"""How a database and the models are compared."""

from typing import Any

from sqlalchemy.types import TypeDecorator

from scheduler.database.guards import INDEXES


def _is_ours(
    _: object, name: str | None, kind: str, is_reflected: bool, model: object
) -> bool:
    """Whether the models speak of it; indexes of guards are the guards' own."""
    return not (kind == "index" and is_reflected and name in INDEXES)


def _as_stored(kind: str, item: object, context: Any) -> str | bool:
    """Write a step in types of the database, which no later code can change."""
    if kind == "type" and isinstance(item, TypeDecorator):
        context.imports.add("import sqlalchemy as sa")
        return f"sa.{item.impl_instance!r}"
    return False


OPTIONS: dict[str, Any] = {
    "include_object": _is_ours,
    "render_item": _as_stored,
    "compare_type": True,
    "compare_server_default": True,
    "transactional_ddl": True,
    "render_as_batch": True,
}
"""For Alembic's migration context."""
