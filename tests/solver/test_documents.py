import json
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AwareDatetime

from solver import documents
from solver.documents import read_document, write_document
from solver.errors import InvalidDocument
from solver.problem.base import Record


class Part(Record):
    """A part with an id."""

    id: str
    weight_g: float
    count: int = 0


class Whole(Record):
    """A document of parts."""

    schema_version: Literal[1] = 1
    name: str
    made_at: AwareDatetime | None = None
    parts: tuple[Part, ...] = ()


def issues_of(data: bytes) -> list[str]:
    """What is wrong with a document, in sentences."""
    with pytest.raises(InvalidDocument) as refusal:
        read_document(data, Whole)
    return [str(issue) for issue in refusal.value.issues]


def test_written_documents_are_read_back() -> None:
    """
    Writing and reading is identity, and equal documents give equal bytes.
    """
    whole = Whole(name="Tromsø", parts=(Part(id="P1", weight_g=0.1),))
    data = write_document(whole)

    assert read_document(data, Whole) == whole
    assert write_document(read_document(data, Whole)) == data
    assert "Tromsø".encode() in data
    assert data.endswith(b"}\n")


def test_byte_order_mark_is_no_obstacle() -> None:
    """
    Some editors write one; it is not part of the document.
    """
    assert read_document(b'\xef\xbb\xbf{"name": "x"}', Whole).name == "x"


@pytest.mark.parametrize(
    ("text", "issue"),
    [
        ('{"name": 7}', "name: Input should be a valid string; got 7"),
        ('{"name": "x", "colour": 1}', "colour: unknown field"),
        ("{}", "name: required, and not there"),
        ('{"name": "x", "name": "y"}', "name: this key occurs twice"),
        ("[]", "the top level must be an object"),
        ("", "the document is empty"),
        ('{"name": "\\ud800"}', "name: half of a surrogate pair is not text"),
        (
            '{"name": "x", "schema_version": 2}',
            "schema_version: version 2 is not supported; supported is 1",
        ),
        (
            '{"name": "x", "schema_version": "1", "colour": 1}',
            "schema_version: this is not supported; supported is 1",
        ),
    ],
)
def test_documents_are_refused_with_a_reason(text: str, issue: str) -> None:
    """
    One mistake gives one issue, at its place.
    """
    assert issues_of(text.encode()) == [issue]


@pytest.mark.parametrize(
    ("number", "place"),
    [
        ('"weight_g": NaN', "weight_g"),
        ('"weight_g": Infinity', "weight_g"),
        ('"weight_g": 1e309', "weight_g"),
        ('"weight_g": true', "weight_g"),
        ('"weight_g": "1"', "weight_g"),
        ('"weight_g": 0.12345678901234567890', "weight_g"),
        ('"weight_g": 1, "count": 1.0', "count"),
        ('"weight_g": 1, "count": false', "count"),
        ('"weight_g": 1, "count": ' + "9" * 19, "count"),
        ('"weight_g": 1, "count": ' + "9" * 5000, "count"),
    ],
)
def test_numbers_are_numbers(number: str, place: str) -> None:
    """
    Whatever is not a plain finite number is refused where it stands.
    """
    issues = issues_of(f'{{"name": "x", "parts": [{{"id": "P1", {number}}}]}}'.encode())

    assert issues
    assert all(issue.startswith(f"parts[P1].{place}: ") for issue in issues)


def test_all_issues_are_reported_together() -> None:
    """
    Form and model are judged in one go, elements without an id by position.
    """
    text = (
        '{"name": "x", "made_at": "2026-03-23T08:00:00", "name": "y",'
        ' "parts": [{"id": "P1", "weight_g": NaN}, {"weight_g": 1}]}'
    )
    places = [issue.partition(":")[0] for issue in issues_of(text.encode())]

    assert set(places) == {"name", "made_at", "parts[P1].weight_g", "parts[1].id"}


@pytest.mark.parametrize("depth", [64, 1_000, 100_000])
def test_deep_nesting_is_refused(depth: int) -> None:
    """
    However deep, nesting is an issue and not a crash.
    """
    text = '{"name":' + "[" * depth + "]" * depth + "}"

    assert any("nested deeper than 64" in issue for issue in issues_of(text.encode()))


def test_large_documents_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    One byte beyond the limit is too much, the limit itself is not.
    """
    data = b'{"name": "x"}'
    monkeypatch.setattr(documents, "MAX_BYTES", len(data))

    assert read_document(data, Whole).name == "x"
    assert issues_of(data + b" ")[0].startswith("larger than")


@given(st.binary(max_size=200))
def test_random_bytes_never_raise_anything_else(data: bytes) -> None:
    """
    Bytes that are no document are refused, with at least one issue.
    """
    assert issues_of(data)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=20,
    )
)
def test_random_json_never_raises_anything_else(value: object) -> None:
    """
    JSON of any shape under a known field is refused by issues.
    """
    assert issues_of(json.dumps({"name": "x", "parts": {"p": value}}).encode())
