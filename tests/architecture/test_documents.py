import re
import tomllib
from pathlib import Path

import pytest

from tests.architecture.repository import ROOT, files

DOCUMENTS = [path for path in files() if path.suffix == ".md"]
DECISIONS = sorted((ROOT / "scheduler" / "decisions").glob("*.md"))

_LINK = re.compile(r"\]\((?!https?://|#)([^)\s#]+)[^)]*\)")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    """
    What a document points at is in the repository.
    """
    links = _LINK.findall(path.read_text(encoding="utf-8"))

    assert [link for link in links if not (path.parent / link).exists()] == []


def test_documents_are_found() -> None:
    """
    An empty list would have no broken link.
    """
    names = {path.relative_to(ROOT).as_posix() for path in DOCUMENTS}

    assert {"README.md", "CHANGELOG.md", "solver/MODEL.md"} <= names


def test_decisions_are_numbered() -> None:
    """
    Decisions are counted from 1 without a gap, in name and title.
    """
    numbers = [int(path.name[:4]) for path in DECISIONS]
    titles = [path.read_text(encoding="utf-8").split()[1] for path in DECISIONS]

    assert numbers == list(range(1, len(DECISIONS) + 1))
    assert [int(title) for title in titles] == numbers


@pytest.mark.parametrize("path", DECISIONS, ids=lambda p: p.stem)
def test_decisions_have_one_form(path: Path) -> None:
    """
    A decision is short: why, what, and what follows from it.
    """
    lines = path.read_text(encoding="utf-8").splitlines()

    headings = [line for line in lines if line.startswith("## ")]
    assert headings == ["## Context", "## Decision", "## Consequence"]
    assert len(lines) <= 20


def test_changelog_knows_the_version() -> None:
    """
    The version of the distribution is told of, or about to be.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert project["project"]["version"] in changelog
    assert "## [Unreleased]" in changelog
