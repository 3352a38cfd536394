"""Is this a planning file that can be imported? If not, all that is wrong with it."""

from collections.abc import Iterator
from typing import Any

from scheduler.audit.models import SYSTEM
from scheduler.errors import Invalid
from scheduler.imports.planning_file.convert import to_problem
from scheduler.imports.planning_file.read import read_planning_file
from scheduler.imports.planning_file.schema import PlanningFile
from solver.document_places import below, called
from solver.errors import InvalidDocument, Issue

LONGEST_NETWORK_ID = 120


def acceptable_file(data: bytes) -> PlanningFile:
    """
    Read a planning file that states a problem.

    Raises
    ------
    Invalid
        With every issue, each with its place.

    """
    try:
        file = read_planning_file(data)
        to_problem(file)
    except InvalidDocument as error:
        raise Invalid(error.issues) from None
    if issues := list(_without_zeros(file.model_dump(exclude_defaults=True), "")):
        raise Invalid(issues)
    return file


def network_id_of(file: PlanningFile, asked: str | None) -> str:
    """
    What the network is called: as asked, or as the file.

    Raises
    ------
    Invalid
        If that is too long, nothing, or the name of the audit's own chain.

    """
    found = file.name if asked is None else asked
    if not 0 < len(found) <= LONGEST_NETWORK_ID:
        message = f"a network's id has 1 to {LONGEST_NETWORK_ID} letters"
        raise Invalid([Issue("name" if asked is None else "network", message)])
    if found == SYSTEM:
        message = f"{SYSTEM!r} is taken: what belongs to no network goes by it"
        raise Invalid([Issue("name" if asked is None else "network", message)])
    return found


def _without_zeros(value: Any, place: str) -> Iterator[Issue]:
    """Not every database can keep a text with the character U+0000 in it."""
    if isinstance(value, str) and "\0" in value:
        yield Issue(place, "has the character U+0000 in it")
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _without_zeros(each, below(place, str(key)))
    elif isinstance(value, list | tuple):
        for index, each in enumerate(value):
            yield from _without_zeros(each, f"{place}[{called(each, index)}]")
