"""Documents named on the command line: planning files, problems, results."""

import json
from datetime import timedelta
from enum import Enum
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
    kind = _kind(data)
    if kind is _Kind.RESULT:
        raise bad_input(
            str(path), "is a result; a planning file or a problem document is needed"
        )
    with refusing(str(path)):
        if kind is _Kind.PROBLEM:
            problem = read_document(data, Problem)
        else:
            problem = to_problem(read_planning_file(data))
    if issues := _time_issues(problem):
        raise BadInput(str(path), tuple(issues))
    return problem


def read_result(path: Path, problem: Problem) -> Result:
    """A result, refused if it answers another problem."""
    data = read_bytes(path)
    if _kind(data) in {_Kind.PLANNING_FILE, _Kind.PROBLEM}:
        raise bad_input(str(path), "is what a solve starts from; a result is needed")
    with refusing(str(path)):
        result = read_document(data, Result)
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


class _Kind(Enum):
    """What a document is, by a field that the others do not have."""

    RESULT = "problem_digest"
    PROBLEM = "origin_at"
    PLANNING_FILE = "horizon"


def _kind(data: bytes) -> _Kind | None:
    """What a document claims to be; results have an ``origin_at`` as well."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return None  # the reader says what is wrong, with its place
    if not isinstance(document, dict):
        return None
    return next((kind for kind in _Kind if kind.value in document), None)


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
