"""Worlds for tests: told once by each process, and then copied."""

from dataclasses import replace

from scheduler.database.database import Database
from tests.api.attacks.building import build_world
from tests.api.attacks.world import World
from tests.copies import brought_to

_KNOWN: list[World] = []


def world_in(database: Database) -> World:
    """The world, in a database that nobody has written to."""
    brought_to(database, "world", lambda: _KNOWN.append(build_world(database)))
    return replace(_KNOWN[0], database=database)
