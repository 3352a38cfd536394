"""`schema`: JSON Schemas that describe the documents they say they do."""

import json
from typing import Any

import pytest

from scheduler.cli.main import Document
from solver.documents import write_document
from tests.scheduler.cli.command import invoke
from tests.scheduler.exports.sample_week import sample_week


def _schema(document: str) -> dict[str, Any]:
    outcome = invoke("schema", document)

    assert outcome.exit_code == 0
    assert outcome.stderr == ""
    found = json.loads(outcome.stdout)
    assert isinstance(found, dict)
    return found


def _references(schema: object) -> set[str]:
    """All that a schema refers to."""
    if isinstance(schema, dict):
        found = {schema["$ref"]} if isinstance(schema.get("$ref"), str) else set()
        return found.union(*map(_references, schema.values()))
    if isinstance(schema, list):
        return set[str]().union(*map(_references, schema))
    return set()


@pytest.mark.parametrize("document", list(Document))
def test_a_schema_is_closed_and_complete(document: Document) -> None:
    """Each schema names its dialect, refuses unknown fields, and resolves in itself."""
    schema = _schema(document.value)

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["type"] == "object"
    assert schema["additionalProperties"] is False
    assert _references(schema)
    assert _references(schema) <= {f"#/$defs/{name}" for name in schema["$defs"]}


@pytest.mark.parametrize(("document", "place"), [("problem", 0), ("result", 1)])
def test_a_document_has_the_fields_of_its_schema(document: str, place: int) -> None:
    """What is written has only fields of the schema, and all that are required."""
    schema = _schema(document)

    written = json.loads(write_document(sample_week()[place]))

    assert set(schema["required"]) <= set(written) <= set(schema["properties"])
