from scheduler.database.database import Database
from scheduler.database.engine import engine_of


def _idle_limit(url: str) -> object:
    engine = engine_of(url)
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SHOW idle_in_transaction_session_timeout")
        limit = found.scalar_one()
    engine.dispose()
    return limit


def test_who_stands_still_in_a_transaction_is_cut_off(
    postgresql_database: Database,
) -> None:
    """
    After a while, by the server; an address may say otherwise.
    """
    url = postgresql_database.url
    own = "options=-c%20idle_in_transaction_session_timeout%3D0"

    assert _idle_limit(url) == "2min"
    assert _idle_limit(f"{url}&{own}") == "0"
