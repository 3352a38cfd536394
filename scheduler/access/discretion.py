"""What is told to somebody who does not see all of a network: nothing of others."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from scheduler.access.viewing import Viewer
from scheduler.bookings.changing import StillBooked
from scheduler.bookings.history import Step
from scheduler.bookings.risk import AtRisk
from scheduler.bookings.standing import DataNeeded
from scheduler.errors import Invalid
from scheduler.imports.planning_file.convert_waiting import WAITS_FOR
from solver.errors import Issue

_BEHIND_ANOTHER = "waits for another visit"
_OTHERS_FIRST = Issue("", "what others have said has to be put right before")

_OF_VISITS = frozenset({"visits", "claims"})


@contextmanager
def discreet(viewer: Viewer) -> Iterator[None]:
    """
    Refuse without a word of what is not theirs.

    Nothing that a caller sends decides what is left out, or it would tell which names
    are taken.

    Raises
    ------
    StillBooked, DataNeeded, Invalid
        As they were raised, less what is others'.

    """
    try:
        yield
    except StillBooked as error:
        if not viewer.is_limited:
            raise
        raise StillBooked(error.visit_id, seen(viewer, error.visit_ids)) from None
    except DataNeeded as error:
        if not viewer.is_limited:
            raise
        issues = tuple(_told(viewer, each) for each in error.waiting.issues)
        waiting = replace(error.waiting, issues=issues)
        raise DataNeeded(waiting, error.action) from None
    except Invalid as error:
        issues = _issues(viewer, error.issues) if viewer.is_limited else error.issues
        if issues == error.issues:
            raise
        raise Invalid(issues) from None


def seen(viewer: Viewer, visit_ids: Iterable[str]) -> list[str]:
    """The visits among some that are theirs."""
    return [each for each in visit_ids if viewer.sees_visit(each)]


def waiting_text(viewer: Viewer, text: str) -> str:
    """Why a visit waits, in words; another one that it waits for may not be theirs."""
    if not viewer.is_limited or not text.startswith(WAITS_FOR):
        return text
    for before in _beginnings(text.removeprefix(WAITS_FOR), ": "):
        if viewer.sees_visit(before):
            return f"{WAITS_FOR}{before}"
    return _BEHIND_ANOTHER


def risk_seen(viewer: Viewer, found: AtRisk) -> AtRisk:
    """A visit at risk that is theirs, without those of others that it waits for."""
    before, why = found.waits_for, found.why
    if before is None or viewer.sees_visit(before):
        return replace(found, why=None if why is None else waiting_text(viewer, why))
    hidden = None if why is None else _BEHIND_ANOTHER
    return replace(found, waits_for=None, needs=None, why=hidden)


def steps_seen(viewer: Viewer, steps: Iterable[Step]) -> list[Step]:
    """
    What became of a visit of theirs, without who else did what, and why.

    A plan version is made for one visit, and moves others with it: why it was made is
    for those who see the whole network, and for who made it.
    """
    if not viewer.is_limited:
        return list(steps)
    own = viewer.principal.actor.id
    return [each if each.actor == own else _by_others(each) for each in steps]


def _by_others(step: Step) -> Step:
    reason = step.reason if step.version is None else None
    return replace(step, actor=None, reason=reason)


def _told(viewer: Viewer, issue: Issue) -> Issue:
    return Issue(issue.place, waiting_text(viewer, issue.message))


def _issues(viewer: Viewer, issues: Iterable[Issue]) -> tuple[Issue, ...]:
    found = [_told(viewer, each) for each in issues if _is_theirs(viewer, each.place)]
    return tuple(found) or (_OTHERS_FIRST,)


def _is_theirs(viewer: Viewer, place: str) -> bool:
    """Whether a place in the rows of the network is not somebody else's."""
    belonging = viewer.belonging
    kind, _, rest = place.partition("[")
    for each in _beginnings(rest, "]"):
        if kind == "trials" and each in belonging.trials:
            return viewer.sees_trial(each)
        if kind == "participants" and belonging.of_participant(each) is not None:
            return viewer.sees_participant(each)
        if kind in _OF_VISITS and belonging.of_visit(each) is not None:
            return viewer.sees_visit(each)
    return True


def _beginnings(text: str, end: str) -> Iterator[str]:
    """What may be an id at the beginning of a text; ids may contain any letter."""
    at = text.find(end)
    while at >= 0:
        yield text[:at]
        at = text.find(end, at + 1)
