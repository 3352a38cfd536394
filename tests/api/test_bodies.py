"""Whatever a body is made of: it is read whole, or refused without being repeated."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.bodies import BadBody, read_json
from api.problems import MOST_ISSUES
from tests.api.bare import Bare

CANARY = "canary"


def issues_of(data: bytes) -> list[tuple[str | None, str]]:
    """Where and why a body is refused."""
    with pytest.raises(BadBody) as raised:
        read_json(data)
    return [(each.pointer, each.detail) for each in raised.value.issues]


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        pytest.param(b"", 422, "invalid", id="nothing"),
        pytest.param(b"{", 400, "not_json", id="half an object"),
        pytest.param(b"{} {}", 400, "not_json", id="two objects"),
        pytest.param(b"{'name': 1}", 400, "not_json", id="other quotes"),
        pytest.param(b'{"name": tru}', 400, "not_json", id="half a word"),
        pytest.param(b'{"name": 01}', 400, "not_json", id="a zero in front"),
        pytest.param(b'{"name": "\n"}', 400, "not_json", id="a bare line break"),
        pytest.param(b"\xff", 400, "not_json", id="no UTF-8"),
        pytest.param(b'{"name": "\xed\xa0\x80"}', 400, "not_json", id="half in UTF-8"),
        pytest.param(b"\xef\xbb\xbf{}", 400, "not_json", id="a byte order mark"),
        pytest.param("{}".encode("utf-16"), 400, "not_json", id="UTF-16"),
        pytest.param(b"\0", 400, "not_json", id="a NUL byte"),
        pytest.param(b"[" * 100_000, 422, "invalid", id="100 000 lists"),
        pytest.param(b'{"a":' * 50_000, 422, "invalid", id="50 000 objects"),
        pytest.param(b"[]", 422, "invalid", id="a list"),
        pytest.param(b"null", 422, "invalid", id="null"),
        pytest.param(b'"text"', 422, "invalid", id="a text"),
        pytest.param(b'{"name": NaN}', 422, "invalid", id="NaN"),
        pytest.param(b'{"name": -Infinity}', 422, "invalid", id="less than all"),
        pytest.param(b'{"name": 1e309}', 422, "invalid", id="more than all"),
        pytest.param(b'{"name": 1e-999999}', 422, "invalid", id="less than nothing"),
        pytest.param(b'{"name": ' + b"9" * 5000 + b"}", 422, "invalid", id="digits"),
        pytest.param(b'{"name": "\\u0000"}', 422, "invalid", id="the letter NUL"),
        pytest.param(b'{"name": "\\ud800"}', 422, "invalid", id="half a letter"),
        pytest.param(b'{"\\ud800": NaN}', 422, "invalid", id="half a key"),
        pytest.param(b'{"\\u0000": 1}', 422, "invalid", id="NUL as a key"),
        pytest.param(b'{"name": "a", "name": "b"}', 422, "invalid", id="a key twice"),
        pytest.param(b'{"constructor": 1}', 422, "invalid", id="an unknown field"),
        pytest.param(b'{"name": ["a"]}', 422, "invalid", id="a list for a text"),
        pytest.param(b'{"name": ""}', 422, "invalid", id="an empty id"),
        pytest.param(b'{"name": "\\u202e"}', 422, "invalid", id="no letter to print"),
        pytest.param(b'{"name": "\\ufdd0"}', 422, "invalid", id="no letter at all"),
        pytest.param(b'{"reason": "  \\t "}', 422, "invalid", id="no reason"),
        pytest.param(b'{"flag": 1}', 422, "invalid", id="a number for a flag"),
        pytest.param(b'{"flag": "true"}', 422, "invalid", id="a text for a flag"),
        pytest.param(b'{"parts": [{"number": 1.5}]}', 422, "invalid", id="a half"),
        pytest.param(b'{"parts": [{"number": true}]}', 422, "invalid", id="a flag"),
        pytest.param(b'{"parts": [{"number": -1}]}', 422, "invalid", id="below zero"),
        pytest.param(
            b'{"parts": [{"number": 2147483648}]}', 422, "invalid", id="33 bits"
        ),
    ],
)
def test_a_hostile_body_is_refused(
    bare_service: Bare, data: bytes, status: int, code: str
) -> None:
    """
    As a problem, before anything is done.
    """
    answer = bare_service.raw(data)

    assert (answer["status"], answer["code"]) == (status, code), answer
    assert bare_service.names == []


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b'{"name": "a/b c%2F"}', "a/b c%2F"),
        (b' \n{"name":\t"\\u00e5\\ud83d\\ude00"} ', "å😀"),
        ('{"name": "å😀"}'.encode(), "å😀"),
        (b'{"parts": [{"number": 2147483647}], "flag": false, "name": "n"}', "n"),
    ],
)
def test_a_good_body_is_read_letter_by_letter(
    bare_service: Bare, data: bytes, name: str
) -> None:
    """
    Spaces, escapes and letters of all kinds.
    """
    answer = bare_service.raw(data)

    assert answer == {"status": 201, "name": name}


def test_every_issue_is_told_at_its_place(bare_service: Bare) -> None:
    """
    Pointers are those of RFC 6901, also for keys with letters of its own.
    """
    body = (
        b'{"a/b": NaN, "c~d": [1, {"id": "x", "e": Infinity}], "f": 1, "f": 2, '
        b'"g.h[0]": "\\u0000", "": 1e400, "\\ud800": NaN}'
    )
    answer = bare_service.raw(body)

    assert answer["status"] == 422
    assert [each["pointer"] for each in answer["issues"]] == [
        "/f",
        "/a~1b",
        "/c~0d/1/e",
        "/g.h[0]",
        "/",
        "",
    ]


@pytest.mark.parametrize(
    "body",
    [
        {"name": CANARY * 100},
        {"name": [CANARY]},
        {"reason": {"of": CANARY}},
        {"flag": CANARY},
        {"parts": CANARY},
        {"parts": [{"number": CANARY}]},
        {"unknown": CANARY},
        [CANARY],
        CANARY,
    ],
)
def test_what_was_sent_is_not_repeated(bare_service: Bare, body: object) -> None:
    """
    It may be about somebody.
    """
    answer = bare_service.raw(json.dumps(body).encode())

    assert answer["status"] == 422
    assert CANARY not in str(answer)


@pytest.mark.parametrize(
    "number", [b"NaN", b'{"\\u0000": 1}', b'"\\ud800"'], ids=["NaN", "key", "text"]
)
def test_a_body_of_nothing_but_mistakes_is_answered_shortly(
    bare_service: Bare, number: bytes
) -> None:
    """
    So many issues as help somebody, and not a hundred thousand.
    """
    bad = bare_service.raw(b'{"parts": [' + b",".join([number] * 12_000) + b"]}")
    wrong = bare_service.raw(b'{"parts": [' + b",".join([b"1"] * 60_000) + b"]}")

    assert len(bad["issues"]) == MOST_ISSUES
    assert len(wrong["issues"]) == MOST_ISSUES


def test_another_type_of_content_is_no_body(bare_service: Bare) -> None:
    """
    What says that it is something else is not read as JSON.
    """
    for kind in ("text/plain", "application/x-www-form-urlencoded", "nonsense"):
        answer = bare_service.raw(b'{"name": "a"}', **{"Content-Type": kind})

        assert answer["status"] == 422, kind
    assert bare_service.names == []


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    max_leaves=20,
)


@given(VALUES, st.booleans())
def test_what_is_json_is_read_as_it_is(value: Any, is_ascii: bool) -> None:
    """
    Nothing good is refused, and nothing of it lost.
    """
    assert read_json(json.dumps(value, ensure_ascii=is_ascii).encode()) == value


@given(st.binary(max_size=200))
def test_no_bytes_fail(data: bytes) -> None:
    """
    Bytes are read or refused; nothing else happens.
    """
    try:
        value = read_json(data)
    except BadBody:
        return

    assert json.loads(data) == value


@given(VALUES, st.data())
def test_a_bad_leaf_is_found_wherever_it_is(value: Any, data: st.DataObject) -> None:
    """
    The pointer leads to it.
    """
    path = data.draw(st.lists(st.sampled_from(["a", 0, "b/c", "d~e"]), max_size=8))
    bad: Any = float("nan")
    for step in reversed(path):
        bad = [bad, value] if step == 0 else {step: bad, "other": value}
    found = issues_of(json.dumps(bad).encode())

    steps = [str(each).replace("~", "~0").replace("/", "~1") for each in path]
    assert found == [("".join(f"/{each}" for each in steps), "NaN is not a number")]
