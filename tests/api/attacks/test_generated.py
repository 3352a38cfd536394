"""Schemathesis over all operations: no 5xx, no other form, no way past the keys."""

from collections.abc import Iterator

import pytest
from schemathesis.python.asgi import ASGIClient

from tests.api.attacks.generated import Generator, client_of
from tests.api.attacks.siege import Siege
from tests.api.attacks.table import PARTS, with_a_row

_EXAMPLES = 200


@pytest.fixture(scope="module")
def client(siege: Siege) -> Iterator[ASGIClient]:
    """What sends to the application."""
    with client_of(siege) as found:
        yield found


def test_a_few_examples_of_every_operation(siege: Siege, client: ASGIClient) -> None:
    """
    Fitting and not, each as somebody of another role.
    """
    generator = Generator(siege, client)
    for operation in with_a_row(siege):
        generator.ask(operation, 2)

    assert generator.num_asked >= len(siege.by_id)


@pytest.mark.verify
@pytest.mark.parametrize("part", range(len(PARTS)))
def test_many_examples_of_every_operation(
    siege: Siege, client: ASGIClient, part: int
) -> None:
    """
    Two hundred of each operation of one part.
    """
    generator = Generator(siege, client)
    for name in PARTS[part]:
        generator.ask(siege.by_id[name], _EXAMPLES)

    assert generator.num_asked >= len(PARTS[part])
