"""
Whatever statement of a change fails, or is the last thing a process does: all or
nothing.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.bookings.booking import confirm
from scheduler.bookings.tokens import token_of
from scheduler.database.database import Database
from scheduler.imports.service import import_file
from scheduler.planning.approval import approve
from scheduler.planning.instants import Instants
from tests.races.contents import contents
from tests.races.paths import dispensed, proposed
from tests.races.ward import NETWORK, NOW, Ward, for_visit, visit_id

WARD = Ward(num_rooms=1, num_visits=12)
ACTOR = Actor("race:statement")

Change = Callable[[Session], object]
Prepared = Callable[[Database], Change]


class Failed(Exception):
    """What a statement fails with."""


def an_import(_: Database) -> Change:
    """Import a network with a plan in force."""
    data = WARD.data()
    return lambda session: import_file(session, NOW, ACTOR, data, network_id=NETWORK)


def a_confirmation(database: Database) -> Change:
    """Confirm a slot beside another that is promised."""
    slots = dispensed(database, WARD)
    instants = Instants(WARD.problem().origin_at)
    visit = visit_id(5)
    token = token_of(for_visit(slots[3], visit), NETWORK, instants)
    return lambda session: confirm(
        session, NOW, ACTOR, network_id=NETWORK, visit_id=visit, offer=token
    )


def a_publication(database: Database) -> Change:
    """Approve a proposal."""
    proposed(database, WARD)
    return lambda session: approve(
        session, NOW, ACTOR, network_id=NETWORK, number=1, reason="as it should be"
    )


CHANGES = pytest.mark.parametrize(
    "prepared",
    [
        pytest.param(an_import, id="import"),
        pytest.param(a_confirmation, id="confirm"),
        pytest.param(a_publication, id="publish"),
    ],
)


@CHANGES
def test_a_failing_statement_leaves_no_trace(
    prepared: Prepared, database: Database
) -> None:
    """
    The n-th statement fails, for every n there is: nothing has changed.
    """
    change = prepared(database)
    before = contents(database)
    number, traces, ended = 0, [], False
    while not ended:
        number += 1
        with _at_statement(database, number, _fail):
            try:
                database.run(change)
                ended = True
            except Failed:
                if contents(database) != before:
                    traces.append(number)

    assert traces == []
    assert number > 10
    assert contents(database) != before


@pytest.mark.slow
@CHANGES
@pytest.mark.parametrize("every", [7, pytest.param(1, marks=pytest.mark.verify)])
def test_a_killed_process_leaves_no_trace(
    prepared: Prepared, every: int, database: Database
) -> None:
    """
    A process is killed at the n-th statement, for some n or every: nothing has changed.
    """
    change = prepared(database)
    before = contents(database)
    number, traces = 1, []
    while _is_killed_at(database.url, change, number):
        if contents(database) != before:
            traces.append(number)
        number += every

    assert traces == []
    assert number > 10
    assert contents(database) != before


def _fail() -> None:
    raise Failed


def _is_killed_at(url: str, change: Change, number: int) -> bool:
    """Make a change in a process that kills itself; whether it did."""
    child = os.fork()
    if child == 0:
        own = Database(url)
        with _at_statement(own, number, lambda: os.kill(os.getpid(), signal.SIGKILL)):
            own.run(change)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


@contextmanager
def _at_statement(
    database: Database, number: int, act: Callable[[], None]
) -> Iterator[None]:
    """Act before the n-th statement, the commit being the last one."""
    left = [number]

    def count(*_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            act()

    event.listen(database.engine, "before_cursor_execute", count)
    event.listen(database.engine, "commit", count)
    try:
        yield
    finally:
        event.remove(database.engine, "before_cursor_execute", count)
        event.remove(database.engine, "commit", count)
