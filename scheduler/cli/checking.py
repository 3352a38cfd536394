"""`tracerplan check`: does a plan keep every rule? Recomputed independently."""

from pathlib import Path

from scheduler.cli.consoles import answers, print_json
from scheduler.cli.documents import read_problem, read_result
from scheduler.cli.failures import ExitCode, exit_codes
from scheduler.exports.columns import plain
from scheduler.exports.views import to_json
from solver.checks import Caution, Violation, check_result, warnings
from solver.plan.result import Result
from solver.problem.problem import Problem


def check_file(path: Path, result_path: Path, *, as_json: bool) -> ExitCode:
    """Print every violation with its rule, and cautions apart from them."""
    with exit_codes():
        problem = read_problem(path)
        result = read_result(result_path, problem)
        violations, cautions = judge(problem, result)
        if as_json:
            print_json(
                {
                    "problem_digest": result.problem_digest,
                    "status": result.status.value,
                    "has_plan": result.plan is not None,
                    "is_valid": not violations,
                    "violations": to_json(violations),
                    "cautions": to_json(cautions),
                }
            )
        else:
            _print(result, violations, cautions)
        is_fine = not violations and result.plan is not None
        return ExitCode.FINE if is_fine else ExitCode.NO_PLAN


def judge(problem: Problem, result: Result) -> tuple[list[Violation], list[Caution]]:
    """What the checker finds; cautions are about valid plans only."""
    violations = list(check_result(problem, result))
    if violations or result.plan is None:
        return violations, []
    return violations, list(warnings(problem, result.plan))


def _print(
    result: Result, violations: list[Violation], cautions: list[Caution]
) -> None:
    console = answers()
    for violation in violations:
        console.print(plain(f"violation  {violation}"), soft_wrap=True)
    for caution in cautions:
        console.print(plain(f"caution    {caution}"), soft_wrap=True)
    if result.plan is None:
        verdict = f"the result carries no plan ({result.status.value})"
    else:
        verdict = (
            f"{_count(len(result.plan.administrations), 'visit')}, "
            f"{_count(len(result.plan.batches), 'batch', 'batches')}"
        )
    console.print(
        plain(
            f"{verdict}: {_count(len(violations), 'violation')}, "
            f"{_count(len(cautions), 'caution')}"
        ),
        soft_wrap=True,
    )


def _count(number: int, noun: str, plural: str = "") -> str:
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
