"""The OpenAPI document: what routes say, with the problems and permissions of each."""

import json
import re
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts

from api.changes import Changes, ChangesInNetwork
from api.dependencies import Needs, NeedsInNetwork
from api.problems import MEDIA_TYPE, Problem
from scheduler.access.permissions import Permission

PERMISSION = "x-permission"
"""Where an operation says which permission it needs."""

_REFERENCE = re.compile(r'"#/components/schemas/([^"]+)"')

TITLE = "Tracerplan"

DESCRIPTION = """\
Dosing slots of radiopharmaceutical trials, planned against production, decay,
transport and scanners. It proposes; people confirm. Not a medical device.

Send a key with every request: `Authorization: Bearer tp_…`. Every change needs an
`Idempotency-Key` of your own, and is done once under it. A slash inside an id is
written `%2F` in a path. Whatever is refused is a problem (RFC 9457) with a stable
`code`; what is not yours is not there.
"""

_ALWAYS = {
    "400": "The request cannot be read.",
    "401": "Nobody knows who asks.",
    "403": "The role may not do this, or the key is too narrow for it.",
    "404": "It is not there, or not yours.",
    "422": "The request says something impossible: every issue.",
    "503": "The database cannot be asked now.",
}

_OF_CHANGES = {
    "409": "It does not fit the present state.",
    "412": "It has changed since it was seen (`If-Match`).",
    "413": "The body is too long.",
}


def document_of(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of an application."""
    document = get_openapi(
        title=TITLE,
        version=app.version,
        description=DESCRIPTION,
        routes=app.routes,
        tags=app.openapi_tags,
        separate_input_output_schemas=False,
    )
    schemas = document["components"]["schemas"]
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs", {})
    schemas["Problem"] = problem
    permissions = dict(_permissions(app))
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _complete(operation, permissions.get((path, method.upper())))
    _drop_unused(document)
    return document


def _drop_unused(document: dict[str, Any]) -> None:
    """Leave out schemas that no operation leads to: ours say more than FastAPI's."""
    schemas = document["components"]["schemas"]
    used: set[str] = set()
    found = _referenced(document["paths"])
    while found:
        used |= found
        found = _referenced([schemas[name] for name in found]) - used
    for name in schemas.keys() - used:
        del schemas[name]


def _referenced(part: object) -> set[str]:
    return set(_REFERENCE.findall(json.dumps(part, default=str)))


def _complete(operation: dict[str, Any], needs: Permission | None) -> None:
    """Say how an operation may refuse, and what it needs."""
    responses = operation["responses"]
    responses.pop("422", None)
    if needs is None:
        return
    operation[PERMISSION] = needs.value
    names = {each["name"] for each in operation.get("parameters", ())}
    told = dict(_ALWAYS)
    if "Idempotency-Key" in names:
        told |= _OF_CHANGES
    for status, meaning in sorted(told.items()):
        responses[status] = {
            "description": meaning,
            "content": {
                MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}
            },
        }


def _permissions(app: FastAPI) -> Iterator[tuple[tuple[str, str], Permission]]:
    """The permission each operation needs, by path and method."""
    for route in iter_route_contexts(app.routes):
        if not isinstance(route.original_route, APIRoute):
            continue
        needs = _needed(route.dependant)
        if needs is not None:
            for method in route.methods or ():
                yield (str(route.path_format), method), needs


def _needed(dependant: Dependant) -> Permission | None:
    for each in dependant.dependencies:
        call = each.call
        if isinstance(call, Needs | NeedsInNetwork | Changes | ChangesInNetwork):
            return call.permission
    return None
