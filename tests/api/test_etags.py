"""ETags change with what they stand for, and with nothing else."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from api.etags import etag_of_key, etag_of_rows, is_known, not_modified
from scheduler.access.models import ApiKey
from scheduler.access.roles import Role
from scheduler.idempotency.models import GivenReply
from scheduler.trials.participants import Weight
from tests.api.bare import Bare
from tests.api.service import START


def a_key(**given: Any) -> ApiKey:
    """A row with values of all kinds."""
    usual = {
        "id": "0123456789ab",
        "name": "planning",
        "secret_hash": "0" * 64,
        "role": Role.PLANNER,
        "scope": {"network": ["a"]},
        "created_at": START,
        "created_by": "test",
    }
    return ApiKey(**(usual | given))


@pytest.mark.parametrize(
    "given",
    [
        {"id": "another"},
        {"name": ""},
        {"role": Role.AUDITOR},
        {"scope": {"network": ["b"]}},
        {"scope": {}},
        {"created_at": START + timedelta(microseconds=1)},
        {"expires_at": START},
        {"revoked_by": "null"},
    ],
)
def test_every_column_counts(given: dict[str, Any]) -> None:
    """
    Whatever changes in a row changes its ETag; the same row has the same.
    """
    assert etag_of_rows([a_key(**given)]) != etag_of_rows([a_key()])
    assert etag_of_rows([a_key(**given)]) == etag_of_rows([a_key(**given)])


def test_rows_are_told_apart_by_place() -> None:
    """
    A row that is not there is something, too; order counts.
    """
    one, other = a_key(), a_key(name="other")
    found = [
        etag_of_rows(each)
        for each in ([], [None], [one], [None, one], [one, None], [one, other])
    ]

    assert len(set(found)) == len(found)
    assert etag_of_rows([one, other]) != etag_of_rows([other, one])


def test_bytes_and_decimals_count() -> None:
    """
    Columns that JSON has no word for are read as well.
    """
    replies = [GivenReply(actor="a", key="k", body=each) for each in (b"", b"\xff")]
    weights = [Weight(weight_kg=Decimal(each)) for each in ("70.5", "70.6")]

    assert etag_of_rows(replies[:1]) != etag_of_rows(replies[1:])
    assert etag_of_rows(weights[:1]) != etag_of_rows(weights[1:])


def test_a_row_has_the_etag_of_what_is_committed(bare_service: Bare) -> None:
    """
    Read in another session, it is the same; one that is not there has one, too.
    """
    key_id = bare_service.text.split("_")[1]
    with bare_service.database.reading() as session:
        first = etag_of_key(session, ApiKey, key_id)
        missing = etag_of_key(session, ApiKey, "missing")
    with bare_service.database.reading() as session:
        second = etag_of_key(session, ApiKey, key_id)

    assert first == second
    assert missing == etag_of_rows([None])


def asked(header: str | None) -> Request:
    """A request with this ``If-None-Match``."""
    headers = [] if header is None else [(b"if-none-match", header.encode("latin-1"))]
    return Request({"type": "http", "headers": headers})


@pytest.mark.parametrize(
    ("header", "is_one"),
    [
        (None, False),
        ("", False),
        ('"a"', True),
        ('W/"a"', True),
        ('"b", "a"', True),
        ('"b","a" ', True),
        ("*", True),
        ("a", False),
        ('"b"', False),
        ('"A"', False),
        ('w/"a"', False),
        ('"a', False),
    ],
)
def test_what_a_caller_has_is_known(header: str | None, is_one: bool) -> None:
    """
    One of several, weak or not, or whatever there is.
    """
    assert is_known(asked(header), '"a"') is is_one


@given(st.text(st.characters(max_codepoint=255)))
def test_no_header_fails(header: str) -> None:
    """
    Whatever somebody sends.
    """
    assert is_known(asked(header), '"a"') in {True, False}


def test_what_is_known_is_not_sent_again() -> None:
    """
    An answer without a body, with the ETag.
    """
    answer = not_modified('"a"')

    assert (answer.status_code, answer.body) == (304, b"")
    assert answer.headers["ETag"] == '"a"'
