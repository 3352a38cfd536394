"""
What a person does in a day: limits and breaks (part of rule 13).

A fault names every visit that has a part in it. If all of them happened, they stand;
if only one of them did not, nothing more should have been added.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate

from solver.checks.calendar import day_number
from solver.checks.lookup import Dose, PlanView, ProblemView
from solver.checks.steps import occupations
from solver.plan.plan import Purpose
from solver.problem.base import Interval
from solver.problem.clinic import Break, Person

Fault = tuple[str, str, tuple[str, ...]]
"""The person, what is wrong, and the visits concerned."""

Work = tuple[int, int, str]
"""``[start, end)`` during which a person is busy, and the visit it is for."""

_BUSY = {Purpose.PREPARATION, Purpose.INJECTION, Purpose.SCAN}


def day_faults(known: ProblemView, plan: PlanView) -> Iterator[Fault]:
    """Limits per calendar day of the site, and breaks, of every person."""
    injected: dict[tuple[str, int], list[Dose]] = defaultdict(list)
    work: dict[str, list[Work]] = defaultdict(list)
    for visit_id, dose in plan.doses.items():
        administration = dose.administration
        midnights = known.sites[dose.visit.site_id].midnights_min
        day = day_number(administration.injection_min, midnights)
        injectors = {
            held.resource_id
            for held in administration.occupations
            if held.purpose is Purpose.INJECTION
        }
        for person_id in injectors & known.people.keys():
            injected[person_id, day].append(dose)
        for held in occupations(administration):
            if held.purpose in _BUSY and held.start_min < held.end_min:
                busy = (held.start_min, held.end_min, visit_id)
                work[held.resource_id].append(busy)
    for (person_id, day), doses in sorted(injected.items(), key=lambda each: each[0]):
        yield from _limits(known.people[person_id], day, doses)
    for person in known.people.values():
        if person.breaks:
            diary = Diary(work.get(person.id, []))
            for pause in person.breaks:
                yield from _break(person, pause, diary)


class Diary:
    """What a person does, to be asked for any window of a long time."""

    def __init__(self, work: list[Work]) -> None:
        self.work = sorted(work)
        self.starts = [start for start, _, _ in self.work]
        self.reached = list(accumulate((end for _, end, _ in self.work), max))

    def within(self, window: Interval) -> list[Work]:
        """All that touches a window, in the order of time."""
        found = []
        at = bisect_left(self.starts, window.end_min) - 1
        while at >= 0 and self.reached[at] > window.start_min:
            if self.work[at][1] > window.start_min:
                found.append(self.work[at])
            at -= 1
        return found[::-1]


def _limits(person: Person, day: int, doses: list[Dose]) -> Iterator[Fault]:
    """No more injections, and no more activity, than the person may have."""
    visit_ids = tuple(dose.visit.id for dose in doses)
    most = person.max_injections_per_day
    if most is not None and len(doses) > most:
        message = f"gives {len(doses)} injections on day {day}, at most {most} may be"
        yield person.id, message, visit_ids
    most_kbq = person.max_handled_kbq_per_day
    handled = sum(dose.administration.draw_kbq for dose in doses)
    if most_kbq is not None and handled > most_kbq:
        message = f"handles {handled} kBq on day {day}, at most {most_kbq} kBq may be"
        yield person.id, message, visit_ids


def _break(person: Person, pause: Break, diary: Diary) -> Iterator[Fault]:
    """Somewhere in the window the person has the minutes in a row."""
    window = pause.window
    inside = diary.within(window)
    free_from, longest = window.start_min, 0
    for start, end, _ in inside:
        longest = max(longest, start - free_from)
        free_from = max(free_from, end)
    longest = max(longest, window.end_min - free_from)
    if longest < pause.minutes:
        message = (
            f"has {longest} free minutes in a row during [{window.start_min}, "
            f"{window.end_min}), the break takes {pause.minutes}"
        )
        yield person.id, message, tuple(dict.fromkeys(each[2] for each in inside))
