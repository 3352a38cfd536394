"""From the ways people write a nuclide to the nuclide."""

import difflib
import re
import unicodedata

from solver.nuclides.record import Nuclide
from solver.nuclides.table import NUCLIDES

_DECORATION = re.compile(r"[\s\-‐‑–\[\](){}^]")
"""Blanks, hyphens of any length, brackets and the caret of a superscript."""


class UnknownNuclide(ValueError):
    """No nuclide of the table goes by this name; ``near_matches`` come close."""

    def __init__(self, name: str, near_matches: tuple[str, ...]) -> None:
        self.name = name
        self.near_matches = near_matches
        hint = (
            f"near matches: {', '.join(near_matches)}"
            if near_matches
            else f"known are {', '.join(NUCLIDES)}"
        )
        super().__init__(f"unknown nuclide {name!r}; {hint}")


def nuclide(name: str) -> Nuclide:
    """
    The nuclide of a name in any common spelling, large or small letters.

    Raises
    ------
    UnknownNuclide
        If the table has no such nuclide.

    Examples
    --------
    >>> nuclide("[18F]").symbol
    'F-18'
    >>> nuclide("99mTc").half_life_min
    360.402

    """
    found = _BY_SPELLING.get(_plain(name))
    if found is None:
        raise UnknownNuclide(name, _near_matches(name))
    return found


def _plain(name: str) -> str:
    """The name without case, decoration and superscripts: "¹⁸F" becomes "18f"."""
    return _DECORATION.sub("", unicodedata.normalize("NFKC", name)).casefold()


def _spellings(symbol: str) -> tuple[str, str]:
    """Element first and mass first, both plain: "Tc-99m" is "tc99m" and "99mtc"."""
    element, _, mass = symbol.partition("-")
    return _plain(element + mass), _plain(mass + element)


_BY_SPELLING = {
    spelling: each for each in NUCLIDES.values() for spelling in _spellings(each.symbol)
}


def _near_matches(name: str) -> tuple[str, ...]:
    close = difflib.get_close_matches(_plain(name), _BY_SPELLING, n=6)
    return tuple(dict.fromkeys(_BY_SPELLING[spelling].symbol for spelling in close))
