"""A planning file with the changes of a what-if made, and the problem it states."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from scheduler.errors import Invalid
from scheduler.imports.planning_file.convert import to_problem
from scheduler.imports.planning_file.cycles import placed_visits
from scheduler.imports.planning_file.schema import PlanningFile
from scheduler.scenarios.changes import Change
from scheduler.scenarios.changes.drafts import Findings, Refused
from scheduler.scenarios.changes.file_draft import FileDraft
from scheduler.scenarios.changes.problem_draft import ProblemDraft
from solver.errors import InvalidDocument, Issue
from solver.problem.problem import Problem


@dataclass(frozen=True)
class Applied:
    """
    What the changes make of a base.

    Parameters
    ----------
    file
        The planning file, for names and zones; what it cannot say, a batch that fails
        or gives less, a departure that is cancelled, is in the problem alone.
    problem
        What is to be solved.
    amendments
        What protocols would have to be amended for, each in a sentence.
    notes
        What follows from the changes, each in a sentence.
    """

    file: PlanningFile
    problem: Problem
    amendments: tuple[str, ...]
    notes: tuple[str, ...]


def applied(
    file: PlanningFile,
    changes: Sequence[Change],
    convert: Callable[[PlanningFile], Problem] = to_problem,
) -> Applied:
    """
    Make all changes on a copy of a planning file; the file stays as it is.

    All are of the base, in whatever order: what is added is like the base, what is
    closed stays closed. The order of a list counts only where one change is of what
    another one adds or shifts: a copy of a copy, visits that follow each other, the
    last cycles of a course.

    Parameters
    ----------
    convert
        How the changed file becomes a problem; a network's does so as of now.

    Raises
    ------
    Invalid
        With everything that is wrong with any of the changes, each at its place in the
        list (``changes[3].scanner``), or else with the file that they make.

    """
    findings = Findings()
    changed = _changed(file, changes, findings)
    try:
        problem = convert(changed)
    except (InvalidDocument, Invalid) as error:
        raise Invalid(findings.issues or _of_changes(error.issues)) from None
    if not findings.issues and (unasked := _unasked(file, changed, problem)):
        raise Invalid(unasked)
    draft = ProblemDraft(problem, findings)
    for change in _in_turn(changes, findings):
        if findings.is_sound:
            with suppress(Refused):
                change.on_problem(draft)
    if findings.issues:
        raise Invalid(findings.issues)
    try:
        problem = draft.problem()
    except InvalidDocument as error:
        raise Invalid(_of_changes(error.issues)) from None
    return Applied(
        file=changed,
        problem=problem,
        amendments=tuple(findings.amendments),
        notes=tuple(findings.notes),
    )


def _changed(
    file: PlanningFile, changes: Sequence[Change], findings: Findings
) -> PlanningFile:
    """The file with the changes that are not refused."""
    for change in _in_turn(changes, findings):
        draft = FileDraft(file, findings)
        with suppress(Refused):
            change.on_file(draft)
        if findings.is_sound:
            file = draft.file
    return file


def _in_turn(changes: Sequence[Change], findings: Findings) -> Iterator[Change]:
    """All changes, each in its turn."""
    for number, change in sorted(enumerate(changes), key=lambda each: each[1].turn):
        findings.number = number
        yield change


def _unasked(
    file: PlanningFile, changed: PlanningFile, problem: Problem
) -> list[Issue]:
    """Visits that are added, and that a network would not ask for as they are."""
    added = _visits(changed) - _visits(file) - {each.id for each in problem.visits}
    told = "would wait: its weight, its dates or its results are not in order"
    return [Issue("changes", f"visit {each} {told}") for each in sorted(added)]


def _visits(file: PlanningFile) -> set[str]:
    visits = {v.id for each in file.participants for _, v in placed_visits(each)}
    return visits | {each.id for each in file.claims}


def _of_changes(issues: Sequence[Issue]) -> list[Issue]:
    """What is wrong with the whole that the changes make."""
    return [Issue("changes", f"they make {issue}") for issue in issues]
