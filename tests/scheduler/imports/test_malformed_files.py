from collections import Counter

import pytest

from scheduler.imports.planning_file import read_planning_file, to_problem
from solver.errors import InvalidDocument
from tests.scheduler.imports.malformed import (
    OPERATORS,
    WITHOUT_PLACE,
    malformed_files,
)
from tests.scheduler.imports.small_file import SMALL_FILE, as_bytes


def test_the_file_that_is_mutated_is_valid() -> None:
    """
    What the mutants are refused for is their mutation.
    """
    assert to_problem(read_planning_file(as_bytes(SMALL_FILE))).visits


def test_there_are_hundreds_of_different_malformed_files() -> None:
    """
    Every operator finds a field, and the files differ.
    """
    files = list(malformed_files())
    operators = Counter(operator for operator, _, _ in files)

    assert operators.keys() == OPERATORS.keys()
    assert len(operators) >= 30
    assert len({data for _, _, data in files}) >= 300


@pytest.mark.parametrize("operator", OPERATORS)
def test_malformed_files_are_refused_with_places(operator: str) -> None:
    """
    Every malformed file is refused by issues, never by another exception.
    """
    for field, data in OPERATORS[operator]():
        with pytest.raises(InvalidDocument) as refusal:  # noqa: PT012 (two steps)
            to_problem(read_planning_file(data))
            pytest.fail(f"{operator} at {field} was accepted")

        assert refusal.value.issues
        assert all(issue.message for issue in refusal.value.issues)
        if operator not in WITHOUT_PLACE:
            assert all(issue.place for issue in refusal.value.issues), field
