"""Every peer plans three visits, and the judge finds nothing."""

import pytest

from solver.checks import check
from tests.benchmarks.instances import Instance
from tests.benchmarks.judging import best, judge
from tests.benchmarks.peers.choice import Choice, Seat, plan_of
from tests.benchmarks.peers.flat import flat
from tests.benchmarks.peers.registry import PEERS, peer_called
from tests.benchmarks.peers.reporting import Report
from tests.benchmarks.peers.time_indexed_model import TimeIndexed
from tests.benchmarks.peers.weights import class_weights

TINY = Instance(units=1, sites=1, days=1, visits=3, seed=2)


@pytest.mark.parametrize("name", sorted(set(PEERS) - {"mip"}))
def test_no_plan_of_a_peer_breaks_a_rule(name: str) -> None:
    """Each plan that is told passes the checker, and the best one serves somebody."""
    problem = TINY.problem()
    report = Report(seconds=30.0)

    peer_called(name)(problem, 1, report)

    verdicts = [judge(problem, each.plan) for each in report.found]
    assert [each.broken for each in verdicts if each.broken] == []
    chosen = best(verdicts)
    assert chosen is not None
    assert sum(chosen.served) > 0


def test_the_matrix_serves_all_without_breaking_a_rule() -> None:
    """The MIP's first level alone, which ends when proved: all three are served."""
    problem = TINY.problem()
    matrix = TimeIndexed(flat(problem))
    _, terms = next(matrix.levels())

    answer = matrix.rows.minimized(terms, seconds=30.0)
    verdict = judge(problem, plan_of(problem, matrix.choice(answer.x)))

    assert verdict.broken == ()
    assert sum(verdict.served) == len(problem.visits)


def test_a_seat_before_release_is_seen_by_the_judge() -> None:
    """A choice is written down as it is: what it breaks, the judge has to find."""
    problem = TINY.problem()
    instance = flat(problem)
    visit = next(each for each in instance.visits if each.days and each.ways)
    run = instance.runs[visit.ways[0].run]
    early = visit.days[0].first_min
    seat = Seat(run.id, early, early + visit.wait_min)
    late = Choice({run.id: early - run.release_min + 1}, {visit.id: seat})

    plan = plan_of(problem, late)

    assert len(plan.administrations) == 1
    assert check(problem, plan)


def test_one_visit_outweighs_all_of_lower_classes() -> None:
    """The weight of a class is one more than all visits of later classes together."""
    instance = flat(TINY.problem())
    weights = class_weights(instance)
    counted = [
        (weights[each], sum(visit.priority is each for visit in instance.visits))
        for each in weights
    ]

    for position, (weight, _) in enumerate(counted):
        lower = sum(one * count for one, count in counted[:position])
        assert weight == lower + 1
