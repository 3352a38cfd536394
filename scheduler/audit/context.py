"""How a use case accounts for what it changes."""

from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, Delete, Insert, Update
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.changes import plain
from scheduler.audit.models import SYSTEM
from scheduler.audit.trail import AuditMissing, Note, Opening, trail_of
from scheduler.audit.turns import take_turn
from scheduler.errors import Invalid
from solver.errors import Issue

LONGEST_REASON = 2000

NOTED = "tracerplan_noted"
"""Execution option of a statement whose effect is told by a note."""


def audited(
    session: Session,
    now: datetime,
    actor: Actor,
    action: str,
    *,
    chain: str = SYSTEM,
    reason: str | None = None,
) -> None:
    """
    Say who changes what follows in this transaction, when and why.

    Every use case that writes says so at its beginning. All changes of one
    transaction become one entry, written as it commits: of the use case that began;
    others that it calls are steps of it. Nothing changed: no entry.

    Parameters
    ----------
    chain
        Id of the network whose rows are changed; ``system`` for what belongs to
        none. Rows of another chain than those opened are refused. Whoever opens a
        chain waits for others who have.

    Raises
    ------
    Invalid
        If the reason is longer than is kept.

    """
    if reason is not None and len(reason) > LONGEST_REASON:
        raise Invalid([Issue("reason", f"longer than {LONGEST_REASON} letters")])
    if not session.in_transaction():
        session.begin()  # what is said is of this transaction only
    take_turn(session, chain)
    trail_of(session).openings.append(Opening(chain, now, actor, action, reason))


def note(
    session: Session, subject: str, /, *, chain: str | None = None, **facts: Any
) -> None:
    """
    Tell what is not read off audited rows, for example a plan that was recorded.

    Parameters
    ----------
    chain
        Where it belongs; the chain of the use case that began by default.
    facts
        Values that JSON has words for, instants and decimal numbers.

    Raises
    ------
    AuditMissing
        If no use case has begun.

    """
    trail = trail_of(session)
    if chain is None:
        if not trail.openings:
            raise AuditMissing(f"note on {subject}: nothing says who")
        chain = trail.openings[0].chain
    trail.require([chain], f"note on {subject}")
    told = {name: plain(value) for name, value in facts.items()}
    trail.notes.append(Note(chain, subject, told))


def execute_noted(
    session: Session, statement: Insert | Update | Delete, subject: str, **facts: Any
) -> int:
    """
    Change audited rows by a statement, and tell it by a note.

    For what the objects of a session cannot do: a compare-and-set. If no row was
    changed, nothing is told.

    Returns
    -------
    int
        How many rows were changed.

    """
    done = session.execute(statement, execution_options={NOTED: True})
    assert isinstance(done, CursorResult)  # noqa: S101 - for the type
    if done.rowcount:
        note(session, subject, **facts)
    return done.rowcount
