"""Small problems whose visits are bound together in every way there is."""

from random import Random
from typing import Any

from solver.problem.base import Interval
from solver.problem.clinic import Break
from solver.problem.demand import Follows, PriorityClass, Visit
from solver.problem.histories import Cohort, CohortState, Exposure, Separation
from solver.problem.problem import Problem
from tests.solver.builders import (
    a_product,
    a_site,
    a_therapy,
    an_authorisation,
    an_order,
    spans,
)
from tests.solver.several_days import ALWAYS, HORIZON, a_dose, a_nurse, three_days


def bound_problem(seed: int, visits: int = 6) -> Problem:
    """
    A few doses over three days, with gaps, cohorts, pairs, limits and breaks.

    Nurses are there for two hours a day, so that a few minutes decide.
    """
    rng = Random(seed)
    tracers = ("FDG", "PSMA")
    doses = [_dose(rng, number, visits) for number in range(visits)]
    cohorts = (
        Cohort(
            id="low",
            name="low",
            trial_id="trial",
            level=1,
            state=rng.choice(list(CohortState)[:2]),
            sentinel_visit_id=_first_in(doses, "low"),
            sentinel_gap_min=rng.choice([0, 15, 1440]),
            toxicity_min=rng.choice([0, 1440]),
        ),
        Cohort(
            id="high",
            name="high",
            trial_id="trial",
            level=2,
            state=rng.choice(list(CohortState)),
        ),
    )
    people = tuple(_nurse(rng, number) for number in range(rng.choice([1, 2])))
    exposed = sorted({each.participant_id for each in doses if each.participant_id})
    return three_days(
        *doses,
        name=f"bound-{seed}",
        products=tuple(a_product(id_, half_life_min=10_000.0) for id_ in tracers),
        orders=tuple(
            an_order(f"O {id_}", product_id=id_, cutoff_min=1440) for id_ in tracers
        ),
        authorisations=tuple(
            an_authorisation(product_id=id_, trial_id=trial_id, valid=ALWAYS[0])
            for id_ in tracers
            for trial_id in ("trial", None)
        ),
        sites=(a_site(opening=ALWAYS, midnights_min=(0, 1440, 2880, HORIZON)),),
        people=people,
        procedures=(
            a_therapy(id="dose", preparation_min=10, preparation_role="nurse"),
        ),
        cohorts=cohorts,
        separations=(
            Separation(
                before="FDG",
                after="PSMA",
                min_gap_min=rng.choice([0, 30, 1500]),
                is_other_day=rng.random() < 0.5,
            ),
            Separation(before="PSMA", after="FDG", min_gap_min=rng.choice([0, 20])),
            Separation(before="drug", after="FDG", min_gap_min=30),
        ),
        exposures=tuple(
            Exposure(
                participant_id=rng.choice(exposed),
                substance="drug",
                span=Interval(start_min=start, end_min=start + 60),
            )
            for start in (600, 2040)[: 2 * bool(exposed)]
        ),
    )


def _dose(rng: Random, number: int, visits: int) -> Visit:
    """A dose of one of few participants, in one hour of each day."""
    participant = None if rng.random() < 0.2 else f"P{rng.randrange(visits // 2)}"
    begin = rng.choice([600, 620, 640])
    fields: dict[str, Any] = {
        "participant_id": participant,
        "trial_id": None if participant is None else "trial",
        "product_id": rng.choice(["FDG", "FDG", "PSMA"]),
        "priority": rng.choice([PriorityClass.LAST_CHANCE, PriorityClass.OTHER]),
        "window_start_min": rng.choice([0, 1440]),
        "window_end_min": rng.choice([2880, HORIZON, HORIZON + 1440]),
        "injection_hours": spans(
            *((day + begin, day + begin + 60) for day in (0, 1440, 2880))
        ),
        "preferred_hours": rng.choice([(), spans((640, 660), (2080, 2100))]),
        "asked_min": rng.choice([None, -3000]),
    }
    if participant is not None and rng.random() < 0.4:
        fields["cohort_id"] = rng.choice(["low", "low", "high"])
    return a_dose(f"V{number}", **fields)


def _first_in(doses: list[Visit], cohort_id: str) -> str | None:
    return next((each.id for each in doses if each.cohort_id == cohort_id), None)


def _nurse(rng: Random, number: int) -> Any:
    """There from 600 to 720 each day, with limits and breaks now and then."""
    days = (0, 1440, 2880)
    window = rng.choice([(600, 660), (620, 720)])
    breaks = tuple(
        Break(
            window=Interval(start_min=day + window[0], end_min=day + window[1]),
            minutes=rng.choice([20, 35]),
        )
        for day in days
    )
    return a_nurse(
        f"nurse {number}",
        available=spans(*((day + 580, day + 720) for day in days)),
        breaks=rng.choice([(), breaks]),
        max_injections_per_day=rng.choice([None, 1, 2]),
        max_handled_kbq_per_day=rng.choice([None, 250_000, 450_000]),
    )


def paired(problem: Problem, seed: int) -> Problem:
    """The same problem, with visits of one participant that need or follow others."""
    rng = Random(seed)
    of: dict[str, list[Visit]] = {}
    for visit in problem.visits:
        if visit.participant_id is not None:
            of.setdefault(visit.participant_id, []).append(visit)
    changed: dict[str, dict[str, Any]] = {}
    for group in of.values():
        if len(group) > 1 and rng.random() < 0.7:
            first, second = rng.sample(group, 2)
            changed[first.id] = {"needs_visit_id": second.id}
            follows = Follows(visit_id=first.id, min_days=0, max_days=2)
            if first.cohort_id is None and rng.random() < 0.5:
                changed[second.id] = {"follows": follows}
    return problem.model_copy(
        update={
            "visits": tuple(
                each.model_copy(update=changed.get(each.id, {}))
                for each in problem.visits
            )
        }
    )
