import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.exports.planning_file import to_document
from scheduler.imports.planning_file.read import read_planning_file
from scheduler.imports.planning_file.schema import PlanningFile
from tests.scheduler.imports.planning_files import NAMES, content
from tests.scheduler.imports.small_file import a_file, as_bytes


def _written(file: dict[str, Any]) -> Any:
    """The small file with some fields replaced, read and written."""
    return json.loads(to_document(read_planning_file(as_bytes(file))))


@pytest.mark.parametrize("name", NAMES)
def test_documents_say_what_was_read(name: str) -> None:
    """
    Written and read again a file is the same, and written alike.
    """
    file = read_planning_file(content(name))

    written = to_document(file)

    assert read_planning_file(written) == file
    assert to_document(read_planning_file(written)) == written


def test_numbers_are_numbers_and_defaults_are_left_out() -> None:
    """
    Whole ones have no point; a tolerance of 10 % is what nobody writes.
    """
    file = a_file(commitments=None)
    file["participants"][0]["weight_kg"] = 80.0
    written = _written(file)

    assert '"weight_kg": 80,' in json.dumps(written)
    assert written["trials"][0]["visit_definitions"][0].get("tolerance_percent") is None
    assert written["products"][0]["container"]["dead_volume_ml"] == 0.3
    assert "commitments" not in written


def test_required_nothing_is_written() -> None:
    """
    An authorisation without a trial says so.
    """
    file = a_file(commitments=None)
    clinical = file["authorisations"][0] | {"trial": None}
    written = _written(file | {"authorisations": [*file["authorisations"], clinical]})

    assert written["authorisations"][-1]["trial"] is None


def test_instants_are_local_to_the_horizon() -> None:
    """
    12:00 in Oslo, however it was written; after the switch the offset is another.
    """
    file = a_file(commitments=None, as_of="2026-03-20T11:00Z")
    file["participants"][0]["unavailable"] = [
        {"start_at": "2026-03-28T23:00-05:00", "end_at": "2026-03-30T12:00+05:45"}
    ]
    written = _written(file)

    assert written["as_of"] == "2026-03-20T12:00+01:00"
    assert written["participants"][0]["unavailable"] == [
        {"start_at": "2026-03-29T06:00+02:00", "end_at": "2026-03-30T08:15+02:00"}
    ]


def test_seconds_of_a_measurement_are_kept() -> None:
    """
    A content may be measured at any second.
    """
    file = a_file()
    measured = file["commitments"]["measured_vials"][0]
    measured["measured_at"] = "2026-03-20T06:15:20.5Z"
    written = _written(file)

    (shown,) = written["commitments"]["measured_vials"]
    assert shown["measured_at"] == "2026-03-20T07:15:20.500000+01:00"


def test_equal_files_are_written_alike() -> None:
    """
    Weekdays, dates and names of dose levels have an order of their own.
    """
    file = a_file(commitments=None)
    tables = {"b": {"DL2": 200, "DL1": 100}, "a": {"DL1": 50}, **_tables(file)}
    file["trials"][0]["dose_tables"] = tables
    hours = file["sites"][0]["opening"]
    hours["weekly"] = dict(reversed(hours["weekly"].items()))
    hours["dates"] = {"2026-04-02": ["08:00-12:00"], "2026-03-31": ["08:00-13:00"]}
    written = _written(file)

    opening = written["sites"][0]["opening"]
    assert (
        list(opening["weekly"])
        == ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][: len(opening["weekly"])]
    )
    assert list(opening["dates"]) == ["2026-03-31", "2026-04-02"]
    assert list(written["trials"][0]["dose_tables"]) == ["a", "b", "escalation"]
    assert list(written["trials"][0]["dose_tables"]["b"]) == ["DL1", "DL2"]


def _tables(file: dict[str, Any]) -> dict[str, Any]:
    tables = file["trials"][0]["dose_tables"]
    assert isinstance(tables, dict)
    return tables


def test_fields_stand_in_the_order_of_the_schema() -> None:
    """
    A reader finds things where the schema has them.
    """
    fields = list(PlanningFile.model_fields)
    written = _written(dict(reversed(a_file().items())))

    assert list(written) == [name for name in fields if name in written]


@given(digits=st.integers(10**14, 10**15 - 1), point=st.integers(10, 14))
def test_every_digit_is_written(digits: int, point: int) -> None:
    """
    15 digits are read exactly, and written exactly.
    """
    activity = f"{digits // 10**point}.{digits % 10**point:0{point}}"
    text = json.dumps(a_file(commitments=None))
    placed = text.replace('"mbq_per_kg": 3.5', f'"mbq_per_kg": {activity}')
    file = read_planning_file(placed.encode())

    assert activity in placed
    assert read_planning_file(to_document(file)) == file
