"""`tracerplan replan`: a durable job, from its request to a proposed version."""

import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import typer

from scheduler.cli.consoles import answers, print_json
from scheduler.cli.databases import cli_actor, cli_clock, opened_database
from scheduler.cli.failures import ExitCode, bad_input, complain, exit_codes
from scheduler.cli.following import follow
from scheduler.cli.jobs import JobRow
from scheduler.cli.networks import network_named
from scheduler.cli.solving import read_config
from scheduler.database.database import Database
from scheduler.errors import NotFound
from scheduler.exports.change_tables import change_tables
from scheduler.exports.outcome_tables import headline
from scheduler.exports.views import Views, to_json, views
from scheduler.jobs.documents import kept
from scheduler.jobs.models import JobState
from scheduler.jobs.requests import request_job
from scheduler.planning import replan
from scheduler.planning.replan_requests import take_over
from solver.plan.result import Result
from solver.problem.problem import Problem


@dataclass(frozen=True)
class Wanted:
    """
    What was asked for on the command line.

    Parameters
    ----------
    config
        Limits and manner of the solve.
    now
        The instant to plan from, as it was typed.
    """

    network_id: str | None
    config: dict[str, float]
    job_id: str | None
    now: str | None


def replan_network(wanted: Wanted, *, wait: bool, as_json: bool) -> ExitCode:
    """Ask for a replan; stay until it is done, and show what it proposes."""
    # What fails is told in one line; where, is for the log of a worker.
    logging.getLogger("scheduler").addHandler(logging.NullHandler())
    with exit_codes():
        payload = replan.payload_of(read_config(wanted.config), _instant(wanted.now))
        with opened_database() as database:
            job_id = _ask(database, wanted, payload)
            if not wait:
                _print_asked(job_id, as_json=as_json)
                return ExitCode.FINE
            row = follow(database, job_id)
            return _print_ended(database, row, as_json=as_json)


def _instant(typed: str | None) -> datetime | None:
    if typed is None:
        return None
    with suppress(ValueError):
        instant = datetime.fromisoformat(typed)
        if instant.tzinfo is not None:
            return instant
    raise bad_input("--now", "write an instant with its offset: 2026-09-11T15:00+02:00")


def _ask(database: Database, wanted: Wanted, payload: dict[str, Any]) -> str:
    now, actor = cli_clock(), cli_actor()
    with database.writing() as session:
        network_id = network_named(session, wanted.network_id)
        if wanted.job_id is None:
            taken = take_over(
                session, now, actor, network_id=network_id, payload=payload
            )
            if taken is not None:
                return taken.id
        return request_job(
            session,
            now,
            actor,
            kind=replan.KIND,
            network_id=network_id,
            payload=payload,
            job_id=wanted.job_id,
        ).id


def _print_asked(job_id: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"job": job_id})
    else:
        typer.echo(f"job {job_id} is asked for")


def _print_ended(database: Database, row: JobRow, *, as_json: bool) -> ExitCode:
    state = JobState(row["state"])
    is_done = state is JobState.DONE
    shown = _views(database, row["id"]) if is_done else None
    outcome = row["outcome"] or {}
    version = outcome.get("version")
    if as_json:
        changes = None if shown is None else to_json(shown.changes)
        print_json({"job": row, "version": version, "changes": changes})
    elif shown is not None:
        _print_views(shown, version)
    if state is JobState.FAILED:
        for line in row["failure"].splitlines():
            complain(f"job {row['id']} failed: {line}")
    if state is JobState.CANCELLED:
        complain(f"job {row['id']} was stopped before any plan was found")
    return ExitCode.FINE if version is not None else ExitCode.NO_PLAN


def _views(database: Database, job_id: str) -> Views | None:
    """What the solve found; ``None`` when its documents are not kept any more."""
    try:
        with database.reading() as session:
            problem = kept(session, job_id, replan.PROBLEM)
            result = kept(session, job_id, replan.RESULT)
    except NotFound:
        return None
    return views(
        Problem.model_validate_json(problem), Result.model_validate_json(result)
    )


def _print_views(shown: Views, version: int | None) -> None:
    console = answers()
    console.print(headline(shown))
    for table in change_tables(shown.changes):
        console.print(table)
    if version is not None:
        console.print(f"proposed: version {version}")
