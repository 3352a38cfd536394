"""The document says of every operation what it needs, takes and answers."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from api.app import routed
from api.openapi import PERMISSION
from api.problems import MEDIA_TYPE
from scheduler.access.permissions import Permission

OPEN = {"health", "readiness", "metrics"}
"""Operations that need no key."""


class Operation(NamedTuple):
    """One of the document."""

    path: str
    method: str
    told: dict[str, Any]

    @property
    def id(self) -> str:
        """What it goes by."""
        return str(self.told.get("operationId"))

    @property
    def parameters(self) -> set[str]:
        """Names of its parameters."""
        return {each["name"] for each in self.told.get("parameters", ())}


DOCUMENT = routed().openapi()


def operations() -> Iterator[Operation]:
    """All operations of the document."""
    for path, methods in DOCUMENT["paths"].items():
        for method, told in methods.items():
            yield Operation(path, method, told)


OPERATIONS = list(operations())
IDS = [each.id for each in OPERATIONS]


def test_operations_go_by_names_of_their_own() -> None:
    """
    Verb and noun in small letters, each once.
    """
    assert len(set(IDS)) == len(IDS)
    assert not [each for each in IDS if not re.fullmatch(r"[a-z]+(_[a-z]+)*", each)]


@pytest.mark.parametrize("operation", OPERATIONS, ids=IDS)
def test_every_operation_is_described(operation: Operation) -> None:
    """
    By one line, under one tag that is explained.
    """
    tags = {each["name"] for each in DOCUMENT["tags"]}
    line = operation.told.get("description", operation.told.get("summary", ""))

    assert len(operation.told["tags"]) == 1
    assert set(operation.told["tags"]) <= tags
    assert line
    assert line.strip().endswith((".", "?"))


@pytest.mark.parametrize("operation", OPERATIONS, ids=IDS)
def test_every_operation_needs_one_permission(operation: Operation) -> None:
    """
    And a key, unless it tells nothing of anybody.
    """
    if operation.id in OPEN:
        assert PERMISSION not in operation.told
        assert "security" not in operation.told
        return

    assert operation.path.startswith("/api/v1/")
    assert operation.told[PERMISSION] in set(Permission)
    assert operation.told["security"] == [{"bearer": []}]


@pytest.mark.parametrize("operation", OPERATIONS, ids=IDS)
def test_what_changes_something_is_a_post_with_a_key(operation: Operation) -> None:
    """
    And what only tells takes none.
    """
    assert operation.method in {"get", "post"}
    takes_key = "Idempotency-Key" in operation.parameters
    assert takes_key is (operation.method == "post")
    assert operation.method == "post" or "requestBody" not in operation.told


@pytest.mark.parametrize("operation", OPERATIONS, ids=IDS)
def test_refusals_are_problems(operation: Operation) -> None:
    """
    Each status that it may refuse with is told, in one form.
    """
    refusals = {
        status: told
        for status, told in operation.told["responses"].items()
        if int(status) >= 400
    }
    expected = {"400", "401", "403", "404", "422", "503"}
    if operation.method == "post":
        expected |= {"409", "412", "413"}

    if operation.id not in OPEN:
        assert refusals.keys() >= expected
    for told in refusals.values():
        (kind,) = told["content"]
        assert kind == MEDIA_TYPE
        reference = told["content"][kind]["schema"]["$ref"]
        assert reference == "#/components/schemas/Problem"


@pytest.mark.parametrize("operation", OPERATIONS, ids=IDS)
def test_what_is_told_has_a_schema(operation: Operation) -> None:
    """
    No answer is just anything.
    """
    good = {
        status: told
        for status, told in operation.told["responses"].items()
        if 200 <= int(status) < 300
    }

    assert good
    for status, told in good.items():
        if status == "204":
            continue
        for content in told["content"].values():
            assert content.get("schema") or content.get("itemSchema"), told


def test_every_reference_leads_somewhere() -> None:
    """
    And every schema is used.
    """
    named = set(re.findall(r"#/components/schemas/([\w.-]+)", str(DOCUMENT)))

    assert named == set(DOCUMENT["components"]["schemas"])


def test_requests_have_examples() -> None:
    """
    Somebody who reads the document sees what to send.
    """
    missing = set()
    for operation in OPERATIONS:
        body = operation.told.get("requestBody")
        if body is None:
            continue
        schema = body["content"]["application/json"]["schema"]
        name = schema.get("$ref", "").rsplit("/", 1)[-1]
        target = DOCUMENT["components"]["schemas"].get(name, schema)
        if target.get("properties") and not target.get("examples"):
            missing.add(operation.id)

    assert missing == {"import_planning_file"}  # the demo file is one
