"""`tracerplan demand`: what units are asked for, and what of it has changed."""

from datetime import datetime

from sqlalchemy.orm import Session

from scheduler.cli.consoles import answers, print_json
from scheduler.cli.failures import ExitCode, exit_codes
from scheduler.cli.typed import typed_day
from scheduler.cli.using import asked
from scheduler.exports.demand_tables import (
    batch_tables,
    changes_table,
    demand_tables,
)
from scheduler.exports.views import to_json
from scheduler.production.demand import Scope, demand_in
from scheduler.production.demand_changes import DemandChange, demand_changes
from scheduler.production.demand_records import BatchDemand


def print_demand(
    network: str | None,
    scope: tuple[str | None, str | None, str | None, int | None],
    *,
    with_doses: bool,
    as_json: bool,
) -> ExitCode:
    """
    Tables per unit and day, with the draw lists where they are asked for.

    Parameters
    ----------
    scope
        Unit, first and last date, plan version, as they were typed.
    """

    def read(
        session: Session, now: datetime, network_id: str
    ) -> tuple[BatchDemand, ...]:
        return demand_in(session, now, network_id, _scope(scope), with_slack=True)

    with exit_codes():
        found = asked(network, read)
        if as_json:
            print_json({"batches": to_json(found)})
            return ExitCode.FINE
        console = answers()
        for table in demand_tables(found, console.width):
            console.print(table)
        for batch in found if with_doses else ():
            for table in batch_tables(batch, console.width):
                console.print(table, soft_wrap=True)
            console.print()
        return ExitCode.FINE


def print_changes(
    network: str | None, before: int, after: int, unit: str | None, *, as_json: bool
) -> ExitCode:
    """What units are asked for in one plan version, and not, or otherwise, before."""

    def read(
        session: Session, now: datetime, network_id: str
    ) -> tuple[DemandChange, ...]:
        old, new = (
            demand_in(session, now, network_id, Scope(unit_id=unit, version=number))
            for number in (before, after)
        )
        return demand_changes(old, new)

    with exit_codes():
        found = asked(network, read)
        if as_json:
            print_json({"changes": to_json(found)})
        else:
            console = answers()
            console.print(changes_table(found, console.width))
        return ExitCode.FINE


def _scope(typed: tuple[str | None, str | None, str | None, int | None]) -> Scope:
    unit, start, end, version = typed
    return Scope(
        unit_id=unit,
        start=None if start is None else typed_day("--from", start),
        end=None if end is None else typed_day("--to", end),
        version=version,
    )
