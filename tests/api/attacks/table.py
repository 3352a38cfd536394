"""All rows, and the requests they stand for."""

from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from tests.api.attacks import (
    rows_of_access,
    rows_of_notices,
    rows_of_outages,
    rows_of_participants,
    rows_of_plans,
    rows_of_supply,
    rows_of_trials,
    rows_of_visits,
)
from tests.api.attacks.asking import Request
from tests.api.attacks.ids import ids_of
from tests.api.attacks.operations import Operation
from tests.api.attacks.rows import Row
from tests.api.attacks.siege import Siege
from tests.api.attacks.tenants import Tenant
from tests.api.attacks.world import World

PARTS = (
    rows_of_access.ROWS,
    rows_of_plans.ROWS,
    rows_of_notices.ROWS,
    rows_of_outages.ROWS,
    rows_of_participants.ROWS,
    rows_of_visits.ROWS,
    rows_of_supply.ROWS,
    rows_of_trials.ROWS,
)

TABLE: Mapping[str, Row] = dict(ChainMap(*PARTS))
"""By operation id."""

_NUMBERS = count(1)

Place = tuple[str, str]
"""Path, query or body, and the name of an id there."""


@dataclass(frozen=True)
class Sent:
    """What a request is made of, before it is written down."""

    path: Mapping[str, object]
    query: Mapping[str, object]
    body: Any

    def with_id(self, place: Place, id: object) -> "Sent":
        """The same, with another id at one place."""
        where, name = place
        if where == "path":
            return Sent({**self.path, name: id}, self.query, self.body)
        if where == "query":
            return Sent(self.path, {**self.query, name: id}, self.body)
        return Sent(self.path, self.query, _replaced(self.body, name, id))

    def id_at(self, place: Place) -> object:
        """The id that stands at a place now."""
        where, name = place
        if where == "body":
            return next(value for key, value in _leaves(self.body) if key == name)
        return (self.path if where == "path" else self.query)[name]


def with_a_row(siege: Siege) -> list[Operation]:
    """All operations that are in the table."""
    return [each for each in siege.by_id.values() if each.id in TABLE]


def sample(world: World, tenant: Tenant, operation: Operation) -> Sent:
    """What one sponsor would send."""
    row, ids = TABLE[operation.id], ids_of(world, tenant)
    path = {name: ids.get(name, "") for name in operation.path_names}
    if row.path is not None:
        path |= row.path(world, tenant)
    query = {} if row.query is None else row.query(world, tenant)
    body = None
    if operation.body is not None:
        body = {} if row.body is None else row.body(world, tenant)
    return Sent(path, query, body)


def request_of(
    operation: Operation, sent: Sent, headers: Mapping[str, str], *, number: str = ""
) -> Request:
    """The request, with an idempotency key of its own unless it is given."""
    more = {"X-Request-ID": "attack", **TABLE[operation.id].headers, **headers}
    if operation.is_change:
        more["Idempotency-Key"] = number or f"attack-{next(_NUMBERS)}"
    return operation.request(sent.path, sent.query, sent.body, more)


def places(world: World, operation: Operation, sent: Sent) -> Iterator[Place]:
    """Where a request names something that has an owner."""
    known = ids_of(world, next(iter(world.jobs)))
    shared = TABLE[operation.id].shared
    for where, names in (
        ("path", sent.path),
        ("query", sent.query),
        ("body", dict(_leaves(sent.body))),
    ):
        for name in names:
            if name in known and name not in shared:
                yield where, name


def _leaves(value: Any, name: str = "") -> Iterator[tuple[str, object]]:
    """Texts and numbers of a body; those of a list go by its name."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _leaves(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each, name)
    else:
        yield name, value


def _replaced(value: Any, name: str, id: object, *, is_named: bool = False) -> Any:
    if isinstance(value, dict):
        return {
            key: _replaced(each, name, id, is_named=key == name)
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [_replaced(each, name, id, is_named=is_named) for each in value]
    return id if is_named else value
