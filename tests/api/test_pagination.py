"""Pages put together are the list; nothing that comes or goes shifts them."""

import base64
import json
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pagination import MOST, USUAL, Page, PageAsked, SortKey, page_from, page_of
from scheduler.errors import Invalid
from tests.api.bare import Bare

Row = tuple[int, str]
Paging = Callable[[Sequence[Row], PageAsked], Page[Row]]

IDS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=5)
ROWS = st.lists(st.tuples(st.integers(0, 5), IDS), unique=True, max_size=30)


def of_list(rows: Sequence[Row], asked: PageAsked) -> Page[Row]:
    """A page of a list that is there as a whole."""
    return page_of(rows, asked, lambda row: row, lambda row: row)


def of_source(rows: Sequence[Row], asked: PageAsked) -> Page[Row]:
    """A page of a list that is read as far as needed."""

    def read(after: SortKey | None, most: int) -> Sequence[Row]:
        return [each for each in sorted(rows) if after is None or each > after][:most]

    return page_from(read, asked, lambda row: row, lambda row: row, (0, ""))


PAGINGS = st.sampled_from([of_list, of_source])


@given(PAGINGS, ROWS, st.integers(1, 7))
def test_pages_put_together_are_the_list(
    paging: Paging, rows: list[Row], limit: int
) -> None:
    """
    In order, each row once, and no page but the last is shorter than asked.
    """
    found: list[Row] = []
    cursor = None
    lengths = []
    while True:
        page = paging(rows, PageAsked(limit=limit, cursor=cursor))
        found += page.items
        lengths.append(len(page.items))
        cursor = page.next_cursor
        if cursor is None:
            break

    assert found == sorted(rows)
    assert all(each == limit for each in lengths[:-1])
    assert len(lengths) == max(1, -(-len(rows) // limit))


@given(PAGINGS, ROWS, st.lists(ROWS, max_size=10), st.integers(1, 4), st.data())
def test_nothing_that_comes_or_goes_shifts_a_page(
    paging: Paging,
    rows: list[Row],
    later: list[list[Row]],
    limit: int,
    data: st.DataObject,
) -> None:
    """
    Rows that were there all the time are told once each, whatever happens between.
    """
    there = set(rows)
    always = set(rows)
    found: list[Row] = []
    cursor = None
    for comes in [*later, []]:
        page = paging(sorted(there), PageAsked(limit=limit, cursor=cursor))
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
        goes = data.draw(st.sets(st.sampled_from(sorted(there)), max_size=2))
        there = (there - goes) | set(comes)
        always -= goes
    while cursor is not None:
        page = paging(sorted(there), PageAsked(limit=limit, cursor=cursor))
        found += page.items
        cursor = page.next_cursor

    assert found == sorted(set(found))
    assert always <= set(found)


def _cursor(value: object) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@pytest.mark.parametrize("paging", [of_list, of_source])
@pytest.mark.parametrize(
    "cursor",
    [
        pytest.param("", id="nothing"),
        pytest.param("x", id="one letter"),
        pytest.param("????", id="other letters"),
        pytest.param("å", id="letters of others"),
        pytest.param(_cursor(b"\xff"), id="no text"),
        pytest.param(_cursor(b"[1"), id="half a list"),
        pytest.param(_cursor(b"[" * 1000), id="many lists"),
        pytest.param(_cursor({"a": 1}), id="an object"),
        pytest.param(_cursor([]), id="an empty list"),
        pytest.param(_cursor([1]), id="too short"),
        pytest.param(_cursor([1, "a", 2]), id="too long"),
        pytest.param(_cursor(["a", 1]), id="the other way round"),
        pytest.param(_cursor([1, 1]), id="a number for a text"),
        pytest.param(_cursor([1.5, "a"]), id="a half"),
        pytest.param(_cursor([None, "a"]), id="null"),
        pytest.param(_cursor([True, "a"]), id="a flag"),
        pytest.param(_cursor([[1], "a"]), id="a list inside"),
        pytest.param(_cursor(b"[1e999, 1]"), id="more than all"),
        pytest.param(_cursor(b'[1, "\\ud800"]'), id="half a letter"),
        pytest.param(_cursor(b'[1, "\\u0000"]'), id="NUL"),
        pytest.param(_cursor([-1, "a"]), id="below zero"),
        pytest.param(_cursor(b"[" + b"9" * 1200 + b', "a"]'), id="many digits"),
    ],
)
def test_what_is_no_cursor_of_this_list_is_refused(paging: Paging, cursor: str) -> None:
    """
    Or it begins somewhere; it never fails otherwise.
    """
    try:
        page = paging([(1, "a"), (2, "b")], PageAsked(cursor=cursor))
    except Invalid as error:
        assert [each.place for each in error.issues] == ["cursor"]  # noqa: PT017
    else:
        assert set(page.items) <= {(1, "a"), (2, "b")}


@given(PAGINGS, st.text(max_size=50))
def test_no_text_fails_as_a_cursor(paging: Paging, cursor: str) -> None:
    """
    Whatever somebody makes up.
    """
    try:
        paging([(1, "a")], PageAsked(cursor=cursor))
    except Invalid:
        return


def test_pages_go_by_limit_and_cursor(bare_service: Bare) -> None:
    """
    Over HTTP: the usual length, another one, and on to the end.
    """
    bare_service.names = [f"{i:04}" for i in range(USUAL + 5)]
    somebody = bare_service.somebody
    first = somebody.get("things").json()
    rest = somebody.get("things", params={"cursor": first["next_cursor"]}).json()
    whole = somebody.get("things", params={"limit": MOST}).json()

    assert len(first["items"]) == USUAL
    assert [each["name"] for each in rest["items"]] == bare_service.names[USUAL:]
    assert rest["next_cursor"] is None
    assert whole["items"] == first["items"] + rest["items"]
    assert whole["next_cursor"] is None


@pytest.mark.parametrize(
    ("asked", "parameter"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": MOST + 1}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"limit": "1e3"}, "limit"),
        ({"limit": 10**30}, "limit"),
        ({"cursor": "x" * 2001}, "cursor"),
        ({"cursor": "nonsense!"}, "cursor"),
    ],
)
def test_what_cannot_be_asked_is_refused_at_its_parameter(
    bare_service: Bare, asked: dict[str, str], parameter: str
) -> None:
    """
    By the name of the parameter, and without repeating it.
    """
    answer = bare_service.somebody.get("things", params=asked)

    assert answer.status_code == 422
    (issue,) = answer.json()["issues"]
    assert issue["parameter"] == parameter
