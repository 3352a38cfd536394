"""A validated copy of a record with some fields changed."""

from typing import Any, TypeVar

from solver.problem.base import Record

R = TypeVar("R", bound=Record)


def changed(record: R, **changes: Any) -> R:
    """The record with these fields changed, validated like any other."""
    fields = {name: getattr(record, name) for name in type(record).model_fields}
    return type(record)(**(fields | changes))
