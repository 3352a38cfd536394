"""Heads that are kept elsewhere come back as they were, or are refused."""

import json

import pytest

from scheduler.audit.context import audited, note
from scheduler.audit.heads import document_of, heads, read_document
from scheduler.audit.models import SYSTEM
from scheduler.database.database import Database
from solver.errors import InvalidDocument
from tests.scheduler.audit.trails import NOW, PLANNER, add_network


def test_heads_are_kept_in_a_file(database: Database) -> None:
    """What is written of heads is read again."""
    add_network(database)
    with database.writing() as session:
        audited(session, NOW, PLANNER, "count")
        note(session, "count")
    with database.reading() as session:
        found = heads(session)

    kept = read_document(json.loads(json.dumps(document_of(found))))

    assert list(kept.values()) == found
    assert list(kept) == ["norway", SYSTEM]


@pytest.mark.parametrize(
    ("document", "issues"),
    [
        pytest.param(None, ": is no file of heads", id="nothing"),
        pytest.param([], ": is no file of heads", id="a list"),
        pytest.param({"heads": {}}, ": is no file of heads", id="an object"),
        pytest.param({"heads": [7]}, "heads[0]: is no head", id="a number"),
        pytest.param(
            {"heads": [{"chain": "n", "number": True, "hash": "0" * 64}]},
            "heads[0]: is no head",
            id="true for a number",
        ),
        pytest.param(
            {"heads": [{"chain": "n", "number": 1, "hash": "0" * 63}]},
            "heads[0]: is no head",
            id="a short hash",
        ),
        pytest.param(
            {"heads": [{"chain": "n", "number": 1, "hash": "0" * 64}] * 2},
            "heads[1]: n comes twice",
            id="a chain twice",
        ),
    ],
)
def test_files_that_are_no_heads_are_refused(document: object, issues: str) -> None:
    """A file of heads that cannot be read would pass for one that names nothing."""
    with pytest.raises(InvalidDocument) as raised:
        read_document(document)

    assert [str(issue) for issue in raised.value.issues] == [issues.removeprefix(": ")]
