r"""
How many of independent visits come: the Poisson-binomial distribution, exactly.

.. math:: P(X = k) = \sum_{|S| = k} \prod_{i \in S} p_i \prod_{i \notin S} (1 - p_i)

The chances are fractions, so that all is counted in whole numbers and nothing is
rounded: the number of equally likely cases in which so many come.
"""

from collections.abc import Iterable
from fractions import Fraction
from itertools import accumulate

_TAIL = Fraction(1, 10)
"""Left out on either side of the central 80 %."""


def cases(chances: Iterable[Fraction]) -> list[int]:
    """
    Cases in which none, one, two, ... come; their sum is the number of all cases.

    Examples
    --------
    >>> cases([Fraction(1, 2), Fraction(1, 3)])
    [2, 3, 1]

    """
    found = [1]
    for chance in chances:
        comes, stays = chance.numerator, chance.denominator - chance.numerator
        found = [
            stays * same + comes * fewer
            for same, fewer in zip([*found, 0], [0, *found], strict=True)
        ]
    return found


def central(chances: Iterable[Fraction]) -> tuple[int, int]:
    """
    The first and the ninth decile: at least 80 % of the cases lie between, ends
    included, and fewer than 10 % below.

    Examples
    --------
    >>> central([Fraction(1, 2)] * 4)
    (1, 3)

    """
    found = cases(chances)
    whole = sum(found)
    until = list(accumulate(found))
    low = next(k for k, cases in enumerate(until) if cases >= _TAIL * whole)
    high = next(k for k, cases in enumerate(until) if cases >= (1 - _TAIL) * whole)
    return low, high
