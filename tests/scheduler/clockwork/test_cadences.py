"""Cadences as words and as JSON."""

import pytest
from pydantic import ValidationError

from scheduler.clockwork.cadences import (
    Cadence,
    Daily,
    Every,
    cadence_of,
    document_of,
)
from scheduler.imports.planning_file.base import WEEK, Weekday


@pytest.mark.parametrize(
    ("cadence", "words"),
    [
        (Daily(at="02:15"), "at 02:15"),
        (Daily(at="02:15", weekdays=(Weekday.SUN,)), "at 02:15, Sun"),
        (Daily(at="02:15", weekdays=(Weekday.FRI, Weekday.MON)), "at 02:15, Mon, Fri"),
        (Every(every_s=300), "every 5 min"),
        (Every(every_s=90), "every 90 s"),
        (
            Every(every_s=900, between="06:00-18:00", weekdays=WEEK[:5]),
            "every 15 min, 06:00-18:00, Mon to Fri",
        ),
    ],
)
def test_a_cadence_is_told_and_kept(cadence: Cadence, words: str) -> None:
    """
    In words for people, and as JSON from which it comes back.
    """
    assert str(cadence) == words
    assert cadence_of(document_of(cadence)) == cadence


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"at": "24:00"},
        {"at": "2:15"},
        {"at": "02:15", "every_s": 60},
        {"every_s": 0},
        {"every_s": 86_401},
        {"every_s": 60, "between": "18:00-06:00"},
        {"every_s": 60, "weekdays": []},
        {"every_s": 60, "weekdays": ["mon", "mon"]},
    ],
)
def test_what_is_no_cadence_is_refused(document: dict[str, object]) -> None:
    """
    Nothing that would never come, or that says two things.
    """
    with pytest.raises(ValidationError):
        cadence_of(document)
