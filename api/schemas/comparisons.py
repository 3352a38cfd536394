"""What a what-if makes of its base."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.schemas.types import Told
from scheduler.scenarios.comparison_records import Standing
from solver.plan.difference import ChangeKind
from solver.plan.result import SolveStatus


class VisitCompared(Told):
    """A visit that is not the same; times are local to its site."""

    visit_id: str
    participant: str | None
    trial: str | None
    site: str
    kind: Annotated[
        ChangeKind | None, Field(description="null if neither side serves it")
    ]
    before: Standing
    after: Standing
    before_at: datetime | None
    after_at: datetime | None
    firmness: str | None
    rules: Annotated[
        list[str], Field(description="that break its promise, or leave it out")
    ]


class NotServedThere(Told):
    """A visit that the what-if does not serve."""

    visit_id: str
    participant: str | None
    trial: str | None
    site: str
    before: Standing
    after: Standing
    rules: list[str]
    reason: str
    decide_by_at: datetime | None


class BatchCompared(Told):
    """A run or order that is not the same; times are local to its unit."""

    batch_id: str
    unit: str
    kind: ChangeKind
    before_at: datetime | None
    after_at: datetime | None
    before_gbq: float | None
    after_gbq: float | None


class FigureRead(Told):
    """A number on both sides, in the unit of its name."""

    name: str
    priority: str | None
    before: float | None
    after: float | None


class LoadRead(Told):
    """How long something is in use while it is open, over the horizon."""

    busy_min: int
    open_min: int
    share: float | None


class UseRead(Told):
    """Use of a scanner or line; null where a side does not have it."""

    kind: str
    id: str
    name: str
    before: LoadRead | None
    after: LoadRead | None


class WaitedRead(Told):
    """Participants' visits that are served, and whole days from request to dose."""

    visits: int
    days: int


class WaitingRead(Told):
    """Waiting of the participants of a site or a trial."""

    kind: str
    id: str
    name: str
    before: WaitedRead
    after: WaitedRead


class ComparisonRead(Told):
    """What a what-if makes of its base, each measured by its own problem."""

    base_version: Annotated[
        int | None, Field(description="null if the base was solved, too")
    ]
    base_status: SolveStatus
    status: SolveStatus
    changes: Annotated[list[str], Field(description="in words")]
    amendments: Annotated[
        list[str], Field(description="what protocols would be amended for")
    ]
    notes: list[str]
    figures: list[FigureRead]
    visits: list[VisitCompared]
    num_kept: Annotated[int, Field(description="visits served just as before")]
    not_served: list[NotServedThere]
    batches: list[BatchCompared]
    use: list[UseRead]
    waiting: list[WaitingRead]
