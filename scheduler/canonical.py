"""
One way to write a value as JSON: equal values give equal bytes.

Keys are sorted, nothing is spaced out, letters stay letters. A ``Decimal`` is a
number; the planning file allows 15 digits, which a float writes back exactly.
"""

import json
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any


def plain(value: Any) -> Any:
    """The value in JSON's own words: numbers, text, lists and objects."""
    if isinstance(value, dict):
        return {str(plain(key)): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return _in_iso_form(value)
    return value


def dumps(value: Any) -> str:
    """
    The value as canonical JSON text.

    Raises
    ------
    ValueError
        For numbers that JSON has no word for.

    """
    return json.dumps(
        plain(value),
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )


def loads(text: str | bytes) -> Any:
    """Read JSON; numbers with a point come back as ``Decimal``, digit by digit."""
    return json.loads(text, parse_float=Decimal)


def _in_iso_form(value: date) -> str:
    """A date, or an instant to the minute if it is a whole one."""
    if not isinstance(value, datetime):
        return value.isoformat()
    is_whole = not (value.second or value.microsecond)
    return value.isoformat(timespec="minutes" if is_whole else "auto")
