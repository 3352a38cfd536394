import copy
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from scheduler.audit.context import audited
from scheduler.database.database import Database
from scheduler.exports.planning_file import to_document
from scheduler.networks.models import Network
from scheduler.planning.promises import Promise
from scheduler.planning.versions import PlanKind, PlanState, PlanVersion
from scheduler.trials.participants import Participant
from tests.scheduler.imports.planning_files import (
    PLANNER,
    content,
    document,
    exported,
    imported,
    num_rows,
    refused,
)

STORY = "late-flight-trondheim-after"
MORNING = datetime(2026, 9, 15, 5, 45, tzinfo=UTC)
"""When the story is told, two hours before its first visits."""


def _without_commitments(file: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in file.items() if key != "commitments"}


# --- What is promised is not taken away without a word. ---


def test_promised_visits_cannot_be_left_out(database: Database) -> None:
    """
    Every one of them is named; what was never promised may go.
    """
    file = document(STORY)
    imported(database, file, now=MORNING)
    fewer = _without_commitments(copy.deepcopy(file))
    fewer["participants"] = [
        each for each in file["participants"] if each["id"] not in {"TRD-06", "ULV-01"}
    ]
    before = num_rows(database)

    assert refused(database, fewer, now=MORNING) == [
        "visits[TRD-06-V1]: is confirmed: cancel it before it is left out",
        "visits[ULV-01-V1]: has been administered: it cannot be left out",
    ]
    assert num_rows(database) == before


def test_a_hold_is_kept_until_it_lapses(sqlite_database: Database) -> None:
    """
    A slot that is held until 14:00 is nobody's any more at 14:00.
    """
    file = document("rules/commitments")
    (held,) = file["commitments"]["visits"]
    held["lapses_at"] = "2026-09-13T14:00+02:00"
    imported(sqlite_database, file)
    fewer = _without_commitments(file)
    fewer["participants"] = fewer["participants"][1:]
    lapses_at = datetime(2026, 9, 13, 12, 0, tzinfo=UTC)

    told = refused(sqlite_database, fewer, now=lapses_at - timedelta(minutes=1))
    report = imported(sqlite_database, fewer, now=lapses_at)

    assert told == ["visits[ULV-01-V1]: is held: cancel it before it is left out"]
    assert report.bookings_gone == ("ULV-01-V1",)


def test_who_withdrew_may_be_left_out(sqlite_database: Database) -> None:
    """
    Nobody holds on to visits that their participant has given up.
    """
    file = document(STORY)
    imported(sqlite_database, file, now=MORNING)
    with sqlite_database.writing() as session:
        audited(session, MORNING, PLANNER, "withdraw", chain=STORY)
        row = session.get(Participant, (STORY, "TRD-06"))
        assert row is not None
        row.withdrawn_at = MORNING
    fewer = _without_commitments(file)
    fewer["participants"] = [x for x in file["participants"] if x["id"] != "TRD-06"]

    report = imported(sqlite_database, fewer, now=MORNING)

    assert report.bookings_gone == ("TRD-06-V1",)
    with sqlite_database.reading() as session:
        assert session.get(Participant, (STORY, "TRD-06")) is not None


def test_what_was_administered_long_ago_may_be_left_out(
    sqlite_database: Database,
) -> None:
    """
    A file of another week does not have the doses of this one.
    """
    file = document(STORY)
    file["commitments"]["visits"] = [
        each for each in file["commitments"]["visits"] if each["firmness"] == "fact"
    ]
    imported(sqlite_database, file, now=MORNING)
    later = _without_commitments(copy.deepcopy(file))
    later["horizon"]["first_date"] = "2026-09-16"
    later["participants"] = [
        each for each in file["participants"] if each["id"] not in {"ULV-01", "ULV-02"}
    ]

    report = imported(sqlite_database, later, now=MORNING + timedelta(days=1))

    assert report.removed["participants"] == 2
    assert {"ULV-01-V1", "ULV-02-V1"} <= {*report.bookings_gone}


def test_planned_visits_that_are_left_out_are_told(sqlite_database: Database) -> None:
    """
    A visit that was only planned leaves the plan in force with its participant.
    """
    file = document(STORY)
    held = file["commitments"]
    held["visits"] = [x for x in held["visits"] if x["visit"] != "ULV-04-V1"]
    imported(sqlite_database, file, now=MORNING)
    fewer = _without_commitments(file)
    fewer["participants"] = [x for x in file["participants"] if x["id"] != "ULV-04"]

    report = imported(sqlite_database, fewer, now=MORNING)

    assert report.bookings_gone == ("ULV-04-V1",)
    assert report.version == 2
    after = exported(sqlite_database, STORY).file.commitments
    assert after is not None
    served = {each.visit_id for each in after.previous.plan.administrations}
    assert "ULV-04-V1" not in served


