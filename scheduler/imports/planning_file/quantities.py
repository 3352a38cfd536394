"""
Decimals of people to whole numbers of the solver, exactly.

What is required is rounded up, what is available or allowed at most down.
"""

from collections.abc import Callable
from decimal import ROUND_FLOOR, Decimal
from typing import TypeVar

from solver.units import KBQ_PER_MBQ, available_kbq, required_kbq

_MICROLITERS_PER_ML = 1_000
_MINUTES_PER_HOUR = 60
_PERMILLE_PER_PERCENT = 10
_THOUSANDTHS = 1_000

N = TypeVar("N")


def required_mbq(value: Decimal) -> int:
    """A requirement in MBq as kBq, rounded up."""
    return required_kbq(value, KBQ_PER_MBQ)


def available_mbq(value: Decimal) -> int:
    """An availability or upper limit in MBq as kBq, rounded down."""
    return available_kbq(value, KBQ_PER_MBQ)


def required_ul(value: Decimal) -> int:
    """A volume that is lost or needed, in mL, as µL, rounded up."""
    return required_kbq(value, _MICROLITERS_PER_ML)


def available_ul(value: Decimal) -> int:
    """A volume that a container holds, in mL, as µL, rounded down."""
    return available_kbq(value, _MICROLITERS_PER_ML)


def allowed_minutes(hours: Decimal) -> int:
    """A time limit in hours as minutes, rounded down."""
    return int((hours * _MINUTES_PER_HOUR).to_integral_value(ROUND_FLOOR))


def exact_minutes(hours: Decimal) -> int | None:
    """Hours as minutes; ``None`` where they are no whole minutes."""
    minutes = hours * _MINUTES_PER_HOUR
    return int(minutes) if minutes == int(minutes) else None


def permille(percent: Decimal) -> int | None:
    """Percent as permille; ``None`` where it is finer than that."""
    value = percent * _PERMILLE_PER_PERCENT
    return int(value) if value == int(value) else None


def available_thousandths(value: Decimal) -> int:
    """A limit in thousandths, rounded down."""
    return available_kbq(value, _THOUSANDTHS)


def required_thousandths(value: Decimal) -> int:
    """A need in thousandths, rounded up."""
    return required_kbq(value, _THOUSANDTHS)


def optional(convert: Callable[[Decimal], N], value: Decimal | None) -> N | None:
    """The conversion of a value that may be left out."""
    return None if value is None else convert(value)
