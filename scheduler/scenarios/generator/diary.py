"""Who and what is free when: named places, scanners and people of the sites."""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from solver.plan.plan import Occupation, Purpose
from solver.problem.base import Interval
from solver.problem.clinic import Person, Place, Scanner
from solver.problem.procedures import Procedure


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """
    When the steps of one visit happen [min], following its procedure.

    ``scan_min`` is the alternative's, ``extra_min`` the visit's own.
    """

    procedure: Procedure
    injection_min: int
    scan_start_min: int | None
    scan_min: int = 0
    extra_min: int = 0

    @property
    def arrival_min(self) -> int:
        """When the participant arrives."""
        return self.injection_min - self.procedure.preparation_min

    @property
    def end_min(self) -> int:
        """End of the participant's last step."""
        if self.scan_start_min is not None:
            return self.scan_start_min + self.scan_min + self.extra_min
        given_min = self.injection_min + self.procedure.injection_min
        return given_min + self.procedure.observation_min


class Diary:
    """Resources by site, and the spans for which each is taken."""

    def __init__(
        self,
        places: Iterable[Place],
        scanners: Iterable[Scanner],
        people: Iterable[Person],
    ) -> None:
        self._places: dict[tuple[str, str], list[Place]] = defaultdict(list)
        self._scanners: dict[tuple[str, str], list[Scanner]] = defaultdict(list)
        self._people: dict[tuple[str, str], list[Person]] = defaultdict(list)
        self._taken: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for place in places:
            self._places[place.site_id, place.kind].append(place)
        for scanner in scanners:
            self._scanners[scanner.site_id, scanner.kind].append(scanner)
        for person in people:
            for role in person.roles:
                self._people[person.site_id, role].append(person)

    def seat(
        self,
        site_id: str,
        trial_id: str | None,
        steps: Steps,
        scanner_id: str | None = None,
    ) -> tuple[Occupation, ...] | None:
        """
        Name what each step of the visit needs, or ``None`` if something is taken.

        The first free resource of each kind is taken, in the order of the file;
        ``scanner_id`` leaves no choice of the scanner.
        """
        occupations = []
        for purpose, span, pool in self._wanted(site_id, trial_id, steps):
            chosen = next(
                (
                    each.id
                    for each in pool
                    if (purpose is not Purpose.SCANNER or scanner_id in {None, each.id})
                    and self._is_free(each, span)
                ),
                None,
            )
            if chosen is None:
                return None
            occupations.append(
                Occupation(
                    resource_id=chosen,
                    purpose=purpose,
                    start_min=span[0],
                    end_min=span[1],
                )
            )
        return tuple(occupations)

    def hold(self, occupations: Iterable[Occupation]) -> None:
        """Take the spans, which must be free."""
        for each in occupations:
            insort(self._taken[each.resource_id], (each.start_min, each.end_min))

    def _wanted(
        self, site_id: str, trial_id: str | None, steps: Steps
    ) -> Iterator[tuple[Purpose, tuple[int, int], Iterable[Place | Scanner | Person]]]:
        """Purpose, span and candidates of each occupation, in order of purpose."""
        procedure, injection = steps.procedure, steps.injection_min
        given = injection + procedure.injection_min
        start = steps.scan_start_min
        left = given + procedure.observation_min if start is None else start
        yield (
            Purpose.PLACE,
            (steps.arrival_min, left + procedure.place_cleaning_min),
            self._places[site_id, procedure.place_kind],
        )
        if procedure.preparation_role is not None and procedure.preparation_min:
            yield (
                Purpose.PREPARATION,
                (steps.arrival_min, injection),
                self._staff(site_id, procedure.preparation_role, trial_id),
            )
        yield (
            Purpose.INJECTION,
            (injection, given),
            self._staff(site_id, procedure.injection_role, trial_id),
        )
        if procedure.scan is not None and start is not None:
            scan = procedure.scan
            begins = start - scan.setup_min
            yield (
                Purpose.SCANNER,
                (begins, steps.end_min + scan.cleaning_min),
                self._scanners[site_id, scan.scanner_kind],
            )
            yield (
                Purpose.SCAN,
                (begins, steps.end_min),
                self._staff(site_id, scan.role, trial_id),
            )

    def _staff(self, site_id: str, role: str, trial_id: str | None) -> Iterator[Person]:
        """People of the role, delegated to the trial if there is one."""
        for person in self._people[site_id, role]:
            if trial_id is None or trial_id in person.trial_ids:
                yield person

    def _is_free(
        self, resource: Place | Scanner | Person, span: tuple[int, int]
    ) -> bool:
        start, end = span
        taken = self._taken[resource.id]
        after = bisect_right(taken, (start, end))
        if after < len(taken) and taken[after][0] < end:
            return False
        if after and taken[after - 1][1] > start:
            return False
        return _lies_in(resource.available, start, end)


def _lies_in(available: tuple[Interval, ...], start: int, end: int) -> bool:
    """Whether the span lies inside one of the ascending intervals."""
    after = bisect_right(available, start, key=lambda each: each.start_min)
    return after > 0 and available[after - 1].covers(start, end)
