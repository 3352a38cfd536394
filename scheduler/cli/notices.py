"""`tracerplan notices`: what people were told."""

from typing import Any

from scheduler.canonical import plain
from scheduler.cli.consoles import answers, print_json
from scheduler.cli.databases import cli_actor
from scheduler.cli.failures import ExitCode, exit_codes
from scheduler.cli.using import asked
from scheduler.exports.columns import Column, table_of
from scheduler.notices.reading import NoticeSeen, Reader, notices_before
from scheduler.notices.wording import lines_of, title_of

Row = dict[str, Any]
"""A notice as a JSON object."""


def print_notices(
    named: str | None, kind: str | None, limit: int, *, as_json: bool
) -> ExitCode:
    """The newest notices of a network, whomever they are for."""
    with exit_codes():
        found = asked(
            named,
            lambda session, _, network_id: notices_before(
                session, Reader(network_id, cli_actor(), {}), kind=kind, limit=limit
            ),
        )
        rows = list(map(_row, found))
        if as_json:
            print_json({"notices": rows})
        else:
            answers().print(table_of("Notices", _COLUMNS, rows))
        return ExitCode.FINE


def _row(seen: NoticeSeen) -> Row:
    notice = seen.notice
    row: Row = plain(
        {
            "id": notice.id,
            "at": notice.at,
            "kind": notice.kind,
            "subject": notice.subject,
            "details": notice.details,
        }
    )
    return row


_COLUMNS: list[Column[Row]] = [
    Column("At (UTC)", lambda row: row["at"][:16], is_fixed=True),
    Column("What", lambda row: title_of(row["kind"], row["subject"])),
    Column("Details", lambda row: "; ".join(lines_of(row["details"]))),
]
