"""Who loses first: by hand, against plain arithmetic, and against the whole plan."""

from random import Random

import pytest

from solver.booking.first_loss import Shortfall, first_loss, yield_slack
from solver.config import SolverConfig
from solver.plan.plan import Plan
from solver.problem.commitments import (
    BatchCommitment,
    Commitments,
    Firmness,
    MeasuredVial,
    VisitCommitment,
)
from solver.problem.demand import Visit
from solver.problem.problem import Problem
from solver.revision import Revision
from solver.search.budget import Budget
from solver.search.stages import Search
from tests.solver.builders import (
    a_person,
    a_problem,
    a_run,
    a_therapy,
    a_vial_product,
    a_visit,
    places,
)

EOS = 300
HALF_LIFE = 110


def _at(visit_id: str, minute: int, **more: object) -> Visit:
    """A visit that can be injected at one minute only."""
    window = {"window_start_min": minute, "window_end_min": minute + 1}
    return a_visit(visit_id, **(window | more))


def _day(*visits: Visit, dead_ul: int = 0, **overrides: object) -> Problem:
    """One run with EOS at minute 300, vials of 1,000 kBq/µL, and room for everybody."""
    fields: dict[str, object] = {
        "products": (a_vial_product(dead_volume_ul=dead_ul),),
        "runs": (a_run(earliest_eos_min=EOS, latest_eos_min=EOS),),
        "procedures": (a_therapy(),),
        "places": places(*(f"chair {each.id}" for each in visits)),
        "people": tuple(a_person(f"nurse {each.id}", "nurse") for each in visits),
    }
    return a_problem(visits, **(fields | overrides))


def _planned(problem: Problem) -> Plan:
    search = Search(problem, Budget(SolverConfig(time_limit_s=1)))
    search.seat_commitments()
    search.construct()
    plan = search.result().plan
    assert plan is not None
    assert len(plan.administrations) == len(problem.visits)
    return plan


def _three() -> tuple[Problem, Plan]:
    """
    Doses of 200 MBq after one, two and three half-lives.

    They take 400,000, 800,000 and 1,600,000 kBq of a vial of 2,800,000 kBq at EOS.
    """
    problem = _day(
        *(_at(f"V{number}", EOS + number * HALF_LIFE) for number in (1, 2, 3))
    )
    return problem, _planned(problem)


@pytest.mark.parametrize(
    ("permille", "lost"),
    [
        (1000, ()),
        (999, ("V3",)),  # 2,797,200 of 2,800,000 kBq
        (429, ("V3",)),  # 1,201,200 kBq hold 400,000 and 800,000
        (428, ("V2", "V3")),  # 1,198,400 kBq do not
        (143, ("V2", "V3")),  # 400,400 kBq hold the first
        (142, ("V1", "V2", "V3")),  # 397,600 kBq do not
        (0, ("V1", "V2", "V3")),
    ],
)
def test_the_latest_needs_most_and_goes_first(
    permille: int, lost: tuple[str, ...]
) -> None:
    """
    Each half-life doubles what a dose takes.
    """
    problem, plan = _three()

    found = first_loss(problem, plan, "R1", yield_permille=permille)

    assert found == lost


def test_the_slack_of_the_yield_is_the_least_share_that_is_enough() -> None:
    """
    A full vial bears nothing less; a unit dose bears its tolerance of a tenth.
    """
    problem, plan = _three()
    alone = a_problem(
        (_at("V1", EOS + HALF_LIFE),),
        procedures=(a_therapy(),),
        runs=(a_run(earliest_eos_min=EOS, latest_eos_min=EOS),),
    )

    full = yield_slack(problem, plan, "R1")
    dose = yield_slack(alone, _planned(alone), "R1")

    assert (full.least_permille, full.lost_first) == (1000, ("V3",))
    # 900/1000 of 400,000 kBq are 180 MBq then: the lower limit of 200 MBq +- 10 %.
    assert (dose.least_permille, dose.lost_first) == (900, ("V1",))


def test_nobody_is_lost_with_a_batch_nobody_draws_from() -> None:
    """
    A vial that is there for nobody may be empty.
    """
    problem, plan = _three()
    idle = Plan(batches=plan.batches, shipments=plan.shipments, vials=plan.vials)

    slack = yield_slack(problem, idle, "R1")

    assert (slack.least_permille, slack.lost_first) == (0, ())


def test_the_firmest_keeps_the_dose_although_it_needs_most() -> None:
    """
    The last is confirmed: those before it go, and not it.
    """
    problem, plan = _three()
    promised = VisitCommitment(visit_id="V3", firmness=Firmness.CONFIRMED)
    held = Commitments(previous=plan, visits=(promised,))
    firm = Problem(**dict(problem) | {"commitments": held})

    lost = first_loss(firm, plan, "R1", yield_permille=800)

    # 2,240,000 kBq: 1,600,000 for V3, then 400,000 for V1; V2 finds 240,000.
    assert lost == ("V2",)


