"""Demand of a run with a beam: when that begins, and what it can make."""

from datetime import timedelta
from typing import cast

from scheduler.imports.planning_file.schema import PlanningFile
from scheduler.planning.commitments import Held
from scheduler.planning.problem_builder import Built
from scheduler.production.demand_lines import DemandLines
from solver.plan.plan import Plan
from solver.problem.equipment import Irradiation
from solver.problem.problem import Problem
from tests.scheduler.planning.seeds import constructed
from tests.solver.builders import a_problem, a_process


def _lines(problem: Problem) -> DemandLines:
    plan = constructed(problem).plan
    assert plan is not None
    held = Held(problem.origin_at, 24, plan, plan, {}, {}, {}, {}, {})
    built = Built("net", problem, cast(PlanningFile, None), held, 1, 1)
    return DemandLines(built, plan)


def test_the_beam_begins_before_the_synthesis() -> None:
    """
    An hour of synthesis and 110 minutes of beam: it starts 170 minutes before EOS.
    """
    # In one half-life of 110 min a target reaches half of 40 GBq; of these 20 GBq
    # 2^(-60/110) = 0.6852 are left after the synthesis: 13.7 GBq, more than 10.
    beam = Irradiation(minutes=110, saturation_kbq=40_000_000)
    lines = _lines(a_problem(processes=(a_process(irradiation=beam),)))
    (batch,) = lines.batches

    told = lines.batch(batch, with_slack=False)

    assert told.deadlines.synthesis_at == told.reference_at - timedelta(minutes=60)
    assert told.deadlines.irradiation_at == told.reference_at - timedelta(minutes=170)
    assert told.capacity_kbq == 10_000_000
    assert told.slack is None


def test_a_short_beam_limits_what_can_be_made() -> None:
    """
    Of 10 GBq at the end of the beam 6.852 are left at EOS, and a tenth is in reserve.
    """
    beam = Irradiation(minutes=110, saturation_kbq=20_000_000)
    process = a_process(irradiation=beam, reserve_permille=100)
    lines = _lines(a_problem(processes=(process,)))

    told = lines.batch(lines.batches[0], with_slack=False)

    # 10,000,000 * 2^(-60/110) = 6,851,754.92 kBq, rounded down, and 9/10 so too.
    assert told.capacity_kbq == 6_166_578
    assert told.share_permille == -(-told.activity_kbq * 1000 // told.capacity_kbq)


def test_a_plan_of_nothing_asks_for_nothing() -> None:
    """
    No batch, no line.
    """
    problem = a_problem()
    held = Held(problem.origin_at, 24, Plan(), Plan(), {}, {}, {}, {}, {})
    built = Built("net", problem, cast(PlanningFile, None), held, 1, 1)

    lines = DemandLines(built, Plan())

    assert lines.batches == ()
