"""Codes of participants: random, easy to read aloud, and saying nothing."""

import re
import secrets
from collections.abc import Collection

LETTERS = "ACDEFGHJKMNPQRTUVWXY34679"
"""Neither of two letters that look alike: no 0/O, 1/I/L, 2/Z, 5/S, 8/B."""

LENGTH = 8

_CODE = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,38}[A-Za-z0-9])?")
_NATIONAL_ID = re.compile(r"\d{6}[ .-]?\d{5}(?!\d)")
_LONG_NUMBER = re.compile(r"\d{6,}")


def new_code(taken: Collection[str]) -> str:
    """A code that nobody has, and that looks like nobody's date of birth."""
    while True:
        code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        if code not in taken and why_no_code(code) is None:
            return code


def why_no_code(code: str) -> str | None:
    """What is wrong with a code that somebody chose; ``None`` if nothing is."""
    if _NATIONAL_ID.search(code):
        return "looks like a national identity number"
    if _LONG_NUMBER.search(code):
        return "has a number of six digits or more, as birth dates and records have"
    if not _CODE.fullmatch(code):
        return "is letters and digits without spaces, at most 40: no name"
    return None


def why_no_note(note: str) -> str | None:
    """What is wrong with a note about a participant; ``None`` if nothing is."""
    if _NATIONAL_ID.search(note):
        return "looks like a national identity number"
    return None
