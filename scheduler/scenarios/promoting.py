"""Propose the plan of a what-if, where what it assumes is so."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from scheduler import canonical
from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.errors import BaseMoved, NotAsAssumed
from scheduler.jobs.documents import kept
from scheduler.jobs.requests import job_by_id
from scheduler.planning.deciding import reason_said
from scheduler.planning.differences import version_by_number
from scheduler.planning.problem_builder import Built, build, network_of
from scheduler.planning.recording import record_proposal
from scheduler.planning.version_results import measured
from scheduler.planning.versions import PlanKind, PlanVersion
from scheduler.scenarios.listing import comparison_of, scenario_named
from scheduler.scenarios.models import Scenario
from scheduler.scenarios.running import PROBLEM, RESULT
from solver.checks import check
from solver.plan.plan import Plan
from solver.plan.result import Result
from solver.problem.problem import Problem


def promote(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    scenario_id: str,
    reason: str,
) -> PlanVersion:
    """
    Propose the plan of a what-if as a version; once, however often it is asked.

    It is a plan for what is there only if it keeps all rules there: a visit on a
    scanner that nobody has entered does not.

    Raises
    ------
    NotFound
        If there is no such network or what-if, or its plan is not kept any more.
    Invalid
        If no reason is given.
    WrongState
        If it has no plan (yet).
    BaseMoved
        If the plan in force or the data are not those it started from.
    NotAsAssumed
        If it is no plan for what is there.

    """
    audited(session, now, actor, "promote what-if", chain=network_id, reason=reason)
    reason_said(reason)
    network_of(session, network_id, lock=True)
    scenario = scenario_named(session, network_id, scenario_id)
    if scenario.promoted_version is not None:
        return version_by_number(session, network_id, scenario.promoted_version)
    comparison_of(scenario, job_by_id(session, scenario_id))
    built = build(session, network_id, now, with_lost=True)
    _require_same_base(scenario, built)
    assumed = Problem.model_validate_json(kept(session, scenario_id, PROBLEM))
    result = Result.model_validate_json(kept(session, scenario_id, RESULT))
    plan = result.plan or Plan()
    if reasons := list(_reasons(built.problem, assumed, plan)):
        raise NotAsAssumed(scenario_id, reasons)
    version = record_proposal(
        session,
        now,
        actor,
        built,
        _as_of_now(built.problem, result, plan),
        kind=PlanKind.SCENARIO,
        job_id=scenario_id,
    )
    scenario.promoted_version = version.number
    session.flush()
    return version


def _require_same_base(scenario: Scenario, built: Built) -> None:
    if scenario.data_revision is None:
        raise NotAsAssumed(scenario.id, ["it started from a planning file"])
    before = (scenario.data_revision, scenario.plan_revision)
    if before != (built.data_revision, built.plan_revision):
        raise BaseMoved(
            f"what-if {scenario.id} started from what is not in force any more: "
            "rebase it"
        )


def _reasons(problem: Problem, assumed: Problem, plan: Plan) -> Iterator[str]:
    """All that keeps a plan from being one for what is there."""
    planned = {each.id for each in assumed.visits}
    for visit in problem.visits:
        if visit.id not in planned:
            yield f"visit {visit.id}: is asked for, but not in the what-if"
    yield from map(str, check(problem, plan))


def _as_of_now(problem: Problem, result: Result, plan: Plan) -> Result:
    """The result, measured by what is there."""
    told = {
        "problem_name": problem.name,
        "problem_digest": problem.digest(),
        "origin_at": problem.origin_at,
    }
    fields = canonical.loads(result.model_dump_json()) | measured(problem, plan) | told
    return Result.model_validate_json(canonical.dumps(fields))
