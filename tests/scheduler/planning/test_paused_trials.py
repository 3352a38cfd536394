"""Replans of a network in which a trial is paused."""

import pytest

from scheduler.database.database import Database
from scheduler.planning.problem_builder import problem_with
from scheduler.planning.versions import PlanState
from scheduler.trials.pausing import pause_trial
from solver.config import SolverConfig
from solver.problem.commitments import Firmness
from solver.solve import solve
from tests.scheduler.planning.decisions import decide, in_force, minute_of, served
from tests.scheduler.planning.replans import replan
from tests.scheduler.planning.seeds import (
    NETWORK,
    PLANNER,
    Seeded,
    constructed,
    propose,
    seed_planned,
)

TRIAL, CLAIM = "FLAG", "ULV-K05"
KEPT, OPEN, BESIDE = "ULV-01-V1", "ULV-03-V1", "ULV-02-V1"


def a_day(database: Database) -> Seeded:
    """A visit of the trial is confirmed; another one, and a claim, are open."""
    seeded = seed_planned(database, "no-fdg-day", OPEN, CLAIM)
    seeded.promise(Firmness.CONFIRMED, KEPT)
    return seeded


@pytest.fixture
def day(database: Database) -> Seeded:
    """The day on each database."""
    return a_day(database)


def pause(seeded: Seeded, trial_id: str = TRIAL) -> None:
    """Plan nothing new for a trial."""
    seeded.database.run(
        lambda session: pause_trial(
            session,
            seeded.now,
            PLANNER,
            network_id=NETWORK,
            trial_id=trial_id,
            reason="the safety board meets",
        )
    )


def of_trial(seeded: Seeded) -> set[str]:
    """Visits of the trial that the plan in force serves."""
    return {each for each in served(seeded) if "-V" in each}


def test_the_solver_serves_what_is_promised_and_others(
    sqlite_database: Database,
) -> None:
    """
    The confirmed visit stays where it is, and nobody else of the trial is seated.
    """
    day = a_day(sqlite_database)
    minute = minute_of(in_force(day), KEPT)
    pause(day)
    config = SolverConfig(time_limit_s=1, is_deterministic=True)
    found = solve(day.built(with_lost=True).problem, config)
    outcome = replan(day, plan=found.plan)

    assert outcome["state"] == PlanState.APPROVED.value
    assert of_trial(day) == {KEPT}
    assert CLAIM in served(day)
    assert minute_of(in_force(day), KEPT) == minute
    assert day.recheck() == []


def test_nobody_is_seated_whose_hold_has_lapsed(day: Seeded) -> None:
    """
    The plan in force has the slot until that is written down; a replan has none.
    """
    day.promise(Firmness.HELD, BESIDE)
    pause(day)
    found = constructed(day.built(with_lost=True, later_min=45).problem).plan
    replan(day, plan=found, later_min=45)

    assert found is not None
    assert {KEPT, BESIDE} == of_trial(day)
    assert BESIDE not in {each.visit_id for each in found.administrations}


@pytest.mark.parametrize(
    ("name", "trial_id"),
    [("pb212-fih", "LEAD"), ("ra223-bergen", "RADIUM"), ("lut-dosimetry", "NEMO")],
)
def test_what_a_promise_counts_on_stays_with_it(
    sqlite_database: Database, name: str, trial_id: str
) -> None:
    """
    Whoever is promised the last visits of a trial keeps them, and what they follow.
    """
    seeded = seed_planned(sqlite_database, name)
    last = max(
        (each.injection_min, each.visit_id)
        for each in seeded.built().in_force.administrations
    )[1]
    seeded.promise(Firmness.CONFIRMED, last)
    before = served(seeded)
    pause(seeded, trial_id)
    visits = {each.id: each for each in seeded.built().problem.visits}
    after = served(seeded)

    assert last in after
    assert after < before
    assert seeded.recheck(later_min=0) == []
    assert {each for each in visits if visits[each].trial_id == trial_id} <= after


def test_a_series_of_which_all_visits_wait_is_not_there(
    sqlite_database: Database,
) -> None:
    """
    It would be one of a participant who is not in the problem.
    """
    seeded = seed_planned(sqlite_database, "amyloid-tau")
    before = seeded.built().problem
    for trial in before.trials:
        pause(seeded, trial.id)
    problem = seeded.built(with_lost=True).problem

    assert len(problem.series) < len(before.series)
    assert {each.participant_id for each in problem.series} <= {
        each.participant_id for each in problem.visits
    }


def test_a_what_if_heeds_a_pause(day: Seeded) -> None:
    """
    Nothing new is planned for the trial there either.
    """
    pause(day)
    built = day.built(with_lost=True)

    assert problem_with(built, built.file) == built.problem


def test_a_pause_during_a_solve_is_heeded(day: Seeded) -> None:
    """
    What was found for the trial meanwhile does not come into force.
    """
    replan(day, meanwhile=pause)

    assert of_trial(day) == {KEPT}
    assert day.recheck() == []


def test_a_proposal_from_before_serves_nothing_of_the_trial(day: Seeded) -> None:
    """
    Approved afterwards, it serves others.
    """
    number = propose(day)
    pause(day)
    version = decide(day, number)

    assert version.state is PlanState.APPROVED
    assert of_trial(day) == {KEPT}
    assert CLAIM in served(day)
