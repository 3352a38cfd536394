"""The system itself: whether it works."""

from typing import Literal

from pydantic import BaseModel


class Health(BaseModel):
    """That it answers."""

    status: Literal["ok"] = "ok"
