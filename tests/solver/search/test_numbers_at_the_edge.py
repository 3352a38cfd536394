"""Valid problems whose numbers are extreme end in a plan, never in an exception."""

import pytest

from solver.config import SolverConfig
from solver.decay import longest_age_min
from solver.plan.result import Result
from solver.problem.base import MAX_ACTIVITY_KBQ
from solver.problem.commitments import (
    BatchCommitment,
    Commitments,
    Firmness,
    MeasuredVial,
    VisitCommitment,
)
from solver.problem.demand import Alternative, Visit
from solver.problem.problem import Problem
from solver.problem.products import Container, Presentation, Product
from solver.search.commit import seat_commitments
from solver.solve import solve
from solver.state.index import Index
from solver.state.state import State
from solver.tolerance import dispensed_ages_min
from tests.properties.solving import solved
from tests.solver.builders import (
    a_lane,
    a_person,
    a_problem,
    a_product,
    a_site,
    a_visit,
    an_authorisation,
    an_order,
    an_ordered_problem,
    places,
    scanners,
    spans,
)
from tests.solver.checks.mutation import changed

MONTH = 30 * 1440
BRIEF = SolverConfig(time_limit_s=1, is_deterministic=True, num_workers=1)


def _brief(problem: Problem) -> Result:
    """The result of a second's work."""
    return solve(problem, BRIEF)


def _ordered_a_month_ahead(first_min: int, end_min: int) -> Problem:
    """An order with reference time 600 and no shelf life; one visit, much later."""
    whole = spans((0, MONTH))
    visit = a_visit(
        window_start_min=first_min, window_end_min=end_min, injection_hours=whole
    )
    return a_problem(
        (visit,),
        horizon_min=MONTH,
        runs=(),
        orders=(an_order(),),
        sites=(a_site(opening=whole, midnights_min=tuple(range(0, MONTH + 1, 1440))),),
        places=places("chair", available=whole),
        scanners=scanners("PET", available=whole),
        people=(
            a_person("nurse", "nurse", available=whole),
            a_person("technologist", "technologist", available=whole),
        ),
        lanes=(a_lane(hours=whole),),
        authorisations=(an_authorisation(valid=whole[0]),),
    )


@pytest.mark.parametrize(
    ("first_min", "end_min"),
    [
        # 200 MBq, 2900 min = 26 half-lives on: 2e5 * 2^26 kBq > 1 PBq.
        pytest.param(3500, 4000, id="more than a petabecquerel"),
        # 29,400 min = 267 half-lives: no whole number is computed at all.
        pytest.param(30_000, 31_000, id="more than 200 half-lives"),
    ],
)
def test_order_that_has_decayed_away_leaves_the_visit_out(
    first_min: int, end_min: int
) -> None:
    """An order without shelf life gives no dose that no batch could hold."""
    result = _brief(_ordered_a_month_ahead(first_min, end_min))

    assert [each.visit_id for each in result.left_out] == ["V1"]
    assert "batch_balance" in result.left_out[0].rules


def test_nuclide_that_lives_for_seconds_leaves_the_visit_out() -> None:
    """A minute is 10,000 half-lives: nothing is left, and nothing is raised."""
    result = _brief(a_problem(products=(a_product(half_life_min=1e-4),)))

    assert [each.visit_id for each in result.left_out] == ["V1"]
    # At 1 PBq, 200 MBq could wait 22 half-lives of 0.0001 min: no whole minute.
    assert longest_age_min(200_000, MAX_ACTIVITY_KBQ, 1e-4) == 0


def _approved(
    visit: Visit,
    product: Product,
    measured_kbq: int | None,
    firmness: Firmness = Firmness.CONFIRMED,
) -> Problem:
    """The plan for one visit, held with its batch, whose syringe was measured."""
    problem = a_problem((visit,), products=(product,))
    plan = solved(problem).plan
    assert plan is not None
    (vial,) = plan.vials
    measured: tuple[MeasuredVial, ...] = ()
    if measured_kbq is not None:
        measured = (MeasuredVial(vial_id=vial.id, activity_kbq=measured_kbq),)
    return changed(
        problem,
        commitments=Commitments(
            previous=plan,
            visits=(VisitCommitment(visit_id=visit.id, firmness=firmness),),
            batches=(BatchCommitment(batch_id="R1", firmness=Firmness.FACT),),
            measured_vials=measured,
        ),
    )


def test_syringe_measured_at_less_than_its_dead_volume_breaks_the_visit() -> None:
    """
    Of 1 kBq in a syringe with 100,000 kBq of dead volume nothing can be given.
    """
    container = Container(concentration_kbq_per_ml=1_000_000, dead_volume_ul=100)
    problem = _approved(a_visit(), a_product(container=container), 1)

    result = _brief(problem)

    assert [each.rules for each in result.broken] == [("administered_activity",)]
    first, last = dispensed_ages_min(problem.products[0], 0, 200_000, 100)
    assert first > last


def test_unit_dose_of_a_visit_named_like_a_vial_is_its_own() -> None:
    """
    The syringe of visit v1 is called R1/lane/v1, as a first multi-dose vial would be.
    """
    state = State(Index(_approved(a_visit("v1"), a_product(), None, Firmness.FACT)))

    assert seat_commitments(state) == ()
    assert state.placements["v1"].channel.vial == 0


def test_whole_vials_that_are_all_dead_volume_serve_nobody() -> None:
    """
    A vial of 1,000 kBq with 5,000 kBq of dead volume gives nothing, not a kBq.
    """
    container = Container(
        concentration_kbq_per_ml=1_000_000, content_kbq=1000, dead_volume_ul=5
    )
    whole = a_product(presentation=Presentation.WHOLE_VIALS, container=container)
    problem = an_ordered_problem(
        a_visit(alternatives=(Alternative(target_kbq=1, scan_min=20),)),
        products=(whole,),
    )

    result = solved(problem)

    assert result.plan is not None
    assert result.plan.administrations == ()


def test_dose_hundreds_of_half_lives_ahead_of_its_reference_is_not_planned() -> None:
    """
    The order refers to minute 600; with a half-life of 1 min, 400 is 200 halvings
    ahead, which search and exact model leave alone alike.
    """
    problem = a_problem(
        (a_visit(window_start_min=400, window_end_min=440),),
        products=(a_product(half_life_min=1.0),),
        runs=(),
        orders=(an_order(ready_min=300),),
    )

    assert [each.visit_id for each in solved(problem).left_out] == ["V1"]
