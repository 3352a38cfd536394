import pytest

from scheduler.audit.context import audited
from scheduler.database.database import Database
from scheduler.exports.planning_file import to_document
from scheduler.imports.planning_file.convert import to_problem
from scheduler.imports.planning_file.schema import PlanningFile
from scheduler.imports.planning_file.schema_demand import ParticipantData, VisitData
from scheduler.imports.rows.not_asked import NotAsked
from scheduler.trials.participants import Participant
from solver.problem.histories import CohortState
from tests.scheduler.imports.planning_files import (
    NOW,
    PLANNER,
    exported,
    imported,
)
from tests.scheduler.imports.rows.ends import SMALL, ended, withdrawn
from tests.scheduler.imports.small_file import a_file


@pytest.fixture
def network(sqlite_database: Database) -> Database:
    """A database with the small file in it."""
    imported(sqlite_database, a_file(commitments=None))
    return sqlite_database


def _of(file: PlanningFile, participant_id: str) -> ParticipantData:
    (found,) = [each for each in file.participants if each.id == participant_id]
    return found


def _dates(visit: VisitData) -> tuple[str, str]:
    return str(visit.earliest_date), str(visit.latest_date)


@pytest.mark.parametrize("outcome", ["cancelled", "no_show"])
def test_what_counts_from_an_ended_visit_keeps_its_dates(
    network: Database, outcome: str
) -> None:
    """
    The first visit lay between 22 and 27 March, the second 1 to 3 days after it.
    """
    ended(network, outcome, "X7Q2-1")

    found = exported(network, SMALL)
    second, third = _of(found.file, "X7Q2").visits

    assert (second.id, second.follows) == ("X7Q2-2", None)
    assert _dates(second) == ("2026-03-23", "2026-03-30")
    assert _dates(third) == ("2026-03-25", "2026-04-20")
    assert found.not_asked == NotAsked(frozenset(), frozenset({"X7Q2-1"}))


def test_what_only_comes_after_an_ended_visit_comes_after_the_one_before(
    sqlite_database: Database,
) -> None:
    """
    Order is kept across the gap: the third visit comes after the first.
    """
    file = a_file(commitments=None)
    first, _, third = file["participants"][0]["visits"]
    second = third | {"id": "X7Q2-2", "follows": first["id"]}
    third["follows"] = second["id"]
    file["participants"][0]["visits"] = [first, second, third]
    imported(sqlite_database, file)

    ended(sqlite_database, "cancelled", "X7Q2-2")
    visits = _of(exported(sqlite_database, SMALL).file, "X7Q2").visits

    assert [(visit.id, visit.follows) for visit in visits] == [
        ("X7Q2-1", None),
        ("X7Q2-3", "X7Q2-1"),
    ]


def test_a_course_that_loses_a_cycle_is_written_out(network: Database) -> None:
    """
    Cycle 1 lay between 25 and 27 March; 2 and 3 are 39 to 49 days after the one before.
    """
    ended(network, "no_show", "Y3K9-lu/2")

    found = _of(exported(network, SMALL).file, "Y3K9")
    visits = {visit.id: visit for visit in found.visits}

    assert found.cycles == ()
    assert list(visits) == ["Y3K9-pet", "Y3K9-lu/1", "Y3K9-lu/3", "Y3K9-lu/4"]
    assert visits["Y3K9-lu/3"].follows is None
    assert _dates(visits["Y3K9-lu/3"]) == ("2026-06-11", "2026-07-03")
    assert visits["Y3K9-lu/4"].follows == "Y3K9-lu/3"
    assert [each.gate for each in visits["Y3K9-lu/1"].results] == [
        "blood count",
        "pregnancy test",
    ]


def test_what_needs_an_ended_visit_is_not_asked_for_either(network: Database) -> None:
    """
    The response scan is nothing without the first cycle.
    """
    ended(network, "cancelled", "Y3K9-lu/1")

    found = exported(network, SMALL)

    visits = [visit.id for visit in _of(found.file, "Y3K9").visits]
    assert visits == ["Y3K9-lu/2", "Y3K9-lu/3", "Y3K9-lu/4"]
    assert found.not_asked.visits == {"Y3K9-lu/1", "Y3K9-pet"}


