"""Replans by the clock: asked for only where something has changed."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from scheduler.clockwork.periodic import Ask, Turn
from scheduler.jobs.models import Job, JobState
from scheduler.networks.models import Network
from scheduler.planning.replan_requests import request_replan
from solver.config import SolverConfig

_TO_NO_AVAIL = frozenset({JobState.FAILED, JobState.CANCELLED})


def replanning(time_limit_s: float, *, shares: bool) -> Ask:
    """
    What asks for a replan of a network.

    Parameters
    ----------
    shares
        Whether one that waits already will do, whatever its limit.
    """

    def ask(turn: Turn) -> str:
        network = _network_of(turn)
        job = request_replan(
            turn.session,
            turn.now,
            turn.actor,
            network_id=network.id,
            config=SolverConfig(time_limit_s=time_limit_s),
            shares=shares,
            job_id=turn.job_id,
        )
        turn.schedule.data_revision = network.data_revision
        turn.schedule.plan_revision = network.plan_revision
        return job.id

    return ask


def where_changed(turn: Turn) -> str | None:
    """
    Only where a plan is in force that may be bettered.

    It may if it, or what it is made from, is not what the last replan was asked for
    with, or if that came to nothing.
    """
    network, schedule = _network_of(turn), turn.schedule
    if not network.plan_revision:
        return "no plan is in force yet"
    today = turn.now.astimezone(ZoneInfo(network.zone)).date()
    if today >= network.first_date + timedelta(days=network.days):
        return "the days that are planned are over"
    before = (schedule.data_revision, schedule.plan_revision)
    if before != (network.data_revision, network.plan_revision):
        return None
    if _was_to_no_avail(turn.session, schedule.last_job_id):
        return None
    return "nothing has changed since the last one"


def _network_of(turn: Turn) -> Network:
    return turn.session.get_one(
        Network, turn.schedule.network_id, populate_existing=True
    )


def _was_to_no_avail(session: Session, job_id: str | None) -> bool:
    job = None if job_id is None else session.get(Job, job_id, populate_existing=True)
    return job is not None and job.state in _TO_NO_AVAIL
