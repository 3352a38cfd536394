"""Participants more or fewer, and on other dates: what differs, and nothing else."""

from datetime import date, timedelta

import pytest

from scheduler.imports.planning_file import PlanningFile
from scheduler.imports.planning_file.schema_commitments import CommittedVisit
from scheduler.imports.planning_file.schema_demand import ParticipantData, VisitData
from scheduler.scenarios.changes.participants import (
    AddParticipant,
    AddParticipantLike,
    RemoveParticipant,
    ShiftParticipant,
)
from solver.problem.commitments import Firmness
from tests.scheduler.scenarios.changed import (
    BASE,
    BASE_PROBLEM,
    but,
    differences,
    ids,
    made,
    refusals,
)

WEDNESDAY = date.fromisoformat("2026-03-25")
DAY_MIN = 24 * 60
NEW = ParticipantData(
    id="Z9",
    trial="T1",
    site="BERGEN",
    consented=True,
    visits=(
        VisitData(
            id="Z9-1",
            definition="rest",
            earliest_date=WEDNESDAY,
            latest_date=WEDNESDAY,
        ),
    ),
)


def test_added_participant_asks_for_a_visit() -> None:
    """
    One visit more, on its one day, of the participant's trial.
    """
    found = differences(made(AddParticipant(participant=NEW)).problem)

    assert ids(found) == {"visits": ([], ["Z9-1"])}
    (visit,) = found["visits"][1]
    assert (visit.participant_id, visit.trial_id) == ("Z9", "T1")
    assert (visit.window_start_min, visit.window_end_min) == (2 * DAY_MIN, 3 * DAY_MIN)


def test_participant_added_and_removed_again_is_the_base() -> None:
    """
    One what-if upon the other leaves file and problem as they were.
    """
    added = made(AddParticipant(participant=NEW)).file

    back = made(RemoveParticipant(participant="Z9"), base=added)

    assert (back.file, back.problem) == (BASE, BASE_PROBLEM)


def test_participant_like_another_asks_for_the_same() -> None:
    """
    Three visits more, each like the other's and following its own.
    """
    change = AddParticipantLike(participant="X8", like="X7Q2")

    found = differences(made(change).problem)

    assert ids(found) == {"visits": ([], ["X8-1", "X8-2", "X8-3"])}
    for new, like in zip(found["visits"][1], BASE_PROBLEM.visits, strict=False):
        assert new.id == like.id.replace("X7Q2", "X8")
        own = {"id": like.id, "participant_id": "X7Q2", "follows": like.follows}
        assert but(new, **own) == like
    assert found["visits"][1][1].follows.visit_id == "X8-1"


def test_participant_like_another_has_courses_and_exposures_too() -> None:
    """
    Four cycles, the scan that follows the second, treatments had, and a series.
    """
    change = AddParticipantLike(participant="Y4", like="Y3K9")

    found = differences(made(change).problem)

    cycles = [f"Y4-lu/{number}" for number in (1, 2, 3, 4)]
    assert sorted(each.id for each in found["visits"][1]) == [*cycles, "Y4-pet"]
    assert set(found) == {"visits", "exposures", "series"}


def test_removed_participant_asks_for_nothing() -> None:
    """
    All three visits are gone, and those of others are not.
    """
    found = differences(made(RemoveParticipant(participant="X7Q2")).problem)

    assert ids(found) == {"visits": (["X7Q2-1", "X7Q2-2", "X7Q2-3"], [])}


def test_removed_participant_is_out_of_the_plan() -> None:
    """
    Who was promised a visit is not promised it any more; the batch stays committed.
    """
    problem = made(RemoveParticipant(participant="X7Q2"), base=planned()).problem

    held = problem.commitments
    assert (held.visits, held.previous.administrations) == ((), ())
    assert held.batches == BASE_PROBLEM.commitments.batches
    assert held.previous.vials == BASE_PROBLEM.commitments.previous.vials


def test_shifted_participant_comes_later() -> None:
    """
    A window around the anchor date moves, and so do dates a visit has of its own.
    """
    change = ShiftParticipant(participant="X7Q2", days=2)

    what_if = made(change)

    found = differences(what_if.problem)
    assert ids(found) == {
        "visits": (["X7Q2-1", "X7Q2-2", "X7Q2-3"], ["X7Q2-1", "X7Q2-2", "X7Q2-3"])
    }
    (participant, _) = what_if.file.participants
    assert participant.anchor_date == date.fromisoformat("2026-03-12")
    assert participant.visits[2].earliest_date == WEDNESDAY + timedelta(days=2)
    assert participant.previous_dose_date == BASE.participants[0].previous_dose_date
    assert what_if.amendments == ()


@pytest.mark.parametrize("participant", ["X7Q2", "Y3K9"])
def test_participant_shifted_there_and_back_is_the_base(participant: str) -> None:
    """
    Some days later, and as many earlier.
    """
    there = made(ShiftParticipant(participant=participant, days=2)).file

    back = made(ShiftParticipant(participant=participant, days=-2), base=there)

    assert (back.file, back.problem) == (BASE, BASE_PROBLEM)


def test_participants_that_make_no_sense_are_refused() -> None:
    """
    Unknown, known already, without a date to shift, given a dose, and said twice.
    """
    without_dates = but(BASE.participants[0], anchor_date=None)
    visits = (but(without_dates.visits[2], earliest_date=None, latest_date=None),)
    dateless = but(without_dates, visits=visits)
    base = but(BASE, participants=(dateless, *BASE.participants[1:]))

    assert refusals(
        AddParticipantLike(participant="Y3K9", like="Q"),
        RemoveParticipant(participant="Q"),
        ShiftParticipant(participant="Q", days=1),
        ShiftParticipant(participant="X7Q2", days=1),
        RemoveParticipant(participant="X7Q2"),
    ) == [
        "changes[0].participant: there is a participant 'Y3K9' already",
        "changes[0].like: there is no participant 'Q'",
        "changes[1].participant: there is no participant 'Q'",
        "changes[2].participant: there is no participant 'Q'",
        "changes[4].participant: changes[3] is about participant X7Q2 as well",
    ]
    assert refusals(ShiftParticipant(participant="X7Q2", days=1), base=base) == [
        "changes[0].participant: has no date that the visits count from"
    ]
    assert refusals(
        RemoveParticipant(participant="X7Q2"), base=planned(Firmness.FACT)
    ) == ["changes[0].participant: the dose of X7Q2-3 has been given"]


def planned(firmness: Firmness = Firmness.CONFIRMED) -> PlanningFile:
    """The small file, with the one dose of its plan for a participant."""
    held = BASE.commitments
    assert held is not None
    plan = held.previous.plan
    dose = but(plan.administrations[0], visit_id="X7Q2-3")
    previous = but(held.previous, plan=but(plan, administrations=(dose,)))
    visits = (CommittedVisit(visit="X7Q2-3", firmness=firmness),)
    return but(BASE, commitments=but(held, previous=previous, visits=visits))
