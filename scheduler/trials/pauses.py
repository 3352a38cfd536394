"""Trials that are paused: since when, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.errors import TrialPaused
from scheduler.networks.models import Network
from scheduler.trials.models import TrialPause


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """
    A trial is paused.

    Parameters
    ----------
    since_at
        In the local time of the network.
    """

    trial_id: str
    since_at: datetime
    reason: str

    @property
    def told(self) -> str:
        """Since when and why, in words."""
        since = self.since_at.isoformat(timespec="minutes")
        return f"trial {self.trial_id} is paused since {since}: {self.reason}"


def pauses_of(session: Session, network_id: str) -> Mapping[str, Pause]:
    """What is paused in a network, by the ids of the trials."""
    zones = select(Network.zone).where(Network.id == network_id)
    zone = ZoneInfo(session.scalars(zones).one())
    rows = session.scalars(
        select(TrialPause).where(
            TrialPause.network_id == network_id, TrialPause.until_at.is_(None)
        )
    )
    return {
        row.trial_id: Pause(
            trial_id=row.trial_id,
            since_at=row.since_at.astimezone(zone),
            reason=row.reason,
        )
        for row in rows
    }


def require_going_on(session: Session, network_id: str, trial_id: str) -> None:
    """
    Refuse what is asked for in a trial that is paused.

    Raises
    ------
    TrialPaused
        If it is.

    """
    pause = pauses_of(session, network_id).get(trial_id)
    if pause is not None:
        raise TrialPaused(pause.told)
