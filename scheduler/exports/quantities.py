"""Activities, volumes and durations as text, rounded up: they are requirements."""

from decimal import ROUND_CEILING, Decimal

from solver.units import (
    KBQ_PER_GBQ,
    KBQ_PER_MBQ,
    MINUTES_PER_DAY,
    MINUTES_PER_HOUR,
    gbq,
    mbq,
)

_TENTHS_FROM_MBQ, _HUNDREDTHS_FROM_MBQ = 100, 10


def _up(value: Decimal, digits: int) -> str:
    return str(value.quantize(Decimal(1).scaleb(-digits), ROUND_CEILING))


def activity_text(kbq: int) -> str:
    """Activity in the unit that suits it: ``41.25 GBq``, ``6.60 MBq``."""
    if kbq >= KBQ_PER_GBQ:
        return f"{_up(gbq(kbq), 2)} GBq"
    if kbq >= KBQ_PER_MBQ:
        return f"{_up(mbq(kbq), 2)} MBq"
    return f"{kbq} kBq"


def mbq_text(kbq: int) -> str:
    """Activity to draw, in MBq with four significant digits or more."""
    value = mbq(kbq)
    if value >= _TENTHS_FROM_MBQ:
        return _up(value, 1)
    return _up(value, 2 if value >= _HUNDREDTHS_FROM_MBQ else 3)


def ml_text(ul: int) -> str:
    """Volume in mL, to the hundredth."""
    return _up(Decimal(ul) / 1000, 2)


def duration_text(minutes: int) -> str:
    """Duration as ``45 min``, ``2 h 05 min`` or ``3 d 4 h``."""
    sign, minutes = ("-" if minutes < 0 else ""), abs(minutes)
    if minutes < MINUTES_PER_HOUR:
        return f"{sign}{minutes} min"
    hours, rest = divmod(minutes, MINUTES_PER_HOUR)
    if minutes < MINUTES_PER_DAY:
        return f"{sign}{hours} h {rest:02} min" if rest else f"{sign}{hours} h"
    days, hours = divmod(hours, 24)
    return f"{sign}{days} d {hours} h" if hours else f"{sign}{days} d"


def thousands_text(value: int) -> str:
    """A whole number in groups of three: ``1 250 000``."""
    return f"{value:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
