"""What somebody reports on the command line, and whom it costs the visit."""

from collections.abc import Callable, Iterable
from datetime import datetime

from rich.table import Table
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.cli.consoles import answers, print_json
from scheduler.cli.failures import ExitCode, exit_codes
from scheduler.cli.using import done
from scheduler.exports.columns import NONE, Column, plain, table_of
from scheduler.exports.local_time import moment_text
from scheduler.exports.views import to_json
from scheduler.production.affected import Affected, Happening

Reports = Callable[[Session, datetime, Actor, str], Happening]
"""Records something with a session, now, by an actor, in a network."""


def report(network: str | None, reports: Reports, *, as_json: bool) -> ExitCode:
    """Record something, and print whom it costs the visit."""
    with exit_codes():
        happening = done(network, reports)
        if as_json:
            print_json({**_told(happening)})
        else:
            print_happening(happening)
        return ExitCode.FINE


def print_happening(happening: Happening) -> None:
    """What is known now, and who has lost the visit."""
    console = answers()
    known = "" if happening.is_new else ", as was known"
    line = f"{happening.subject}: {happening.state}{known}"
    if happening.version is not None:
        line += f"; plan version {happening.version} is in force"
    console.print(plain(line), soft_wrap=True)
    if happening.lost:
        console.print(affected_table("Lost", happening.lost))
        console.print("Replan to serve them: tracerplan replan")
    elif happening.is_new:
        console.print("Nobody is affected.")


def affected_table(title: str, rows: Iterable[Affected]) -> Table:
    """Visits by site and time, with the rules that broke them."""
    columns: list[Column[Affected]] = [
        Column("Visit", lambda row: row.visit_id, is_fixed=True),
        Column("Site", lambda row: row.site_id),
        Column("Product", lambda row: row.product_id),
        Column("Injection", lambda row: moment_text(row.injection_at), is_fixed=True),
        Column("Was", lambda row: row.firmness.value if row.firmness else NONE),
        Column("Because of", lambda row: ", ".join(row.rules) or NONE),
    ]
    return table_of(title, columns, list(rows))


def _told(happening: Happening) -> dict[str, object]:
    told = to_json(happening)
    assert isinstance(told, dict)  # noqa: S101 - for the type
    return {**told, "wants_replan": happening.wants_replan}
