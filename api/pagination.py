"""Pages: a part of a list, and where it goes on; nothing that comes shifts them."""

import base64
import binascii
import json
from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from scheduler.errors import Invalid
from solver.errors import Issue

MOST = 200
USUAL = 50

_LARGEST = 2**63 - 1
"""Of numbers that every database takes."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

R = TypeVar("R")
T = TypeVar("T")

SortKey = tuple[str | int, ...]


class Page(BaseModel, Generic[T]):
    """A part of a list."""

    model_config = ConfigDict(frozen=True)

    items: list[T]
    next_cursor: Annotated[
        str | None,
        Field(description="send it as `cursor` for what follows; null at the end"),
    ] = None


class PageAsked(BaseModel):
    """Which part of a list: how many, and after what."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    limit: Annotated[int, Field(ge=1, le=MOST)] = USUAL
    cursor: Annotated[str | None, Field(max_length=2000)] = None


PageDep = Annotated[PageAsked, Query()]


def page_of(
    rows: Sequence[R],
    asked: PageAsked,
    key: Callable[[R], SortKey],
    tell: Callable[[R], T],
) -> Page[T]:
    """
    The page that was asked for.

    Parameters
    ----------
    rows
        All that the caller sees, in any order.
    key
        Sorts them, each apart from every other; the same row keeps its key.
    tell
        A row as it is told; only those of the page are.

    Raises
    ------
    Invalid
        If the cursor is none of this list.

    """
    ordered = sorted(rows, key=key)
    start = 0
    if asked.cursor is not None:
        after = _read(asked.cursor)
        try:
            start = bisect_right(ordered, after, key=key)
        except TypeError:
            raise _no_cursor() from None
    part = ordered[start : start + asked.limit]
    is_last = start + asked.limit >= len(ordered)
    return Page(
        items=[tell(each) for each in part],
        next_cursor=None if is_last or not part else _written(key(part[-1])),
    )


def page_from(
    read: Callable[[SortKey | None, int], Sequence[R]],
    asked: PageAsked,
    key: Callable[[R], SortKey],
    tell: Callable[[R], T],
    like: SortKey,
) -> Page[T]:
    """
    The page that was asked for, of a list that is too long to be read as a whole.

    Parameters
    ----------
    read
        At most so many rows after a key, or from the beginning, in their order.
    like
        A key of this list, for example: the keys of cursors have to be of its kind.

    Raises
    ------
    Invalid
        If the cursor is none of this list.

    """
    after = None if asked.cursor is None else _read(asked.cursor)
    if after is not None and not _is_like(after, like):
        raise _no_cursor()
    found = read(after, asked.limit + 1)
    part = found[: asked.limit]
    is_last = len(found) <= asked.limit
    return Page(
        items=[tell(each) for each in part],
        next_cursor=None if is_last else _written(key(part[-1])),
    )


def newest_first(at: datetime, id: str) -> SortKey:
    """A key of what happened at an instant: the newest comes first."""
    return -((at - _EPOCH) // timedelta(microseconds=1)), id


def _is_like(key: SortKey, like: SortKey) -> bool:
    """Whether a key has the parts of another, each such that a database takes it."""
    return list(map(type, key)) == list(map(type, like)) and all(
        each.isprintable() if isinstance(each, str) else 0 <= each <= _LARGEST
        for each in key
    )


def _written(key: SortKey) -> str:
    data = json.dumps(key, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _read(cursor: str) -> SortKey:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        data = base64.b64decode(padded, altchars=b"-_", validate=True)
        key: Any = json.loads(data)
    except (ValueError, binascii.Error, RecursionError):
        raise _no_cursor() from None
    is_key = isinstance(key, list) and all(isinstance(x, str | int) for x in key)
    if not is_key:
        raise _no_cursor()
    return tuple(key)


def _no_cursor() -> Invalid:
    return Invalid([Issue("cursor", "is none of this list: begin again without it")])
