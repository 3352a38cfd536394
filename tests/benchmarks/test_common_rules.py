"""Instances under the common rules, and the judge on them."""

from solver.checks import check
from solver.plan.plan import Plan
from tests.benchmarks.instances import Instance
from tests.benchmarks.judging import Verdict, best, judge
from tests.benchmarks.list_heuristic import first_come_first_served

SMALL = Instance(units=1, sites=2, days=1, visits=12, seed=1)


def test_scanners_of_a_site_are_a_pool() -> None:
    """All scanners of a site have the same hours, so that any may take a scan."""
    problem = Instance(units=1, sites=1, days=2, visits=60, seed=1).problem()
    hours = {each.available for each in problem.scanners}

    assert len(problem.scanners) > 1
    assert len(hours) == 1


def test_visits_stand_alone() -> None:
    """Nothing ties a visit to another one, and each has one activity."""
    problem = Instance(units=2, sites=3, days=5, visits=120, seed=1).problem()

    assert all(each.follows is None for each in problem.visits)
    assert all(len(each.alternatives) == 1 for each in problem.visits)
    assert len({each.participant_id for each in problem.visits if each.trial_id}) == (
        sum(each.trial_id is not None for each in problem.visits)
    )


def test_the_judge_sees_what_a_plan_is_worth() -> None:
    """The list's plan breaks nothing; its numbers are those of the plan itself."""
    problem = SMALL.problem()
    num_served, plan = first_come_first_served(problem)

    verdict = judge(problem, plan)

    assert verdict.broken == ()
    assert sum(verdict.served) == num_served == len(plan.administrations) > 0
    assert verdict.runs == len(plan.batches)
    assert verdict.activity_kbq == sum(each.activity_kbq for each in plan.batches)


def test_the_judge_names_what_a_plan_breaks() -> None:
    """Doses of no batch at all are refused, by the rules they break."""
    problem = SMALL.problem()
    _, plan = first_come_first_served(problem)
    without = Plan(administrations=plan.administrations)

    verdict = judge(problem, without)

    assert verdict.broken == tuple(
        sorted({each.rule for each in check(problem, without)})
    )
    assert verdict.broken


def test_plans_are_compared_level_by_level() -> None:
    """One visit of a higher class before many of a lower one; then cost, activity."""
    higher = Verdict(served=(2, 0), runs=9, cost_nok=9, activity_kbq=9)
    lower = Verdict(served=(1, 8), runs=1, cost_nok=1, activity_kbq=1)
    cheaper = Verdict(served=(2, 0), runs=9, cost_nok=8, activity_kbq=99)
    broken = Verdict((9, 9), 0, 0, 0, broken=("transport",))

    assert best([lower, higher]) == higher
    assert best([higher, cheaper]) == cheaper
    assert best([broken]) is None
