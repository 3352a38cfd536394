"""Documents named on the command line: planning files, problems, results."""

import json
from datetime import timedelta
from pathlib import Path

from scheduler.cli.failures import BadInput, bad_input, refusing
from scheduler.cli.files import read_bytes
from scheduler.exports.local_time import is_zone
from scheduler.exports.references import issues as reference_issues
from scheduler.imports.planning_file.convert import to_problem
from scheduler.imports.planning_file.read import read_planning_file
from solver.documents import read_document
from solver.errors import Issue
from solver.plan.result import Result
from solver.problem.base import MAX_MINUTES
from solver.problem.problem import Problem


def read_problem(path: Path) -> Problem:
    """
    The problem of a planning file, or a problem document itself.

    A problem document has ``origin_at`` at its top level; a planning file has not.
    """
    data = read_bytes(path)
    with refusing(str(path)):
        if _is_problem(data):
            problem = read_document(data, Problem)
        else:
            problem = to_problem(read_planning_file(data))
    if issues := _time_issues(problem):
        raise BadInput(str(path), tuple(issues))
    return problem


def read_result(path: Path, problem: Problem) -> Result:
    """A result, refused if it answers another problem."""
    with refusing(str(path)):
        result = read_document(read_bytes(path), Result)
    if result.problem_digest != problem.digest():
        raise bad_input(
            str(path),
            f"answers another problem ({result.problem_name!r}, digest "
            f"{result.problem_digest[:16]}), not {problem.name!r} "
            f"({problem.digest()[:16]})",
        )
    return result


def require_references(path: Path, problem: Problem, result: Result) -> None:
    """Refuse a result that names what its problem does not have."""
    if issues := tuple(reference_issues(problem, result)):
        raise BadInput(str(path), issues)


def _is_problem(data: bytes) -> bool:
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return False  # the reader says what is wrong, with its place
    return isinstance(document, dict) and "origin_at" in document


def _time_issues(problem: Problem) -> list[Issue]:
    """Times that no clock can show."""
    issues = [
        Issue(f"{kind}[{each.id}].zone", f"unknown time zone {each.zone!r}")
        for kind, records in (("sites", problem.sites), ("units", problem.units))
        for each in records
        if not is_zone(each.zone)
    ]
    # A day more than the longest time, for the offset of a zone.
    reach = timedelta(minutes=MAX_MINUTES, days=1)
    try:
        problem.origin_at - reach, problem.origin_at + reach
    except OverflowError:
        issues.append(Issue("origin_at", "too far from our time"))
    return issues
