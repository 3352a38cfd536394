"""`tracerplan keys grant`: let somebody in who signs in elsewhere."""

import typer
from sqlalchemy.orm import Session

from scheduler.access.grants import grant
from scheduler.access.models import Grant
from scheduler.cli.consoles import print_json
from scheduler.cli.databases import cli_actor, cli_clock, opened_database
from scheduler.cli.failures import ExitCode, complain, exit_codes
from scheduler.cli.keys import Wanted, row_of


def grant_access(
    wanted: Wanted, issuer: str, subject: str, *, as_json: bool
) -> ExitCode:
    """Make a grant, and print its id."""
    with exit_codes(), opened_database() as database:
        now, actor = cli_clock(), cli_actor()

        def make(session: Session) -> Grant:
            return grant(
                session,
                now,
                actor,
                issuer=issuer,
                subject=subject,
                name=wanted.full_name,
                role=wanted.required_role,
                scope=wanted.scope(session),
                expires_at=wanted.end(now),
            )

        made = database.run(make)
        told = row_of(made, now)
        if as_json:
            print_json(told)
        else:
            typer.echo(made.id)
            complain(f"they act as {told['actor']}, in the role {made.role.value}")
        return ExitCode.FINE
