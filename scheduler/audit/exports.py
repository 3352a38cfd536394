"""
The audit trail as JSON lines, to be read and verified without the database.

Each line is canonical JSON: an entry with its fields, or ``{"head": {…}}``, which
ends a chain.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import BinaryIO

from sqlalchemy.orm import Session

from scheduler import canonical
from scheduler.audit.chain import Content, Entry, Head
from scheduler.audit.heads import chains, head, is_head
from scheduler.audit.reading import entries
from scheduler.audit.verification import Judge, Verdict
from solver.errors import InvalidDocument, Issue

_FIELDS = {*Content._fields, "hash"}


def export(session: Session, chain: str | None, out: BinaryIO) -> list[Head]:
    """
    Write one chain, or all, as it is in the database; verified it is elsewhere.

    Returns
    -------
    list[Head]
        The heads that were written.

    """
    written = []
    for each in chains(session) if chain is None else [chain]:
        end = head(session, each)
        for entry, found in entries(session, each):
            end = found
            out.write(_line(entry))
        if end is not None:
            out.write(f"{canonical.dumps({'head': end._asdict()})}\n".encode())
            written.append(end)
    return written


def verify_export(
    lines: Iterable[bytes], anchors: Mapping[str, Head] | None = None
) -> list[Verdict]:
    """
    Verify the chains of an exported file.

    Raises
    ------
    InvalidDocument
        For lines that are none of an export.

    """
    kept = dict(anchors or {})
    verdicts: list[Verdict] = []
    for chain, found in groupby(_read(lines), key=_chain_of):
        judge = Judge(chain, kept.pop(chain, None))
        end: Head | None = None
        if any(each.head.chain == chain for each in verdicts):
            judge.blame("comes twice")
        for each in found:
            if end is not None:
                judge.blame("goes on after its head")
            if isinstance(each, Head):
                end = each
            else:
                judge.follow(each)
        verdicts.append(judge.end(end))
    verdicts.extend(Judge(chain, anchor).end(None) for chain, anchor in kept.items())
    return verdicts


def _chain_of(found: Entry | Head) -> str:
    return found.chain if isinstance(found, Head) else found.content.chain


def _line(entry: Entry) -> bytes:
    """An entry as one line; its changes are JSON already, and stay as they stand."""
    fields = {**entry.content._asdict(), "hash": entry.hash}
    told = (
        f"{canonical.dumps(name)}:"
        f"{value if name == 'changes' else canonical.dumps(value)}"
        for name, value in sorted(fields.items())
    )
    return f"{{{','.join(told)}}}\n".encode()


def _read(lines: Iterable[bytes]) -> Iterator[Entry | Head]:
    for number, line in enumerate(lines, 1):
        found = _parsed(line)
        if found is None:
            raise InvalidDocument([Issue(f"line {number}", "is no line of an export")])
        yield found


def _parsed(line: bytes) -> Entry | Head | None:
    """What a line says, if it is written exactly as it is exported."""
    try:
        value = canonical.loads(line)
        if f"{canonical.dumps(value)}\n".encode() != line:
            return None
    except (ValueError, ArithmeticError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    if is_head(value.get("head")):
        return Head(**value["head"]) if len(value) == 1 else None
    if value.keys() != _FIELDS or not isinstance(value["chain"], str):
        return None
    hash_ = value.pop("hash")
    return Entry(
        Content(**{**value, "changes": canonical.dumps(value["changes"])}), hash_
    )
