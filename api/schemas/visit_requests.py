"""Visits that are asked for, and whole schedules of slots."""

from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator

from api.schemas.types import Ask, Day, Id, Told
from api.schemas.visits import OfferRead
from solver.problem.demand import PriorityClass

_MOST_DEFINITIONS = 200


class DatesAsked(Ask):
    """Earliest and latest date of the site, both included."""

    earliest_date: Day
    latest_date: Day


class VisitAsked(Ask):
    """A visit that is asked for; its id is made here."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "definition_id": "baseline",
                    "earliest_date": "2026-09-15",
                    "latest_date": "2026-09-18",
                }
            ]
        }
    )

    definition_id: Id
    follows: Annotated[
        Id | None,
        Field(description="the visit before; the newest if its window counts from one"),
    ] = None
    needs: Annotated[
        Id | None, Field(description="the visit without which it is not served")
    ] = None
    earliest_date: Annotated[
        Day | None, Field(description="instead of the window of the protocol")
    ] = None
    latest_date: Day | None = None
    priority: PriorityClass | None = None
    cohort: Annotated[
        Id | None, Field(description="the dose level of which it is a first dose")
    ] = None
    asked_on: Annotated[
        Day | None, Field(description="when waiting began; today if left out")
    ] = None

    @model_validator(mode="after")
    def _dates_come_together(self) -> Self:
        if (self.earliest_date is None) != (self.latest_date is None):
            raise ValueError("earliest_date and latest_date come together")
        return self


class ScheduleAsked(Ask):
    """All visits of the protocol that are not asked for yet."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "dates": {
                        "baseline": {
                            "earliest_date": "2026-09-15",
                            "latest_date": "2026-09-18",
                        }
                    }
                }
            ]
        }
    )

    dates: Annotated[
        dict[Id, DatesAsked],
        Field(
            default_factory=dict,
            max_length=_MOST_DEFINITIONS,
            description="by definition, of visits without a window of their own",
        ),
    ]


class ScheduleRead(Told):
    """What is asked for by now that was not before."""

    visit_ids: Annotated[list[str], Field(description="in their order")]


class ScheduleOffersRead(Told):
    """Whole schedules of one participant, or where they get stuck."""

    schedules: Annotated[
        list[list[OfferRead]],
        Field(description="one offer per visit each, in the order to take them"),
    ]
    obstacle_visit_id: Annotated[
        str | None, Field(description="the visit that finds no slot")
    ]
    obstacle_rules: Annotated[list[str], Field(description="rules that keep it out")]
