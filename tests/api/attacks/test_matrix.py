"""Nobody learns of another's trial, whatever they ask: over all operations."""

from itertools import chain

import pytest

from tests.api.attacks.matrix import Matrix
from tests.api.attacks.people import Attacker
from tests.api.attacks.siege import Siege
from tests.api.attacks.table import PARTS, TABLE, places, sample, with_a_row
from tests.api.attacks.tenants import NETWORK, A, B, C


def is_near(attacker: Attacker) -> bool:
    """Whether somebody is A's, of the whole network, or nobody known."""
    return attacker.tenant in (None, A) and attacker.network in (None, NETWORK)


def test_every_operation_has_one_row(siege: Siege) -> None:
    """
    A new operation without a row fails, and so does a row without an operation.
    """
    rows = sorted(chain.from_iterable(PARTS))

    assert rows == sorted(siege.by_id)


def test_every_known_id_of_an_operation_is_attacked(siege: Siege) -> None:
    """
    Each parameter of a path, and each field that ends in ``_id``, has owners.
    """
    for operation in with_a_row(siege):
        sent = sample(siege.world, A, operation)
        there = {name for _, name in places(siege.world, operation, sent)}
        row = TABLE[operation.id]
        for name in operation.path_names:
            assert name in there | row.shared, f"{operation.id}: {name}"
        for name in operation.query_names:
            if name.endswith("_id"):
                assert name in there | row.shared, f"{operation.id}: {name}"


def test_each_role_is_answered_as_the_table_says(siege: Siege) -> None:
    """
    One sponsor's people, those of the network, and whoever is not known.

    What may be done is done by one of those who may: another one each time.
    """
    matrix = Matrix(siege)
    asking = [each for each in siege.world.people.values() if is_near(each)]
    for number, operation in enumerate(with_a_row(siege)):
        row = TABLE[operation.id]
        may = [each for each in asking if row.may(each)]
        done_by = may[number % len(may) :][:1] if operation.is_change else may
        for attacker in asking:
            if attacker not in may or attacker in done_by:
                matrix.own(attacker, operation)

    assert matrix.num_asked > len(siege.by_id)


def test_what_is_anothers_is_not_there(siege: Siege) -> None:
    """
    In a path, a query or a body: status, headers and body but for the id itself.
    """
    matrix = Matrix(siege)
    for operation in with_a_row(siege):
        for attacker in siege.world.people.values():
            if attacker.tenant is A:
                matrix.others(attacker, operation)

    assert matrix.num_asked > len(siege.by_id)


@pytest.mark.verify
def test_everybody_is_answered_as_the_table_says(siege: Siege) -> None:
    """
    Everybody, of each sponsor in turn, about what is theirs.
    """
    matrix = Matrix(siege)
    for operation in with_a_row(siege):
        for attacker in siege.world.people.values():
            matrix.own(attacker, operation)

    assert matrix.num_asked == len(siege.by_id) * len(siege.world.people)


@pytest.mark.verify
def test_nothing_is_there_for_anybody_else(siege: Siege) -> None:
    """
    Everybody, about what is every other's and what is nowhere.
    """
    matrix = Matrix(siege)
    for operation in with_a_row(siege):
        for attacker in siege.world.people.values():
            matrix.others(attacker, operation)

    assert matrix.num_asked > len(siege.by_id) * len(siege.world.people)


def test_nothing_of_a_trial_is_logged(siege: Siege) -> None:
    """
    Neither names nor secrets, whatever was asked before.
    """
    matrix = Matrix(siege)
    for operation in with_a_row(siege):
        if not operation.is_change:
            matrix.own(siege.world.people["planner of joint"], operation)
    logged = "\n".join(siege.listener.lines)

    assert logged
    for tenant in (A, B, C):
        assert not [each for each in tenant.canaries().values() if each in logged]
    for each in siege.world.people.values():
        assert each.key is None or each.key not in logged
