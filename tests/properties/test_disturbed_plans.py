"""Plans that were approved, then disturbed: what is answered keeps every rule."""

from random import Random

import pytest

from solver.plan.plan import Administration, Plan
from solver.problem.commitments import (
    BatchCommitment,
    Commitments,
    Firmness,
    MeasuredVial,
    VisitCommitment,
)
from solver.problem.problem import Problem
from tests.properties.counts import share
from tests.properties.solving import solved
from tests.properties.tiny import tiny_problem
from tests.solver.checks.mutation import changed

VISITS = 5


def facts(plan: Plan, as_of_min: int) -> list[Administration]:
    """What has begun."""
    return [e for e in plan.administrations if e.occupations[0].start_min < as_of_min]


def approved(problem: Problem, plan: Plan, rng: Random, as_of_min: int) -> Problem:
    """The problem later on: part of its plan is agreed, part of it has been made."""
    given = {vial for e in facts(plan, as_of_min) for vial in e.vial_ids}
    batches = [
        batch
        for batch in plan.batches
        if any(vial.startswith(f"{batch.id}/") for vial in given)
        or batch.reference_min <= as_of_min
        or rng.random() < 0.3
    ]
    shipments = {e.id for e in plan.shipments if e.batch_id in {b.id for b in batches}}
    vials = [e for e in plan.vials if e.shipment_id in shipments]
    firm = (Firmness.FROZEN, Firmness.CONFIRMED, Firmness.HELD)
    visits = []
    for each in plan.administrations:
        has_begun = each in facts(plan, as_of_min)
        firmness = Firmness.FACT if has_begun else rng.choice(firm)
        if has_begun or rng.random() < 0.8:
            lapses = rng.choice([0, 900]) if firmness is Firmness.HELD else None
            visits.append(
                VisitCommitment(
                    visit_id=each.visit_id, firmness=firmness, lapses_min=lapses
                )
            )
    return changed(
        problem,
        as_of_min=as_of_min,
        commitments=Commitments(
            previous=plan,
            visits=tuple(visits),
            batches=tuple(
                BatchCommitment(batch_id=batch.id, firmness=Firmness.FACT)
                for batch in batches
            ),
            measured_vials=tuple(
                MeasuredVial(
                    vial_id=vial.id,
                    activity_kbq=vial.activity_kbq * rng.randint(900, 1100) // 1000,
                )
                for vial in vials
                if rng.random() < 0.3
            ),
            lost_vial_ids=tuple(
                vial.id for vial in vials if vial.id not in given and rng.random() < 0.1
            ),
        ),
    )


def disturbed(problem: Problem, rng: Random) -> Problem:
    """Something is gone or late, or nothing is."""
    field = rng.choice(("scanners", "people", "places", "departures", "runs", ""))
    made = {each.batch_id for each in problem.commitments.batches}
    records = [e for e in getattr(problem, field, ()) if e.id not in made]
    if not records or (field == "departures" and problem.as_of_min > 0):
        return problem
    one = rng.choice(records)
    rest = tuple(each for each in getattr(problem, field) if each is not one)
    if field == "departures" and rng.random() < 0.5:
        late = changed(one, arrives_min=one.arrives_min + rng.choice([5, 30]))
        return changed(problem, departures=(*rest, late))
    return changed(problem, **{field: rest})


def assert_answered(seed: int, *, is_later: bool) -> None:
    """The disturbed plan is answered, and the checker agrees with all that is said."""
    rng = Random(seed)
    problem = tiny_problem(seed, VISITS)
    plan = solved(problem).plan
    assert plan is not None
    as_of_min = rng.randrange(380, 520) if is_later else 0

    result = solved(disturbed(approved(problem, plan, rng, as_of_min), rng))

    assert result.plan is not None
    named = {each.visit_id for each in result.broken}
    assert named.isdisjoint(each.visit_id for each in facts(plan, as_of_min))


@pytest.mark.parametrize("seed", [*range(14), 1003, 1067])
def test_disturbance_before_the_day_is_answered(seed: int) -> None:
    """
    Nothing has happened yet but what is made ahead; somebody or something is gone.
    """
    assert_answered(seed, is_later=False)


@pytest.mark.parametrize("seed", [*range(15), 1039])
def test_disturbance_during_the_day_is_answered(seed: int) -> None:
    """
    Some have been injected, and the batches that are made are facts.
    """
    assert_answered(seed, is_later=True)


@pytest.mark.verify
@pytest.mark.parametrize("is_later", [False, True])
@pytest.mark.parametrize("seed", range(1000, 1000 + share(100)))
def test_many_disturbances_are_answered(seed: int, *, is_later: bool) -> None:
    """
    As above, for many more plans.
    """
    assert_answered(seed, is_later=is_later)
