"""`tracerplan trials`: which are planned for, and which are paused."""

from collections.abc import Callable
from datetime import datetime

from rich.table import Table
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.cli.consoles import answers, print_json
from scheduler.cli.failures import ExitCode, exit_codes
from scheduler.cli.using import asked, done
from scheduler.exports.columns import NONE, Column, plain, table_of
from scheduler.exports.local_time import moment_text
from scheduler.exports.views import to_json
from scheduler.trials.pausing import TrialRow, pause_trial, resume_trial, trials_in


def print_trials(network: str | None, *, as_json: bool) -> ExitCode:
    """All trials, paused or not."""

    def read(session: Session, now: datetime, network_id: str) -> tuple[TrialRow, ...]:
        return trials_in(session, network_id)

    with exit_codes():
        found = asked(network, read)
        if as_json:
            print_json({"trials": to_json(found)})
        else:
            answers().print(_table(found))
        return ExitCode.FINE


def pause(
    network: str | None, trial_id: str, reason: str, *, as_json: bool
) -> ExitCode:
    """Plan nothing new for a trial."""
    return _changed(network, pause_trial, trial_id, reason, as_json=as_json)


def resume(
    network: str | None, trial_id: str, reason: str, *, as_json: bool
) -> ExitCode:
    """Plan for a trial again."""
    return _changed(network, resume_trial, trial_id, reason, as_json=as_json)


def _changed(
    network: str | None,
    use_case: Callable[..., TrialRow],
    trial_id: str,
    reason: str,
    *,
    as_json: bool,
) -> ExitCode:
    def write(
        session: Session, now: datetime, actor: Actor, network_id: str
    ) -> TrialRow:
        return use_case(
            session,
            now,
            actor,
            network_id=network_id,
            trial_id=trial_id,
            reason=reason,
        )

    with exit_codes():
        row = done(network, write)
        if as_json:
            print_json({"trial": to_json(row)})
        else:
            told = f"trial {trial_id} is planned for"
            told = told if row.pause is None else row.pause.told
            answers().print(plain(told), soft_wrap=True)
        return ExitCode.FINE


def _table(rows: tuple[TrialRow, ...]) -> Table:
    columns: list[Column[TrialRow]] = [
        Column("Trial", lambda row: row.trial_id, is_fixed=True),
        Column("Name", lambda row: row.name),
        Column(
            "Paused since",
            lambda row: NONE if row.pause is None else moment_text(row.pause.since_at),
            is_fixed=True,
        ),
        Column("Why", lambda row: "" if row.pause is None else row.pause.reason),
    ]
    return table_of("Trials", columns, rows)
