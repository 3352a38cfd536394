"""Ask what would be if something were otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scheduler import canonical
from scheduler.actors import Actor
from scheduler.errors import Conflict
from scheduler.imports.planning_file.schema import PlanningFile
from scheduler.jobs.documents import keep
from scheduler.jobs.kinds import WHAT_IF
from scheduler.jobs.models import Job
from scheduler.jobs.requests import OPEN, job_by_id, request_job
from scheduler.planning.problem_builder import network_of
from scheduler.scenarios.base import base_of, base_of_file
from scheduler.scenarios.changes import Change
from scheduler.scenarios.listing import scenario_named
from scheduler.scenarios.models import Scenario
from scheduler.scenarios.schema import plain_changes, read_plain_changes
from solver.config import SolverConfig

MOST_OPEN = 20
"""What-ifs of one network, begun or not, beyond which nobody gets another."""

VERSION, OF_FILE = "version", "of_file"
"""Of the job's payload: the plan to compare with, and whether there is a file."""

FILE = "planning-file"
"""Document of the job: what it starts from, if that is no network."""


@dataclass(frozen=True)
class Asked:
    """
    A what-if that somebody wants.

    Parameters
    ----------
    version
        The plan to compare with: in force, or proposed for what is there now; by
        default the one in force when the job begins.
    config
        Limits and manner of each solve.
    file
        What to start from in place of the network.
    """

    name: str
    changes: Sequence[Change]
    version: int | None
    config: SolverConfig
    file: PlanningFile | None = None


def ask_what_if(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    asked: Asked,
    rebased_from: str | None = None,
) -> Scenario:
    """
    Ask for a what-if; a worker solves it, and no plan comes of it.

    Raises
    ------
    NotFound
        If there is no such network or version.
    BaseMoved
        If the version is neither in force nor proposed for what is there now.
    Invalid
        With everything that is wrong with any of the changes.
    Conflict
        If too many are open.

    """
    network_of(session, network_id, lock=True)
    _require_place(session, network_id)
    base = (
        base_of(session, network_id, now, asked.version)
        if asked.file is None
        else base_of_file(asked.file)
    )
    base.changed(asked.changes)
    scenario = Scenario(
        network_id=network_id,
        id=str(uuid4()),
        name=asked.name,
        changes=plain_changes(asked.changes),
        rebased_from=rebased_from,
        asked_at=now,
        asked_by=actor.id,
    )
    session.add(scenario)
    request_job(
        session,
        now,
        actor,
        kind=WHAT_IF,
        network_id=network_id,
        payload={
            **asked.config.model_dump(mode="json"),
            VERSION: asked.version,
            OF_FILE: asked.file is not None,
        },
        job_id=scenario.id,
    )
    if asked.file is not None:
        document = canonical.dumps(asked.file.model_dump()).encode()
        keep(session, now, scenario.id, FILE, document)
    session.flush()
    return scenario


def rebase(
    session: Session, now: datetime, actor: Actor, *, network_id: str, scenario_id: str
) -> Scenario:
    """
    Ask for the same changes of what is there now, compared with the plan in force.

    Raises
    ------
    NotFound
        If there is no such network or what-if.
    Invalid
        With everything that is wrong with the changes by now.
    Conflict
        If too many are open.

    """
    scenario = scenario_named(session, network_id, scenario_id)
    payload = job_by_id(session, scenario_id).payload
    config = {name: payload[name] for name in SolverConfig.model_fields}
    asked = Asked(
        name=scenario.name,
        changes=changes_of(scenario),
        version=None,
        config=SolverConfig.model_validate(config),
    )
    return ask_what_if(
        session,
        now,
        actor,
        network_id=network_id,
        asked=asked,
        rebased_from=scenario.id,
    )


def changes_of(scenario: Scenario) -> tuple[Change, ...]:
    """The changes of a what-if."""
    return read_plain_changes(scenario.changes)


def _require_place(session: Session, network_id: str) -> None:
    num_open = session.scalar(
        select(func.count()).where(
            Job.network_id == network_id, Job.kind == WHAT_IF, Job.state.in_(list(OPEN))
        )
    )
    if (num_open or 0) >= MOST_OPEN:
        raise Conflict("what-ifs enough have been asked for: wait for one to end")
