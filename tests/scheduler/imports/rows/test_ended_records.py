import pytest
from sqlalchemy import select

from scheduler.database.database import Database
from scheduler.exports.planning_file import to_document
from scheduler.trials.participants import Course, Participant, Visit
from tests.scheduler.imports.planning_files import content, exported, imported
from tests.scheduler.imports.rows.ends import SMALL, ended, ids, withdrawn
from tests.scheduler.imports.small_file import a_file


@pytest.fixture
def network(sqlite_database: Database) -> Database:
    """A database with the small file in it."""
    imported(sqlite_database, a_file(commitments=None))
    return sqlite_database


def test_records_of_what_has_ended_outlive_an_import(network: Database) -> None:
    """
    Who withdrew, and what was cancelled, is not in the file and stays in the rows.
    """
    withdrawn(network, "X7Q2")
    ended(network, "cancelled", "Y3K9-pet")

    imported(network, to_document(exported(network, SMALL).file))

    with network.reading() as session:
        assert ids(session.scalars(select(Participant))) == {"X7Q2", "Y3K9"}
        assert "Y3K9-pet" in ids(session.scalars(select(Visit)))
        assert ids(session.scalars(select(Course))) == {"Y3K9-lu"}


def test_a_file_does_not_bring_back_what_hasended(network: Database) -> None:
    """
    The file as it was asks for the visit again: it says so, and is not heard.
    """
    ended(network, "no_show", "X7Q2-1")
    before = exported(network, SMALL).file

    report = imported(network, a_file(commitments=None))

    assert report.not_asked.visits == {"X7Q2-1"}
    assert exported(network, SMALL).file == before


def test_records_go_with_the_protocol_they_belong_to(network: Database) -> None:
    """
    A file of other trials takes even ended visits along.
    """
    ended(network, "cancelled", "X7Q2-1", "X7Q2-2", "X7Q2-3")

    imported(network, content("ra223-bergen"), network_id=SMALL)

    with network.reading() as session:
        assert "X7Q2" not in ids(session.scalars(select(Participant)))
