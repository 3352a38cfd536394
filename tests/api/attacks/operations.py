"""All operations there are, read off the OpenAPI document."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from api.openapi import PERMISSION
from tests.api.attacks.asking import Request, segment

_JSON = (b"content-type", b"application/json")


@dataclass(frozen=True)
class Operation:
    """
    One operation.

    Parameters
    ----------
    body
        The schema of its body, references resolved; ``None``: it has none.
    """

    id: str
    method: str
    path: str
    parameters: tuple[Mapping[str, Any], ...]
    body: Mapping[str, Any] | None
    permission: str | None

    @property
    def path_names(self) -> list[str]:
        """Names of the parameters in the path."""
        return [each["name"] for each in self.parameters if each["in"] == "path"]

    @property
    def query_names(self) -> list[str]:
        """Names of the parameters of the query."""
        return [each["name"] for each in self.parameters if each["in"] == "query"]

    @property
    def is_change(self) -> bool:
        """Whether it has to be sent with an idempotency key."""
        return any(each["name"] == "Idempotency-Key" for each in self.parameters)

    def request(
        self,
        path: Mapping[str, object],
        query: Mapping[str, object],
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Request:
        """A request of it, each part encoded as it has to be."""
        line = self.path.encode()
        for name in self.path_names:
            line = line.replace(b"{%s}" % name.encode(), segment(str(path[name])))
        sent = [(k.lower().encode(), v.encode()) for k, v in (headers or {}).items()]
        data = b""
        if self.body is not None:
            data = json.dumps(body).encode()
            sent.append(_JSON)
        asked = "&".join(f"{k}={quote(str(v), safe='')}" for k, v in query.items())
        return Request(self.method, line, asked.encode(), tuple(sent), data)


def operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    """All operations of a document, in its order."""
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            yield Operation(
                id=told["operationId"],
                method=method.upper(),
                path=path,
                parameters=tuple(told.get("parameters", ())),
                body=_body_of(document, told),
                permission=told.get(PERMISSION),
            )


def _body_of(
    document: Mapping[str, Any], told: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    if "requestBody" not in told:
        return None
    (content,) = told["requestBody"]["content"].values()
    resolved: Mapping[str, Any] = _resolved(document, content.get("schema", {}))
    return resolved


def _resolved(document: Mapping[str, Any], schema: Any, depth: int = 0) -> Any:
    """A schema without references; deeper ones than anybody sends are left out."""
    if depth > 12:
        return {}
    if isinstance(schema, list):
        return [_resolved(document, each, depth) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        found = document["components"]["schemas"][name]
        return _resolved(document, found, depth + 1)
    return {key: _resolved(document, each, depth) for key, each in schema.items()}
