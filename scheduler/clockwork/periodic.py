"""What a periodic job is: how often it comes round, and what is asked for then."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.clockwork.cadences import Cadence
from scheduler.clockwork.models import Schedule
from scheduler.jobs.requests import request_job

_NOTHING = "nothing to do"


@dataclass(frozen=True, kw_only=True)
class Turn:
    """
    A slot that is taken, or a job out of turn, in the transaction that asks for it.

    Parameters
    ----------
    schedule
        How far it had come before.
    job_id
        What a job of this slot goes by, whoever takes it.
    """

    session: Session
    now: datetime
    actor: Actor
    schedule: Schedule
    job_id: str


Unneeded = Callable[[Turn], str | None]
"""Why a slot needs no job; ``None``: it needs one."""

Ask = Callable[[Turn], str]
"""Asks for a job; its id, which is another's where one is shared."""


def always(_: Turn) -> None:
    """A job for every slot."""


def where_wanted(is_wanted: Callable[[Session, datetime, str], bool]) -> Unneeded:
    """
    A job only where there is something to do in a network.

    Parameters
    ----------
    is_wanted
        Whether there is; it is asked often, and must not build a problem.
    """

    def unneeded(turn: Turn) -> str | None:
        network_id = turn.schedule.network_id
        if network_id is None or not is_wanted(turn.session, turn.now, network_id):
            return _NOTHING
        return None

    return unneeded


def a_job_of_its_own(turn: Turn) -> str:
    """Ask for a job that goes by the name of what is periodic."""
    return request_job(
        turn.session,
        turn.now,
        turn.actor,
        kind=turn.schedule.name,
        network_id=turn.schedule.network_id,
        payload={},
        job_id=turn.job_id,
    ).id


@dataclass(frozen=True, kw_only=True)
class Periodic:
    """
    Something that is done again and again.

    Parameters
    ----------
    cadence
        When, unless somebody has changed it.
    is_of_network
        Whether each network has its own; else it is done once in a database.
    unneeded
        Why a slot needs no job, if it does not.
    ask
        What is asked for then.
    """

    name: str
    description: str
    cadence: Cadence
    is_of_network: bool = True
    unneeded: Unneeded = always
    ask: Ask = a_job_of_its_own
