"""The steps of a replan, one by one; its deaths are tested with the workers."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select

from scheduler.audit.models import AuditEntry
from scheduler.database.database import Database
from scheduler.jobs.documents import kept
from scheduler.jobs.followed import followed
from scheduler.jobs.models import Job, JobState
from scheduler.jobs.rows import JobRows
from scheduler.planning import solve_step as module
from scheduler.planning.problem_builder import build
from scheduler.planning.replan import KIND, PROBLEM, RESULT, Replan, payload_of
from scheduler.planning.solving import Limits, SolveFailed, Watch
from scheduler.planning.versions import PlanState, PlanVersion
from solver.config import SolverConfig
from solver.documents import read_document, write_document
from solver.plan.result import Result, SolveStatus
from solver.problem.problem import Problem
from solver.solve import solve
from tests.scheduler.jobs.asked import (
    NETWORK,
    NOW,
    ask,
    clock,
    give_to,
    job_of,
    with_network,
)
from tests.scheduler.jobs.memory_run import MemoryRun

JOB = "job-1"
QUICK = SolverConfig(time_limit_s=0.2)


@pytest.fixture
def solved_here(monkeypatch: pytest.MonkeyPatch) -> list[SolverConfig]:
    """The solver in this process; what it was asked for."""
    configs: list[SolverConfig] = []

    def solve_here(
        problem: bytes, config: SolverConfig, limits: Limits, watch: Watch
    ) -> bytes:
        configs.append(config)
        return write_document(solve(read_document(problem, Problem), config))

    monkeypatch.setattr(module, "solve_apart", solve_here)
    return configs


def _replanned(database: Database, payload: Mapping[str, Any] | None = None) -> Job:
    with_network(database)
    asked = dict(payload_of(QUICK) if payload is None else payload)
    ask(database, JOB, kind=KIND, **asked)
    return _again(database, asked)


def _again(database: Database, asked: Mapping[str, Any]) -> Job:
    give_to(database, JOB)
    work = followed(Replan(database, clock, Limits()), JobRows(database, clock))
    work(MemoryRun(JOB, {"network_id": NETWORK, **asked}))
    return job_of(database, JOB)


def _versions(database: Database) -> list[PlanVersion]:
    with database.reading() as session:
        return list(session.scalars(select(PlanVersion)))


def test_a_replan_proposes_a_version(
    database: Database, solved_here: list[SolverConfig]
) -> None:
    """
    It waits for somebody's decision, with the problem it answers.
    """
    job = _replanned(database)

    [version] = _versions(database)
    assert (job.state, job.failure) == (JobState.DONE, None)
    assert job.outcome == {"status": version.outcome["status"], "version": 1}  # type: ignore[index]
    assert (version.state, version.base_revision) == (PlanState.PROPOSED, 0)
    with database.reading() as session:
        problem = build(session, NETWORK, NOW).problem
    assert version.problem_digest == problem.digest()
    assert version.proposed_by == "job:replan"
    assert solved_here == [QUICK]


def test_a_proposal_is_accounted_for(
    sqlite_database: Database, solved_here: list[SolverConfig]
) -> None:
    """
    The audit trail of the network knows which job it was.
    """
    _replanned(sqlite_database)

    with sqlite_database.reading() as session:
        entry = session.scalars(
            select(AuditEntry).order_by(AuditEntry.number.desc())
        ).first()
    assert entry is not None
    assert (entry.chain, entry.action, entry.actor) == (NETWORK, KIND, "job:replan")
    assert entry.request_id == JOB


def test_the_documents_of_a_replan_are_kept(
    sqlite_database: Database, solved_here: list[SolverConfig]
) -> None:
    """
    What was solved and what came out can be looked at as if it had been a file.
    """
    _replanned(sqlite_database)

    with sqlite_database.reading() as session:
        problem = read_document(kept(session, JOB, PROBLEM), Problem)
        result = read_document(kept(session, JOB, RESULT), Result)
    assert result.problem_digest == problem.digest()


def test_a_replan_looks_from_the_instant_it_is_told(
    sqlite_database: Database, solved_here: list[SolverConfig]
) -> None:
    """
    A rehearsal plans from another now than the clock's.
    """
    later = NOW.replace(hour=15)
    _replanned(sqlite_database, payload_of(QUICK, later))

    with sqlite_database.reading() as session:
        problem = read_document(kept(session, JOB, PROBLEM), Problem)
        assert problem == build(session, NETWORK, later).problem
        assert problem != build(session, NETWORK, NOW).problem


def test_all_steps_called_twice_propose_once(
    sqlite_database: Database, solved_here: list[SolverConfig]
) -> None:
    """
    A job that is begun all over again proposes what it has proposed.
    """
    _replanned(sqlite_database)
    job = _again(sqlite_database, payload_of(QUICK))

    assert len(_versions(sqlite_database)) == 1
    assert (job.state, job.outcome and job.outcome["version"]) == (JobState.DONE, 1)


def test_without_a_plan_there_is_no_version(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    The job is done all the same, and says how the solve ended.
    """
    monkeypatch.setattr(module, "solve_apart", _found_nothing)
    job = _replanned(sqlite_database)

    assert (job.state, job.outcome) == (
        JobState.DONE,
        {"status": "no_plan", "version": None},
    )
    assert _versions(sqlite_database) == []


def test_stopped_without_a_plan_it_is_cancelled(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Somebody wanted it to end, and it has nothing to show.
    """

    def stopped(*arguments: Any) -> bytes:
        with sqlite_database.writing() as session:
            session.get_one(Job, JOB).cancel_asked_at = NOW
        return _found_nothing(*arguments)

    monkeypatch.setattr(module, "solve_apart", stopped)
    job = _replanned(sqlite_database)

    assert (job.state, job.failure) == (JobState.CANCELLED, None)


def test_a_solve_that_fails_fails_the_job(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    With the reason of the process that died.
    """

    def fail(*_: object) -> bytes:
        raise SolveFailed("the solving process was ended by SIGKILL")

    monkeypatch.setattr(module, "solve_apart", fail)
    job = _replanned(sqlite_database)

    assert (job.state, job.failure) == (
        JobState.FAILED,
        "the solving process was ended by SIGKILL",
    )


def test_data_that_make_no_problem_fail_the_job(
    sqlite_database: Database, solved_here: list[SolverConfig]
) -> None:
    """
    Every issue is listed, as it would be of a file; nothing is solved.
    """
    job = _replanned(sqlite_database, payload_of(QUICK, NOW.replace(year=2020)))

    assert job.state is JobState.FAILED
    assert "lies after the horizon's end" in (job.failure or "")
    assert solved_here == []


def _found_nothing(problem: bytes, *_: object) -> bytes:
    read = read_document(problem, Problem)
    return write_document(
        Result(
            problem_name=read.name,
            problem_digest=read.digest(),
            origin_at=read.origin_at,
            status=SolveStatus.NO_PLAN,
            plan=None,
            wall_time_s=0.1,
        )
    )
