"""Hostile values in every field of every operation: what is sent, what is checked."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote_from_bytes

from jsonschema_rs import Draft202012Validator

from tests.api.attacks.asking import Answer, Request
from tests.api.attacks.hostile_bodies import Raw, raw_bodies
from tests.api.attacks.hostile_values import MARK, VALUES
from tests.api.attacks.ids import ids_of
from tests.api.attacks.operations import Operation
from tests.api.attacks.people import Attacker
from tests.api.attacks.siege import Siege
from tests.api.attacks.table import request_of, sample
from tests.api.attacks.tenants import A

HEADERS = (
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "Authorization",
    "Accept",
    "X-Request-ID",
    "Content-Length",
    "Last-Event-ID",
    "Transfer-Encoding",
)
WITH_ALL_HEADERS = frozenset({"get_visit", "hold_slot"})
"""One operation that asks and one that changes: headers are read before all others."""

_MOST_FIELDS = 40

_OK, _REFUSED, _FAILED = 200, 400, 500
_TEXTS = [each for each in VALUES if isinstance(each, str)]


@dataclass(frozen=True)
class Attack:
    """
    One hostile request.

    Parameters
    ----------
    names_something
        Whether the value stands for an id, which may be named where it is not found.
    must_fail
        Whether there is no reading in which it is fine.
    """

    operation: Operation
    where: str
    request: Request
    names_something: bool = False
    must_fail: bool = False


def field_paths(schema: Mapping[str, Any], body: Any) -> Iterator[tuple[Any, ...]]:
    """Paths to all fields of a body: those that are sent, and those that might be."""
    if isinstance(body, list):
        for index, each in enumerate(body[:1]):
            for path in field_paths({}, each):
                yield (index, *path)
        return
    if not isinstance(body, dict):
        return
    for name in dict.fromkeys([*body, *schema.get("properties", {})]):
        yield (name,)
        for path in field_paths({}, body.get(name)):
            yield (name, *path)


def _with(body: Any, path: Sequence[Any], value: Any) -> Any:
    made = copy.deepcopy(body)
    inside = made
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = value
    return made


class Hostile:
    """Makes the attacks on one operation."""

    def __init__(self, siege: Siege, operation: Operation) -> None:
        self._operation = operation
        self._sent = sample(siege.world, A, operation)
        self._fine = request_of(operation, self._sent, {})
        self._ids = ids_of(siege.world, A)

    def places(self) -> list[tuple[str, Any]]:
        """Everywhere where something can be sent."""
        operation, sent = self._operation, self._sent
        found: list[tuple[str, Any]] = [("path", name) for name in sent.path]
        found += [("query", name) for name in operation.query_names]
        found += [("query", "unknown")]
        found += [("header", name) for name in self._headers()]
        if operation.body is not None:
            paths = list(field_paths(operation.body, sent.body))
            if len(paths) > _MOST_FIELDS:
                # A planning file: what is inside is attacked with the file's own tests.
                paths = [each for each in paths if len(each) == 1]
            found += [("body", path) for path in paths]
            found += [("body", ("unknown",)), ("raw", None)]
        return found

    def _headers(self) -> list[str]:
        """All headers where they are read alike for all; else two, in turn."""
        if self._operation.id in WITH_ALL_HEADERS:
            return list(HEADERS)
        first = sum(self._operation.id.encode()) % len(HEADERS)
        return [HEADERS[first], HEADERS[first - 3]]

    def values(self, place: tuple[str, Any]) -> Sequence[Any]:
        """What is sent at a place."""
        where, _ = place
        if where == "raw":
            return self._raw
        return _TEXTS if where == "header" else VALUES

    def attack(self, place: tuple[str, Any], value: Any) -> Attack:
        """An attack at one place."""
        where, name = place
        if where == "raw":
            return self._with_body(value)
        if where == "body":
            return self._in_body(name, value)
        return self._on_line(where, name, _written(value))

    def _in_body(self, path: Sequence[Any], value: Any) -> Attack:
        body = _with(self._sent.body, path, value)
        data = json.dumps(body).encode()
        fine = self._fine
        request = Request(fine.method, fine.path, fine.query, fine.headers, data)
        is_wrong = not _fits(self._operation.body or {}, body)
        is_file = "schema_version" in self._sent.body
        is_named = is_file or path[-1] in self._ids
        return Attack(self._operation, f"body {path}", request, is_named, is_wrong)

    def _on_line(self, where: str, name: str, value: bytes) -> Attack:
        fine, told = self._fine, f"{where} {name}"
        path, query, headers = fine.path, fine.query, fine.headers
        if where == "path":
            marked = request_of(
                self._operation, self._sent.with_id(("path", name), MARK), {}
            )
            encoded = quote_from_bytes(value, safe="").encode()
            path = marked.path.replace(MARK.encode(), encoded)
        elif where == "query":
            left = [
                e for e in query.split(b"&") if not e.startswith(f"{name}=".encode())
            ]
            encoded = quote_from_bytes(value, safe="").encode()
            query = b"&".join([*filter(None, left), name.encode() + b"=" + encoded])
        else:
            key = name.lower().encode()
            rest = [each for each in headers if each[0] != key]
            # A server refuses such letters before the application sees them.
            clean = value.replace(b"\r", b"").replace(b"\n", b"").replace(b"\0", b"")
            headers = (*rest, (key, clean))
        request = Request(fine.method, path, query, headers, fine.body)
        return Attack(self._operation, told, request, where == "path")

    @cached_property
    def _raw(self) -> list[Raw]:
        return list(raw_bodies(self._sent.body))

    def _with_body(self, raw: Raw) -> Attack:
        fine = self._fine
        headers = [each for each in fine.headers if each[0] != b"content-type"]
        sent = (*headers, (b"content-type", raw.kind))
        request = Request(fine.method, fine.path, fine.query, sent, raw.data)
        told = f"raw {raw.name}"
        return Attack(self._operation, told, request, must_fail=not raw.may_be_read)


def _fits(schema: Mapping[str, Any], body: Any) -> bool:
    try:
        return Draft202012Validator(dict(schema)).is_valid(body)
    except ValueError:
        return True  # it has letters that the validator itself cannot read


def _written(value: object) -> bytes:
    text = value if isinstance(value, str) else json.dumps(value)
    return text.encode("utf-8", "surrogatepass")


def require_sound(siege: Siege, attack: Attack, attacker: Attacker) -> Answer:
    """Send it; whatever is refused is refused in our form, without repeating it."""
    is_signing = attack.where == "header Authorization"
    who = siege.world.people["anonymous"] if is_signing else attacker
    answer = siege.ask(attack.request, who)
    told = (
        f"{attack.operation.id}, {attack.where}: {attack.request.told()[:700]} -> "
        f"{answer.status} {answer.body[:700]!r}"
    )
    assert _OK <= answer.status < _FAILED, told
    assert not attack.must_fail or answer.status >= _REFUSED, f"taken: {told}"
    if answer.status >= _REFUSED:
        assert answer.code, f"no problem: {told}"
        assert answer.json["status"] == answer.status, told
        is_named = attack.names_something
        issues = json.dumps(answer.json.get("issues", []))
        assert is_named or MARK not in issues, f"repeated: {told}"
    for name, value in answer.headers.items():
        assert MARK not in value or name in {"location", "x-request-id"}, told
    return answer
