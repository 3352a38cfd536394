"""Courses of therapy written out: the visits of a participant, one by one."""

from collections.abc import Iterator

from scheduler.imports.planning_file.schema_cycles import CyclesData
from scheduler.imports.planning_file.schema_demand import ParticipantData, VisitData


def placed_visits(participant: ParticipantData) -> Iterator[tuple[str, VisitData]]:
    """All visits of a participant, cycles included, each with its place."""
    place = f"participants[{participant.id}]"
    for visit in participant.visits:
        yield f"{place}.visits[{visit.id}]", visit
    for course in participant.cycles:
        for number, visit in cycles_of(course):
            yield f"{place}.cycles[{course.id}][{number}]", visit


def cycles_of(course: CyclesData) -> Iterator[tuple[int, VisitData]]:
    """The visits of a course, each with the number of its cycle."""
    for number in range(course.first_cycle, course.last_cycle + 1):
        is_first = number == course.first_cycle
        yield (
            number,
            VisitData(
                id=f"{course.id}/{number}",
                definition=course.definition,
                follows=None if is_first else f"{course.id}/{number - 1}",
                earliest_date=course.earliest_date if is_first else None,
                latest_date=course.latest_date if is_first else None,
                priority=course.priority,
                cohort=course.cohort if is_first else None,
                asked_on=course.asked_on if is_first else None,
                results=tuple(each for each in course.results if each.cycle == number),
            ),
        )
