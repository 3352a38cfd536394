"""What becomes of promises when a plan of another origin comes into force."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.jobs.happenings import happened
from scheduler.planning.broken import forget_lapsed
from scheduler.planning.instants import Instants
from scheduler.planning.merging import is_same_visit
from scheduler.planning.problem_builder import Built
from scheduler.planning.promises import Promise
from scheduler.planning.versions import PlanVersion
from solver.plan.plan import Administration, Plan


@dataclass
class Aftermath:
    """
    Promises that are not as they were, by visit.

    ``restored`` were broken, and have their old time again; ``moved`` have another one
    that somebody has to agree upon; ``lost`` have none.
    """

    restored: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def settle_promises(
    session: Session,
    now: datetime,
    actor: Actor,
    version: PlanVersion,
    built: Built,
    plan: Plan,
    rules: Mapping[str, tuple[str, ...]],
) -> Aftermath:
    """
    Bring the promises of a network in line with a plan that has come into force.

    A promise that is moved keeps its firmness at the new time, and is no longer broken;
    what was promised, what is now, and why stands in an event. A hold is for one slot:
    elsewhere it is gone.

    Parameters
    ----------
    built
        What the plan was checked for, with broken promises looked back to.
    rules
        Rules that broke promises, by visit.
    """
    forget_lapsed(session, now, actor, built.network_id)
    at = built.instants
    before = {
        each.visit_id: each
        for each in built.problem.commitments.previous.administrations
    }
    after = {each.visit_id: each for each in plan.administrations}
    found = Aftermath()
    for promise in _promises(session, built.network_id):
        visit_id = promise.visit_id
        old, new = before.get(visit_id), after.get(visit_id)
        if old is None:
            continue
        kind = _settle(promise, now, built, version, (old, new), rules, found)
        if kind is None:
            continue
        if promise.lapses_at is not None and kind != "visit_restored":
            session.delete(promise)
            kind = "hold_lost"
        happened(
            session,
            now,
            actor,
            built.network_id,
            kind,
            visit_id,
            {
                "version": version.number,
                "was_at": _instant(at, old),
                "is_at": _instant(at, new),
                "rules": rules.get(visit_id, ()),
                "wants_replan": False,
            },
        )
    return found


def _promises(session: Session, network_id: str) -> Iterator[Promise]:
    yield from session.scalars(
        select(Promise)
        .where(Promise.network_id == network_id)
        .order_by(Promise.visit_id)
    ).all()


def _settle(
    promise: Promise,
    now: datetime,
    built: Built,
    version: PlanVersion,
    visit: tuple[Administration, Administration | None],
    rules: Mapping[str, tuple[str, ...]],
    found: Aftermath,
) -> str | None:
    """Write down what has become of a promise; the event, if it is one."""
    old, new = visit
    was_broken = promise.broken_at is not None
    if is_same_visit(old, new):
        if not was_broken:
            return None
        found.restored.append(promise.visit_id)
        _mend(promise, version)
        return "visit_restored"
    if new is None:
        if was_broken:
            return None
        found.lost.append(promise.visit_id)
        promise.broken_at = now
        promise.broken_by = list(rules.get(promise.visit_id, ()))
        promise.revision = built.plan_revision
        promise.bumps += 1
        return "visit_lost"
    found.moved.append(promise.visit_id)
    if not was_broken:
        promise.bumps += 1
    _mend(promise, version)
    return "visit_moved"


def _mend(promise: Promise, version: PlanVersion) -> None:
    promise.broken_at = None
    promise.broken_by = None
    promise.revision = version.revision or 0


def _instant(at: Instants, each: Administration | None) -> datetime | None:
    return None if each is None else at.at(each.injection_min)
