"""Values that look right and are not: told in our words, in one short line."""

import pytest
from pydantic import TypeAdapter, ValidationError

from scheduler.imports.planning_file.base import Instant, Zone
from scheduler.imports.planning_file.convert import to_problem
from scheduler.imports.planning_file.read import read_planning_file
from solver.errors import InvalidDocument
from tests.scheduler.imports.small_file import a_file, as_bytes


@pytest.mark.parametrize("offset", ["+24:00", "+25:00", "-99:00", "+01:60"])
def test_offsets_that_no_clock_has(offset: str) -> None:
    """An offset of a day or more is told by example, not in Python's words."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Instant).validate_python(f"2026-03-20T12:00{offset}")
    assert "write it like '2026-03-23T07:30+01:00'" in str(caught.value)


def test_the_widest_offset_is_read() -> None:
    """UTC+14:00 is one that people live by."""
    TypeAdapter(Instant).validate_python("2026-03-20T12:00+14:00")


def test_long_zones_are_not_echoed() -> None:
    """A zone of a hundred thousand letters does not come back as an issue."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Zone).validate_python("A" * 100_000)
    assert "write it like 'Europe/Oslo'" in caught.value.errors()[0]["msg"]


def test_a_previous_plan_of_another_age() -> None:
    """An origin years away is one issue, not one for each minute of the plan."""
    held = {"previous": {"origin_at": "2001-01-01T00:00Z", "plan": {}}}

    with pytest.raises(InvalidDocument) as caught:
        to_problem(read_planning_file(as_bytes(a_file(commitments=held))))

    assert [str(each) for each in caught.value.issues] == [
        "commitments.previous.origin_at: lies years away from the horizon"
    ]
