"""What is found while changes are made: everything that is wrong, and what to tell."""

from collections.abc import Iterable
from typing import TypeVar

from pydantic import ValidationError

from scheduler.imports.planning_file.context import HasId
from solver.documents import issues_of
from solver.errors import Issue
from solver.problem.base import Record

H = TypeVar("H", bound=HasId)
R = TypeVar("R", bound=Record)


class Refused(Exception):
    """A change goes no further; why is noted."""


class Findings:
    """
    What is found in a list of changes.

    Attributes
    ----------
    number
        Position in the list of the change whose turn it is.
    """

    def __init__(self) -> None:
        self.number = 0
        self.amendments: list[str] = []
        self.notes: list[str] = []
        self._issues: list[tuple[int, Issue]] = []
        self._decided: dict[tuple[str, ...], int] = {}

    @property
    def issues(self) -> list[Issue]:
        """All that is wrong, in the order of the list."""
        return [issue for _, issue in sorted(self._issues, key=lambda each: each[0])]

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong with the change whose turn it is."""
        return all(number != self.number for number, _ in self._issues)

    def refuse(self, field: str, message: str) -> Refused:
        """Note what is wrong with a field; to be raised where nothing can go on."""
        place = f"changes[{self.number}].{field}".rstrip(".")
        self._issues.append((self.number, Issue(place, message)))
        return Refused()

    def decide(self, field: str, *what: str) -> None:
        """Refuse what another change says something about as well."""
        other = self._decided.setdefault(what, self.number)
        if other != self.number:
            told = " ".join(what)
            self.refuse(field, f"changes[{other}] is about {told} as well")


class Draft:
    """Something to make changes on."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self.refuse = findings.refuse
        self.decide = findings.decide

    def note(self, text: str) -> None:
        """Tell something that follows from a change."""
        self._findings.notes.append(text)

    def amend(self, text: str) -> None:
        """Tell what a protocol has to be amended for."""
        self._findings.amendments.append(text)

    def known(self, records: Iterable[H], id_: str, field: str, kind: str) -> H:
        """
        The record that goes by an id.

        Raises
        ------
        Refused
            If there is none.

        """
        for each in records:
            if each.id == id_:
                return each
        raise self.refuse(field, f"there is no {kind} {id_!r}")

    def require_free(
        self, records: Iterable[H], id_: str, field: str, kind: str
    ) -> None:
        """Refuse an id that something goes by already."""
        if any(each.id == id_ for each in records):
            self.refuse(field, f"there is a {kind} {id_!r} already")

    def record(self, made: type[R], field: str, /, **fields: object) -> R:
        """
        A record.

        Raises
        ------
        Refused
            If it would not be valid.

        """
        try:
            return made(**fields)
        except ValidationError as error:
            for issue in issues_of(error):
                refused = self.refuse(field, str(issue))
            raise refused from None


def replaced(records: Iterable[H], record: H) -> tuple[H, ...]:
    """The records, with the one of the same id replaced."""
    return tuple(record if each.id == record.id else each for each in records)


def without(records: Iterable[H], id_: str) -> tuple[H, ...]:
    """The records but for one."""
    return tuple(each for each in records if each.id != id_)
