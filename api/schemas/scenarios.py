"""What-ifs: what would be otherwise, and what came of it."""

from datetime import datetime
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
    field_serializer,
    model_validator,
)
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from api.schemas.jobs import LONGEST_REPLAN_S
from api.schemas.planning_files import PLANNING_FILE
from api.schemas.types import Ask, Flag, Number, Quantity, Reason, Text, Told
from scheduler import canonical
from scheduler.imports.planning_file.schema import PlanningFile
from scheduler.jobs.models import Job, JobState
from scheduler.scenarios.models import LONGEST_NAME, Scenario
from scheduler.scenarios.schema import Changes, plain_changes, read_plain_changes

_AS_THEY_ARE = frozenset({"missing", "extra_forbidden"})
"""Kinds of error that go by their own name."""


def _changes(value: Any) -> Any:
    """
    Changes as JSON has them; what is wrong is told at its place in the body.

    Without the kind of change, which is no key on the way there; and of the whole
    only where nothing inside is wrong.
    """
    if isinstance(value, tuple):  # not JSON: a client has them already
        return value
    try:
        return read_plain_changes(value)
    except ValidationError as error:
        found = error.errors(include_url=False)
        inside = [each for each in found if each["loc"]]
        raise ValidationError.from_exception_data(
            "changes", [_told(each) for each in inside or found]
        ) from None


def _told(error: ErrorDetails) -> InitErrorDetails:
    """What is wrong, without what was sent."""
    kind = error["type"]
    loc = (*error["loc"][:1], *error["loc"][2:])
    if kind in _AS_THEY_ARE:
        return InitErrorDetails(type=kind, loc=loc, input=None)
    message = error["msg"]
    if kind == "union_tag_invalid":
        message = f"no such change; there are {error['ctx']['expected_tags']}"
    told = PydanticCustomError("change", "{told}", {"told": message})
    return InitErrorDetails(type=told, loc=loc, input=None)


def _planning_file(value: Any) -> Any:
    """A planning file as JSON has it."""
    if value is None or isinstance(value, PlanningFile):
        return value
    return PlanningFile.model_validate_json(canonical.dumps(value))


class WhatIfAsked(Ask):
    """A what-if: changes on a plan of the network, or on a planning file."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "the Oslo line stands still",
                    "changes": [
                        {
                            "change": "stop_line",
                            "line": "O1",
                            "start_at": "2026-09-14T06:00+02:00",
                            "end_at": "2026-09-15T18:00+02:00",
                        }
                    ],
                    "time_limit_s": 60,
                }
            ]
        }
    )

    name: Annotated[Text, Field(min_length=1, max_length=LONGEST_NAME)]
    changes: Annotated[Changes, BeforeValidator(_changes)]
    base_version: Annotated[
        Number | None,
        Field(description="plan version to compare with; by default that in force"),
    ] = None
    planning_file: Annotated[
        PlanningFile | None,
        BeforeValidator(_planning_file),
        WithJsonSchema({"anyOf": [PLANNING_FILE, {"type": "null"}]}),
        Field(description="what to start from in place of the network"),
    ] = None
    time_limit_s: Annotated[Quantity, Field(ge=1, le=LONGEST_REPLAN_S)] = Quantity(60)
    is_deterministic: Annotated[
        Flag,
        Field(description="the limit is work, not time: the same plan on any machine"),
    ] = False

    @model_validator(mode="after")
    def _starts_from_one(self) -> Self:
        if self.planning_file is not None and self.base_version is not None:
            raise ValueError("a planning file has no base_version")
        return self

    @field_serializer("changes")
    def _plain(self, changes: Changes) -> list[Any]:
        return plain_changes(changes)


class Promotion(Ask):
    """Why the plan of a what-if is proposed."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "the scanner is closed that day"}]}
    )

    reason: Reason


class ScenarioLine(Told):
    """A what-if among others; times are local to its network."""

    scenario_id: Annotated[str, Field(description="its job goes by the same id")]
    name: str
    state: JobState
    base_version: Annotated[
        int | None, Field(description="the plan it is compared with")
    ]
    rebased_from: str | None
    promoted_version: int | None
    asked_at: datetime
    asked_by: str


class ScenarioRead(ScenarioLine):
    """A what-if, with what was asked."""

    changes: list[dict[str, Any]]
    status: Annotated[str | None, Field(description="how its solve ended")]
    failure: str | None


def scenario_line(scenario: Scenario, job: Job, clock: ZoneInfo) -> ScenarioLine:
    """A what-if among others, by the clock of its network."""
    return ScenarioLine(**_line(scenario, job, clock))


def scenario_read(scenario: Scenario, job: Job, clock: ZoneInfo) -> ScenarioRead:
    """A what-if as it is told, by the clock of its network."""
    return ScenarioRead(
        **_line(scenario, job, clock),
        changes=scenario.changes,
        status=(job.outcome or {}).get("status"),
        failure=job.failure,
    )


def _line(scenario: Scenario, job: Job, clock: ZoneInfo) -> dict[str, Any]:
    return {
        "scenario_id": scenario.id,
        "name": scenario.name,
        "state": job.state,
        "base_version": scenario.base_version,
        "rebased_from": scenario.rebased_from,
        "promoted_version": scenario.promoted_version,
        "asked_at": scenario.asked_at.astimezone(clock),
        "asked_by": scenario.asked_by,
    }
