"""Resources that a planning file closes for a while, and opens again."""

from collections.abc import Iterable
from datetime import timedelta

import pytest

from scheduler import canonical
from scheduler.imports.planning_file.closures import (
    Closure,
    ResourceKind,
    closed,
    opened,
    owner_of,
)
from scheduler.imports.planning_file.convert import to_problem
from scheduler.imports.planning_file.schema import PlanningFile
from solver.errors import InvalidDocument
from solver.problem.clinic import Person, Place, Scanner
from solver.problem.equipment import Equipment
from solver.problem.problem import Problem
from solver.problem.production import Line
from tests.scheduler.outages.beams import with_a_beam
from tests.scheduler.planning.seeds import file_of
from tests.scheduler.production.batch_day import at

FILE = with_a_beam(file_of("late-flight-trondheim-before"))

ONE_OF_EACH = {
    ResourceKind.SCANNER: ("TRD-PET1", "TRD"),
    ResourceKind.PLACE: ("TRD/uptake/2", "TRD"),
    ResourceKind.PERSON: ("TRD-N1", "TRD"),
    ResourceKind.LINE: ("O2", "OSLO"),
    ResourceKind.EQUIPMENT: ("BEAM", "OSLO"),
}

FROM = dict.fromkeys(ONE_OF_EACH, "12:30") | {
    ResourceKind.LINE: "05:00",
    ResourceKind.EQUIPMENT: "05:00",
}
"""When each is open."""


def _closure(kind: ResourceKind, resource_id: str | None = None) -> Closure:
    return Closure(
        kind=kind,
        resource_id=resource_id or ONE_OF_EACH[kind][0],
        start_at=at(FROM[kind]),
        end_at=at(FROM[kind]) + timedelta(minutes=90),
        note="outage 1",
    )


def _open_minutes(problem: Problem) -> dict[str, int]:
    """Minutes in which each resource is available, all in all."""
    groups: tuple[Iterable[Place | Scanner | Person | Line | Equipment], ...] = (
        problem.scanners,
        problem.places,
        problem.people,
        problem.lines,
        problem.equipment,
    )
    return {
        each.id: sum(span.end_min - span.start_min for span in each.available)
        for group in groups
        for each in group
    }


@pytest.mark.parametrize("kind", sorted(ONE_OF_EACH))
def test_just_the_resource_is_closed_and_just_then(kind: ResourceKind) -> None:
    """
    The problem of the file differs by the minutes of one resource.
    """
    before, after = to_problem(FILE), to_problem(closed(FILE, [_closure(kind)]))
    open_before, open_after = _open_minutes(before), _open_minutes(after)
    (changed,) = (
        name for name, minutes in open_before.items() if open_after[name] != minutes
    )

    assert changed == ONE_OF_EACH[kind][0]
    assert open_before[changed] - open_after[changed] == 90
    lists = ("scanners", "places", "people", "lines", "equipment")
    same = {name: value for name, value in before if name not in lists}
    assert same == {name: value for name, value in after if name not in lists}


@pytest.mark.parametrize("kind", sorted(ONE_OF_EACH))
def test_opened_again_it_is_as_before(kind: ResourceKind) -> None:
    """
    Closing twice is closing once, and just that is taken back.
    """
    closure = _closure(kind)
    once = closed(FILE, [closure])

    assert once != FILE
    assert closed(once, [closure]) == once
    assert opened(once, [closure]) == FILE


def test_resources_belong_to_somebody() -> None:
    """
    Each has its site or unit; what is not there has none.
    """
    owners = {
        kind: owner_of(FILE, kind, resource_id)
        for kind, (resource_id, _) in ONE_OF_EACH.items()
    }

    assert owners == {kind: owner for kind, (_, owner) in ONE_OF_EACH.items()}
    assert owner_of(FILE, ResourceKind.PLACE, "TRD/uptake/6") is None
    assert owner_of(FILE, ResourceKind.LINE, "TRD-PET1") is None


def test_what_is_not_there_is_left_alone() -> None:
    """
    A scanner that was taken out of the file needs no closing.
    """
    assert closed(FILE, [_closure(ResourceKind.SCANNER, "TRD-PET9")]) == FILE
    assert closed(FILE, []) is FILE


def test_a_closure_names_one_of_its_places() -> None:
    """
    A slip in a planning file is an issue at its place.
    """
    document = canonical.loads(canonical.dumps(FILE.model_dump()))
    document["places"][0]["closures"] = [
        {
            "place": "nowhere",
            "start_at": "2026-09-15T10:00+02:00",
            "end_at": "2026-09-15T11:00+02:00",
        }
    ]
    file = PlanningFile.model_validate_json(canonical.dumps(document))

    with pytest.raises(InvalidDocument) as refused:
        to_problem(file)
    (issue,) = refused.value.issues
    assert issue.place == "places[0].closures[0].place"
    assert "'nowhere'" in issue.message
