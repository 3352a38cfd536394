"""Python text in lines of the length that the formatter keeps."""

from collections.abc import Sequence

LONGEST = 88


def call(head: str, parts: Sequence[str], tail: str, indent: int) -> str:
    """
    A call, or a signature, in one line, in three, or with a line for each part.

    Parameters
    ----------
    head, tail
        What stands before the parts, bracket included, and after them.
    indent
        Columns before the head, which is not indented here.
    """
    inside = ", ".join(parts)
    within = " " * (indent + 4)
    is_short = "\n" not in inside and "#" not in head
    if is_short and len(head + inside + tail) + indent <= LONGEST:
        return head + inside + tail
    if is_short and len(within + inside) <= LONGEST:
        return f"{head}\n{within}{inside}\n{' ' * indent}{tail}"
    return listed(head, parts, tail, indent)


def mapping(pairs: Sequence[str], indent: int) -> str:
    """A mapping in one line, or with a line for each pair."""
    line = f"{{{', '.join(pairs)}}}"
    if len(line) + indent < LONGEST:  # a comma follows
        return line
    return listed("{", pairs, "}", indent)


def listed(head: str, parts: Sequence[str], tail: str, indent: int) -> str:
    """The same with a line for each part."""
    lines = "".join(f"{' ' * (indent + 4)}{each},\n" for each in parts)
    return f"{head}\n{lines}{' ' * indent}{tail}"
