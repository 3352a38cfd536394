"""Judge a plan: every rule, every violation, never stopping at the first."""

from solver.checks import commitments
from solver.checks.lookup import PlanView, ProblemView
from solver.checks.rules import PLAIN_CHECKS, Check, violations
from solver.checks.violation import Violation
from solver.plan.plan import Plan
from solver.problem.problem import Problem

CHECKS: dict[str, Check] = {**PLAIN_CHECKS, commitments.RULE: commitments.check}
"""Every rule by name, and the two checks that go beyond the rules."""


def check(problem: Problem, plan: Plan) -> list[Violation]:
    """
    All violations of all rules by a plan.

    Any structurally valid plan can be judged: unknown ids, missing links and
    absurd numbers are violations, not exceptions. Committed visits that happened
    are not flagged by other rules than ``commitments``.
    """
    known = ProblemView(problem)
    return violations(known, PlanView(known, plan), CHECKS)
