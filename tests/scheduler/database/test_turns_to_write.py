"""Whoever writes into SQLite from one process waits in a queue, not by asking."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from sqlalchemy import Connection, event

from scheduler.database.database import Database

_LONG_S = 10


def test_a_second_writer_asks_the_file_when_it_is_its_turn(
    sqlite_database: Database,
) -> None:
    """
    Until then it holds no connection; readers go on.
    """
    begun, may_end, asked = Event(), Event(), []

    def note(connection: Connection) -> None:
        asked.append(connection)

    def write_long() -> None:
        with sqlite_database.writing() as session:
            session.connection()
            begun.set()
            assert may_end.wait(_LONG_S)

    def write() -> None:
        with sqlite_database.writing() as session:
            session.connection()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(write_long)
        assert begun.wait(_LONG_S)
        event.listen(sqlite_database.engine, "begin", note)
        second = pool.submit(write)
        with sqlite_database.reading() as session:
            session.connection()
        num_asked = len(asked)
        is_waiting = not second.done()
        may_end.set()
        first.result(_LONG_S)
        second.result(_LONG_S)

    assert (num_asked, is_waiting) == (1, True)
    assert len(asked) == 2


def test_writers_of_another_process_are_waited_for_as_before(
    sqlite_database: Database,
) -> None:
    """
    The turn is this process's affair; the file's lock is everybody's.
    """
    file = sqlite_database.engine.url.database
    assert file is not None
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")

    def write() -> None:
        with sqlite_database.writing() as session:
            session.connection()

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(write)
        Event().wait(0.1)
        is_waiting = not waiting.done()
        other.execute("COMMIT")
        waiting.result(_LONG_S)
    other.close()

    assert is_waiting
