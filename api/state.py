"""What an application is made of; handed in, never imported."""

from dataclasses import dataclass, field
from threading import Event

from fastapi import Request

from api.metrics import Metrics
from scheduler.access.credentials import Credentials
from scheduler.clock import Clock, system_clock
from scheduler.database.database import Database


@dataclass(frozen=True)
class State:
    """
    The database, the clock, and who is known.

    Parameters
    ----------
    credentials
        How somebody is told from what they send.
    stopping
        Set when the process is about to end: whatever streams ends then.
    """

    database: Database
    clock: Clock = system_clock
    credentials: Credentials = field(default_factory=Credentials)
    metrics: Metrics = field(default_factory=Metrics)
    stopping: Event = field(default_factory=Event)


def state_of(request: Request) -> State:
    """What the application of a request is made of."""
    state: State = request.app.state.tracerplan
    return state
