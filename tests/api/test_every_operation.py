"""What holds for every operation there is, whoever wrote it."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.app import routed
from scheduler.database.database import Database
from tests.api.service import NETWORK, Service, service_on

DOCUMENT = routed().openapi()
OPERATIONS = [
    (told["operationId"], method, path)
    for path, methods in DOCUMENT["paths"].items()
    for method, told in methods.items()
    if path.startswith("/api/")
]
IDS = [each[0] for each in OPERATIONS]
NUMBER = "999999"
"""An id of whatever goes by a number, and of whatever does not."""

ALWAYS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}


def path_of(template: str) -> str:
    """A path of the demo network, to what is not there."""
    path = template.replace("{network_id}", NETWORK)
    while "{" in path:
        begin, _, rest = path.partition("{")
        path = begin + NUMBER + rest.partition("}")[2]
    return path


def sent(
    service: Service, method: str, template: str, **headers: str
) -> httpx2.Response:
    """The answer to an operation, with nothing in the body."""
    body: dict[str, Any] = {"json": {}} if method == "post" else {}
    return service.client.request(
        method.upper(), path_of(template), headers=headers, **body
    )


@pytest.fixture(scope="module")
def service(
    migrated_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """The demo week, which nobody changes here."""
    path = tmp_path_factory.mktemp("operations") / "tracerplan.sqlite"
    shutil.copyfile(migrated_file, path)
    database = Database(f"sqlite:///{path}")
    yield from service_on(database)
    database.close()


@pytest.mark.parametrize(("name", "method", "template"), OPERATIONS, ids=IDS)
def test_no_answer_is_kept_anywhere(
    service: Service, name: str, method: str, template: str
) -> None:
    """
    Whoever asks, and whatever becomes of it; nobody unknown gets further.
    """
    key = {"Authorization": f"Bearer {service.administrator.key}"}
    known = sent(service, method, template, **key)
    keyed = sent(service, method, template, **key, **{"Idempotency-Key": name})
    unknown = sent(service, method, template, **{"Idempotency-Key": name})

    assert unknown.status_code == 401
    assert known.status_code < 500
    assert keyed.status_code < 500
    for answer in (known, keyed, unknown):
        found = {each: answer.headers.get(each) for each in ALWAYS}
        assert found == ALWAYS
        assert answer.headers["X-Request-ID"]
        if answer.status_code >= 400:
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert answer.json()["status"] == answer.status_code


@pytest.mark.parametrize(("name", "method", "template"), OPERATIONS, ids=IDS)
def test_every_answer_is_one_that_the_document_names(
    service: Service, name: str, method: str, template: str
) -> None:
    """
    Also that to a request for what is not there.
    """
    key = {"Authorization": f"Bearer {service.administrator.key}"}
    answer = sent(service, method, template, **key, **{"Idempotency-Key": name})

    told = DOCUMENT["paths"][template][method]["responses"]
    assert str(answer.status_code) in told


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "HEAD"])
def test_other_methods_are_refused(service: Service, method: str) -> None:
    """
    With what is allowed, as a problem.
    """
    key = {"Authorization": f"Bearer {service.administrator.key}"}
    for _, _, template in OPERATIONS:
        answer = service.client.request(method, path_of(template), headers=key)

        assert answer.status_code == 405, template
        assert answer.headers["Allow"]
        assert answer.headers["Cache-Control"] == "no-store"
