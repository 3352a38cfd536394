"""The words of requests and answers: ids, times, quantities."""

from datetime import date, datetime
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from api.slashes import SLASH
from scheduler.audit.context import LONGEST_REASON
from scheduler.database.base import LONGEST_ID
from scheduler.imports.planning_file import base

LARGEST_NUMBER = 2**31 - 1


class Ask(BaseModel):
    """What is asked: nothing in it is left unread."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Told(BaseModel):
    """What is told."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


def _with_slashes(value: object) -> object:
    return value.replace(SLASH, "/") if isinstance(value, str) else value


def _is_text(value: str) -> str:
    if not value.isprintable():
        raise ValueError("has letters that cannot be printed")
    return value


def _has_ink(value: str) -> str:
    if not value.strip():
        raise ValueError("says nothing")
    if any(not each.isprintable() and each not in "\n\t" for each in value):
        raise ValueError("has letters that cannot be printed")
    return value


_AN_ID = StringConstraints(min_length=1, max_length=LONGEST_ID)

Id = Annotated[str, _AN_ID, Field(strict=True), AfterValidator(_is_text)]
"""The id of something, as one field."""

PathId = Annotated[
    str, _AN_ID, BeforeValidator(_with_slashes), AfterValidator(_is_text)
]
"""An id as a part of a path; a slash in it is written ``%2F`` there."""

Reason = Annotated[
    str,
    StringConstraints(min_length=3, max_length=LONGEST_REASON),
    Field(
        strict=True, description="why; it is kept in the audit trail, and names nobody"
    ),
    AfterValidator(_has_ink),
]

Text = Annotated[
    str,
    StringConstraints(max_length=2000),
    Field(strict=True),
    AfterValidator(_is_text),
]

Number = Annotated[int, Field(strict=True, ge=0, le=LARGEST_NUMBER)]
"""A whole number that every database keeps."""

PathNumber = Annotated[int, Field(ge=0, le=LARGEST_NUMBER)]

Flag = Annotated[bool, Field(strict=True)]

Day = base.Day
"""A local date: ``2026-09-14``."""

Instant = base.Instant
"""An instant with its offset: ``2026-09-14T08:30+02:00``."""

Quantity = base.Number
"""A number of at most fifteen digits, read exactly."""


def exact(kbq: int) -> float:
    """Activity in MBq, of whole kBq."""
    return kbq / 1000


def exact_gbq(kbq: int) -> float:
    """Activity in GBq, of whole kBq."""
    return kbq / 1_000_000


__all__ = [
    "Ask",
    "Day",
    "Flag",
    "Id",
    "Instant",
    "Number",
    "PathId",
    "PathNumber",
    "Quantity",
    "Reason",
    "Text",
    "Told",
    "date",
    "datetime",
    "exact",
    "exact_gbq",
]
