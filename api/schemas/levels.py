"""Levels of the objective."""

from typing import Annotated

from pydantic import Field

from api.schemas.types import Told


class LevelRead(Told):
    """Value of one level, and the bound no plan can better."""

    name: Annotated[str, Field(description="with its unit, where it has one")]
    priority: str | None
    value: float
    bound: float
