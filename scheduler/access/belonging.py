"""Whose visits and participants these are, and where: read once per revision."""

from collections.abc import Container
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.database.remembered import OfTables, remembered
from scheduler.networks.models import Network
from scheduler.production.models import Unit
from scheduler.sites.models import Site
from scheduler.trials.models import Trial
from scheduler.trials.participants import Claim, Course, Participant, Visit


class Owner(NamedTuple):
    """Whose something is; a claim is of no trial and of no participant."""

    site_id: str
    trial_id: str | None
    participant_id: str | None


@dataclass(frozen=True)
class Belonging:
    """
    What belongs to whom in one network, what has ended among it.

    Parameters
    ----------
    trials
        The sites at which each trial goes on.
    """

    zones: dict[str, ZoneInfo]
    unit_ids: frozenset[str]
    trials: dict[str, frozenset[str]]
    participants: dict[str, Owner]
    visits: dict[str, Owner]
    courses: dict[str, Owner]

    @property
    def site_ids(self) -> Container[str]:
        """All sites."""
        return self.zones

    @property
    def trial_ids(self) -> Container[str]:
        """All trials."""
        return self.trials

    def of_participant(self, participant_id: str) -> Owner | None:
        """Site and trial of a participant."""
        return self.participants.get(participant_id)

    def of_visit(self, visit_id: str) -> Owner | None:
        """Site, trial and participant of a visit, of a claim, or of a cycle."""
        found = self.visits.get(visit_id)
        if found is not None:
            return found
        course_id, _, cycle = visit_id.rpartition("/")
        return self.courses.get(course_id) if cycle.isdecimal() else None


_TABLES = frozenset(
    each.__tablename__
    for each in (Claim, Course, Participant, Site, Trial, Unit, Visit)
)


def belonging_of(session: Session, network_id: str) -> Belonging:
    """What belongs to whom in a network, as its rows are."""
    revision = session.scalar(
        select(Network.data_revision).where(Network.id == network_id)
    )
    key = OfTables("belonging", network_id, revision or 0, _TABLES)
    return remembered(session, key, lambda: _read(session, network_id))


def _read(session: Session, network_id: str) -> Belonging:
    participants = {
        row.id: Owner(row.site_id, row.trial_id, row.id)
        for row in session.execute(
            select(Participant.id, Participant.site_id, Participant.trial_id).where(
                Participant.network_id == network_id
            )
        )
    }
    visits, courses = (
        {
            row.id: participants[row.participant_id]
            for row in session.execute(
                select(owned.id, owned.participant_id).where(
                    owned.network_id == network_id
                )
            )
        }
        for owned in (Visit, Course)
    )
    claims = {
        row.id: Owner(row.site_id, None, None)
        for row in session.execute(
            select(Claim.id, Claim.site_id).where(Claim.network_id == network_id)
        )
    }
    zones = session.execute(
        select(Site.id, Site.zone).where(Site.network_id == network_id)
    )
    unit_ids = session.scalars(select(Unit.id).where(Unit.network_id == network_id))
    trials = session.execute(
        select(Trial.id, Trial.details).where(Trial.network_id == network_id)
    )
    return Belonging(
        zones={row.id: ZoneInfo(row.zone) for row in zones},
        unit_ids=frozenset(unit_ids),
        trials={row.id: frozenset(row.details["active_sites"]) for row in trials},
        participants=participants,
        visits=claims | visits,
        courses=courses,
    )
