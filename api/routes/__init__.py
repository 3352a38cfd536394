"""Routes, one file per resource: parse, call the use case, tell."""

from typing import Any

from api.routes import system, visits

ROUTERS = (
    system.router,
    visits.router,
)
"""All routers; of two routes that match, the first answers."""

TAGS: list[dict[str, Any]] = [
    {"name": "visits", "description": "Asked for, offered, booked, given."},
    {"name": "system", "description": "Whether it works, and what it is."},
]
