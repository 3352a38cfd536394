"""Orders of bought products: what is due, what is placed."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.happenings import HappeningRead
from api.schemas.types import Ask, Id, Number, Reason, Told

_MOST_HOURS = 9_600
"""How far ahead orders are looked for: 400 days."""


class DueFilter(Ask):
    """Which orders are to be placed or changed soon."""

    model_config = ConfigDict(extra="ignore")

    unit_id: Id | None = None
    within_hours: Annotated[
        int, Field(ge=0, le=_MOST_HOURS, description="in which they close")
    ] = 72
    is_overdue: Annotated[
        bool | None,
        Field(description="whether they have closed; if left out, it does not matter"),
    ] = None


class OrderDeadlineRead(Told):
    """An order that is not placed as planned, in the local time of its maker."""

    order_id: str
    unit_id: str
    product_id: str
    cutoff_at: datetime
    reference_at: datetime
    portions: Annotated[int, Field(description="what the plan in force takes")]
    placed: int
    to_place: Annotated[int, Field(description="negative: to be taken back")]
    cost_nok: int
    cancel_cost_nok: Annotated[
        int, Field(description="to take back now all that is placed")
    ]
    free_cancel_until: Annotated[
        datetime | None, Field(description="null: it never costs")
    ]
    is_overdue: bool


class Placing(Ask):
    """So many portions are placed with the maker now; 0: it is cancelled."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"portions": 3}]})

    portions: Number
    reason: Annotated[
        Reason | None, Field(description="needed if there are fewer than before")
    ] = None


class PlacedRead(Told):
    """What is placed now, and what taking back the rest costs."""

    order_id: str
    before: int
    portions: int
    cancel_cost_nok: int
    happening: Annotated[
        HappeningRead | None, Field(description="null: nothing has changed")
    ]
