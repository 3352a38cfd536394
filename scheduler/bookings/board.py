"""The plan in force as of now, ready to be asked: computed once per change."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.orm import Session

from scheduler.planning.seated import Seated, seated
from solver.plan.plan import Administration
from solver.plan.slot import Slot
from solver.problem.demand import Visit
from solver.revision import Revision


class Board:
    """
    The plan in force, seated; many may ask it, one after the other.

    Parameters
    ----------
    seated
        The plan, in the problem it was seated in.

    Attributes
    ----------
    built
        That problem.
    broken
        Visits of the plan that cannot stay: they are not seated.
    seated_ids
        Visits that are seated: neither broken, nor lapsed, nor freed.
    """

    def __init__(self, seated: Seated) -> None:
        self.built = seated.built
        self.broken = seated.broken
        self.visits: dict[str, Visit] = {
            each.id: each for each in self.built.problem.visits
        }
        self._seated = seated
        with self.trying() as revision:
            self.seated_ids = frozenset(revision.visit_ids)

    @contextmanager
    def trying(self) -> Iterator[Revision]:
        """The plan to try things on; afterwards it is as it was."""
        with self._seated.trying() as revision:
            yield revision

    def placed(self, visit_id: str) -> Slot | None:
        """Where a visit is seated; ``None`` if it is not."""
        with self.trying() as revision:
            return revision.placed(visit_id)

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
    return Board(seated(session, network_id, now, freed))
