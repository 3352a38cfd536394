"""Where the repository is, and which files are its own."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]

PACKAGES = ("api", "scheduler", "solver")

_LEFT_OVER = {
    "build",
    "dist",
    "node_modules",
    "tracerplan-demo",
    "__pycache__",
}
"""Folders that are made, not written; those with a leading dot are too."""


def python_files(*folders: str) -> list[Path]:
    """All modules of these folders, or of packages and tests."""
    return [
        path
        for folder in folders or (*PACKAGES, "tests")
        for path in sorted((ROOT / folder).rglob("*.py"))
    ]


def files() -> list[Path]:
    """What git knows or would add; without git, what lies in the written folders."""
    git = shutil.which("git")
    if git is None:
        return list(_walked())
    known = subprocess.run(
        [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if known.returncode or not known.stdout:
        return list(_walked())
    paths = [ROOT / name for name in known.stdout.split("\0")]
    return [path for path in paths if path.is_file()]


def _walked() -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*")):
        folders = path.relative_to(ROOT).parts[:-1]
        is_made = any(
            name in _LEFT_OVER or (name.startswith(".") and name != ".ci")
            for name in folders
        )
        if path.is_file() and not is_made:
            yield path


def text_of(path: Path) -> str | None:
    """Content of a text file; ``None`` for what is no text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None
