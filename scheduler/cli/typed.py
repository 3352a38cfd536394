"""Dates, times and numbers as they are typed on the command line."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from scheduler.cli.failures import BadInput, bad_input
from scheduler.cli.numbers import LARGEST_NUMBER


def typed_day(option: str, typed: str) -> date:
    """
    A local date.

    Raises
    ------
    BadInput
        If it is none.

    """
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise bad_input(option, "write a date: 2026-09-14") from None


def typed_instant(option: str, typed: str, zone: str) -> datetime:
    """
    An instant; without an offset, what the clocks of a zone show.

    Raises
    ------
    BadInput
        If it is none, or one that the clocks skip or show twice.

    """
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        raise _no_instant(option) from None
    if found.tzinfo is not None:
        return found
    if len(typed) <= len("2026-09-14"):
        raise _no_instant(option)
    local = found.replace(tzinfo=ZoneInfo(zone))
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        raise bad_input(option, f"is no single minute in {zone}: add its offset")
    return local


def typed_number(option: str, typed: str) -> Decimal:
    """
    A decimal number, digit by digit.

    Raises
    ------
    BadInput
        If it is none.

    """
    try:
        found = Decimal(typed)
    except InvalidOperation:
        found = Decimal("nan")
    if not found.is_finite():
        raise bad_input(option, "write a number: 72.5")
    return found


def typed_version(option: str, typed: str) -> int:
    """
    The number of a plan version, of digits alone.

    Raises
    ------
    BadInput
        If it is larger than there can be.

    """
    if Decimal(typed) > LARGEST_NUMBER:
        raise bad_input(option, f"is larger than {LARGEST_NUMBER}")
    return int(typed)


def _no_instant(option: str) -> BadInput:
    return bad_input(option, "write a time: 2026-09-14T10:30, or with its offset")
