"""The command line under test, in this process and in one of its own."""

import os
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from api.main import app
from solver.documents import write_document
from solver.problem.problem import Problem

ROOT = Path(__file__).parents[3]

# One runner for all: stdout and stderr apart.
RUNNER = CliRunner()


class Outcome:
    """Exit code, stdout and stderr of one command."""

    def __init__(self, exit_code: int, stdout: str, stderr: str) -> None:
        self.exit_code = exit_code
        self.stdout = stdout
        self.stderr = stderr


def invoke(*arguments: str | Path) -> Outcome:
    """Run a command in this process, where its parts can be replaced."""
    result = RUNNER.invoke(app, [str(each) for each in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Outcome(result.exit_code, result.stdout, result.stderr)


def start(*arguments: str | Path, **environment: str) -> subprocess.Popen[str]:
    """Start a command as a process of its own, as a shell does."""
    return subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from api.main import run; run()",
            *map(str, arguments),
        ],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def run(*arguments: str | Path, **environment: str) -> Outcome:
    """Run a command as a process of its own, to its end."""
    with start(*arguments, **environment) as process:
        stdout, stderr = process.communicate(timeout=120)
    return Outcome(process.returncode, stdout, stderr)


def save(path: Path, problem: Problem) -> Path:
    """Write a problem document."""
    path.write_bytes(write_document(problem))
    return path
