import re
from pathlib import Path

import pytest

from tests.architecture.repository import ROOT, files, text_of

# Bracketed letters keep these patterns from finding themselves.
FORBIDDEN = {
    "a folder of somebody's machine": re.compile(
        r"(?<![\w.~/-])/(?:home|Users|root|work|mnt|tmp|var/tmp)/[\w.-]"
        r"|\b[A-Z]:\\Users\\"
    ),
    "the host of a package registry": re.compile(
        r"[p]ypi\.|[p]ythonhosted\.|[a]naconda\.org|[a]rtifactory|[j]frog\.|[n]exus\."
        r"|\bregistry\.[n]pmjs|--(?:extra-)?[i]ndex-url|[P]IP_INDEX",
        re.IGNORECASE,
    ),
    "work that is not done": re.compile(r"\b(?:[T]ODO|[F]IXME|[X]XX|[H]ACK)\b"),
    "who typed it": re.compile(
        r"\b(?:[c]laude|[a]nthropic|[o]penai|[c]hatgpt|[c]opilot|[g]pt-\d|[l]lms?)\b"
        r"|\b[l]anguage models?\b|[c]o-authored-by|\b[s]ub-?agents?\b",
        re.IGNORECASE,
    ),
    "a check switched off without saying which": re.compile(
        r"#\s*[n]oqa\b(?!:)|#\s*[t]ype:\s*ignore(?!\[)|#\s*[m]ypy:\s*ignore-errors"
    ),
    "a test that is not run": re.compile(
        r"pytest\.mark\.(?:[s]kip|[s]kipif|[x]fail)\b|pytest\.(?:[s]kip|[x]fail)\("
    ),
}

TEXTS = {
    str(path.relative_to(ROOT)): text
    for path in files()
    if (text := text_of(path)) is not None
}


def _places(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {found[0]}"
        for name, text in TEXTS.items()
        for number, line in enumerate(text.splitlines(), 1)
        if (found := pattern.search(line))
    ]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_files_keep_to_the_matter(what: str) -> None:
    """
    No file tells of the machine it was written on, or of work left undone.
    """
    assert _places(FORBIDDEN[what]) == []


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("a folder of somebody's machine", "see " + "/ho" + "me/kari/plan.json"),
        ("the host of a package registry", "https://py" + "pi.org/simple"),
        ("work that is not done", "# TO" + "DO: round up"),
        ("who typed it", "Co-" + "authored-by: somebody"),
        ("a check switched off without saying which", "import x  # no" + "qa"),
        ("a test that is not run", "@pytest.mark.sk" + "ip"),
    ],
)
def test_patterns_find_what_they_are_for(what: str, line: str) -> None:
    """
    A pattern that finds nothing would let everything pass.
    """
    assert FORBIDDEN[what].search(line)


def test_the_files_are_found() -> None:
    """
    An empty list of files would let everything pass.
    """
    assert {"pyproject.toml", "README.md", "solver/solve.py"} <= TEXTS.keys()
    assert all(Path(name).parts[0] != ".venv" for name in TEXTS)
