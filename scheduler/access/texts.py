"""The text of a key: ``tp_<id>_<secret>``, shown once and never stored."""

import hashlib
import re
import secrets
from typing import NamedTuple

PREFIX = "tp_"
"""What every key begins with, and no token does."""

_ID_BYTES = 6
_SECRET_BYTES = 32
"""256 bits: so much chance needs no slow hash to be kept."""

_TEXT = re.compile(
    rf"{PREFIX}([0-9a-f]{{{2 * _ID_BYTES}}})_([0-9a-f]{{{2 * _SECRET_BYTES}}})"
)


class KeyText(NamedTuple):
    """A key's public id and its secret."""

    id: str
    secret: str

    def __str__(self) -> str:
        return f"{PREFIX}{self.id}_{self.secret}"

    def hash(self) -> str:
        """What is stored in place of the secret: SHA-256, hexadecimal."""
        return hashlib.sha256(self.secret.encode()).hexdigest()


def new_text() -> KeyText:
    """A key that nobody can guess."""
    return KeyText(secrets.token_hex(_ID_BYTES), secrets.token_hex(_SECRET_BYTES))


def parse(text: str) -> KeyText | None:
    """What a text says, if it has the form of a key."""
    found = _TEXT.fullmatch(text)
    return None if found is None else KeyText(*found.groups())
