"""What became of visits, and whose time is running out."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.types import Ask, Id, Told
from scheduler.bookings.standing import VisitState


class StepRead(Told):
    """Something that happened to a visit; times are local to its site."""

    at: datetime
    what: str
    actor: Annotated[
        str | None, Field(description="null if it was somebody you do not see")
    ]
    injection_at: Annotated[
        datetime | None, Field(description="where the plan has it from then on")
    ]
    version: Annotated[int | None, Field(description="plan version that did it")]
    reason: str | None


class RiskFilter(Ask):
    """Which visits; what is left out does not matter."""

    model_config = ConfigDict(extra="ignore")

    days: Annotated[int, Field(ge=1, le=60)] = 14
    site_id: Id | None = None
    trial_id: Id | None = None


class AtRiskRead(Told):
    """A visit that is not booked, and whose time is running out; times are local."""

    visit_id: str
    participant_id: str | None
    site_id: str
    zone: str
    state: VisitState
    offers: Annotated[int, Field(description="slots that are left; 20 are plenty")]
    window_to_at: datetime
    decide_by_at: Annotated[
        datetime | None, Field(description="last order cut-off of its slots")
    ]
    runs_out_at: datetime
    waits_for: Annotated[
        str | None, Field(description="visit of yours that has to come first")
    ]
    needs: Annotated[
        str | None, Field(description="what it takes before it is asked for")
    ]
    why: str | None
