"""
What somebody sees of a network; what they do not see is not there for them.

Another's object and a missing one are answered alike: both are looked up here, and
refused in the same words.
"""

from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.access.belonging import Belonging, belonging_of
from scheduler.access.permissions import PERMISSIONS, Permission
from scheduler.access.principals import Principal
from scheduler.access.roles import ScopeKind
from scheduler.access.supplies import Supplies, former_batch_of_vial, supplies_of
from scheduler.errors import Forbidden, Invalid, NotFound
from scheduler.jobs.models import Job
from scheduler.networks.models import Network
from scheduler.planning.versions import PlanVersion
from solver.errors import Issue

_INNER = (ScopeKind.SITE, ScopeKind.UNIT, ScopeKind.TRIAL)


def require_permission(principal: Principal, permission: Permission) -> None:
    """
    Refuse what a role may not do, and a limited key what needs a whole network.

    It depends on who asks alone, so that it tells nothing of what is there.

    Raises
    ------
    Forbidden
        If the role has no such permission, or the key is too narrow for it.

    """
    if permission not in PERMISSIONS[principal.role]:
        told = permission.value.replace("_", " ")
        raise Forbidden(f"a key of role {principal.role.value} may not {told}")
    if permission.needs_whole_network and is_limited(principal):
        raise Forbidden("this needs a key that is good for the whole network")
    limits = sorted(permission.concerns_all & principal.scope.keys())
    if limits:
        told = " and ".join(f"all {kind.value}s" for kind in limits)
        raise Forbidden(f"this needs a key that is good for {told}")


def is_limited(principal: Principal) -> bool:
    """Whether a key is good for some sites, units or trials of its network only."""
    return any(kind in principal.scope for kind in _INNER)


