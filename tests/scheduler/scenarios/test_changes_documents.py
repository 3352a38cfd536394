"""Changes as documents: files of them, and as they are stored."""

import json
from pathlib import Path
from typing import Any

import pytest

from scheduler.imports.planning_file import read_planning_file
from scheduler.scenarios.applying import applied
from scheduler.scenarios.schema import (
    MOST_CHANGES,
    plain_changes,
    read_changes_file,
    read_plain_changes,
)
from solver.errors import InvalidDocument
from solver.problem.problem import Problem
from tests.scheduler.scenarios.test_spelling import WRITTEN_OUT
from tests.scheduler.scenarios.together import TOGETHER

FIXTURES = Path(__file__).parents[3] / "fixtures"
NAMES = sorted(path.stem for path in FIXTURES.glob("scenarios/*.json"))
BASES = ("two-scanners", "norway-week")


def a_file(*changes: Any, **fields: Any) -> bytes:
    """A file of changes, as it would lie on disk."""
    return json.dumps(
        {"schema_version": 1, "name": "a file", "changes": changes} | fields
    ).encode()


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("name", NAMES)
def test_fixture_fits_its_bases(name: str, base: str) -> None:
    """
    It is called like its file, and makes something else of either planning file.
    """
    document = read_changes_file((FIXTURES / f"scenarios/{name}.json").read_bytes())
    data = (FIXTURES / f"instances/{base}.json").read_bytes()
    file = read_planning_file(data)

    problem: Problem = applied(file, document.changes).problem

    assert document.name == name
    assert problem != applied(file, ()).problem


def test_changes_are_stored_and_read_as_they_were() -> None:
    """
    Through JSON and back: decimals, dates, instants and all.
    """
    changes = (*TOGETHER, *WRITTEN_OUT)

    stored = json.dumps(plain_changes(changes))

    assert read_plain_changes(json.loads(stored)) == changes


@pytest.mark.parametrize(
    ("document", "issue"),
    [
        (a_file(), "changes: "),
        (a_file({"change": "stop_line"}), "changes[0].line: required"),
        (a_file({"line": "O1"}), "changes[0]: "),
        (a_file({"change": "stop_line", "line": 3}), "changes[0].line: "),
        (a_file({"change": "stop_line", "line": "O1"}, schema_version=2), "schema_ver"),
        (a_file({"change": "stop_line", "line": "O1"}, names=2), "names: unknown"),
        (
            a_file(*[{"change": "stop_line", "line": "O1"}] * (MOST_CHANGES + 1)),
            "changes: Tuple should have at most 500",
        ),
    ],
)
def test_files_that_are_no_changes_are_refused(document: bytes, issue: str) -> None:
    """
    Each issue says where it is.
    """
    with pytest.raises(InvalidDocument) as refused:
        read_changes_file(document)

    assert str(refused.value).startswith(issue)
