"""`tracerplan audit`: is the trail whole, where does it end, and a copy of it."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import typer

from scheduler.audit.chain import Head
from scheduler.audit.exports import export, verify_export
from scheduler.audit.heads import chains, document_of, heads, read_document
from scheduler.audit.reading import verdict_on, verify
from scheduler.audit.verification import Verdict
from scheduler.cli.consoles import print_json
from scheduler.cli.databases import opened_database
from scheduler.cli.failures import ExitCode, bad_input, complain, exit_codes, refusing
from scheduler.cli.files import read_bytes, require_writable, write_atomically
from scheduler.errors import NotFound
from scheduler.exports.printable import printable


def verify_trail(
    chain: str | None, head_file: Path | None, file: Path | None, *, as_json: bool
) -> ExitCode:
    """Verify chains of the database, or of an exported file; 1 if one is broken."""
    with exit_codes():
        anchors = {} if head_file is None else _kept(head_file)
        if chain is not None:
            anchors = {name: head for name, head in anchors.items() if name == chain}
        verdicts = (
            _of_database(chain, anchors)
            if file is None
            else _of_file(file, chain, anchors)
        )
        is_whole = not any(verdict.issues for verdict in verdicts)
        if as_json:
            print_json(
                {"is_whole": is_whole, "chains": [_json(each) for each in verdicts]}
            )
        else:
            _print(verdicts)
        return ExitCode.FINE if is_whole else ExitCode.NO_PLAN


def export_trail(output: Path, chain: str | None) -> ExitCode:
    """Write the trail as JSON lines, as it is."""
    with exit_codes():
        require_writable(output)
        lines = BytesIO()
        with opened_database() as database, database.reading() as session:
            if chain is not None and chain not in chains(session):
                raise NotFound("chain", chain)
            written = export(session, chain, lines)
        write_atomically(output, lines.getvalue())
        complain(f"written: {output} ({_counted(written)})")
        return ExitCode.FINE


def print_heads(*, as_json: bool) -> ExitCode:
    """Print where the chains end, to be kept where nobody can change it."""
    with exit_codes():
        with opened_database() as database, database.reading() as session:
            found = heads(session)
        if as_json:
            print_json(document_of(found))
        elif not found:
            typer.echo("Nothing has been written yet.")
        for each in () if as_json else found:
            typer.echo(printable(f"{each.chain}  {each.number}  {each.hash}"))
        return ExitCode.FINE


def _of_database(chain: str | None, anchors: Mapping[str, Head]) -> list[Verdict]:
    with opened_database() as database, database.reading() as session:
        if chain is None:
            return verify(session, anchors)
        if chain not in {*chains(session), *anchors}:
            raise NotFound("chain", chain)
        return [verdict_on(session, chain, anchors.get(chain))]


def _of_file(
    path: Path, chain: str | None, anchors: Mapping[str, Head]
) -> list[Verdict]:
    try:
        with path.open("rb") as lines, refusing(str(path)):
            verdicts = verify_export(lines, anchors)
    except OSError as error:
        raise bad_input(str(path), (error.strerror or str(error)).lower()) from None
    if chain is None:
        return verdicts
    named = [each for each in verdicts if each.head.chain == chain]
    if not named:
        raise NotFound("chain", chain)
    return named


def _kept(path: Path) -> dict[str, Head]:
    document: object = None
    with suppress(ValueError, RecursionError):
        document = json.loads(read_bytes(path))
    with refusing(str(path)):
        return read_document(document)


def _json(verdict: Verdict) -> dict[str, object]:
    return {
        **verdict.head._asdict(),
        "issues": [str(issue) for issue in verdict.issues],
    }


def _print(verdicts: Sequence[Verdict]) -> None:
    for chain, number, hash_ in (verdict.head for verdict in verdicts):
        typer.echo(printable(f"{chain}  {number}  {hash_}"))
    for issue in (each for verdict in verdicts for each in verdict.issues):
        complain(str(issue))
    total = sum(len(verdict.issues) for verdict in verdicts)
    typer.echo(
        f"{_counted([each.head for each in verdicts])}: {_plural(total, 'fault')}"
    )


def _counted(found: Sequence[Head]) -> str:
    entries = sum(each.number for each in found)
    return f"{_plural(len(found), 'chain')}, {_plural(entries, 'entry', 'entries')}"


def _plural(count: int, noun: str, plural: str | None = None) -> str:
    return f"{count} {noun if count == 1 else plural or noun + 's'}"
