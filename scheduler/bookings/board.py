"""The plan in force as of now, ready to be asked: computed once per change."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Lock

from sqlalchemy.orm import Session

from scheduler.planning.commitments import lapsed_holds
from scheduler.planning.problem_builder import Built, build
from scheduler.planning.remembered import remembered
from solver.plan.plan import Administration
from solver.plan.result import Broken
from solver.plan.slot import Slot
from solver.problem.demand import Visit
from solver.revision import Revision

MOST_ROUNDS = 4
"""What is broken may break something else; so often it is asked again."""


class Board:
    """
    The plan in force, seated; many may ask it, one after the other.

    Parameters
    ----------
    built
        The problem it was seated in.
    broken
        Visits of the plan that cannot stay: they are not seated.

    Attributes
    ----------
    seated_ids
        Visits that are seated: neither broken, nor lapsed, nor freed.
    """

    def __init__(
        self, built: Built, broken: tuple[Broken, ...], revision: Revision
    ) -> None:
        self.built = built
        self.broken = broken
        self.visits: dict[str, Visit] = {each.id: each for each in built.problem.visits}
        self.seated_ids = frozenset(revision.visit_ids)
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

    def placed(self, visit_id: str) -> Slot | None:
        """Where a visit is seated; ``None`` if it is not."""
        with self._lock:
            return self._revision.placed(visit_id)

    @property
    def administrations(self) -> tuple[Administration, ...]:
        """The doses of the visits that are seated, as the plan in force has them."""
        previous = self.built.problem.commitments.previous
        return tuple(
            each
            for each in previous.administrations
            if each.visit_id in self.seated_ids
        )

    def misfits(self, slot: Slot) -> tuple[str, ...]:
        """Rules that keep a slot from being seated now, its own visit's seat apart."""
        with self.trying() as revision:
            revision.lift(slot.visit_id)
            return revision.misfits(slot)


def board_of(
    session: Session,
    network_id: str,
    now: datetime,
    freed: frozenset[str] = frozenset(),
) -> Board:
    """
    The plan in force of a network.

    Parameters
    ----------
    freed
        Visits that nothing holds: they may be seated elsewhere.

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
        "board",
        network_id,
        built.data_revision,
        built.plan_revision,
        built.problem.as_of_min,
        loose,
    )
    return remembered(session, key, lambda: _seated(session, network_id, now, loose))


def _seated(
    session: Session, network_id: str, now: datetime, loose: frozenset[str]
) -> Board:
    broken: dict[str, Broken] = {}
    for _ in range(MOST_ROUNDS):
        out = loose | broken.keys()
        built = build(session, network_id, now, freed=out)
        revision = Revision(built.problem, without=out)
        found = {each.visit_id: each for each in revision.broken}
        if found.keys() <= out:
            break
        broken |= {key: each for key, each in found.items() if key not in loose}
    return Board(built, tuple(broken.values()), revision)
