from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from scheduler.audit.models import AuditEntry
from scheduler.canonical import loads
from scheduler.database.database import Database
from scheduler.imports.planning_file.read import read_planning_file
from scheduler.imports.report import ImportReport
from scheduler.networks.models import Network
from scheduler.trials.participants import Participant, Weight
from tests.scheduler.imports.planning_files import content, exported, imported
from tests.scheduler.imports.small_file import a_file

Change = Callable[[dict[str, Any]], object]


def _changed(file: dict[str, Any], change: Change) -> dict[str, Any]:
    change(file)
    return file


def _rename_site(file: dict[str, Any]) -> None:
    file["sites"][0]["name"] = "Another hospital"


def _other_details(file: dict[str, Any]) -> None:
    file["scanners"][0]["maintenance"] = []
    file["people"][0]["roles"] = [*file["people"][0]["roles"], "porter"]


def _new_lane(file: dict[str, Any]) -> None:
    lane = file["lanes"][0]
    by_hand = lane | {"id": "walk", "name": "On foot", "extra_departures": []}
    file["lanes"].insert(0, by_hand)


def _one_authorisation_less(file: dict[str, Any]) -> None:
    file["authorisations"].pop(0)


def _weight(file: dict[str, Any]) -> None:
    file["participants"][0] |= {"weight_kg": 79.5, "weighed_on": "2026-03-19"}


def _visit_moves(file: dict[str, Any]) -> None:
    visits = file["participants"][0]["visits"]
    visits[2] |= {"latest_date": "2026-04-21"}


def _result(file: dict[str, Any]) -> None:
    results = file["participants"][1]["cycles"][0]["results"]
    results[1] = {
        "cycle": 1,
        "gate": "pregnancy test",
        "status": "passed",
        "taken_at": "2026-03-20T11:00+01:00",
    }


Counts = tuple[dict[str, int], dict[str, int], dict[str, int]]

CHANGES: dict[str, tuple[Change, Counts]] = {
    "nothing": (lambda _: None, ({}, {}, {})),
    "a column": (_rename_site, ({}, {"sites": 1}, {})),
    "details": (_other_details, ({}, {"people": 1, "scanners": 1}, {})),
    "a lane in front": (_new_lane, ({"lanes": 1}, {}, {})),
    "a list without its first": (
        _one_authorisation_less,
        ({}, {}, {"authorisations": 1}),
    ),
    "a new weight": (_weight, ({"weights": 1}, {}, {})),
    "a visit": (_visit_moves, ({}, {"visits": 1}, {})),
    "a result": (_result, ({}, {"gate_results": 1}, {})),
}


def _before() -> dict[str, Any]:
    """The small file, with an authorisation nobody needs in front."""
    file = a_file(commitments=None)
    first = file["authorisations"][0]
    unused = first | {"valid_from": "2020-01-01", "valid_to": "2020-12-31"}
    file["authorisations"].insert(0, unused)
    return file


def _counts(report: ImportReport) -> Counts:
    return dict(report.added), dict(report.changed), dict(report.removed)


@pytest.mark.parametrize("name", CHANGES)
def test_only_what_differs_is_written(sqlite_database: Database, name: str) -> None:
    """
    A change of the file is a change of the rows it is about, and of no others.
    """
    change, expected = CHANGES[name]
    file = _before()
    imported(sqlite_database, file)

    report = imported(sqlite_database, _changed(file, change))

    assert _counts(report) == expected
    assert report.is_new is False


def test_changes_are_audited_row_by_row(database: Database) -> None:
    """
    The entry of a second import tells the one column that differs, old and new.
    """
    file = _before()
    imported(database, file)
    imported(database, _changed(file, _rename_site))

    with database.reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
        changes = loads(entries[-1].changes)
    told = [each for each in changes if each.get("row") == "sites"]
    assert [each.action for each in entries] == ["import planning file"] * 2
    assert [each["new"] for each in told] == [{"name": "Another hospital"}]


def test_participants_go_with_all_they_have(database: Database) -> None:
    """
    Visits, results, weights and absences of a participant leave with it.
    """
    file = a_file(commitments=None)
    imported(database, file)
    file["participants"].pop(0)

    report = imported(database, file)

    assert _counts(report) == (
        {},
        {},
        {"participants": 1, "unavailabilities": 1, "visits": 3, "weights": 1},
    )


def test_a_network_can_become_another(database: Database) -> None:
    """
    References are judged at the end: rows come and go in any order.
    """
    imported(database, content("norway-week"), network_id="week")
    imported(database, content("ra223-bergen"), network_id="week")

    file = exported(database, "week").file
    assert file == read_planning_file(content("ra223-bergen"))


def test_data_revision_goes_up_when_something_changed(
    sqlite_database: Database,
) -> None:
    """
    An import that changes nothing leaves proposals and offers as they are.
    """
    revisions = []
    file = _before()
    for change in (lambda _: None, lambda _: None, _rename_site):
        imported(sqlite_database, _changed(file, change))
        with sqlite_database.reading() as session:
            revisions.append(session.scalars(select(Network.data_revision)).one())

    assert revisions == [1, 1, 2]


def test_weights_are_kept_and_the_newest_counts(sqlite_database: Database) -> None:
    """
    A file with an older weight adds it; what was weighed later still counts.
    """
    file = a_file(commitments=None)
    imported(sqlite_database, file)
    file["participants"][0] |= {"weight_kg": 90, "weighed_on": "2026-03-01"}

    imported(sqlite_database, file)
    participant = exported(sqlite_database, "small").file.participants[0]

    assert participant.weight_kg == Decimal("80.3")
    with sqlite_database.reading() as session:
        assert len(session.scalars(select(Weight)).all()) == 2


def test_networks_do_not_touch_each_other(sqlite_database: Database) -> None:
    """
    One file, two networks: a change of one leaves the other as it is.
    """
    file = _before()
    imported(sqlite_database, file, network_id="one")
    imported(sqlite_database, file, network_id="two")
    before = exported(sqlite_database, "two").file

    file["participants"].pop(0)
    imported(sqlite_database, file, network_id="one")

    assert exported(sqlite_database, "two").file == before
    with sqlite_database.reading() as session:
        found = session.scalars(select(Participant.network_id)).all()
    assert sorted(found) == ["one", "two", "two"]