def test_a_level_without_its_sentinel_is_closed(network: Database) -> None:
    """
    Nobody else is dosed on a level until its next sentinel is named.
    """
    ended(network, "cancelled", "Y3K9-lu/1")

    (trial,) = exported(network, SMALL).file.trials

    first, second = trial.cohorts
    assert (first.state, first.sentinel_visit) == (CohortState.CLOSED, None)
    assert second.state is CohortState.CONDITIONAL


def test_who_withdrew_is_not_asked_for(network: Database) -> None:
    """
    A participant without any dose given leaves the file whole.
    """
    withdrawn(network, "X7Q2")

    found = exported(network, SMALL)

    assert [each.id for each in found.file.participants] == ["Y3K9"]
    assert found.not_asked == NotAsked(
        frozenset({"X7Q2"}), frozenset({"X7Q2-1", "X7Q2-2", "X7Q2-3"})
    )


def test_who_has_no_visit_yet_is_not_in_the_file(network: Database) -> None:
    """
    A participant who is only registered waits in the rows, through every import.
    """
    with network.writing() as session:
        audited(session, NOW, PLANNER, "register", chain=SMALL)
        like = session.get(Participant, (SMALL, "X7Q2"))
        assert like is not None
        session.add(
            Participant(
                network_id=SMALL,
                id="Z1",
                trial_id=like.trial_id,
                site_id=like.site_id,
                extra_minutes=0,
                consented=False,
                position=9 * like.position,
                details={},
            )
        )

    found = exported(network, SMALL)
    report = imported(network, to_document(found.file))

    assert [each.id for each in found.file.participants] == ["X7Q2", "Y3K9"]
    assert found.not_asked == NotAsked(frozenset({"Z1"}), frozenset())
    assert not report.is_different


def test_what_was_administered_stays(network: Database) -> None:
    """
    A dose that was given is a fact, whatever its participant decides later.
    """
    ended(network, "administered", "X7Q2-1")
    withdrawn(network, "X7Q2")

    visits = _of(exported(network, SMALL).file, "X7Q2").visits

    assert [visit.id for visit in visits] == ["X7Q2-1"]


def test_ended_claims_are_not_asked_for(network: Database) -> None:
    """
    A clinical claim ends like a visit.
    """
    ended(network, "cancelled", "C1")

    found = exported(network, SMALL)

    assert found.file.claims == ()
    assert found.not_asked.visits == {"C1"}


ENDS: dict[str, tuple[str, ...]] = {
    "first visit": ("X7Q2-1",),
    "all of a participant": ("X7Q2-1", "X7Q2-2", "X7Q2-3"),
    "first cycle": ("Y3K9-lu/1",),
    "a later cycle": ("Y3K9-lu/3",),
    "all cycles": tuple(f"Y3K9-lu/{number}" for number in range(1, 5)),
    "claim": ("C1",),
    "everything but one": ("X7Q2-1", "X7Q2-2", "Y3K9-lu/1", "Y3K9-lu/4", "C1"),
}


@pytest.mark.parametrize("name", ENDS)
def test_what_is_left_is_a_whole_planning_file(network: Database, name: str) -> None:
    """
    Whatever has ended: the rest makes a problem, and comes back when it is imported.
    """
    ended(network, "cancelled", *ENDS[name])
    file = exported(network, SMALL).file

    report = imported(network, to_document(file))

    assert exported(network, SMALL).file == file
    assert not report.removed.keys() & {"participants", "visits", "claims", "weights"}
    assert not imported(network, to_document(file)).is_different


def test_a_problem_can_be_made_of_what_is_left(network: Database) -> None:
    """
    No visit waits for one that is gone, and none needs one.
    """
    ended(network, "cancelled", "X7Q2-1", "Y3K9-lu/1")

    problem = to_problem(exported(network, SMALL).file)

    there = {visit.id for visit in problem.visits}
    linked = {visit.follows.visit_id for visit in problem.visits if visit.follows}
    assert linked <= there
    assert {visit.needs_visit_id for visit in problem.visits} <= {None, *there}
