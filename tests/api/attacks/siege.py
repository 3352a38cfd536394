"""The application under attack: who asks what, what they hear, what is logged."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from api.app import Application, create_app
from api.state import State
from scheduler.database.database import Database
from tests.api.attacks.asking import Answer, Asker, Request
from tests.api.attacks.forgetful import Forgetful
from tests.api.attacks.operations import Operation, operations
from tests.api.attacks.people import Attacker
from tests.api.attacks.world import FINALLY, World


class Listener(logging.Handler):
    """Keeps every line that is logged."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(logging.Formatter())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it, with where a failure came from."""
        self.lines.append(self.format(record))


@dataclass
class Siege:
    """
    An application in which nothing that is done lasts.

    Parameters
    ----------
    by_id
        All its operations.
    """

    world: World
    database: Database
    app: Application
    document: dict[str, Any]
    by_id: dict[str, Operation]
    asker: Asker
    listener: Listener = field(default_factory=Listener)

    def ask(self, request: Request, attacker: Attacker) -> Answer:
        """Send a request as somebody, and listen."""
        named = tuple(
            (name.lower().encode(), value.encode())
            for name, value in attacker.headers.items()
        )
        sent = Request(
            request.method,
            request.path,
            request.query,
            (*request.headers, *named),
            request.body,
        )
        before = self.num_changes
        num_lines = len(self.listener.lines)
        answer = self.asker.send(sent)
        context = (
            f"{attacker.name}: {request.told()} -> {answer.status} {answer.body!r}"
        )
        logged = "\n".join(self.listener.lines[num_lines:])
        assert answer.status < 500, f"{context}\n{logged}"
        is_refused = answer.status >= 400
        is_same = self.num_changes == before
        assert not is_refused or is_same, f"refused, and kept: {context}"
        return answer

    @property
    def num_changes(self) -> int:
        """Changes that would have been kept, where nothing is."""
        if isinstance(self.database, Forgetful):
            return self.database.num_changes
        return 0


def _clock() -> datetime:
    return FINALLY


@contextmanager
def siege_of(world: World, database: Database) -> Iterator[Siege]:
    """The application on a world, with somebody who listens."""
    state = State(database, _clock)
    # A stream ends after its first words, as if the service were to stop.
    state.stopping.set()
    app = create_app(state)
    document = app.openapi()
    by_id = {each.id: each for each in operations(document)}
    siege = Siege(world, database, app, document, by_id, Asker(app))
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.INFO)
    root.addHandler(siege.listener)
    try:
        yield siege
    finally:
        root.removeHandler(siege.listener)
        root.setLevel(level)
        siege.asker.close()
        database.close()
