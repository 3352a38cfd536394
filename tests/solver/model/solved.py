"""Small problems of many kinds, and their best plans."""

from functools import cache
from typing import Any

from solver.model.exact import ExactConfig, ExactOutcome, improve
from solver.model.piece import Piece
from solver.plan.plan import Plan
from solver.plan.result import LevelName
from solver.problem.demand import Alternative, Follows
from solver.problem.problem import Problem
from solver.problem.products import Container, Presentation, ShelfLife
from solver.state.index import Index
from solver.state.record import to_plan
from tests.solver.builders import (
    a_lane,
    a_line,
    a_problem,
    a_process,
    a_product,
    a_run,
    a_site,
    a_therapy,
    a_timetabled_lane,
    a_vial_product,
    a_visit,
    an_order,
    places,
    scanners,
    spans,
)

CONFIG = ExactConfig(deterministic_limit=20.0)


def solved(problem: Problem, **kept: Any) -> tuple[ExactOutcome, Plan]:
    """The best plan from nothing but what is kept, with its proof."""
    index = Index(problem)
    outcome = improve(Piece.whole(index, kept), {}, CONFIG)
    return outcome, to_plan(index, outcome.placements)


def value_of(outcome: ExactOutcome, name: LevelName) -> int:
    """Value of a level over all classes."""
    return sum(level.value for level in outcome.levels if level.name is name)


def variety() -> dict[str, Problem]:
    """Small problems, each with something of its own."""
    several = [a_visit(f"V{i}", window_end_min=1100) for i in range(1, 5)]
    packing = a_process(
        capacity_kbq=1_500_000,
        sample_kbq=50_000,
        dispensing_fixed_min=10,
        dispensing_per_portion_min=4,
        packing_min=5,
    )
    whole = a_product(
        presentation=Presentation.WHOLE_VIALS,
        container=Container(
            concentration_kbq_per_ml=1_000_000, dead_volume_ul=20, content_kbq=220_000
        ),
    )
    vial = a_vial_product(
        max_activity_kbq=900_000, dead_volume_ul=50, max_vials_per_shipment=3
    )
    lasting = a_product(shelf_life=ShelfLife(from_receipt_min=90, from_eos_min=400))
    chain = [
        a_visit("V1", participant_id="P"),
        a_visit(
            "V2",
            participant_id="P",
            window_end_min=1300,
            follows=Follows(visit_id="V1", min_days=1, max_days=2),
        ),
    ]
    choice = a_visit(
        alternatives=(
            Alternative(target_kbq=200_000, scan_min=20),
            Alternative(target_kbq=150_000, scan_min=35),
        )
    )
    runs = (
        a_run("R1"),
        a_run("R2"),
        a_run("R3", earliest_eos_min=600, latest_eos_min=700),
    )
    return {
        "smallest": a_problem(),
        "unit doses of like runs": a_problem(
            several[:3], processes=(packing,), runs=runs, scanners=scanners("a", "b")
        ),
        "vials": a_problem(
            several[:3], products=(vial,), runs=runs, places=places("c1", "c2")
        ),
        "whole vials": a_problem(
            several, products=(whole,), runs=(), orders=(an_order(),)
        ),
        "receipt and hours": a_problem(
            several[:2],
            products=(lasting,),
            lanes=(a_lane(hours=spans((400, 440), (500, 600))),),
        ),
        "timetable": a_problem(
            several, runs=runs, **a_timetabled_lane(400, 440, 460, 700)
        ),
        "two days": a_problem(
            chain, runs=runs, sites=(a_site(midnights_min=(0, 720, 1440)),)
        ),
        "alternatives": a_problem([choice], procedures=(a_therapy(id="scan"),)),
        "one run a day": a_problem(
            several,
            processes=(packing,),
            runs=runs,
            lines=(a_line(max_runs_per_day=1, cleaning_min=30),),
        ),
    }


@cache
def solved_variety(name: str) -> tuple[ExactOutcome, Plan]:
    """The best plan of one of them, found once."""
    return solved(variety()[name])
