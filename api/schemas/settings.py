"""How a network is run."""

from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.types import Ask, Flag, Number, Reason, Told

_SAYS = {
    "hold_minutes": "how long a hold lasts",
    "frozen_hours": "bookings so near are moved by a person's decision only",
    "needs_second_person": (
        "whether who proposed a plan, or asked for it, may not approve it"
    ),
    "replans_on_events": "whether what happens asks for a replan",
    "publishes_by_itself": (
        "whether a replan that nobody asked for may come into force without a person"
    ),
    "proposals_last_hours": "for how long its proposal may be approved",
}


def _said(name: str) -> object:
    return Field(description=_SAYS[name])


class SettingsRead(Told):
    """How a network is run."""

    hold_minutes: Annotated[int, _said("hold_minutes")]
    frozen_hours: Annotated[int, _said("frozen_hours")]
    needs_second_person: Annotated[bool, _said("needs_second_person")]
    replans_on_events: Annotated[bool, _said("replans_on_events")]
    publishes_by_itself: Annotated[bool, _said("publishes_by_itself")]
    proposals_last_hours: Annotated[int, _said("proposals_last_hours")]


class SettingsAsked(Ask):
    """Run a network otherwise from now on; what is not said stays as it is."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"hold_minutes": 45, "reason": "patients answer by phone"}]
        }
    )

    hold_minutes: Annotated[Number | None, _said("hold_minutes")] = None
    frozen_hours: Annotated[Number | None, _said("frozen_hours")] = None
    needs_second_person: Annotated[Flag | None, _said("needs_second_person")] = None
    replans_on_events: Annotated[Flag | None, _said("replans_on_events")] = None
    publishes_by_itself: Annotated[Flag | None, _said("publishes_by_itself")] = None
    proposals_last_hours: Annotated[Number | None, _said("proposals_last_hours")] = None
    reason: Reason
