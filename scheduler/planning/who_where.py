"""Whose visits these are and where, for plans whose problem is long gone."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.production.models import Unit
from scheduler.sites.models import Site
from scheduler.transport.models import Lane
from scheduler.trials.participants import Claim, Course, Participant, Visit
from solver.plan.plan import Plan


@dataclass(frozen=True, slots=True)
class Place:
    """A site or unit: what it is called, and its clock."""

    name: str
    zone: str


UNKNOWN = Place("not known any more", "UTC")


@dataclass(frozen=True, slots=True)
class Attendee:
    """Who comes where; ``participant`` is ``None`` for a clinical claim."""

    participant: str | None
    site: Place


class Directory:
    """
    All sites, units and visits of a network, those that are not asked for among them.

    It is read once, as it is now.
    """

    def __init__(self, session: Session, network_id: str) -> None:
        self._sites = {
            row.id: Place(row.name, row.zone)
            for row in session.execute(
                select(Site.id, Site.name, Site.zone).where(
                    Site.network_id == network_id
                )
            )
        }
        self._units = {
            row.id: Place(row.name, row.zone)
            for row in session.execute(
                select(Unit.id, Unit.name, Unit.zone).where(
                    Unit.network_id == network_id
                )
            )
        }
        self._lanes = {
            row.id: (row.unit_id, row.site_id)
            for row in session.execute(
                select(Lane.id, Lane.unit_id, Lane.site_id).where(
                    Lane.network_id == network_id
                )
            )
        }
        self._participants = {
            row.id: row.site_id
            for row in session.execute(
                select(Participant.id, Participant.site_id).where(
                    Participant.network_id == network_id
                )
            )
        }
        owners = (Visit, Course)
        self._owners = {
            row.id: row.participant_id
            for owner in owners
            for row in session.execute(
                select(owner.id, owner.participant_id).where(
                    owner.network_id == network_id
                )
            )
        }
        self._claims = {
            row.id: row.site_id
            for row in session.execute(
                select(Claim.id, Claim.site_id).where(Claim.network_id == network_id)
            )
        }

    def attendee(self, visit_id: str) -> Attendee:
        """Who comes to a visit, and to which site; a course is part of its ids."""
        owner = self._owners.get(visit_id)
        if owner is None:
            owner = self._owners.get(visit_id.rpartition("/")[0])
        site_id = self._participants.get(owner or "", self._claims.get(visit_id, ""))
        return Attendee(owner, self._sites.get(site_id, UNKNOWN))

    def site_of_lane(self, lane_id: str) -> Place:
        """The site that a lane leads to."""
        _, site_id = self._lanes.get(lane_id, ("", ""))
        return self._sites.get(site_id, UNKNOWN)

    def units_of(self, plans: Iterable[Plan]) -> dict[str, Place]:
        """The unit of each batch of which some plan sends anything."""
        return {
            shipment.batch_id: self._units.get(unit_id, UNKNOWN)
            for plan in plans
            for shipment in plan.shipments
            for unit_id, _ in [self._lanes.get(shipment.lane_id, ("", ""))]
        }
