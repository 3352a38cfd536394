"""
Whatever is asked for, in whatever order, valid or not: use cases do as a model says.

After every step the plan passes all checks, no activity comes from nowhere, nobody is
forgotten to whom something was promised, and the audit trail is whole.
"""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from scheduler.database.database import Database
from tests.properties.counts import share
from tests.stateful.bookings import Bookings
from tests.stateful.doses import Doses
from tests.stateful.packages import Packages
from tests.stateful.plans import Plans
from tests.stateful.supplies import Supplies


class Ward(Bookings, Doses, Supplies, Packages, Plans):
    """All who work with one network."""


def _run(database: Database, examples: int, steps: int) -> None:
    class OnDatabase(Ward):
        def __init__(self) -> None:
            super().__init__(database)

    run_state_machine_as_test(
        OnDatabase,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
def test_use_cases_do_as_the_model_says(sqlite_database: Database) -> None:
    """
    A few courses of events, every one from an empty plan.
    """
    _run(sqlite_database, examples=3, steps=15)


@pytest.mark.slow
def test_use_cases_do_so_on_a_server(postgresql_database: Database) -> None:
    """
    The same on the other database.
    """
    _run(postgresql_database, examples=2, steps=10)


@pytest.mark.verify
def test_use_cases_do_as_the_model_says_for_long(database: Database) -> None:
    """
    Many courses of events, long enough for doses to be given and corrected.
    """
    _run(database, examples=share(20), steps=50)
