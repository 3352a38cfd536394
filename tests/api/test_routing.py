"""Parameters that nobody reads are refused, and nothing is told to strangers."""

import pytest

from tests.api.bare import Bare


@pytest.mark.parametrize("path", ["", "/a"])
def test_an_unknown_parameter_is_refused(bare_service: Bare, path: str) -> None:
    """
    A mistyped filter would give the whole list: each is told at once.
    """
    there = f"things{path}?limits=1&limit=1&site=x"
    answer = bare_service.somebody.get(there)
    problem = answer.json()

    assert (answer.status_code, problem["code"]) == (422, "invalid")
    unknown = {
        each["parameter"]: each["detail"]
        for each in problem["issues"]
        if each["detail"] == "unknown parameter"
    }
    assert unknown.keys() - {"limit"} == {"limits", "site"}
    assert ("limit" in unknown) is (path == "/a")


def test_an_unknown_parameter_of_a_change_changes_nothing(bare_service: Bare) -> None:
    """
    What is asked for under a misunderstanding is not done.
    """
    answer = bare_service.somebody.post("things?dryrun=true", {"name": "a"})

    assert answer.status_code == 422
    assert bare_service.names == []


def test_names_in_a_path_are_no_parameters(bare_service: Bare) -> None:
    """
    Nor are headers.
    """
    refused = [
        bare_service.somebody.get("things/a?thing_id=b").status_code,
        bare_service.somebody.post("things?Idempotency-Key=b").status_code,
        bare_service.somebody.post("things?If-Match=b").status_code,
    ]

    assert refused == [422] * 3


@pytest.mark.parametrize(
    ("path", "data"),
    [
        pytest.param("things", b"{", id="no JSON"),
        pytest.param("things", b"\xff", id="no letters"),
        pytest.param("things", b'{"name": NaN}', id="no number"),
        pytest.param("things", b'{"name": 1}', id="no text"),
        pytest.param("things?unknown=1", b"{}", id="an unknown parameter"),
    ],
)
@pytest.mark.parametrize("sign", ["", "Bearer tp_nobody", "Basic YTpi"])
def test_a_stranger_is_told_nothing_of_a_body(
    bare_service: Bare, path: str, data: bytes, sign: str
) -> None:
    """
    Whoever has no key that holds is asked for one, whatever they send.
    """
    answer = bare_service.raw(data, f"/api/v1/{path}", Authorization=sign)

    assert (answer["status"], answer["code"]) == (401, "unauthenticated")
    assert "issues" not in answer or answer["issues"] == []


def test_what_is_wrong_is_told_to_somebody_known(bare_service: Bare) -> None:
    """
    Body and form as before.
    """
    answer = bare_service.raw(b"{")

    assert (answer["status"], answer["code"]) == (400, "not_json")
