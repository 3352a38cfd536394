"""Judge a result: its plan, and that what it says of the plan is true."""

from collections import Counter
from collections.abc import Iterator

from solver.checks.judge import check
from solver.checks.levels import LevelKey, level_values
from solver.checks.lookup import PlanView, ProblemView
from solver.checks.violation import Violation
from solver.plan.result import Result
from solver.problem.problem import Problem

RULE = "result"


def check_result(problem: Problem, result: Result) -> list[Violation]:
    """All violations of the plan, and all contradictions of the result."""
    found = list(_origin(problem, result))
    if result.plan is None:
        return found
    found += check(problem, result.plan)
    known = ProblemView(problem)
    plan = PlanView(known, result.plan)
    found += _visits(known, plan, result)
    found += _broken(known, plan, result)
    found += _levels(problem, result)
    return found


def _origin(problem: Problem, result: Result) -> Iterator[Violation]:
    """The result answers this very problem."""
    if result.problem_digest != problem.digest():
        message = f"answers the problem {result.problem_digest}, not this one"
        yield Violation(RULE, "problem_digest", message)
    if result.problem_name != problem.name:
        message = f"answers {result.problem_name!r}, the problem is {problem.name!r}"
        yield Violation(RULE, "problem_name", message)
    if result.origin_at != problem.origin_at:
        message = (
            f"minute zero is {result.origin_at.isoformat()}, the problem says "
            f"{problem.origin_at.isoformat()}"
        )
        yield Violation(RULE, "origin_at", message)


def _visits(known: ProblemView, plan: PlanView, result: Result) -> Iterator[Violation]:
    """Every visit is served, left out or deferred, and only one of them."""
    counts: Counter[str] = Counter()
    for ids in (
        list(plan.administrations),
        [each.visit_id for each in result.left_out],
        [each.visit_id for each in result.deferred],
    ):
        counts.update(ids)
    for visit_id in (*known.visits, *(counts.keys() - known.visits.keys())):
        expected = 1 if visit_id in known.visits else 0
        if counts[visit_id] != expected:
            message = (
                f"{counts[visit_id]} times among served, left out and deferred, "
                f"not {expected}"
            )
            yield Violation(RULE, visit_id, message, (visit_id,))
    for each in result.deferred:
        visit = known.visits.get(each.visit_id)
        if visit is not None and visit.window_end_min <= known.horizon_min:
            message = (
                f"it is deferred, but its window ends at minute "
                f"{visit.window_end_min}, within the horizon"
            )
            yield Violation(RULE, visit.id, message, (visit.id,))


def _broken(known: ProblemView, plan: PlanView, result: Result) -> Iterator[Violation]:
    """Broken are exactly the committed visits that are not kept."""
    named = Counter(each.visit_id for each in result.broken)
    due = {each for each in known.held.visits if not plan.is_kept(each)}
    for visit_id in sorted(due | named.keys()):
        if named[visit_id] != (visit_id in due):
            message = (
                f"named {named[visit_id]} times among the broken, "
                f"not {int(visit_id in due)}"
            )
            yield Violation(RULE, visit_id, message, (visit_id,))


def _levels(problem: Problem, result: Result) -> Iterator[Violation]:
    """The levels are these, in this order, with these values."""
    assert result.plan is not None  # noqa: S101 - narrowing, the caller has asked
    due = level_values(problem, result.plan)
    found = [(level.name, level.priority) for level in result.levels]
    if found != list(due):
        message = f"levels are {_names(found)}, not {_names(list(due))}"
        yield Violation(RULE, "levels", message)
    for level in result.levels:
        value = due.get((level.name, level.priority))
        if value is not None and value != level.value:
            message = f"the value is stated as {level.value}, it is {value}"
            yield Violation(RULE, f"levels.{level.name}", message)


def _names(keys: list[LevelKey]) -> str:
    return ", ".join(f"{name} {priority or ''}".strip() for name, priority in keys)
