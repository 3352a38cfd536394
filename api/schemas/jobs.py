"""Jobs: what was asked for, and how far it has come."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.levels import LevelRead
from api.schemas.types import Ask, Flag, Quantity, Told
from scheduler.jobs.models import JobState
from scheduler.planning.versions import PlanState

LONGEST_REPLAN_S = 600


class ReplanAsked(Ask):
    """A replan."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"time_limit_s": 60}]})

    time_limit_s: Annotated[Quantity, Field(ge=1, le=LONGEST_REPLAN_S)] = Quantity(60)
    is_deterministic: Annotated[
        Flag,
        Field(description="the limit is work, not time: the same plan on any machine"),
    ] = False


class JobFilter(Ask):
    """Which jobs; what is left out does not matter."""

    model_config = ConfigDict(extra="ignore")

    state: JobState | None = None


class ProgressRead(Told):
    """How far a job has come."""

    wall_s: float
    share: Annotated[float | None, Field(description="of its time limit, 0 to 1")]
    phase: str
    levels: Annotated[
        list[LevelRead] | None,
        Field(description="null for a key that is limited inside"),
    ]


class JobRead(Told):
    """A job; times are local to its network."""

    job_id: str
    kind: str
    state: JobState
    asked_at: datetime
    asked_by: str
    due_at: Annotated[datetime | None, Field(description="not begun before")]
    attempts: Annotated[
        int,
        Field(description="how often a worker began it, or went on after another"),
    ]
    worker_id: Annotated[
        str | None,
        Field(description="who has it, or had it last; null if not yours to know"),
    ]
    time_limit_s: float | None
    is_deterministic: bool | None
    started_at: datetime | None
    ended_at: datetime | None
    cancel_asked_at: datetime | None
    progress: ProgressRead | None
    status: Annotated[str | None, Field(description="how its solve ended")]
    version: Annotated[int | None, Field(description="plan version that it proposed")]
    version_state: Annotated[
        PlanState | None,
        Field(description="what became of it at once; null if it waits"),
    ]
    expires_at: Annotated[
        datetime | None,
        Field(description="until when it may be approved; null for good"),
    ]
    doubts: Annotated[
        list[str] | None,
        Field(description="why a person has to decide; null if not yours to know"),
    ]
    reason: Annotated[
        str | None,
        Field(description="why it came into force, or nothing was proposed"),
    ]
    failure: str | None

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state not in {JobState.WAITING, JobState.RUNNING}
