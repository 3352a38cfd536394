"""What a server serves: a database and a clock, and what is said at the start."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from api.serving.clocks import ahead
from scheduler.access.credentials import Credentials
from scheduler.access.keys import first_administrator
from scheduler.access.tokens import credentials_of_environment
from scheduler.cli.databases import cli_actor, cli_clock, opened_database
from scheduler.clock import Clock
from scheduler.database.database import Database
from scheduler.errors import Conflict


@dataclass(frozen=True, kw_only=True)
class Scene:
    """
    What is served.

    Parameters
    ----------
    ahead
        How far its clock is from that of this machine.
    environment
        What its worker finds in its environment.
    told
        Lines that are printed once, when it is ready.
    """

    database: Database
    told: tuple[str, ...]
    credentials: Credentials
    ahead: timedelta = timedelta()
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def clock(self) -> Clock:
        """Its clock."""
        return ahead(self.ahead)


@contextmanager
def real() -> Iterator[Scene]:
    """The database of the environment; the first key is made if there is none."""
    credentials = credentials_of_environment()
    with opened_database() as database:
        yield Scene(
            database=database, told=tuple(_first_key(database)), credentials=credentials
        )


def _first_key(database: Database) -> Iterator[str]:
    now, actor = cli_clock(), cli_actor()
    try:
        _, text = database.run(lambda session: first_administrator(session, now, actor))
    except Conflict:
        return
    yield f"The first administrator's key, shown this once: {text}"
