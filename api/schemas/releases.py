"""Releases and recalls of batches."""

from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.doses import MeasuredGbq, MeasuredMbq
from api.schemas.happenings import AffectedRead, HappeningRead
from api.schemas.types import Ask, Id, Instant, Reason, Told

_MOST_VIALS = 500


class DelayAsked(Ask):
    """A batch is said to be released at another time."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "release_at": "2026-09-15T09:40+02:00",
                    "reason": "the synthesis is repeated",
                }
            ]
        }
    )

    release_at: Instant
    reason: Reason


class BatchAssay(Ask):
    """The whole batch, sample included, as it was measured."""

    activity_gbq: MeasuredGbq
    at: Instant


class VialAssayed(Ask):
    """One vial that was measured by itself."""

    vial_id: Id
    activity_mbq: MeasuredMbq
    at: Instant


class ReleaseAsked(Ask):
    """
    What was measured of a batch that quality control releases.

    Vials that were not measured hold their share of the batch, or what was planned if
    the batch was not measured.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "measured": {
                        "activity_gbq": 16.4,
                        "at": "2026-09-15T06:38+02:00",
                    },
                    "released_at": "2026-09-15T07:08+02:00",
                }
            ]
        }
    )

    measured: BatchAssay | None = None
    vials: Annotated[tuple[VialAssayed, ...], Field(max_length=_MOST_VIALS)] = ()
    released_at: Annotated[
        Instant | None, Field(description="now if left out; no dose is given before")
    ] = None
    reason: Annotated[
        Reason | None, Field(description="needed to correct what was said before")
    ] = None


class ReleasedRead(Told):
    """Who has a dose of a released batch, and who has not."""

    happening: HappeningRead
    kept: Annotated[list[AffectedRead], Field(description="those who keep theirs")]
    yield_permille: Annotated[
        int | None, Field(description="what was measured, of what was planned")
    ]
    least_permille: Annotated[
        int | None,
        Field(description="what would have lost nobody; null: it was known already"),
    ]
    lost_first: Annotated[
        list[AffectedRead], Field(description="who is lost first if there is less")
    ]
    as_planned: Annotated[
        list[str], Field(description="vials that keep what was planned for them")
    ]


class RecalledRead(Told):
    """A batch that was called back; nobody is given another place by this."""

    happening: HappeningRead
    injected: Annotated[
        list[AffectedRead], Field(description="those who have had a dose of it")
    ]
