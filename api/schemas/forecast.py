"""What units may be asked for, before visits are booked."""

from datetime import date, datetime
from typing import Annotated

from pydantic import ConfigDict, Field, JsonValue

from api.schemas.types import Ask, Day, Id, Told, exact_gbq
from scheduler.production.forecast_records import (
    ASSUMPTION,
    DayForecast,
    NetworkForecast,
)
from solver.forecast.bands import Amount

_EXAMPLE: dict[str, JsonValue] = {
    "unit_id": "OSLO",
    "unit": "Oslo cyclotron",
    "product_id": "FDG",
    "product": "FDG",
    "day": "2026-09-14",
    "certain": {"doses": 4, "activity_gbq": 2.1},
    "planned": {"doses": 2, "activity_gbq": 0.9},
    "least": {"doses": 1, "activity_gbq": 0.326796},
    "low": {"doses": 1, "activity_gbq": 0.326796},
    "expected": {"doses": 2.6, "activity_gbq": 0.744},
    "high": {"doses": 4, "activity_gbq": 1.141271},
    "most": {"doses": 8, "activity_gbq": 7.728723},
    "as_of": "2026-09-11T10:00:00+02:00",
    "is_outdated": False,
}


class ForecastFilter(Ask):
    """Which days; what is left out does not matter."""

    model_config = ConfigDict(extra="ignore")

    unit_id: Id | None = None
    product_id: Id | None = None
    from_date: Annotated[
        Day | None, Field(description="of the unit, at EOS or reference time, included")
    ] = None
    to_date: Annotated[
        Day | None, Field(description="of the unit, at EOS or reference time, included")
    ] = None


class AmountRead(Told):
    """Doses, and what they take together at EOS or reference time."""

    doses: int
    activity_gbq: float


class ExpectedRead(Told):
    """The mean of doses, and of what they take together at EOS or reference time."""

    doses: float
    activity_gbq: float


class DayForecastRead(Told):
    """
    One product of one unit, on a local day of its EOS or reference time.

    Certain: agreed with somebody, or happened. Planned: in the plan in force, agreed
    with nobody yet or held. All others: asked for and not in the plan, each visit
    looked at as if it were alone. Activities are those of doses, without rests and
    samples.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    unit_id: str
    unit: str
    product_id: str
    product: str
    day: date
    certain: AmountRead
    planned: AmountRead
    least: Annotated[
        AmountRead, Field(description="by visits that can have it nowhere else")
    ]
    low: Annotated[AmountRead, Field(description="low end of the central 80 %")]
    expected: Annotated[ExpectedRead, Field(description=ASSUMPTION)]
    high: Annotated[AmountRead, Field(description="high end of the central 80 %")]
    most: Annotated[AmountRead, Field(description="by all that could have it there")]
    as_of: Annotated[datetime, Field(description="when it was forecast")]
    is_outdated: Annotated[
        bool, Field(description="plan or data have changed since it was made")
    ]


def day_forecast_read(found: NetworkForecast, day: DayForecast) -> DayForecastRead:
    """A day of a forecast, as it is told."""
    return DayForecastRead(
        unit_id=day.unit_id,
        unit=day.unit,
        product_id=day.product_id,
        product=day.product,
        day=day.day,
        certain=_amount(day.certain),
        planned=_amount(day.planned),
        least=_amount(day.least),
        low=_amount(day.low),
        expected=ExpectedRead(
            doses=day.expected_doses, activity_gbq=exact_gbq(day.expected_kbq)
        ),
        high=_amount(day.high),
        most=_amount(day.most),
        as_of=found.as_of,
        is_outdated=found.is_outdated,
    )


def _amount(amount: Amount) -> AmountRead:
    return AmountRead(doses=amount.doses, activity_gbq=exact_gbq(amount.activity_kbq))
