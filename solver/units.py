"""
Activities between the units people use (MBq, GBq) and whole kilobecquerels.

Text and files speak MBq and GBq as exact decimals; the solver counts whole kBq.
A requirement is rounded up, an availability down: two named helpers, never one.
"""

import math
from decimal import Decimal
from fractions import Fraction

KBQ_PER_MBQ = 1_000
KBQ_PER_GBQ = 1_000_000
MINUTES_PER_HOUR = 60
MINUTES_PER_DAY = 24 * MINUTES_PER_HOUR


def required_kbq(value: Decimal, kbq_per_unit: int) -> int:
    """Least whole number of kBq that covers ``value`` units."""
    return math.ceil(Fraction(value) * kbq_per_unit)


def available_kbq(value: Decimal, kbq_per_unit: int) -> int:
    """Greatest whole number of kBq that ``value`` units surely hold."""
    return math.floor(Fraction(value) * kbq_per_unit)


def mbq(kbq: int) -> Decimal:
    """Exact MBq of a whole number of kBq."""
    return Decimal(kbq) / KBQ_PER_MBQ


def gbq(kbq: int) -> Decimal:
    """Exact GBq of a whole number of kBq."""
    return Decimal(kbq) / KBQ_PER_GBQ
