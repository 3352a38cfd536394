"""The plan in force, seated as of now: computed once for as long as rows are as is."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from threading import Lock

from sqlalchemy.orm import Session

from scheduler.database.remembered import remembered
from scheduler.planning.commitments import lapsed_holds
from scheduler.planning.problem_builder import Built, build
from scheduler.planning.soundness import (
    nobody,
    note_sound,
    sound_visits,
)
from solver.plan.result import Broken
from solver.revision import Revision

MOST_ROUNDS = 4
"""What is broken may break something else; so often it is asked again."""


class Seated:
    """
    A plan that is seated; many may ask it, one after the other.

    Parameters
    ----------
    built
        The problem it was seated in.
    broken
        Visits of the plan that cannot stay: they are not seated.
    """

    def __init__(
        self, built: Built, broken: tuple[Broken, ...], revision: Revision
    ) -> None:
        self.built = built
        self.broken = broken
        self._revision = revision
        self._lock = Lock()

    @contextmanager
    def trying(self) -> Iterator[Revision]:
        """The plan to try things on; afterwards it is as it was."""
        with self._lock:
            mark = self._revision.mark()
            try:
                yield self._revision
            finally:
                self._revision.undo(mark)

    def copy(self) -> Revision:
        """The plan to keep, and to change."""
        with self._lock:
            return self._revision.copy()


def seated(
    session: Session,
    network_id: str,
    now: datetime,
    freed: frozenset[str] = frozenset(),
) -> Seated:
    """
    The plan in force of a network, without holds that have lapsed.

    Parameters
    ----------
    freed
        Visits that are not seated, and that nothing holds.

    Raises
    ------
    NotFound
        If there is no such network.
    Invalid
        If the rows do not make a problem.

    """
    built = build(session, network_id, now)
    loose = freed | lapsed_holds(built.held, now)
    key = (
        "seated",
        network_id,
        built.data_revision,
        built.plan_revision,
        built.problem.as_of_min,
        loose,
    )
    return remembered(
        session,
        key,
        lambda: _seated(session, network_id, now, loose),
    )


def _seated(
    session: Session, network_id: str, now: datetime, loose: frozenset[str]
) -> Seated:
    there = seat(
        lambda out: build(session, network_id, now, freed=out),
        loose,
        lambda revision: revision.broken,
        sound=partial(sound_visits, session),
    )
    if not loose and not there.broken:
        with there.trying() as revision:
            note_sound(session, there.built, there.built.plan_revision, revision)
    return there


def seat(
    built_without: Callable[[frozenset[str]], Built],
    loose: frozenset[str],
    lost: Callable[[Revision], Iterable[Broken]],
    *,
    staying: frozenset[str] = frozenset(),
    sound: Callable[[Built], frozenset[str]] = nobody,
) -> Seated:
    """
    Seat a plan without what cannot stay, nor what breaks with it.

    Parameters
    ----------
    built_without
        The problem in which nothing holds some visits.
    loose
        Visits that nothing holds from the beginning.
    lost
        What cannot stay of a plan that has been seated.
    staying
        Those of the loose visits that are seated all the same.
    sound
        Visits that need not be judged again, if none is left out.
    """
    broken: dict[str, Broken] = {}
    for _ in range(MOST_ROUNDS):
        out = loose | broken.keys()
        built = built_without(out)
        without = out - staying
        revision = Revision(
            built.problem,
            without=without,
            sound=frozenset() if without else sound(built),
        )
        found = {each.visit_id: each for each in lost(revision)}
        if found.keys() <= out:
            break
        broken |= {key: each for key, each in found.items() if key not in loose}
    return Seated(built, tuple(broken.values()), revision)
