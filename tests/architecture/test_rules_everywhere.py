import importlib
import re
from pathlib import Path

import pytest

from solver.checks import CHECKS
from solver.constraints import RULES, SOFT_RULES
from tests.architecture.repository import ROOT

HARD = {rule.name: rule.number for rule in RULES}
SOFT = {rule.name: rule.number for rule in SOFT_RULES if rule.name not in HARD}
NUMBERS = HARD | SOFT
FIRST, LAST = 1, 23
"""The numbers that rules.md gives."""
BEYOND_THE_RULES = {"identity", "conservation"}
CONSTRAINTS = ROOT / "solver" / "constraints"
CHECKS_FOLDER = ROOT / "solver" / "checks"
HELPERS = {
    "__init__",
    "base",
    "narrowing",  # which rules narrow what one resource may do
    "needed_visits",  # a part of rule 15
    "preferred_hours",  # the soft part of rule 9
    "resources",
    "staff_limits",  # a part of rule 13
}
"""Modules of ``constraints`` that are no rule of their own."""

_ROW = re.compile(
    r"^\| (?P<number>\d+) \| `(?P<name>\w+)` "
    r"\| \[\w+\]\((?P<constraint>[\w/.]+)\), \[\w+\]\((?P<check>[\w/.]+)\) "
    r"\| [^|]*\$[^|]+\$[^|]* \|$",
    re.MULTILINE,
)
MODEL_ROWS = [
    match.groupdict()
    for match in _ROW.finditer(
        (ROOT / "solver" / "MODEL.md").read_text(encoding="utf-8")
    )
]


def _number_in_docstring(path: Path) -> int:
    found = re.search(r"^Rule (\d+): ", path.read_text("utf-8").lstrip('r"\n'))
    assert found is not None, f"{path}: its docstring begins with its rule"
    return int(found[1])


def test_every_rule_has_a_check_and_every_check_a_rule() -> None:
    """
    A rule that nothing re-checks could be wrong for years.
    """
    assert HARD.keys() == CHECKS.keys() - BEYOND_THE_RULES
    assert CHECKS.keys() >= BEYOND_THE_RULES


def test_every_rule_has_a_file_and_every_file_a_rule() -> None:
    """
    One file per rule, called as the rule is called.
    """
    assert {path.stem for path in CONSTRAINTS.glob("*.py")} - HELPERS == NUMBERS.keys()


def test_no_number_is_given_twice() -> None:
    """
    Each number of rules.md means one rule, and each is there.
    """
    assert sorted(NUMBERS.values()) == list(range(FIRST, LAST + 1))


@pytest.mark.parametrize("name", HARD)
def test_check_is_the_module_of_its_name(name: str) -> None:
    """
    Who looks for the check of a rule finds it under the rule's name.
    """
    module = importlib.import_module(f"solver.checks.{name}")

    assert name == module.RULE
    assert CHECKS[name] is module.check


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("folder", [CONSTRAINTS, CHECKS_FOLDER], ids=lambda f: f.name)
def test_docstrings_give_the_number(folder: Path, name: str) -> None:
    """
    Both statements of a rule say which rule of rules.md they state.
    """
    assert _number_in_docstring(folder / f"{name}.py") == NUMBERS[name]


def test_model_document_has_one_row_per_rule() -> None:
    """
    The mathematics of every rule is written down, by number, in order.
    """
    rows = [(int(row["number"]), row["name"]) for row in MODEL_ROWS]

    assert rows == sorted((number, name) for name, number in NUMBERS.items())


@pytest.mark.parametrize("row", MODEL_ROWS, ids=lambda row: row["name"])
def test_model_document_points_at_the_files(row: dict[str, str]) -> None:
    """
    Beside each formula stand the two files that state it.
    """
    assert row["constraint"] == f"constraints/{row['name']}.py"
    assert row["check"] == f"checks/{row['name']}.py"
    assert (CONSTRAINTS.parent / row["constraint"]).is_file()
    assert (CONSTRAINTS.parent / row["check"]).is_file()


@pytest.mark.parametrize("kind", ["instances", "expected"])
def test_every_rule_has_an_instance(kind: str) -> None:
    """
    For each rule there is a small file in which it decides, and what to expect.
    """
    folder = ROOT / "fixtures" / kind / "rules"

    assert {path.stem for path in folder.glob("*.json")} == NUMBERS.keys()
