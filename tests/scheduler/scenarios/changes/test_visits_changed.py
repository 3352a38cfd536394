"""Visits and claims more or fewer, and on other dates: what differs, and no more."""

from datetime import date, datetime

import pytest

from scheduler.scenarios.changes.visits import (
    AddClaim,
    AddVisit,
    RemoveVisit,
    ShiftVisit,
)
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
NEW = AddVisit(
    participant="Y3K9",
    visit="Y3K9-x",
    definition="rest",
    earliest_date=WEDNESDAY,
    latest_date=WEDNESDAY,
)


def test_added_visit_is_of_its_participant() -> None:
    """
    One visit more, on its one day.
    """
    found = differences(made(NEW).problem)

    assert ids(found) == {"visits": ([], ["Y3K9-x"])}
    (visit,) = found["visits"][1]
    assert visit.participant_id == "Y3K9"
    assert (visit.window_start_min, visit.window_end_min) == (2 * DAY_MIN, 3 * DAY_MIN)


def test_added_claim_is_one_more() -> None:
    """
    It is like the other claim but for its id.
    """
    claim = but(BASE.claims[0], id="C2")

    found = differences(made(AddClaim(claim=claim)).problem)

    assert ids(found) == {"visits": ([], ["C2"])}
    assert but(found["visits"][1][0], id="C1") == BASE_PROBLEM.visits[-1]


@pytest.mark.parametrize(
    ("added", "visit"),
    [(NEW, "Y3K9-x"), (AddClaim(claim=but(BASE.claims[0], id="C2")), "C2")],
)
def test_visit_added_and_removed_again_is_the_base(
    added: AddVisit | AddClaim, visit: str
) -> None:
    """
    One what-if upon the other leaves file and problem as they were.
    """
    back = made(RemoveVisit(visit=visit), base=made(added).file)

    assert (back.file, back.problem) == (BASE, BASE_PROBLEM)


def test_removed_visit_is_not_asked_for() -> None:
    """
    One visit is gone, the others of the participant are not.
    """
    found = differences(made(RemoveVisit(visit="X7Q2-3")).problem)

    assert ids(found) == {"visits": (["X7Q2-3"], [])}


def test_removed_claim_is_out_of_the_plan() -> None:
    """
    Its place is held no longer.
    """
    problem = made(RemoveVisit(visit="C1")).problem

    found = differences(problem)
    assert set(found) == {"visits", "commitments"}
    assert [each.id for each in found["visits"][0]] == ["C1"]
    held = problem.commitments
    assert (held.visits, held.previous.administrations) == ((), ())


def test_last_cycle_of_a_course_can_be_removed() -> None:
    """
    The course has three cycles then.
    """
    found = differences(made(RemoveVisit(visit="Y3K9-lu/4")).problem)

    assert ids(found) == {"visits": (["Y3K9-lu/4"], [])}


def test_participant_goes_with_the_last_visit() -> None:
    """
    Of a participant with one visit nothing is left, and that is told.
    """
    participant = BASE.participants[0]
    one = but(participant, visits=participant.visits[2:])
    base = but(BASE, participants=(one, *BASE.participants[1:]))

    what_if = made(RemoveVisit(visit="X7Q2-3"), base=base)

    assert [each.id for each in what_if.file.participants] == ["Y3K9"]
    assert what_if.notes == ("participant X7Q2 has no visit left",)


def test_shifted_visit_has_its_own_dates_later() -> None:
    """
    Dates that the visit has of its own move, and need no amendment.
    """
    what_if = made(ShiftVisit(visit="X7Q2-3", days=1))

    found = differences(what_if.problem)
    assert ids(found) == {"visits": (["X7Q2-3"], ["X7Q2-3"])}
    assert found["visits"][1][0].window_start_min == 3 * DAY_MIN
    assert what_if.amendments == ()


def test_visit_shifted_out_of_the_protocol_needs_an_amendment() -> None:
    """
    A window around the anchor date, two days before to three after, a day later.
    """
    what_if = made(ShiftVisit(visit="X7Q2-1", days=1))

    (visit, *_) = what_if.file.participants[0].visits
    assert visit.earliest_date == date.fromisoformat("2026-03-23")
    assert visit.latest_date == date.fromisoformat("2026-03-28")
    assert what_if.amendments == (
        "T1: the window of baseline lies 1 day later for X7Q2-1",
    )


def test_shifted_claim_keeps_its_clock_through_the_night_of_the_change() -> None:
    """
    On Wednesday from eight to three, and so on the Monday after summer time began.
    """
    (claim,) = made(ShiftVisit(visit="C1", days=5)).file.claims

    assert claim.start_at == datetime.fromisoformat("2026-03-30T08:00+02:00")
    assert claim.end_at == datetime.fromisoformat("2026-03-30T15:00+02:00")


def test_visits_that_make_no_sense_are_refused() -> None:
    """
    Unknown, known already, in the middle of a course, and at an hour that is skipped.
    """
    night = datetime.fromisoformat("2026-03-28T02:30+01:00")
    at_five = datetime.fromisoformat("2026-03-28T05:00+01:00")
    claim = but(BASE.claims[0], id="C2", start_at=night, end_at=at_five)
    changes = (
        AddVisit(participant="Q", visit="Q-1", definition="rest"),
        AddVisit(participant="Y3K9", visit="C1", definition="rest"),
        AddVisit(participant="Y3K9", visit="Y3K9-y", definition="west"),
        RemoveVisit(visit="Q-1"),
        RemoveVisit(visit="Y3K9-lu/2"),
        ShiftVisit(visit="Y3K9-lu/3", days=1),
        ShiftVisit(visit="C2", days=1),
        AddClaim(claim=claim),
    )

    assert refusals(*changes) == [
        "changes[0].participant: there is no participant 'Q'",
        "changes[1].visit: there is a visit 'C1' already",
        "changes[2].definition: there is no visit definition 'west'",
        "changes[3].visit: there is no visit 'Q-1'",
        "changes[4].visit: is not the last cycle of its course",
        "changes[5].visit: follows the cycle before: shift its participant",
        (
            "changes[6].days: 2026-03-29 has no 02:30 in Europe/Oslo: "
            "the clock is put forward over it"
        ),
    ]
