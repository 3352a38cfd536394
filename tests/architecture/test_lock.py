import re
import tomllib
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.repository import ROOT

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT: dict[str, Any] = tomllib.loads(
    (ROOT / "pyproject.toml").read_text(encoding="utf-8")
)

# An entry is a line that is not indented, with the indented lines after it.
ENTRIES = re.findall(r"^[^\s#].*\n(?:[ \t].*\n)*", LOCK, re.MULTILINE)
LOCKED = [Requirement(entry.split("\\")[0].split("\n")[0].strip()) for entry in ENTRIES]

WANTED = {  # hatchling is asked for twice
    *PROJECT["build-system"]["requires"],
    *PROJECT["project"]["dependencies"],
    *(each for group in PROJECT["dependency-groups"].values() for each in group),
}


def test_every_package_is_pinned() -> None:
    """
    The lock names one version of each package and platform.
    """
    assert len(LOCKED) > len(WANTED)
    assert [
        str(each)
        for each in LOCKED
        if [spec.operator for spec in each.specifier] != ["=="] or each.url
    ] == []


def test_every_package_has_hashes() -> None:
    """
    What is installed is what was locked, whoever serves it.
    """
    digest = re.compile(r"--hash=sha256:[0-9a-f]{64}(?![0-9a-f])")

    assert [entry for entry in ENTRIES if not digest.search(entry)] == []


def test_lock_names_no_address() -> None:
    """
    The lock works with any registry.
    """
    assert re.findall(r"\S*://\S*|^--?[a-z].*", LOCK, re.MULTILINE) == []


@pytest.mark.parametrize("wanted", sorted(WANTED))
def test_every_dependency_is_locked(wanted: str) -> None:
    """
    What pyproject.toml asks for is in the lock, in a version it accepts.
    """
    requirement = Requirement(wanted)
    versions = [
        spec.version
        for each in LOCKED
        if canonicalize_name(each.name) == canonicalize_name(requirement.name)
        for spec in each.specifier
    ]

    assert versions != []
    assert [v for v in versions if not requirement.specifier.contains(v)] == []
