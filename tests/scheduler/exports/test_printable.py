"""What comes from a file is shown by a terminal, never obeyed."""

import pytest

from scheduler.exports.printable import printable


@pytest.mark.parametrize(
    "obeyed",
    ["\x1b", "\x00", "\n", "\r", "\x7f", "\x9b", "\u2028", "\u202e", "\u200b"],
)
def test_control_characters_are_marked(obeyed: str) -> None:
    """Escape, line feed, delete, turned direction: each becomes a visible mark."""
    assert printable(f"a{obeyed}b") == "a\N{REPLACEMENT CHARACTER}b"


def test_letters_and_spaces_stay() -> None:
    """Names have their own letters, and numbers their narrow spaces."""
    text = "Tromsø \N{HIRAGANA LETTER A} 1\N{NARROW NO-BREAK SPACE}000"

    assert printable(text) == text
