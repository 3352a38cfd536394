"""Plan versions: what they are, whom they plan, what was decided on them."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.levels import LevelRead
from api.schemas.types import Ask, Reason, Told, exact, exact_gbq
from scheduler.access.redaction.plans import (
    ContentsSeen,
    PlannedVisit,
    VersionSeen,
)
from scheduler.planning.difference_records import Totals
from scheduler.planning.versions import PlanKind, PlanState


class PlanFilter(Ask):
    """Which versions; what is left out does not matter."""

    model_config = ConfigDict(extra="ignore")

    state: PlanState | None = None
    kind: PlanKind | None = None


class PlanRead(Told):
    """A plan version; times are local to its network."""

    number: int
    kind: PlanKind
    state: PlanState
    base_revision: Annotated[
        int | None,
        Field(description="revision it was made from; null if not yours to know"),
    ]
    revision: Annotated[
        int | None,
        Field(description="place among those in force; null if it never was"),
    ]
    proposed_at: datetime
    proposed_by: Annotated[str | None, Field(description="null if not yours to know")]
    decided_at: datetime | None
    decided_by: str | None
    reason: str | None
    job_id: str | None
    expires_at: Annotated[
        datetime | None,
        Field(description="until when it may be approved; null for good"),
    ]
    doubts: Annotated[
        list[str] | None,
        Field(description="why a person has to decide; null if not yours to know"),
    ]


class TotalsRead(Told):
    """How much a plan is; activity at the reference times of its batches."""

    visits: int
    batches: int
    shipments: int
    activity_gbq: float


class NotServed(Told):
    """A visit that a solve could not serve or keep, and the rules that say so."""

    visit_id: str
    rules: list[str]


class PlanDetails(PlanRead):
    """A plan version, with what it comes to."""

    totals: Annotated[
        TotalsRead | None, Field(description="null for a key that is limited inside")
    ]
    levels: list[LevelRead] | None
    left_out: list[NotServed]
    broken: list[NotServed]


class PlannedVisitRead(Told):
    """A visit as a version plans it; times are local to its site."""

    visit_id: str
    participant_id: str | None
    trial_id: str | None
    site_id: str
    zone: str
    injection_at: datetime
    scan_start_at: datetime | None
    draw_mbq: float
    vial_ids: list[str]
    resources: list[str]


class Decision(Ask):
    """Why a version is approved, rejected, or put back into force."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "checked with production"}]}
    )

    reason: Reason


def plan_details(seen: VersionSeen, contents: ContentsSeen) -> PlanDetails:
    """A version as it is told, with what it comes to."""
    levels = contents.levels
    return PlanDetails(
        **PlanRead.model_validate(seen).model_dump(),
        totals=None if contents.totals is None else totals_read(contents.totals),
        levels=(
            None if levels is None else [LevelRead.model_validate(x) for x in levels]
        ),
        left_out=[NotServed.model_validate(each) for each in contents.left_out],
        broken=[NotServed.model_validate(each) for each in contents.broken],
    )


def totals_read(found: Totals) -> TotalsRead:
    """Totals as they are told."""
    return TotalsRead(
        visits=found.visits,
        batches=found.batches,
        shipments=found.shipments,
        activity_gbq=exact_gbq(found.activity_kbq),
    )


def planned_visit(seen: PlannedVisit) -> PlannedVisitRead:
    """A visit as a version plans it."""
    return PlannedVisitRead(
        visit_id=seen.visit_id,
        participant_id=seen.participant_id,
        trial_id=seen.trial_id,
        site_id=seen.site_id,
        zone=seen.zone,
        injection_at=seen.injection_at,
        scan_start_at=seen.scan_start_at,
        draw_mbq=exact(seen.draw_kbq),
        vial_ids=list(seen.vial_ids),
        resources=list(seen.resources),
    )
