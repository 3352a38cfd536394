"""A made-up week with its result: what the views are shown of."""

from solver.plan.plan import Plan
from solver.plan.result import (
    Broken,
    Deferred,
    LeftOut,
    Level,
    LevelName,
    Result,
    SolveStatus,
)
from solver.problem.demand import Alternative, PriorityClass, Visit
from solver.problem.problem import Problem
from tests.scheduler.exports.sample_network import DAY, NUM_DAYS, at, hours, network
from tests.scheduler.exports.sample_plan import DOSES, SamplePlan


def _waiting(visit_id: str, *, is_deferrable: bool) -> Visit:
    return Visit(
        id=visit_id,
        participant_id=f"NT-{visit_id}",
        trial_id="T-PET",
        site_id="STO",
        product_id="PSMA",
        procedure_id="pet",
        priority=PriorityClass.OTHER,
        window_start_min=0,
        window_end_min=(NUM_DAYS + 4 if is_deferrable else 2) * DAY,
        injection_hours=hours("07:00", "17:00"),
        alternatives=(Alternative(target_kbq=250_000, scan_min=20),),
    )


def sample_week(site_name: str = "") -> tuple[Problem, Result]:
    """
    Problem and result of the sample: 30 doses, 2 left out, 1 deferred.

    ``site_name`` replaces the name of the first site.
    """
    builder = SamplePlan()
    for row in DOSES:
        builder.serve(*row)
    builder.close()
    waiting = [
        _waiting("W1", is_deferrable=False),
        _waiting("W2", is_deferrable=False),
        _waiting("W3", is_deferrable=True),
    ]
    problem = network(site_name, builder.departures, [*builder.visits, *waiting])
    plan = Plan(
        batches=tuple(builder.batches),
        shipments=tuple(builder.shipments),
        vials=tuple(builder.vials),
        administrations=tuple(builder.administrations),
    )
    total = sum(batch.activity_kbq for batch in builder.batches)
    result = Result(
        problem_name=problem.name,
        problem_digest=problem.digest(),
        origin_at=problem.origin_at,
        status=SolveStatus.FEASIBLE,
        plan=plan,
        levels=(
            Level(
                name=LevelName.SERVED,
                priority=PriorityClass.THERAPY_IN_COURSE,
                value=2,
                bound=2,
            ),
            Level(
                name=LevelName.SERVED, priority=PriorityClass.OTHER, value=28, bound=29
            ),
            Level(name=LevelName.COST_NOK, priority=None, value=412_000, bound=398_500),
            Level(name=LevelName.ACTIVITY_KBQ, priority=None, value=total, bound=total),
        ),
        left_out=(
            LeftOut(
                visit_id="W1",
                rules=("occupancy", "visit_windows"),
                is_impossible=False,
                reason="every scanner minute of its window is taken",
            ),
            LeftOut(
                visit_id="W2",
                rules=("shelf_life",),
                is_impossible=True,
                reason="no batch reaches the site before expiry",
            ),
        ),
        deferred=(Deferred(visit_id="W3", decide_by_min=at(2, "15:00")),),
        broken=(Broken(visit_id="V03", rules=("transport",)),),
        wall_time_s=12.3,
    )
    return problem, result


def empty_result(problem: Problem, status: SolveStatus) -> Result:
    """A result without a plan."""
    return Result(
        problem_name=problem.name,
        problem_digest=problem.digest(),
        origin_at=problem.origin_at,
        status=status,
        plan=None,
        wall_time_s=0.5,
    )
