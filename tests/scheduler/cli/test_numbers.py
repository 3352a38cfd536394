"""Numbers that no database can keep are bad input, wherever one is typed."""

import pytest

from scheduler.config import DATABASE_URL
from scheduler.database.database import Database
from tests.scheduler.cli.command import invoke
from tests.scheduler.planning.seeds import seed

HUGE = ("99999999999999999999", "2147483648", "9" * 5000)
WHY = ("--reason", "because")


@pytest.fixture(autouse=True)
def _database(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A network without a plan."""
    monkeypatch.setenv(DATABASE_URL, sqlite_database.url)
    seed(sqlite_database, "no-fdg-day")


@pytest.mark.parametrize("huge", HUGE, ids=("twenty digits", "one more", "5000"))
@pytest.mark.parametrize(
    "arguments",
    [
        ("plans", "show", "HUGE"),
        ("plans", "diff", "1", "HUGE"),
        ("plans", "diff", "HUGE", "1"),
        ("plans", "approve", "HUGE", *WHY),
        ("plans", "reject", "HUGE", *WHY),
        ("plans", "restore", "HUGE", *WHY),
        ("outages", "end", "HUGE", *WHY),
        ("outages", "withdraw", "HUGE", *WHY),
        ("demand", "--version", "HUGE"),
        ("demand", "--version", "-HUGE"),
        ("demand", "diff", "1", "HUGE"),
        ("whatif", "HUGE", "--change", "close scanner TRD-PET1"),
    ],
    ids=" ".join,
)
def test_a_number_that_cannot_be_is_bad_input(
    arguments: tuple[str, ...], huge: str
) -> None:
    """
    Each command says so, and leaves with 2.
    """
    outcome = invoke(*(each.replace("HUGE", huge) for each in arguments))

    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    assert any(each in outcome.stderr for each in ("2147483647", "maximum size"))
