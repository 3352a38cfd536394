"""The round trip: from a planning file to rows and back, and once more."""

from scheduler.database.database import Database
from scheduler.exports.planning_file import to_document
from scheduler.imports.planning_file.convert import to_problem
from scheduler.imports.planning_file.read import read_planning_file
from tests.scheduler.imports.planning_files import exported, imported


def comes_back(database: Database, data: bytes) -> None:
    """Import, export, and both again: nothing is lost, and nothing changes."""
    file = read_planning_file(data)

    report = imported(database, data)
    back = exported(database, report.network_id).file
    written = to_document(back)
    again = imported(database, written)

    assert back == file
    assert to_problem(back).digest() == to_problem(file).digest()
    assert not again.is_different
    assert to_document(exported(database, report.network_id).file) == written
