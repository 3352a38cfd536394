"""What a what-if starts from: a network as of now and a plan of it, or a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from scheduler.errors import BaseMoved, Invalid
from scheduler.imports.planning_file.convert import to_problem
from scheduler.imports.planning_file.schema import PlanningFile
from scheduler.planning.differences import version_by_number
from scheduler.planning.problem_builder import Built, build, problem_with
from scheduler.planning.read_back import plan_of_version, version_of_revision
from scheduler.planning.version_results import result_of_version
from scheduler.planning.versions import PlanState, PlanVersion
from scheduler.scenarios.applying import Applied, applied
from scheduler.scenarios.changes import Change
from solver.errors import InvalidDocument, Issue
from solver.plan.result import Result
from solver.problem.problem import Problem


@dataclass(frozen=True)
class Base:
    """
    What is, or is said to be.

    Parameters
    ----------
    convert
        How a file like it becomes a problem.
    data_revision, plan_revision
        Those of the network; ``None`` for a file.
    version, result
        Number of the plan to compare with, and that plan as a result of the problem;
        ``None`` if there is none: the problem is solved then.
    """

    file: PlanningFile
    problem: Problem
    convert: Callable[[PlanningFile], Problem]
    data_revision: int | None = None
    plan_revision: int | None = None
    version: int | None = None
    result: Result | None = None

    def changed(self, changes: Sequence[Change]) -> Applied:
        """
        What would be.

        Raises
        ------
        Invalid
            With everything that is wrong with any of the changes.

        """
        return applied(self.file, changes, self.convert)


def base_of_file(file: PlanningFile) -> Base:
    """
    A planning file as it is; nothing of any network is looked at.

    Raises
    ------
    Invalid
        With every issue of the file, at its place below ``planning_file``.

    """
    try:
        return Base(file, to_problem(file), to_problem)
    except InvalidDocument as error:
        raise Invalid(
            [
                Issue(f"planning_file.{each.place}".rstrip("."), each.message)
                for each in error.issues
            ]
        ) from None


def base_of(
    session: Session, network_id: str, now: datetime, number: int | None
) -> Base:
    """
    What a what-if starts from.

    Parameters
    ----------
    number
        The version in force, or one that is proposed for what is there now; by
        default the one in force, if there is one.

    Raises
    ------
    NotFound
        If there is no such network or version.
    BaseMoved
        If the version is neither.
    Invalid
        If the rows do not make a problem.

    """
    built = build(session, network_id, now, with_lost=True)
    problem = built.problem
    if number is None:
        version = version_of_revision(session, network_id, built.plan_revision)
    else:
        version = version_by_number(session, network_id, number)
        _require_present(version, built)
    result = None
    if version is not None:
        origin_at = problem.origin_at
        plan = plan_of_version(session, network_id, version.number, origin_at)
        result = result_of_version(problem, version, plan)
    return Base(
        built.file,
        problem,
        partial(problem_with, built),
        built.data_revision,
        built.plan_revision,
        None if version is None else version.number,
        result,
    )


def _require_present(version: PlanVersion, built: Built) -> None:
    is_in_force = version.revision == built.plan_revision
    is_proposed = version.state is PlanState.PROPOSED
    if not (
        is_in_force or (is_proposed and version.base_revision == built.plan_revision)
    ):
        raise BaseMoved(
            f"plan version {version.number} is {version.state.value}: what-ifs start "
            "from the one in force, or from one that is proposed in its place"
        )
