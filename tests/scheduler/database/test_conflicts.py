import pytest
from sqlalchemy.exc import DBAPIError

from scheduler.database.conflicts import FOREIGN_KEY, NOT_NULL, guard_of
from scheduler.database.database import Database
from tests.scheduler.database.rows import seed

REFUSALS = {
    "INSERT INTO audit_heads (chain, number, hash) VALUES ('X', 1, '')": (
        "pk_audit_heads"
    ),
    "UPDATE claims SET end_at = start_at": "not_empty",
    "UPDATE placed_orders SET portions = 0": "portions_positive",
    "UPDATE jobs SET state = 'lost'": "state",
    "UPDATE plan_versions SET state = 'proposed'": "revision_if_in_force",
    "UPDATE weights SET weight_kg = NULL": NOT_NULL,
    "DELETE FROM networks": FOREIGN_KEY,
}


@pytest.mark.parametrize("statement", REFUSALS)
def test_both_databases_name_the_same_refusal(
    database: Database, statement: str
) -> None:
    """
    Whoever answers for a refusal need not know which database gave it.
    """
    with database.engine.connect() as connection:
        seed(connection)
        with pytest.raises(DBAPIError) as caught:
            connection.exec_driver_sql(statement)

    assert guard_of(caught.value) == REFUSALS[statement]


def test_unique_column_goes_by_its_name(database: Database) -> None:
    """
    A notice has a number of its own in its network.
    """
    with database.engine.connect() as connection:
        seed(connection)
        with pytest.raises(DBAPIError) as caught:
            connection.exec_driver_sql(
                "INSERT INTO notices (network_id, id, number, at, kind, subject, "
                "details) SELECT network_id, 'another', number, at, kind, subject, "
                "details FROM notices"
            )

    assert guard_of(caught.value) == "uq_notices_network_id_number"


def test_other_failures_are_no_refusals(database: Database) -> None:
    """
    A mistake of ours is not taken for a conflict.
    """
    with (
        database.engine.connect() as connection,
        pytest.raises(DBAPIError) as caught,
    ):
        connection.exec_driver_sql("SELECT * FROM nothing")

    assert guard_of(caught.value) is None
