"""Requests that Schemathesis makes up from the OpenAPI document, and its checks."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any, cast
from urllib.parse import quote

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.checks import CHECKS, CheckFunction, load_all_checks
from schemathesis.generation import GenerationMode
from schemathesis.python import asgi

from tests.api.attacks.operations import Operation
from tests.api.attacks.people import Attacker
from tests.api.attacks.siege import Siege
from tests.api.attacks.table import sample
from tests.api.attacks.tenants import A

NAMES = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "missing_required_header",
    "unsupported_method",
    "allow_header_conformance",
    "ignored_auth",
)
"""Checks that hold for each answer."""

ASKING = (
    "administrator",
    "planner of joint",
    "site_staff of Alfa",
    "production of Alfa",
    "study_manager of Alfa",
    "auditor of joint",
)
"""Who asks, one after the other: each role once."""

_NUMBERS = count(1)
_REFUSED = 400
_MATCHING = 4
"""Of so many requests one keeps its If-Match, with which most are refused."""


@contextmanager
def client_of(siege: Siege) -> Iterator[asgi.ASGIClient]:
    """What sends to the application; a stream is cut short."""
    with asgi.get_client(cast("asgi.ASGIApp", siege.app)) as client:
        yield client


class Generator:
    """Has Schemathesis ask for one operation after the other."""

    def __init__(self, siege: Siege, client: asgi.ASGIClient) -> None:
        self._siege = siege
        self._client = client
        self._schema = schemathesis.openapi.from_dict(siege.document)
        self._schema.app = siege.app
        load_all_checks()
        found = CHECKS.get_by_names(list(NAMES))
        self._checks = cast("Sequence[CheckFunction]", found)
        self.num_asked = 0

    def ask(self, operation: Operation, num_examples: int) -> None:
        """Ask for an operation so many times, each time as somebody else."""
        asking = count()

        @settings(
            max_examples=num_examples,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(self._cases(operation))
        def ask(case: Case[Any]) -> None:
            name = ASKING[next(asking) % len(ASKING)]
            self._send(case, self._siege.world.people[name])

        ask()

    def _cases(self, operation: Operation) -> st.SearchStrategy[Case[Any]]:
        """Cases that fit and do not fit, about what is there and what is not."""
        found = self._schema[operation.path][operation.method]
        sent = sample(self._siege.world, A, operation)
        theirs = {key: quote(str(one), safe="") for key, one in sent.path.items()}
        kinds: list[st.SearchStrategy[Case[Any]]] = [
            found.as_strategy(generation_mode=mode, path_parameters=ids)
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
            for ids in ([theirs, None] if theirs else [None])
        ]
        return st.one_of(kinds)

    def _send(self, case: Case[Any], attacker: Attacker) -> None:
        self.num_asked += 1
        headers = dict(attacker.headers)
        if "Idempotency-Key" in _header_names(case):
            # As a part of the case: checks send it again.
            case.headers["Idempotency-Key"] = f"generated-{next(_NUMBERS)}"
        if self.num_asked % _MATCHING:
            case.headers.pop("If-Match", None)
        before = self._siege.num_changes
        response = case.call(session=self._client, headers=headers)
        is_refused = response.status_code >= _REFUSED
        assert not is_refused or self._siege.num_changes == before
        case.validate_response(
            response,
            checks=list(self._checks),
            headers=headers,
            transport_kwargs={"session": self._client},
        )


def _header_names(case: Case[Any]) -> set[str]:
    return {each.name for each in case.operation.headers}
