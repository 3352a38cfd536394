"""A notice in words: what happened to what, and the details line by line."""

from collections.abc import Iterator, Mapping
from typing import Any

from scheduler.exports.printable import printable


def title_of(kind: str, subject: str) -> str:
    """One line, as ``Visit moved: A-1``."""
    told = kind.replace("_", " ")
    return printable(f"{told[:1].upper()}{told[1:]}: {subject}")


def lines_of(details: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """
    A line for each detail that says something, as ``was at: 2026-03-02T09:00+01:00``.

    Of several things, as visits, there is a line for each.
    """
    for name, value in details.items():
        place = f"{above} {name}".strip().replace("_", " ")
        if isinstance(value, Mapping):
            yield from lines_of(value, place)
        elif isinstance(value, list) and any(isinstance(x, Mapping) for x in value):
            yield printable(f"{place}:")
            yield from (printable(f"- {_text(each)}") for each in value)
        elif value not in (None, "", []):
            yield printable(f"{place}: {_text(value)}")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    if isinstance(value, Mapping):
        return "; ".join(lines_of(value))
    return str(value)
