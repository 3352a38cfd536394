"""Places lead to where in the caller's own document something is."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.bodies import BadBody
from api.places import Places, pointing_into
from scheduler.errors import Invalid
from solver.document_places import place_of
from solver.errors import InvalidDocument, Issue
from tests.api.service import Service, week

DOCUMENT: dict[str, Any] = {
    "visits": [
        {"id": "V1", "weight_kg": 1, "parts": [1, {"id": "x]y"}]},
        {"id": "V2.a[0]", "a.b": {"c": 1}, "a": {"b": 2}},
        {"name": "no id"},
        {"id": "V1"},
        7,
    ],
    "horizon": {"days": 1},
}


@pytest.mark.parametrize(
    ("place", "path"),
    [
        ("", ()),
        ("horizon.days", ("horizon", "days")),
        ("horizon.zone", ("horizon", "zone")),
        ("visits", ("visits",)),
        ("visits[V1].weight_kg", ("visits", 0, "weight_kg")),
        ("visits[V1].parts[0]", ("visits", 0, "parts", 0)),
        ("visits[V1].parts[x]y]", ("visits", 0, "parts", 1)),
        ("visits[V1].parts[x]y].id", ("visits", 0, "parts", 1, "id")),
        ("visits[V2.a[0]].a.b.c", ("visits", 1, "a.b", "c")),
        ("visits[2].name", ("visits", 2, "name")),
        ("visits[4]", ("visits", 4)),
        ("visits[V9].name", ("visits",)),
        ("visits[V1].parts[0].id", ("visits", 0, "parts", 0)),
        ("nothing", ("nothing",)),
        ("no thing", None),
        ("[0]", None),
    ],
)
def test_a_place_is_followed_as_far_as_it_goes(
    place: str, path: tuple[int | str, ...] | None
) -> None:
    """
    By ids, by positions, and by keys that look like both.
    """
    assert Places(DOCUMENT).path(place) == path


KEYS = st.sampled_from(["id", "a", "a.b", "b[0]", "c]", "0"])
VALUES = st.recursive(
    st.none() | st.integers(0, 3) | KEYS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner),
    max_leaves=25,
)


@given(VALUES, st.data())
def test_what_a_place_leads_to_is_called_like_it(
    document: Any, data: st.DataObject
) -> None:
    """
    Whatever path a place was made of: the one found is called the same.
    """
    path: list[int | str] = []
    value = document
    while isinstance(value, dict | list) and value and data.draw(st.booleans()):
        steps = list(value) if isinstance(value, dict) else range(len(value))
        step: Any = data.draw(st.sampled_from(list(steps)))
        path.append(step)
        value = value[step]
    place = place_of(tuple(path), document)
    found = Places(document).path(place)

    assert found is not None
    assert place.startswith(place_of(found, document))


def test_places_of_very_many_keys_are_found_soon() -> None:
    """
    Looking through all keys for each of them would take minutes.
    """
    places = Places({str(number): number for number in range(20_000)})

    began_s = time.process_time()
    found = [places.path(str(number)) for number in range(20_000)]

    assert found == [(str(number),) for number in range(20_000)]
    assert time.process_time() - began_s < 5


@pytest.mark.parametrize("kind", [Invalid, InvalidDocument])
def test_issues_are_told_at_their_pointers(
    kind: type[Invalid | InvalidDocument],
) -> None:
    """
    Of use cases and of documents alike; what is of no field says so itself.
    """
    issues = [Issue("visits[V1].weight_kg", "too heavy"), Issue("", "odd")]

    with pytest.raises(BadBody) as raised, pointing_into(json.dumps(DOCUMENT).encode()):
        raise kind(issues)

    told = [(each.pointer, each.detail) for each in raised.value.issues]
    assert told == [("/visits/0/weight_kg", "too heavy"), ("", "odd")]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_document_has_no_places(body: bytes) -> None:
    """
    The issues are told all the same.
    """
    with pytest.raises(BadBody) as raised, pointing_into(body):
        raise InvalidDocument([Issue("visits[V1]", "is wrong")])

    assert [each.detail for each in raised.value.issues] == ["is wrong"]


def test_a_planning_file_is_refused_at_its_pointers(sqlite_service: Service) -> None:
    """
    Each leads into the file that was sent.
    """
    file = json.loads(week())
    file["participants"][3]["weight_kg"] = -1
    file["sites"][1]["zone"] = "Nowhere/Else"
    file["unknown"] = 1
    administrator = sqlite_service.administrator
    answer = administrator.post("networks", file)
    misnamed = administrator.post(
        "networks", json.loads(week()), params={"network_id": "system"}
    )

    assert answer.status_code == 422
    pointers = {each["pointer"] for each in answer.json()["issues"]}
    assert {"/participants/3/weight_kg", "/sites/1/zone", "/unknown"} <= pointers
    assert misnamed.status_code == 422
    assert [each["parameter"] for each in misnamed.json()["issues"]] == ["network_id"]
