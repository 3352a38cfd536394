"""Changes on one line: read, written, and read again as they were."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from scheduler import scenarios
from scheduler.errors import Invalid
from scheduler.scenarios.changes import KINDS, ChangeBase
from scheduler.scenarios.changes.hours import SetHours
from scheduler.scenarios.changes.outages import StopLine, StopUnit
from scheduler.scenarios.changes.participants import AddParticipant
from scheduler.scenarios.changes.visits import AddClaim, AddVisit
from scheduler.scenarios.changes.yields import YieldOfLine
from scheduler.scenarios.spelling import (
    describe,
    read_change,
    read_changes,
    spelled,
    spellings,
)
from tests.scheduler.scenarios.changed import BASE
from tests.scheduler.scenarios.together import TOGETHER

OSLO = "Europe/Oslo"
REFERENCE = Path(scenarios.__file__).with_name("CHANGES.md")

WRITTEN_OUT: tuple[Any, ...] = (
    AddParticipant(participant=BASE.participants[1]),
    AddClaim(claim=BASE.claims[0]),
    AddVisit(participant="P", visit="V", definition="d", needs="V0"),
)
"""Changes that do not fit on a line: whole records, and fields rarely said."""


@pytest.mark.parametrize("change", [*TOGETHER, *WRITTEN_OUT], ids=describe)
def test_change_is_read_as_it_was_written(change: Any) -> None:
    """
    On a line or as JSON, in whatever zone.
    """
    assert read_change(spelled(change), "Pacific/Auckland") == change


@pytest.mark.parametrize("change", WRITTEN_OUT, ids=describe)
def test_what_does_not_fit_on_a_line_is_json(change: Any) -> None:
    """
    It says which change it is, and all that is given.
    """
    assert spelled(change).startswith("{")
    assert f'"change":"{change.change}"' in spelled(change)


@pytest.mark.parametrize("change", TOGETHER, ids=describe)
def test_most_changes_fit_on_a_line(change: Any) -> None:
    """
    They begin with the words of their spelling.
    """
    verb = change.spelling.split()[0]

    assert spelled(change).split()[0] == verb


def test_every_kind_is_told_in_words_and_is_called_differently() -> None:
    """
    No two kinds share a name or a spelling, and none is without words.
    """
    names = [kind.model_fields["change"].default for kind in KINDS]

    assert len(set(names)) == len(KINDS)
    assert len(set(spellings())) == len(spellings()) == len(KINDS) - 2
    assert all(kind.words is not ChangeBase.words for kind in KINDS)


def test_every_kind_is_in_the_reference() -> None:
    """
    By its name and by its spelling, in the order in which kinds are tried.
    """
    rows = [
        [cell.strip().strip("`") for cell in line.split("|")[1:3]]
        for line in REFERENCE.read_text(encoding="utf-8").splitlines()
        if line.startswith("| `") and "on one line" not in line
    ]

    assert rows == [
        [kind.model_fields["change"].default, kind.spelling] for kind in KINDS
    ]


def test_local_times_are_those_of_the_zone() -> None:
    """
    Six in the morning is four in the morning of UTC in Oslo's summer.
    """
    line = "stop unit OSLO 2026-09-14T06:00 2026-09-15T18:00+03:00"

    assert read_change(line, OSLO) == StopUnit(
        unit="OSLO",
        start_at=datetime(2026, 9, 14, 4, tzinfo=UTC),
        end_at=datetime(2026, 9, 15, 15, tzinfo=UTC),
    )


def test_what_is_left_out_before_something_said_is_a_dash() -> None:
    """
    From now on to a time, and on all dates up to one.
    """
    until = StopLine(line="O1", end_at=datetime(2026, 9, 14, 4, tzinfo=UTC))
    dates = YieldOfLine(
        line="O1", product="FDG", percent=90, last_date=date(2026, 9, 15)
    )

    assert read_change("stop line O1 - 2026-09-14T06:00", OSLO) == until
    assert read_change("stop line O1 - -", OSLO) == StopLine(line="O1")
    assert spelled(dates) == "yield of line O1 FDG 90 - 2026-09-15"
    assert read_change(spelled(dates), OSLO) == dates


def test_words_in_quotes_are_one() -> None:
    """
    An id may have spaces, and hours are as many as there are.
    """
    change = read_change(
        "set hours of line 'hot cell 1' 2026-09-14 2026-09-15 08:00-12:00 13:00-24:00",
        OSLO,
    )

    assert isinstance(change, SetHours)
    assert change.of == "hot cell 1"
    assert change.hours == ("08:00-12:00", "13:00-24:00")
    assert "'hot cell 1'" in spelled(change)


@pytest.mark.parametrize(
    ("line", "place", "message"),
    [
        ("stop line O1 2026-10-25T02:30", "start_at", "has 02:30 twice"),
        ("stop line O1 2026-03-29T02:30", "start_at", "has no 02:30"),
        ("stop line O1 2026-09-31T02:30", "start_at", "day is out of range"),
        ("stop line O1 tomorrow", "start_at", "write it like"),
        (
            "stop line O1 2026-09-15T02:30 2026-09-14T02:30",
            "",
            "end_at is not after start_at",
        ),
        ("shift visit V later", "days", "valid integer"),
        ("yield of batch B 201", "percent", "less than or equal to 200"),
        ("stop", "", "there are: stop line {line}"),
        ("stop line", "", "stop line {line} [{start_at}] [{end_at}]; stop unit"),
        ("dance", "", "there are: add participant like"),
        ("stop line 'O1", "", "No closing quotation"),
        ("", "", "there are:"),
        ("{", "", "no JSON"),
        ('{"change":"stop_line"}', "line", "required"),
        ('{"change":"stop_line","line":"O1","from":1}', "from", "unknown field"),
        ('{"change":"dance"}', "", "does not match any of the expected tags"),
        ("[]", "", "is no change"),
    ],
)
def test_what_cannot_be_read_is_refused(line: str, place: str, message: str) -> None:
    """
    It is said where and why, and how changes are written.
    """
    with pytest.raises(Invalid) as refused:
        read_change(line, OSLO)

    (issue,) = refused.value.issues
    assert issue.place == place
    assert message in issue.message


def test_all_lines_that_cannot_be_read_are_refused_at_once() -> None:
    """
    Each at its place in the list.
    """
    lines = ["stop line O1", "dance", "shift visit V x", "close scanner S 1 2"]

    with pytest.raises(Invalid) as refused:
        read_changes(lines, OSLO)

    assert [each.place for each in refused.value.issues] == [
        "changes[1]",
        "changes[2].days",
        "changes[3].start_at",
        "changes[3].end_at",
    ]


def test_lines_are_read_in_their_order() -> None:
    """
    As many changes as lines.
    """
    found = read_changes(["stop line O1", "stop line O2"], OSLO)

    assert found == (StopLine(line="O1"), StopLine(line="O2"))