def test_broken_promises_are_noted(sqlite_database: Database) -> None:
    """
    Whoever was promised a visit that cannot stay is found by it.
    """
    file = document(STORY)
    imported(sqlite_database, file, now=MORNING)
    file = _without_commitments(file)
    file["people"] = [x for x in file["people"] if x["site"] != "TRD"]

    report = imported(sqlite_database, file, now=MORNING)

    with sqlite_database.reading() as session:
        broken = session.scalars(
            select(Promise.visit_id).where(Promise.broken_at.is_not(None))
        ).all()
    assert sorted(broken) == sorted(each.visit_id for each in report.broken)
    assert broken


# --- Plans that files bring with them. ---


def test_a_plan_comes_into_force_with_its_file(sqlite_database: Database) -> None:
    """
    The first version is an import, in force, and signed by whoever imported it.
    """
    report = imported(sqlite_database, content(STORY), now=MORNING)

    with sqlite_database.reading() as session:
        version = session.scalars(select(PlanVersion)).one()
        network = session.scalars(select(Network)).one()
    assert (version.number, version.kind) == (report.version, PlanKind.IMPORT)
    assert (version.state, version.revision) == (PlanState.APPROVED, 1)
    assert version.decided_by == "cli:planner"
    assert network.plan_revision == 1


def test_another_plan_is_not_put_over_the_one_in_force(
    sqlite_database: Database,
) -> None:
    """
    What is promised in a network is not overwritten by what a file remembers.
    """
    imported(sqlite_database, content(STORY), now=MORNING, network_id="n")
    other = document(STORY)
    other["commitments"]["visits"].pop()

    issues = refused(sqlite_database, other, now=MORNING, network_id="n")

    assert issues == [
        (
            "commitments: 'n' has another plan in force: leave them out, or import the "
            "file into a network of its own"
        )
    ]


def test_the_same_plan_in_another_order_is_the_same(sqlite_database: Database) -> None:
    """
    Lists of commitments say the same whatever comes first.
    """
    file = document(STORY)
    imported(sqlite_database, file, now=MORNING)
    for name in ("visits", "batches"):
        file["commitments"][name].reverse()
    for records in file["commitments"]["previous"]["plan"].values():
        records.reverse()

    report = imported(sqlite_database, file, now=MORNING)

    assert not report.is_different


def test_an_export_as_of_now_can_be_imported_again(sqlite_database: Database) -> None:
    """
    What is frozen by the time alone is not another plan.
    """
    imported(sqlite_database, content(STORY), now=MORNING)
    later = MORNING + timedelta(minutes=20)
    file = exported(sqlite_database, STORY, now=later).file

    report = imported(sqlite_database, to_document(file), now=later)

    assert file.commitments is not None
    assert {str(each.firmness) for each in file.commitments.visits} >= {"frozen"}
    assert report.changed == {"networks": 1}


def test_a_plan_whose_horizon_is_over_is_left_alone(sqlite_database: Database) -> None:
    """
    Nothing can be planned in September any more: the rows change, the plan does not.
    """
    file = document(STORY)
    imported(sqlite_database, file, now=MORNING)
    file = _without_commitments(file)
    file["people"] = [x for x in file["people"] if x["site"] != "TRD"]

    report = imported(sqlite_database, file, now=MORNING + timedelta(days=60))

    assert report.removed == {"people": len(document(STORY)["people"]) // 2}
    assert (report.version, report.broken) == (None, ())


def test_a_dry_run_tells_what_would_break(sqlite_database: Database) -> None:
    """
    The same report as of the import after it, about the plan as well.
    """
    file = document(STORY)
    imported(sqlite_database, file, now=MORNING)
    file = _without_commitments(file)
    file["people"] = [x for x in file["people"] if x["site"] != "TRD"]

    tried = imported(sqlite_database, file, now=MORNING, dry_run=True)
    done = imported(sqlite_database, file, now=MORNING)

    assert tried.broken == done.broken
    assert {each.visit_id[:3] for each in done.broken} == {"TRD"}
    assert tried.version == done.version == 2
