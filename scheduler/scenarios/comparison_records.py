"""Records of what a what-if makes of its base, as they are kept and told."""

from datetime import datetime
from enum import StrEnum

from solver.plan.difference import ChangeKind
from solver.plan.result import SolveStatus
from solver.problem.base import Record
from solver.problem.commitments import Firmness


class Standing(StrEnum):
    """What a plan does about a visit; ``not_asked``: nobody asks for it there."""

    SERVED = "served"
    LEFT_OUT = "left_out"
    DEFERRED = "deferred"
    NOT_ASKED = "not_asked"


class VisitRow(Record):
    """
    A visit that is not the same on both sides; its times are local to its site.

    Parameters
    ----------
    kind
        How it differs; ``None`` where neither side serves it.
    firmness
        How firmly it is promised; ``None`` if it is not.
    rules
        Rules that break its promise, or else leave it out.
    """

    visit_id: str
    participant: str | None
    trial: str | None
    site: str
    kind: ChangeKind | None
    before: Standing
    after: Standing
    before_at: datetime | None
    after_at: datetime | None
    firmness: Firmness | None
    rules: tuple[str, ...]


class NotServedRow(Record):
    """
    A visit that the what-if does not serve.

    Parameters
    ----------
    before
        What the base does about it.
    decide_by_at
        Until when that may be decided otherwise, of a deferred one.
    """

    visit_id: str
    participant: str | None
    trial: str | None
    site: str
    before: Standing
    after: Standing
    rules: tuple[str, ...]
    reason: str
    decide_by_at: datetime | None


class BatchRow(Record):
    """A run or order that is not the same; times are local to its unit."""

    batch_id: str
    unit: str
    kind: ChangeKind
    before_at: datetime | None
    after_at: datetime | None
    before_gbq: float | None
    after_gbq: float | None


class Figure(Record):
    """
    A number on both sides, in the unit of its name.

    Parameters
    ----------
    priority
        The class of visits it counts, where it counts one.
    before, after
        ``None`` where a side has no such number: nobody of that class asks there.
    """

    name: str
    priority: str | None
    before: int | float | None
    after: int | float | None


class Load(Record):
    """How long something is in use while it is open [min], over the horizon."""

    busy_min: int
    open_min: int
    share: float | None


class UseRow(Record):
    """Use of a scanner or line; ``None`` where a side does not have it."""

    kind: str
    id: str
    name: str
    before: Load | None
    after: Load | None


class Waited(Record):
    """Participants' visits that are served, and whole days from request to dose."""

    visits: int
    days: int


class WaitingRow(Record):
    """Waiting of the participants of a site or a trial."""

    kind: str
    id: str
    name: str
    before: Waited
    after: Waited


class Comparison(Record):
    """
    What a what-if makes of its base.

    Each side is measured by its own problem: the base by what is there, the what-if
    by what would be.

    Parameters
    ----------
    base_version
        The plan it is compared with; ``None``: the base was solved, too, with the same
        limits.
    base_status, status
        How the solves of both sides ended.
    changes
        What was changed, in words.
    amendments
        Changes that a protocol would have to be amended for.
    notes
        What else there is to know.
    visits, batches
        Those that differ.
    num_kept
        Visits that are served just as before.
    """

    base_version: int | None
    base_status: SolveStatus
    status: SolveStatus
    changes: tuple[str, ...]
    amendments: tuple[str, ...]
    notes: tuple[str, ...]
    figures: tuple[Figure, ...]
    visits: tuple[VisitRow, ...]
    num_kept: int
    not_served: tuple[NotServedRow, ...]
    batches: tuple[BatchRow, ...]
    use: tuple[UseRow, ...]
    waiting: tuple[WaitingRow, ...]
