"""Text from files on a terminal: letters as they are, nothing that steers it."""

import unicodedata


def printable(text: str) -> str:
    """
    The text with a mark for each character that is not shown but obeyed.

    Control and format characters, line and paragraph separators: escape sequences
    and changes of direction among them. Spaces of any width stay.
    """
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if _is_obeyed(letter) else letter for letter in text
    )


def _is_obeyed(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category.startswith("C") or category in {"Zl", "Zp"}
