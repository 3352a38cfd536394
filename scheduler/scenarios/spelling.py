"""
Changes on one line: ``stop line O1 2026-09-14T06:00 2026-09-15T18:00``.

Each kind of change has its ``spelling``; a ``-`` is something left out. What does not
fit on a line is JSON.
"""

import json
import re
import shlex
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from scheduler import canonical
from scheduler.errors import Invalid
from scheduler.imports.planning_file.local_time import LocalTimeError, Twice, instant_of
from scheduler.scenarios.changes import KINDS, Change
from scheduler.scenarios.changes.base import told
from scheduler.scenarios.schema import plain_changes
from solver.documents import issues_of
from solver.errors import Issue

LEFT_OUT = "-"
"""In place of something that may be left out, before something that is said."""

_CHANGE: TypeAdapter[Change] = TypeAdapter(Change)
_LOCAL = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})T(?P<clock>\d{2}:\d{2})")
_FIELD = re.compile(r"\[?\{(?P<name>\w+)(?P<all>\.\.\.)?\}\]?")


def read_changes(lines: Sequence[str], zone: str) -> tuple[Change, ...]:
    """
    Changes, one on each line.

    Parameters
    ----------
    zone
        Times without an offset are those that its clocks show.

    Raises
    ------
    Invalid
        With every issue, each at its place in the list (``changes[3].line``).

    """
    found: list[Change] = []
    issues: list[Issue] = []
    for number, line in enumerate(lines):
        try:
            found.append(read_change(line, zone))
        except Invalid as error:
            issues += [
                Issue(f"changes[{number}].{each.place}".rstrip("."), each.message)
                for each in error.issues
            ]
    if issues:
        raise Invalid(issues)
    return tuple(found)


def read_change(line: str, zone: str) -> Change:
    """
    One change.

    Raises
    ------
    Invalid
        If there is no such change, or with everything that is wrong with its fields,
        clock times that the zone's clocks skip or show twice among them.

    """
    is_json = line.lstrip().startswith("{")
    fields = _document(line) if is_json else _fields_of(line, zone)
    try:
        if is_json:
            return _CHANGE.validate_json(line)
        return _CHANGE.validate_python(fields, strict=False)
    except ValidationError as error:
        raise Invalid(_issues(error, fields)) from None


def spelled(change: Change) -> str:
    """The change on one line, as ``read_change`` reads it."""
    words = list(_words_of(change))
    while words[-1:] == [LEFT_OUT]:
        words.pop()
    line = " ".join(words)
    try:
        is_whole = bool(line) and read_change(line, "UTC") == change
    except Invalid:
        is_whole = False
    return line if is_whole else canonical.dumps(plain_changes([change])[0])


def describe(change: Change) -> str:
    """What is changed, for people."""
    return change.words()


def spellings() -> tuple[str, ...]:
    """How each kind of change that fits on a line is written."""
    return tuple(kind.spelling for kind in KINDS if kind.spelling)


def _issues(error: ValidationError, fields: Any) -> list[Issue]:
    """What a validator found; what it found of the whole is at no place."""
    whole = fields.get("change") if isinstance(fields, dict) else None
    return [
        Issue("" if each.place == whole else each.place, each.message)
        for each in issues_of(error, fields)
    ]


def _document(line: str) -> object:
    try:
        return json.loads(line)
    except ValueError as error:
        raise Invalid([Issue("", f"no JSON: {error}")]) from None


def _fields_of(line: str, zone: str) -> dict[str, Any]:
    """The fields of a change as text, which change it is among them."""
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise Invalid([Issue("", f"{line!r}: {error}")]) from None
    for kind in KINDS:
        fields = _matched(kind.spelling.split(), words)
        if kind.spelling and fields is not None:
            name = kind.model_fields["change"].default
            return {"change": name, **_with_offsets(fields, zone)}
    alike = [each for each in spellings() if each.split()[0] in words[:1]]
    listed = "; ".join(alike or spellings())
    raise Invalid([Issue("", f"{line!r} is no change; there are: {listed}")])


def _matched(template: Sequence[str], words: Sequence[str]) -> dict[str, Any] | None:
    """What the words say of each field; ``None`` if they are no such change."""
    left = list(words)
    fields: dict[str, Any] = {}
    for each in template:
        field = _FIELD.fullmatch(each)
        if field and field["all"]:
            fields[field["name"]], left = left, []
        elif field and left[:1] == [LEFT_OUT] and each.startswith("["):
            left.pop(0)
        elif field and left:
            fields[field["name"]] = left.pop(0)
        elif field and each.startswith("["):
            continue
        elif not left or left.pop(0) != each:
            return None
    return None if left else fields


def _with_offsets(fields: dict[str, Any], zone: str) -> dict[str, Any]:
    """The fields, those of local times as instants."""
    issues: list[Issue] = []
    found = dict(fields)
    for name, text in fields.items():
        if name.endswith("_at") and (local := _LOCAL.fullmatch(text)):
            try:
                day = date.fromisoformat(local["day"])
                at = instant_of(day, local["clock"], zone, Twice.REFUSED)
                found[name] = told(at.astimezone(ZoneInfo(zone)))
            except LocalTimeError as error:
                issues.append(Issue(name, str(error)))
            except ValueError:
                continue  # no date: the change itself refuses it
    if issues:
        raise Invalid(issues)
    return found


def _words_of(change: Change) -> Iterator[str]:
    """The words of the change's spelling."""
    for each in change.spelling.split():
        field = _FIELD.fullmatch(each)
        value = getattr(change, field["name"]) if field else each
        if value is None:
            value = LEFT_OUT
        values = value if field and field["all"] else [value]
        for one in values:
            text = told(one) if isinstance(one, datetime) else str(one)
            yield shlex.quote(text) if field else text
