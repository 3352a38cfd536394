"""Planning files, written as people write them."""

import json
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from scheduler import canonical
from scheduler.imports.planning_file.base import WEEK, Weekday
from scheduler.imports.planning_file.schema import PlanningFile
from scheduler.imports.rows.instants import told_in

_FIELDS_WITH_NAMES = {"dose_tables"}
"""Fields whose keys are names that people chose, two levels deep: in no order."""


def to_document(file: PlanningFile) -> bytes:
    """
    A planning file as JSON: what is left out of it is the default.

    Equal files give equal bytes. Instants are in the local time of the horizon's
    zone, fields in the order of the schema, lists in their own order.
    """
    fields = told_in(
        file.model_dump(exclude_defaults=True), ZoneInfo(file.horizon.zone)
    )
    text = json.dumps(
        canonical.plain(_in_order(fields)),
        indent=2,
        ensure_ascii=False,
        allow_nan=False,
    )
    return text.encode() + b"\n"


def _in_order(value: Any, *, by_name: bool = False) -> Any:
    """Weekdays, dates and names in their order; fields stay in the schema's."""
    if isinstance(value, list):
        return [_in_order(each) for each in value]
    if not isinstance(value, dict):
        return value
    keys = list(value)
    if by_name or all(isinstance(key, date) for key in keys):
        keys.sort()
    elif all(isinstance(key, Weekday) for key in keys):
        keys.sort(key=WEEK.index)
    return {
        key: _in_order(value[key], by_name=by_name or key in _FIELDS_WITH_NAMES)
        for key in keys
    }