class Viewer:
    """
    Somebody who looks at one network, as it is in one session.

    Each look-up returns the id it was asked for.

    Raises
    ------
    NotFound
        From its beginning, if the network is not theirs or not there; from each
        look-up, if the object is not.
    """

    def __init__(
        self, session: Session, now: datetime, principal: Principal, network_id: str
    ) -> None:
        self.session = session
        self.now = now
        self.principal = principal
        self.network_id = network_id
        known = principal.may_see(ScopeKind.NETWORK, network_id)
        if not known or session.get(Network, network_id) is None:
            raise NotFound("network", network_id)

    @property
    def is_limited(self) -> bool:
        """Whether not all of the network is theirs."""
        return is_limited(self.principal)

    @property
    def has_plan(self) -> bool:
        """Whether a plan of the network is in force."""
        return self.session.get_one(Network, self.network_id).plan_revision > 0

    @property
    def sees_all_sites(self) -> bool:
        """Whether their key is not limited to some sites."""
        return ScopeKind.SITE not in self.principal.scope

    @property
    def sees_all_trials(self) -> bool:
        """Whether their key is not limited to some trials."""
        return ScopeKind.TRIAL not in self.principal.scope

    def may(self, permission: Permission) -> bool:
        """Whether their role has a permission."""
        return permission in PERMISSIONS[self.principal.role]

    def sees_site(self, site_id: str) -> bool:
        """Whether a site is theirs."""
        return self.principal.may_see(ScopeKind.SITE, site_id)

    def sees_unit(self, unit_id: str) -> bool:
        """Whether a production unit is theirs."""
        return self.principal.may_see(ScopeKind.UNIT, unit_id)

    def sees_trial(self, trial_id: str | None) -> bool:
        """Whether a trial is theirs; ``None``: of no trial, a clinical claim."""
        if trial_id is None:
            return self.sees_all_trials
        return self.principal.may_see(ScopeKind.TRIAL, trial_id)

    def sees_participant(self, participant_id: str) -> bool:
        """Whether a participant is at their site and in their trial."""
        if not self.may(Permission.SEE_PARTICIPANTS):
            return False
        owner = self.belonging.of_participant(participant_id)
        if owner is None:
            return False
        return self.sees_site(owner.site_id) and self.sees_trial(owner.trial_id)

    def sees_visit(self, visit_id: str) -> bool:
        """
        Whether a visit is theirs, with whose it is.

        Production has no part in visits: it sees doses (``demand_records``).
        """
        if not self.may(Permission.SEE_VISITS):
            return False
        owner = self.belonging.of_visit(visit_id)
        if owner is None:
            return False
        return self.sees_site(owner.site_id) and self.sees_trial(owner.trial_id)

    def sees_batch(self, batch_id: str) -> bool:
        """Whether a batch is made by their unit."""
        unit_id = self.supplies.unit_of_batch(batch_id)
        return unit_id is not None and self.sees_unit(unit_id)

    def sees_shipment(self, shipment_id: str) -> bool:
        """
        Whether a shipment leaves their unit, or arrives at their site.

        A key that is limited to trials sees those with a dose for a visit of theirs.
        """
        ends = self.supplies.ends_of_shipment(shipment_id)
        if ends is None:
            return False
        is_near = self.sees_unit(ends.unit_id) and self.sees_site(ends.site_id)
        if self.sees_all_trials:
            return is_near
        visits = self.supplies.visits_of_shipment(shipment_id)
        return is_near and any(self.sees_visit(each) for each in visits)

    def unit_ids(self, wanted: str | None = None) -> frozenset[str]:
        """All units of theirs, or the one that is wanted if it is one of them."""
        return frozenset(
            each
            for each in self.belonging.unit_ids
            if self.sees_unit(each) and wanted in {None, each}
        )

    def site(self, site_id: str) -> str:
        """A site of theirs."""
        known = site_id in self.belonging.site_ids
        return self._found("site", site_id, known and self.sees_site(site_id))

    def unit(self, unit_id: str) -> str:
        """A production unit of theirs."""
        known = unit_id in self.belonging.unit_ids
        return self._found("unit", unit_id, known and self.sees_unit(unit_id))

    def trial(self, trial_id: str) -> str:
        """A trial of theirs, which goes on at a site of theirs."""
        sites = self.belonging.trials.get(trial_id)
        is_near = sites is not None and (
            ScopeKind.SITE not in self.principal.scope
            or any(map(self.sees_site, sites))
        )
        return self._found("trial", trial_id, is_near and self.sees_trial(trial_id))

    def participant(self, participant_id: str) -> str:
        """A participant of theirs."""
        is_seen = self.sees_participant(participant_id)
        return self._found("participant", participant_id, is_seen)

    def visit(self, visit_id: str) -> str:
        """A visit of theirs, asked for or ended, or a cycle of a course."""
        return self._found("visit", visit_id, self.sees_visit(visit_id))

    def batch(self, batch_id: str) -> str:
        """A run or order of theirs, planned or not."""
        return self._found("batch", batch_id, self.sees_batch(batch_id))

    def order(self, order_id: str) -> str:
        """An order of theirs, placed or not."""
        return self._found("order", order_id, self.sees_batch(order_id))

    def vial(self, vial_id: str) -> str:
        """A vial of a batch of theirs, in the plan in force or in one before."""
        asked = (self.session, self.network_id, vial_id)
        known = self.supplies.batch_of_vial(vial_id)
        batch_id = known or former_batch_of_vial(*asked)
        is_seen = batch_id is not None and self.sees_batch(batch_id)
        return self._found("vial", vial_id, is_seen)

    def shipment(self, shipment_id: str) -> str:
        """A shipment of the plan in force, from or to theirs."""
        return self._found("shipment", shipment_id, self.sees_shipment(shipment_id))

    def departure(self, departure_id: str) -> str:
        """A departure from their unit, or to their site."""
        ends = self.supplies.ends_of_departure(departure_id)
        is_seen = ends is not None and (
            self.sees_unit(ends.unit_id) and self.sees_site(ends.site_id)
        )
        return self._found("departure", departure_id, is_seen)

    def version(self, number: int) -> int:
        """A plan version of the network."""
        row = self.session.get(PlanVersion, (self.network_id, number))
        if row is None:
            raise NotFound("plan version", number)
        return number

    def job(self, job_id: str) -> Job:
        """A job of the network; with a limited key, one they asked for."""
        row = self.session.scalars(
            select(Job).where(Job.network_id == self.network_id, Job.id == job_id)
        ).one_or_none()
        if row is None or not self.sees_job(row):
            raise NotFound("job", job_id)
        return row

    def sees_job(self, job: Job) -> bool:
        """Whether a job of the network is theirs to see."""
        return not self.is_limited or job.asked_by == self.principal.actor.id

    def named(self, kind: str, id: str, field: str) -> str:
        """
        An object that a field of the request names.

        Parameters
        ----------
        kind
            "site", "unit", "trial", "participant", "visit", "batch" or "vial".

        Raises
        ------
        Invalid
            If it is not theirs, or not there: at the field.

        """
        look_up = {
            "site": self.site,
            "unit": self.unit,
            "trial": self.trial,
            "participant": self.participant,
            "visit": self.visit,
            "batch": self.batch,
            "vial": self.vial,
        }[kind]
        try:
            return look_up(id)
        except NotFound as error:
            raise Invalid([Issue(field, str(error))]) from None

    def clock_of(self, visit_id: str) -> ZoneInfo:
        """The clock of the site of a visit that is theirs."""
        owner = self.belonging.of_visit(visit_id)
        if owner is None:
            raise NotFound("visit", visit_id)
        return self.belonging.zones[owner.site_id]

    @cached_property
    def belonging(self) -> Belonging:
        """Whose visits and participants these are, and where."""
        return belonging_of(self.session, self.network_id)

    @cached_property
    def supplies(self) -> Supplies:
        """Which unit makes what, and where it goes."""
        return supplies_of(self.session, self.network_id, self.now)

    def _found(self, kind: str, id: str, is_seen: bool) -> str:
        if not is_seen:
            raise NotFound(kind, id)
        return id
