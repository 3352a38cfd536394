"""A trial that is paused and resumed, at the desk of a site."""

from scheduler.bookings.booking import confirm
from scheduler.database.database import Database
from scheduler.planning.problem_builder import Built, build
from scheduler.trials.pausing import TrialRow, pause_trial, resume_trial
from tests.scheduler.bookings.desk import Desk, desk_of
from tests.scheduler.planning.seeds import NETWORK, seed_planned

TRIAL = "FLAG"
OPEN, KEPT, UNTOLD = "ULV-03-V1", "ULV-01-V1", "ULV-02-V1"
WHY = "the safety board meets"
TOLD = f"trial {TRIAL} is paused since 2026-09-14T12:00+02:00: {WHY}"


def paused(desk: Desk) -> TrialRow:
    """The trial after it was paused."""
    return desk.do(pause_trial, trial_id=TRIAL, reason=WHY)


def resumed(desk: Desk) -> TrialRow:
    """The trial after it was resumed."""
    return desk.do(resume_trial, trial_id=TRIAL, reason="the board agrees")


def built(desk: Desk) -> Built:
    """The problem of the network now."""
    with desk.database.reading() as session:
        return build(session, NETWORK, desk.now, with_lost=True)


def asked_in(desk: Desk) -> set[str]:
    """Visits of the trial that a replan may seat."""
    return {
        each.id
        for each in built(desk).problem.visits
        if each.trial_id == TRIAL and each.injection_hours
    }


def planned(desk: Desk) -> set[str]:
    """Visits of the plan in force."""
    return {each.visit_id for each in built(desk).in_force.administrations}


def trial_desk(database: Database) -> Desk:
    """One visit of the trial is confirmed, one is open, others are forecast."""
    desk = desk_of(seed_planned(database, "no-fdg-day", OPEN))
    desk.do(confirm, visit_id=KEPT)
    return desk
