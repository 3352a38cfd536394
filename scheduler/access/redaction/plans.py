"""What somebody may learn of plan versions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from scheduler.access.redaction.levels import LevelSeen, levels_seen
from scheduler.access.viewing import Viewer
from scheduler.jobs.models import Job
from scheduler.planning.difference_records import Totals
from scheduler.planning.differences import totals_of
from scheduler.planning.instants import Instants
from scheduler.planning.read_back import plan_of_version
from scheduler.planning.versions import PlanVersion
from solver.plan.plan import Administration


@dataclass(frozen=True)
class VersionSeen:
    """
    A plan version; times are local to its network.

    Who proposed and decided, why, and by which job: told of what is their own, and to
    those who see all of the network; revisions, which count what everybody did, and
    doubts, which name what everybody has, to the latter only.
    """

    number: int
    kind: str
    state: str
    base_revision: int | None
    revision: int | None
    proposed_at: datetime
    proposed_by: str | None
    decided_at: datetime | None
    decided_by: str | None
    reason: str | None
    job_id: str | None
    expires_at: datetime | None
    doubts: tuple[str, ...] | None


@dataclass(frozen=True)
class NotServedSeen:
    """A visit that a solve could not serve or keep, and the rules that say so."""

    visit_id: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class ContentsSeen:
    """
    What a version is; totals and levels are of everybody's visits.

    Parameters
    ----------
    levels
        Empty for what no solve has made.
    """

    totals: Totals | None
    levels: tuple[LevelSeen, ...] | None
    left_out: tuple[NotServedSeen, ...]
    broken: tuple[NotServedSeen, ...]


@dataclass(frozen=True)
class PlannedVisit:
    """A visit as a version plans it; times are local to its site."""

    visit_id: str
    participant_id: str | None
    trial_id: str | None
    site_id: str
    zone: str
    injection_at: datetime
    scan_start_at: datetime | None
    draw_kbq: int
    vial_ids: tuple[str, ...]
    resources: tuple[str, ...]


def version_seen(viewer: Viewer, version: PlanVersion, clock: ZoneInfo) -> VersionSeen:
    """A version as it is told, by the clock of its network."""
    decided_at, expires_at = version.decided_at, version.expires_at
    is_decider = _is_theirs(viewer, version.decided_by)
    return VersionSeen(
        number=version.number,
        kind=version.kind.value,
        state=version.state.value,
        base_revision=None if viewer.is_limited else version.base_revision,
        revision=None if viewer.is_limited else version.revision,
        proposed_at=version.proposed_at.astimezone(clock),
        proposed_by=(
            version.proposed_by if _is_theirs(viewer, version.proposed_by) else None
        ),
        decided_at=None if decided_at is None else decided_at.astimezone(clock),
        decided_by=version.decided_by if is_decider else None,
        reason=version.reason if is_decider else None,
        job_id=_job_seen(viewer, version.job_id),
        expires_at=None if expires_at is None else expires_at.astimezone(clock),
        doubts=None if viewer.is_limited else tuple(version.doubts or ()),
    )


def contents_seen(viewer: Viewer, version: PlanVersion) -> ContentsSeen:
    """What of a version's contents is told besides its visits."""
    outcome: Mapping[str, Any] = version.outcome or {}
    totals, levels = None, None
    if not viewer.is_limited:
        plan = plan_of_version(viewer.session, viewer.network_id, version.number)
        levels = levels_seen(outcome.get("levels", ()))
        totals = totals_of(plan)
    return ContentsSeen(
        totals=totals,
        levels=levels,
        left_out=tuple(_not_served(viewer, outcome.get("left_out", ()))),
        broken=tuple(_not_served(viewer, outcome.get("broken", ()))),
    )


def visits_seen(viewer: Viewer, number: int) -> list[PlannedVisit]:
    """The visits of a version that are theirs, and known still."""
    version = viewer.session.get_one(PlanVersion, (viewer.network_id, number))
    plan = plan_of_version(viewer.session, viewer.network_id, number)
    at = Instants(version.origin_at)
    return [
        _visit(viewer, each, at)
        for each in plan.administrations
        if viewer.sees_visit(each.visit_id)
    ]


def _visit(viewer: Viewer, each: Administration, at: Instants) -> PlannedVisit:
    owner = viewer.belonging.of_visit(each.visit_id)
    assert owner is not None  # noqa: S101 - what is seen has an owner
    clock = viewer.belonging.zones[owner.site_id]
    scan = at.at_if(each.scan_start_min)
    return PlannedVisit(
        visit_id=each.visit_id,
        participant_id=owner.participant_id,
        trial_id=owner.trial_id,
        site_id=owner.site_id,
        zone=clock.key,
        injection_at=at.at(each.injection_min).astimezone(clock),
        scan_start_at=None if scan is None else scan.astimezone(clock),
        draw_kbq=each.draw_kbq,
        vial_ids=each.vial_ids,
        resources=tuple(sorted({held.resource_id for held in each.occupations})),
    )


def _not_served(
    viewer: Viewer, listed: Iterable[Mapping[str, Any]]
) -> Iterable[NotServedSeen]:
    for each in listed:
        if viewer.sees_visit(each["visit_id"]):
            yield NotServedSeen(each["visit_id"], tuple(each["rules"]))


def _is_theirs(viewer: Viewer, actor_id: str | None) -> bool:
    return not viewer.is_limited or actor_id == viewer.principal.actor.id


def _job_seen(viewer: Viewer, job_id: str | None) -> str | None:
    if job_id is None or not viewer.is_limited:
        return job_id
    job = viewer.session.get(Job, job_id)
    return job_id if job is not None and viewer.sees_job(job) else None
