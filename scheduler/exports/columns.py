"""Columns of terminal tables. Names come from files, so they are never markup."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from scheduler.exports.printable import printable

NONE = "\N{EN DASH}"
WIDE = 130
"""Columns of a terminal that holds whole tables; narrower, some are left out."""

R = TypeVar("R")


def plain(text: str, style: str = "") -> Text:
    """Text as it is: no markup, and no control character reaches the terminal."""
    return Text(printable(text), style=style)


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """
    A column, and what it says of a row.

    Parameters
    ----------
    is_number, is_fixed
        Numbers stand to the right; both are never wrapped.
    is_wide
        Left out of narrow tables.
    """

    name: str
    text: Callable[[R], str]
    is_number: bool = False
    is_fixed: bool = False
    is_wide: bool = False
    style: Callable[[R], str] = lambda row: ""


def table_of(
    title: str, columns: Sequence[Column[R]], rows: Sequence[R], width: int = WIDE
) -> Table:
    """A table of rows, for a terminal of so many columns."""
    shown = [each for each in columns if width >= WIDE or not each.is_wide]
    table = Table(
        title=plain(title),
        title_justify="left",
        title_style="bold",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    for each in shown:
        table.add_column(
            each.name,
            justify="right" if each.is_number else "left",
            no_wrap=each.is_number or each.is_fixed,
            overflow="fold",
        )
    for row in rows:
        table.add_row(*(plain(each.text(row), each.style(row)) for each in shown))
    return table
