"""The hash of an entry covers every letter of it, and where each field ends."""

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.audit.chain import Content, hash_of
from tests.scheduler.audit.trails import CONTENT

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
CONTENTS = st.builds(
    Content,
    chain=TEXTS,
    number=st.integers(0, 10**6),
    at=TEXTS,
    actor=TEXTS,
    action=TEXTS,
    reason=st.none() | TEXTS,
    request_id=st.none() | TEXTS,
    changes=TEXTS,
    previous_hash=TEXTS,
)


def test_the_hash_is_the_one_that_is_documented() -> None:
    """Nine fields of canonical JSON, each behind its length in eight bytes."""
    fields = [
        b'"norway"',
        b"1",
        b'"2026-11-23T09:30:00.000000Z"',
        b'"key:4711"',
        b'"import"',
        b"null",
        b'"r-1"',
        CONTENT.changes.encode(),
        b'"' + b"0" * 64 + b'"',
    ]
    written = b"".join(len(each).to_bytes(8, "big") + each for each in fields)

    assert hash_of(CONTENT) == hashlib.sha256(written).hexdigest()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(
            {"actor": "key:4711", "action": "import"},
            {"actor": "key:471", "action": "1import"},
            id="a letter moved to the next field",
        ),
        pytest.param(
            {"actor": "", "action": "import"},
            {"actor": "import", "action": ""},
            id="a whole field moved",
        ),
        pytest.param(
            {"reason": "a", "request_id": None},
            {"reason": None, "request_id": "a"},
            id="a reason made a request",
        ),
        pytest.param({"reason": None}, {"reason": ""}, id="nothing made empty"),
        pytest.param({"reason": None}, {"reason": "null"}, id="nothing made a word"),
        pytest.param(
            {"actor": 'a","b'}, {"actor": "a", "action": "b"}, id="a quotation mark"
        ),
        pytest.param(
            {"number": 1, "at": "2"}, {"number": 12, "at": ""}, id="a digit moved"
        ),
        pytest.param(
            {"reason": "é"}, {"reason": "e\u0301"}, id="letters that look alike"
        ),
    ],
)
def test_no_two_entries_are_hashed_alike(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    """Boundaries between fields cannot be moved, and nothing differs from empty."""
    first, second = (hash_of(CONTENT._replace(**each)) for each in (one, other))

    assert first != second


@given(CONTENTS, CONTENTS)
def test_equal_hashes_mean_equal_entries(one: Content, other: Content) -> None:
    """Of any two entries the hashes are equal if and only if the entries are."""
    assert (hash_of(one) == hash_of(other)) == (one == other)


@given(CONTENTS, st.data())
def test_every_field_counts(content: Content, data: st.DataObject) -> None:
    """Whatever field is exchanged, the hash is another one."""
    name = data.draw(st.sampled_from(Content._fields))
    value: Any = data.draw(st.integers(0, 9) if name == "number" else TEXTS)
    changed = content._replace(**{name: value})

    assert (hash_of(changed) == hash_of(content)) == (changed == content)
