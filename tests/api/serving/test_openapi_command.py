"""`tracerplan openapi`: the document that is served, without a database."""

import json
from pathlib import Path

import pytest

from api.app import routed
from scheduler.cli.failures import ExitCode
from scheduler.config import DATABASE_URL
from tests.scheduler.cli.command import invoke


@pytest.fixture(autouse=True)
def _no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATABASE_URL, "postgresql://nobody.invalid/nowhere")


def test_document_is_printed() -> None:
    """
    It is what the application serves, and nothing else is printed.
    """
    outcome = invoke("openapi")

    assert outcome.exit_code == ExitCode.FINE
    assert json.loads(outcome.stdout) == routed().openapi()
    assert outcome.stderr == ""


def test_document_is_written(tmp_path: Path) -> None:
    """
    A file has the same, with a line's end.
    """
    file = tmp_path / "openapi.json"
    outcome = invoke("openapi", "-o", file)

    assert (outcome.exit_code, outcome.stdout) == (ExitCode.FINE, "")
    assert file.read_text("utf-8") == invoke("openapi").stdout


def test_document_that_cannot_be_written_is_bad_input(tmp_path: Path) -> None:
    """
    A folder that is not there is told.
    """
    outcome = invoke("openapi", "-o", tmp_path / "no" / "openapi.json")

    assert outcome.exit_code == ExitCode.BAD_INPUT
    assert "its directory does not exist" in outcome.stderr