def test_who_needs_a_lost_visit_is_lost_with_it() -> None:
    """
    Of one participant, the first is worth nothing without the third.
    """
    first = _at("V1", EOS + HALF_LIFE, participant_id="P", needs_visit_id="V3")
    third = _at("V3", EOS + 3 * HALF_LIFE, participant_id="P")
    problem = _day(first, _at("V2", EOS + 2 * HALF_LIFE), third)
    plan = _planned(problem)

    low = first_loss(problem, plan, "R1", yield_permille=999)
    early = Shortfall(problem, plan, "R1").lost(999)

    assert low == ("V1", "V3")
    assert early == {"V1", "V3"}


def test_a_delay_loses_whom_it_overtakes() -> None:
    """
    On demand the vial comes later by as much: usable at 365, injected from 410.
    """
    problem, plan = _three()

    # EOS 300, release 330, 30 min of travel and 5 of receiving: usable at 365.
    kept = first_loss(problem, plan, "R1", delay_min=45)
    first = first_loss(problem, plan, "R1", delay_min=46)
    second = first_loss(problem, plan, "R1", delay_min=156)

    assert kept == ()
    assert first == ("V1",)
    assert second == ("V1", "V2")


def test_late_and_weak_add_up() -> None:
    """
    One is overtaken, another finds too little.
    """
    problem, plan = _three()

    lost = first_loss(problem, plan, "R1", delay_min=46, yield_permille=999)

    assert lost == ("V1", "V3")


def test_a_dose_that_was_given_was_there() -> None:
    """
    However little a batch is said to have given, its facts have had their doses.
    """
    problem = _day(_at("V1", EOS + HALF_LIFE))
    plan = _planned(problem)
    held = Commitments(
        previous=plan,
        batches=(BatchCommitment(batch_id="R1", firmness=Firmness.FACT),),
        visits=(VisitCommitment(visit_id="V1", firmness=Firmness.FACT),),
    )
    after = Problem(**dict(problem) | {"commitments": held})

    slack = yield_slack(after, plan, "R1")

    assert (slack.least_permille, slack.lost_first) == (0, ())


@pytest.mark.parametrize("seed", range(12))
def test_plain_arithmetic_and_the_whole_plan_say_the_same(seed: int) -> None:
    """
    On drawn wards: served in order while activity and volume last, and monotone.
    """
    rng = Random(seed)
    minutes = rng.sample(range(380, 590), rng.randint(2, 7))
    dead_ul = rng.choice([0, 0, 150])
    problem = _day(
        *(_at(f"V{number}", minute) for number, minute in enumerate(minutes)),
        dead_ul=dead_ul,
    )
    plan = _planned(problem)
    short = Shortfall(problem, plan, "R1")
    shares = sorted(rng.sample(range(1, 1000), 12))

    found = [short.lost(permille) for permille in shares]
    slack = yield_slack(problem, plan, "R1")

    assert found == [_by_hand(plan, permille, dead_ul) for permille in shares]
    assert found == [_by_the_whole_plan(problem, plan, each) for each in shares]
    is_lost = [bool(each) for each in found]
    assert is_lost == sorted(is_lost, reverse=True)
    assert is_lost == [permille < slack.least_permille for permille in shares]


def _by_hand(plan: Plan, permille: int, dead_ul: int) -> frozenset[str]:
    """In the order of time, each takes what it needs while it is there."""
    (vial,) = plan.vials
    assert vial.volume_ul is not None
    content = vial.activity_kbq * permille // 1000
    left_kbq = content * (vial.volume_ul - dead_ul) // vial.volume_ul
    left_ul = vial.volume_ul - dead_ul
    lost = set()
    for dose in sorted(plan.administrations, key=lambda each: each.injection_min):
        volume = -(-dose.demand_kbq * vial.volume_ul // content)
        if dose.demand_kbq > left_kbq or volume > left_ul:
            lost.add(dose.visit_id)
            continue
        left_kbq -= dose.demand_kbq
        left_ul -= volume
    return frozenset(lost)


def _by_the_whole_plan(problem: Problem, plan: Plan, permille: int) -> frozenset[str]:
    """As when the release of the batch is recorded."""
    (vial,) = plan.vials
    content = vial.activity_kbq * permille // 1000
    held = Commitments(
        previous=plan,
        batches=(BatchCommitment(batch_id="R1", firmness=Firmness.FACT),),
        measured_vials=(MeasuredVial(vial_id=vial.id, activity_kbq=content),),
    )
    revision = Revision(Problem(**dict(problem) | {"commitments": held}))
    revision.checked_plan()
    return frozenset(each.visit_id for each in revision.broken)
