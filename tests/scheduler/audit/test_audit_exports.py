"""An exported trail says what the database says, and is verified without it."""

import json
from collections.abc import Callable
from io import BytesIO

import pytest

from scheduler.audit.chain import Head
from scheduler.audit.context import audited, note
from scheduler.audit.exports import export, verify_export
from scheduler.audit.heads import heads
from scheduler.audit.reading import verify
from scheduler.database.database import Database
from solver.errors import InvalidDocument
from tests.scheduler.audit.trails import NOW, PLANNER, add_network, rename

CHANGED = "was changed: its hash does not fit what it says"

Lines = list[bytes]


def _exported(database: Database, chain: str | None = None) -> Lines:
    """Two chains: three entries of Norway, one of the system."""
    add_network(database)
    rename(database, "Away «Å»")
    rename(database, "Norway")
    with database.writing() as session:
        audited(session, NOW, PLANNER, "count")
        note(session, "values", small=1e-7, large=1e22, whole=2.0, none=None)
    out = BytesIO()
    with database.reading() as session:
        written = export(session, chain, out)
        assert written == [
            each for each in heads(session) if chain in {None, each.chain}
        ]
    return out.getvalue().splitlines(keepends=True)


def _issues(lines: Lines, **kept: Head) -> list[str]:
    found = verify_export(lines, kept)
    return [str(issue) for verdict in found for issue in verdict.issues]


def test_an_export_verifies_as_its_database_does(database: Database) -> None:
    """Same chains, same ends, nothing wrong."""
    lines = _exported(database)

    with database.reading() as session:
        assert verify_export(lines) == verify(session)
    assert _issues(lines) == []


def test_an_export_is_read_by_anybody(database: Database) -> None:
    """Each line is JSON: entries in order, and the head of their chain."""
    lines = [json.loads(line) for line in _exported(database, "norway")]

    assert [line.get("number") for line in lines] == [1, 2, 3, None]
    assert lines[1]["reason"] == "is Away «Å»"
    assert lines[1]["changes"][0]["new"] == {"name": "Away «Å»"}
    assert lines[3] == {
        "head": {"chain": "norway", "number": 3, "hash": lines[2]["hash"]}
    }


def _replaced(old: bytes, new: bytes) -> Callable[[Lines], Lines]:
    return lambda lines: [line.replace(old, new) for line in lines]


@pytest.mark.parametrize(
    ("deed", "issues"),
    [
        pytest.param(
            _replaced(b'"new":{"name":"Away', b'"new":{"name":"Aweg'),
            [f"norway[2]: {CHANGED}"],
            id="a value changed",
        ),
        pytest.param(
            _replaced(b'"actor":"key:4711"', b'"actor":"key:4712"'),
            [
                *(f"norway[{number}]: {CHANGED}" for number in (1, 2, 3)),
                f"system[1]: {CHANGED}",
            ],
            id="somebody else blamed",
        ),
        pytest.param(
            lambda lines: [lines[0], *lines[2:]],
            ["norway[3]: 1 missing before it"],
            id="a line removed",
        ),
        pytest.param(
            lambda lines: [*lines[:2], *lines[3:]],
            ["norway: ends with 2, but its head is of 3"],
            id="the last entry removed",
        ),
        pytest.param(
            lambda lines: lines[:3],
            ["norway: has no head"],
            id="the file cut off",
        ),
        pytest.param(
            lambda lines: [lines[1], lines[0], *lines[2:]],
            [
                "norway[2]: 1 missing before it",
                "norway[1]: comes after 2",
                "norway[3]: 1 missing before it",
            ],
            id="two lines swapped",
        ),
        pytest.param(
            lambda lines: [*lines, *lines[:4]],
            ["norway: comes twice"],
            id="a chain told twice",
        ),
        pytest.param(
            lambda lines: [*lines[:4], lines[3], *lines[4:]],
            ["norway: goes on after its head"],
            id="two heads",
        ),
        pytest.param(
            lambda lines: [lines[0], lines[4], *lines[1:4], lines[5]],
            [
                "norway: has no head",
                "system: has no head",
                "norway: comes twice",
                "norway[2]: 1 missing before it",
                "system: comes twice",
                "system: ends with 0, but its head is of 1",
            ],
            id="a line moved to another chain",
        ),
    ],
)
def test_a_file_that_was_changed_is_found(
    sqlite_database: Database, deed: Callable[[Lines], Lines], issues: list[str]
) -> None:
    """What was done to a file is named as it is for a database."""
    lines = deed(_exported(sqlite_database))

    assert _issues(lines) == issues


def test_a_kept_head_finds_a_file_cut_off(sqlite_database: Database) -> None:
    """A shorter file that is whole in itself does not reach the head that was kept."""
    lines = _exported(sqlite_database)
    with sqlite_database.reading() as session:
        kept = {head.chain: head for head in heads(session)}
    second = json.loads(lines[1])
    end = {"head": {"chain": "norway", "hash": second["hash"], "number": 2}}
    shorter = [*lines[:2], f"{json.dumps(end, separators=(',', ':'))}\n".encode()]

    assert _issues(shorter) == []
    assert _issues(shorter, **kept) == [
        "norway: ends with 2, the kept head is of 3",
        "system: has no head",
        "system: ends with 0, the kept head is of 1",
    ]


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda line: line.replace(b":", b": ", 1), id="a blank"),
        pytest.param(lambda line: line.replace(b"{", b'{"action":"x",', 1), id="twice"),
        pytest.param(lambda line: line[:-1], id="no end of line"),
        pytest.param(
            lambda line: line.replace(b"norway", b"nor\\u0077ay"), id="escape"
        ),
        pytest.param(lambda line: b"\xff" + line, id="no text"),
        pytest.param(lambda _: b"[]\n", id="no object"),
        pytest.param(lambda _: b"{}\n", id="empty"),
        pytest.param(lambda _: b'{"head":{"chain":"norway"}}\n', id="half a head"),
        pytest.param(lambda _: b"[" * 100_000 + b"\n", id="too deep"),
        pytest.param(lambda _: b"NaN\n", id="no number"),
    ],
)
def test_what_was_not_exported_like_this_is_refused(
    sqlite_database: Database, spoil: Callable[[bytes], bytes]
) -> None:
    """There is one way to write an entry: another one may hide something."""
    lines = _exported(sqlite_database)
    lines[1] = spoil(lines[1])

    with pytest.raises(InvalidDocument, match="line 2: is no line of an export"):
        verify_export(lines)
