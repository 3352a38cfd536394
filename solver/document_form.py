"""
The form of a JSON document: what a model never gets to see.

Repeated keys, numbers that are none or lose digits, half characters, nesting.
"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from solver.document_places import below, called
from solver.errors import InvalidDocument, Issue

MAX_DEPTH = 64
MAX_INT_DIGITS = 18
"""Every whole number of a document fits 64 bits."""

MAX_FLOAT_DIGITS = 17
"""More digits than a double can tell apart would be lost without a word."""


class JsonObject(dict[str, Any]):
    """A JSON object that remembers the keys it has twice."""

    repeated: tuple[str, ...] = ()


class _Refused:
    """Stands where a number stood that cannot be accepted."""

    def __init__(self, message: str) -> None:
        self.message = message


def parsed(text: str) -> object:
    """
    Parse JSON, keeping the traces of what ``form_issues`` reports.

    Raises
    ------
    InvalidDocument
        If it is not JSON at all.

    """
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_int,
            parse_float=_float,
            parse_constant=lambda name: _Refused(f"{name} is not a number"),
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InvalidDocument([Issue("", f"not JSON: {error.msg}, {where}")]) from None


def form_issues(value: object, place: str = "", depth: int = 1) -> Iterator[Issue]:
    """Everything wrong with the form of a parsed value, with its place."""
    if isinstance(value, _Refused):
        yield Issue(place, value.message)
    elif isinstance(value, str) and not _is_text(value):
        yield Issue(place, "half of a surrogate pair is not text")
    elif isinstance(value, dict | list) and depth > MAX_DEPTH:
        yield Issue(place, f"nested deeper than {MAX_DEPTH} levels")
    elif isinstance(value, JsonObject):
        for key in value.repeated:
            yield Issue(below(place, key), "this key occurs twice")
        for key, inner in value.items():
            if not _is_text(key):
                yield Issue(place, "half of a surrogate pair is not a key")
            yield from form_issues(inner, below(place, key), depth + 1)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            inner_place = f"{place}[{called(inner, index)}]"
            yield from form_issues(inner, inner_place, depth + 1)


def _object(pairs: list[tuple[str, Any]]) -> JsonObject:
    found = JsonObject(pairs)
    if len(found) < len(pairs):
        times = Counter(key for key, _ in pairs)
        found.repeated = tuple(sorted(key for key in times if times[key] > 1))
    return found


def _int(digits: str) -> int | _Refused:
    if len(digits.lstrip("-")) > MAX_INT_DIGITS:
        return _Refused(f"a whole number of more than {MAX_INT_DIGITS} digits")
    return int(digits)


def _float(text: str) -> float | _Refused:
    mantissa = text.lower().partition("e")[0].lstrip("-").replace(".", "")
    if len(mantissa.strip("0")) > MAX_FLOAT_DIGITS:
        return _Refused(f"a number of more than {MAX_FLOAT_DIGITS} digits")
    value = float(text)
    if value in {float("inf"), float("-inf")}:
        return _Refused("a number beyond all bounds")
    return value


def _is_text(value: str) -> bool:
    return value.isascii() or not any("\ud800" <= each <= "\udfff" for each in value)
