"""Every answer carries its id, and what keeps it out of caches and pages."""

import logging
from collections.abc import AsyncIterator

import httpx2
import pytest
from fastapi.responses import StreamingResponse

from scheduler.errors import NotFound
from tests.api.bare import Bare, called

ALWAYS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
THERE = "/api/v1/things"


def headers_of(response: httpx2.Response) -> dict[str, str | None]:
    """Those headers that every answer has."""
    return {name: response.headers.get(name) for name in ALWAYS}


def answers(bare: Bare) -> dict[int, httpx2.Response]:
    """One answer of each status."""
    somebody, nobody = bare.somebody, bare.nobody
    found = [
        somebody.get(f"{THERE}/a"),
        somebody.post(THERE, {"name": "a"}),
        bare.client.post(
            THERE, json={}, headers={"Authorization": f"Bearer {bare.text}"}
        ),
        nobody.get(f"{THERE}/a"),
        somebody.get("/nowhere"),
        bare.client.delete(THERE),
        somebody.post(THERE, {"name": "x" * 500_000}),
        somebody.post(THERE, {"unknown": 1}),
    ]
    bare.error = RuntimeError("canary")
    found.append(somebody.get(f"{THERE}/a"))
    return {each.status_code: each for each in found}


def test_every_answer_carries_them(bare_service: Bare) -> None:
    """
    Also those that the framework makes, and those to our own defects.
    """
    found = answers(bare_service)

    assert sorted(found) == [200, 201, 400, 401, 404, 405, 413, 422, 500]
    assert {
        status: headers_of(each) for status, each in found.items()
    } == dict.fromkeys(found, ALWAYS)
    ids = [each.headers["X-Request-ID"] for each in found.values()]
    assert len(set(ids)) == len(ids)
    for status, each in found.items():
        if status >= 400:
            assert each.headers["Content-Type"] == "application/problem+json"
            assert each.json()["request_id"] == each.headers["X-Request-ID"]
            assert each.json()["status"] == status


def test_a_defect_is_not_told(
    bare_service: Bare, caplog: pytest.LogCaptureFixture
) -> None:
    """
    The log has it, under the id that the caller was told.
    """
    bare_service.error = RuntimeError("canary")
    with caplog.at_level(logging.ERROR, "tracerplan"):
        answer = bare_service.somebody.get(f"{THERE}/a")

    assert answer.status_code == 500
    assert answer.json()["code"] == "defect"
    assert "canary" not in answer.text
    (record,) = caplog.records
    assert answer.json()["request_id"] in record.getMessage()
    assert record.exc_info is not None


def test_no_line_of_the_log_names_an_object(
    bare_service: Bare, caplog: pytest.LogCaptureFixture
) -> None:
    """
    Routes are told by their templates; neither ids nor keys nor bodies are.
    """
    secret = bare_service.text.rsplit("_", 1)[1]
    bare_service.error = NotFound("thing", "canary")
    with caplog.at_level(logging.DEBUG, "tracerplan"):
        bare_service.somebody.get(f"{THERE}/canary")
        bare_service.somebody.get(f"{THERE}/canary?canary=canary")
        bare_service.somebody.post(THERE, {"name": "canary"}, once="canary")
        bare_service.nobody.get("/canary")

    ours = [each for each in caplog.records if each.name.startswith("tracerplan.")]
    told = [each.getMessage() for each in ours]
    assert len(told) == 4
    assert "GET /api/v1/things/{thing_id} 404" in told[0]
    assert "GET /api/v1/things/{thing_id} 422" in told[1]
    assert "POST /api/v1/things 201" in told[2]
    assert "GET none 404" in told[3]
    written = str([vars(each) for each in ours])
    assert "canary" not in written
    assert secret not in written


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [
        ("r-1.A_b", True),
        ("x" * 64, True),
        ("x" * 65, False),
        ("", False),
        ("a b", False),
        ("a\tb", False),
        ("å", False),
        ('"><script>', False),
        ("a,b", False),
    ],
)
def test_the_id_of_a_caller_is_kept_if_it_is_one(
    bare_service: Bare, given: str, is_kept: bool
) -> None:
    """
    Whatever else they send gets an id of ours.
    """
    _, headers, _ = called(
        bare_service.app, "GET", b"/healthz", **{"X-Request-ID": given}
    )

    assert (headers["x-request-id"] == given) is is_kept
    assert headers["x-request-id"]


def test_what_fails_half_way_does_not_look_whole(bare_service: Bare) -> None:
    """
    A defect after the answer has begun ends the connection.
    """

    async def half() -> AsyncIterator[bytes]:
        yield b"half"
        raise RuntimeError("canary")

    bare_service.app.add_api_route(
        "/half", lambda: StreamingResponse(half()), response_model=None
    )
    with pytest.raises(RuntimeError, match="canary"):
        called(bare_service.app, "GET", b"/half")
