"""Changes in any order, and lists of them at random."""

import re
import shlex
from random import Random
from typing import Any

import pytest

from scheduler.errors import Invalid
from scheduler.imports.planning_file import PlanningFile
from scheduler.scenarios.applying import applied
from scheduler.scenarios.changes import Change
from scheduler.scenarios.spelling import read_change, spelled
from solver.problem.problem import Problem
from tests.properties.counts import share
from tests.scheduler.scenarios.changed import BASE, made
from tests.scheduler.scenarios.together import TOGETHER

LINES = [spelled(change) for change in TOGETHER]
WORDS = [word for line in LINES for word in shlex.split(line)]
NONSENSE = ["", "'", "0", "-400", "PET9", "2026-03-29T02:30", "24:00-23:00", "{"]


def counted(few: int, many: int) -> list[Any]:
    """So few always, and so many where verification is asked for."""
    return [
        pytest.param(few, id="few"),
        pytest.param(share(many), id="many", marks=pytest.mark.verify),
    ]


@pytest.mark.parametrize("count", counted(3, 300))
def test_order_of_the_list_does_not_matter(count: int) -> None:
    """
    Thirty changes of all kinds, shuffled, make the same problem.
    """
    expected = in_order(made(*TOGETHER).problem)
    shuffled = list(TOGETHER)

    for seed in range(count):
        Random(seed).shuffle(shuffled)

        assert in_order(made(*shuffled).problem) == expected


@pytest.mark.parametrize("count", counted(25, 2000))
def test_order_of_two_changes_does_not_matter(count: int) -> None:
    """
    Before or after any other, a change makes the same problem or is refused alike.
    """
    for seed in range(count):
        change, other = Random(seed).sample(TOGETHER, 2)
        one, two = outcome(BASE, change, other), outcome(BASE, other, change)

        told = f"{spelled(change)}; {spelled(other)}"
        assert (one is None) is (two is None), told
        assert one is None or two is None or in_order(one) == in_order(two), told


@pytest.mark.parametrize("count", counted(40, 3000))
def test_any_list_is_refused_or_makes_a_problem(count: int) -> None:
    """
    Whatever is written, there is an answer: each issue at its place, or a problem.
    """
    refused = 0
    for seed in range(count):
        changes = random_changes(Random(seed))
        try:
            problem = applied(BASE, changes).problem
        except Invalid as error:
            refused += 1
            places = [each.place for each in error.issues]

            assert places
            assert all(re.match(r"changes(\[\d+\]|$)", each) for each in places)
        else:
            assert problem.name == BASE.name

    assert 0 < refused < count


OTHER_WORD = 0.15
"""How often a word is another one."""


def random_changes(rng: Random) -> list[Change]:
    """A few changes, some of whose words are from others, or nonsense."""
    changes: list[Change] = []
    wanted = rng.randint(1, 4)
    while len(changes) < wanted:
        words = [
            rng.choice([*WORDS, *NONSENSE]) if rng.random() < OTHER_WORD else word
            for word in shlex.split(rng.choice(LINES))
        ]
        try:
            changes.append(read_change(" ".join(words), "Europe/Oslo"))
        except Invalid:
            continue
    return changes


def outcome(base: PlanningFile, *changes: Any) -> Problem | None:
    """What the changes make; ``None`` if they are refused."""
    try:
        return applied(base, changes).problem
    except Invalid:
        return None


def in_order(problem: Problem) -> dict[str, Any]:
    """The problem with its records by id: where they stand in a list is nothing."""
    return {
        field: sorted(value, key=lambda each: getattr(each, "id", str(each)))
        if isinstance(value, tuple)
        else value
        for field, value in problem
    }
