"""What every record of a problem, a plan and a result has in common."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

MAX_ACTIVITY_KBQ = 10**12
"""One petabecquerel: far above any batch, far below what 64-bit sums can hold."""

MAX_MINUTES = 2 * 366 * 24 * 60
"""Two years either side of the origin: the longest time a problem may speak of."""

Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Minute = Annotated[int, Field(ge=-MAX_MINUTES, le=MAX_MINUTES)]
Minutes = Annotated[int, Field(ge=0, le=MAX_MINUTES)]
Kbq = Annotated[int, Field(ge=0, le=MAX_ACTIVITY_KBQ)]
PositiveKbq = Annotated[int, Field(ge=1, le=MAX_ACTIVITY_KBQ)]
Nok = Annotated[int, Field(ge=0, le=10**9)]
Microliters = Annotated[int, Field(ge=0, le=10**9)]


def _instant(value: object) -> object:
    """Text as an instant; numbers in disguise, as ``"1700000000"``, are refused."""
    if not isinstance(value, str):
        return value
    if "T" not in value:
        raise ValueError("write it like '2026-09-14T00:00:00Z'")
    return datetime.fromisoformat(value)


Instant = Annotated[AwareDatetime, BeforeValidator(_instant)]
"""An aware instant; in documents ISO 8601 with an offset, never a number."""


class Record(BaseModel):
    """A frozen record that refuses unknown fields, coercion and infinities."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False
    )


class Interval(Record):
    """
    Half-open span ``[start_min, end_min)`` of minutes from the horizon's origin.

    Two occupancies may touch: one may start in the minute the other ends.
    """

    start_min: Minute
    end_min: Minute

    @model_validator(mode="after")
    def _is_not_empty(self) -> Self:
        if self.end_min <= self.start_min:
            raise ValueError(
                f"interval ends at minute {self.end_min}, "
                f"not after its start at minute {self.start_min}"
            )
        return self

    def covers(self, start_min: int, end_min: int) -> bool:
        """Whether ``[start_min, end_min)`` lies inside."""
        return self.start_min <= start_min and end_min <= self.end_min
