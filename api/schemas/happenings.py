"""What happened, and whom it costs the visit."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.types import Ask, Reason, Told
from scheduler.access.redaction.affected import affected_seen, happening_seen
from scheduler.access.viewing import Viewer
from scheduler.production.affected import Affected, Happening
from solver.problem.commitments import Firmness


class Why(Ask):
    """Why something is done that may cost somebody a dose."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "the target broke"}]}
    )

    reason: Reason


class WhyIfAny(Ask):
    """Why something is done, if there is anything to say."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})

    reason: Reason | None = None


class AffectedRead(Told):
    """A visit, as the plan had it, in the local time of its site."""

    visit_id: Annotated[
        str | None,
        Field(description="of yours, or one that the dose is dispensed for"),
    ]
    site_id: str
    product_id: str
    injection_at: datetime
    firmness: Annotated[
        Firmness | None, Field(description="null: nobody was told of it yet")
    ]
    rules: Annotated[list[str], Field(description="rules that keep it from staying")]


class HappeningRead(Told):
    """Something that happened, and whom of yours it costs the visit."""

    subject: str
    state: str
    is_new: Annotated[bool, Field(description="false: it was known, nothing changed")]
    wants_replan: Annotated[bool, Field(description="whether somebody was lost")]
    lost: list[AffectedRead]
    version: Annotated[
        int | None,
        Field(description="plan version that this made; null if the plan is the same"),
    ]


def happening_read(viewer: Viewer, happening: Happening) -> HappeningRead:
    """What happened, as far as somebody sees whom it costs the visit."""
    return HappeningRead.model_validate(happening_seen(viewer, happening))


def affected_read(viewer: Viewer, found: Iterable[Affected]) -> list[AffectedRead]:
    """Who is affected, as far as somebody sees them."""
    return [AffectedRead.model_validate(each) for each in affected_seen(viewer, found)]
