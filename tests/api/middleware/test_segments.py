"""Ids in paths: every letter is part of an id, and nothing of a path is ambiguous."""

import json
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.slashes import SLASH
from scheduler.database.base import LONGEST_ID
from tests.api.bare import Bare, called


def asked(bare: Bare, path: str) -> tuple[int, dict[str, object]]:
    """The answer to a path as it is written."""
    key = {"Authorization": f"Bearer {bare.text}"}
    status, _, body = called(bare.app, "GET", path.encode("latin-1"), **key)
    return status, json.loads(body)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("things/a", "a"),
        ("things/a%2Fb", "a/b"),
        ("things/a%2fb", "a/b"),
        ("things/%2F%2F", "//"),
        ("things/a%252Fb", "a%2Fb"),
        ("things/a+b%20c", "a+b c"),
        ("things/%C3%A5l", "ål"),
        ("things/%F0%9F%98%80", "😀"),
        ("things/a%3Fb%23c", "a?b#c"),
        ("things/a;b,c", "a;b,c"),
        ("things/%2e%2e", ".."),
        ("things/a%2Fparts%2Fb", "a/parts/b"),
        ("things/a%2Fb/parts/c%2Fd", "a/b c/d"),
    ],
)
def test_an_id_is_one_segment(bare_service: Bare, path: str, name: str) -> None:
    """
    A slash that is written `%2F` is a letter of the id, whatever follows it.
    """
    assert asked(bare_service, f"/api/v1/{path}") == (200, {"name": name})


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("things/%FF", 400, id="no UTF-8"),
        pytest.param("things/%C3", 400, id="half a letter"),
        pytest.param("things/%ED%A0%80", 400, id="half of a pair"),
        pytest.param("things/%C0%AF", 400, id="a slash in too many bytes"),
        pytest.param("things/a%00b", 400, id="NUL"),
        pytest.param("things/%EF%B7%90", 400, id="what stands for a slash here"),
        pytest.param("things?limit=%FF", 400, id="no UTF-8 after the path"),
        pytest.param("things?cursor=%00", 400, id="NUL after the path"),
        pytest.param("things/\xe5", 400, id="a bare letter of Latin-1"),
        pytest.param("things/%0A", 422, id="a line break"),
        pytest.param("things/%7F", 422, id="a control letter"),
        pytest.param("things/%E2%80%AE", 422, id="a letter that turns others round"),
        pytest.param("things/" + "a" * (LONGEST_ID + 1), 422, id="too long"),
        pytest.param("things/a/b", 404, id="a slash too many"),
        pytest.param("things/", 404, id="an empty segment"),
        pytest.param("things//parts/b", 404, id="an empty segment in between"),
        pytest.param("things/a/", 404, id="a slash at the end"),
    ],
)
def test_what_is_no_id_is_refused(bare_service: Bare, path: str, status: int) -> None:
    """
    As a problem; no path is put right and sent elsewhere.
    """
    found, body = asked(bare_service, f"/api/v1/{path}")

    assert (found, body["status"]) == (status, status)
    assert str(body["type"]).startswith("urn:tracerplan:problem:")


IDS = st.text(
    st.characters(exclude_categories=["C", "Zl", "Zp", "Zs"]) | st.sampled_from(" /%+"),
    min_size=1,
    max_size=LONGEST_ID,
).filter(str.isprintable)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(IDS, IDS)
def test_every_id_finds_its_way(bare_service: Bare, one: str, other: str) -> None:
    """
    Whatever letters two ids have, they come out as they went in.
    """
    path = f"/api/v1/things/{quote(one, safe='')}/parts/{quote(other, safe='')}"

    assert SLASH not in one
    assert asked(bare_service, path) == (200, {"name": f"{one} {other}"})
