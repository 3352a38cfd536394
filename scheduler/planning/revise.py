"""
Change the plan in force: the one way in which it ever changes.

Build the problem as of now, seat the plan in force, let the caller change it, have the
independent checker judge the whole, claim the next revision by compare-and-set, write
the rows, and say what is broken. All in the caller's transaction.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.errors import SlotTaken
from scheduler.planning.broken import forget_lapsed, mark_broken
from scheduler.planning.commitments import lapsed_holds
from scheduler.planning.plans_known import come_into_force
from scheduler.planning.problem_builder import Built, build, network_of
from scheduler.planning.recording import record_in_force
from scheduler.planning.seated import seat, seated
from scheduler.planning.soundness import nobody, note_sound, sound_visits
from scheduler.planning.versions import PlanKind, PlanVersion
from solver import errors as solver_errors
from solver.plan.plan import Plan
from solver.plan.result import Broken
from solver.problem.commitments import Commitments
from solver.problem.problem import Problem
from solver.revision import Revision


@dataclass(frozen=True)
class Revised:
    """
    What came of a change.

    Parameters
    ----------
    version
        The version that is in force now; ``None`` if nothing had to change.
    broken
        Visits that the plan had and cannot keep, with the rules that break them.
    lapsed
        Visits whose holds had lapsed, and are gone.
    """

    version: PlanVersion | None
    plan: Plan
    built: Built
    broken: tuple[Broken, ...]
    lapsed: tuple[str, ...] = ()


def keep_all(_: Revision) -> None:
    """Change nothing by hand."""


def as_it_is(plan: Plan) -> Plan:
    """Read the plan in force as it is."""
    return plan


@dataclass(frozen=True)
class Change:
    """
    What is to be changed.

    Parameters
    ----------
    apply
        Seats and removes; it is called once the plan in force is seated.
    freed
        Visits that are taken out first: the caller moves or cancels them.
    rewrite
        What the plan in force is to be read as, where something went otherwise than
        it says.
    """

    kind: PlanKind
    reason: str
    apply: Callable[[Revision], None] = keep_all
    freed: frozenset[str] = frozenset()
    rewrite: Callable[[Plan], Plan] = as_it_is

    def rewritten(self, built: Built) -> Built:
        """What was built, with the plan in force as it is to be read."""
        held = built.problem.commitments
        plan = self.rewrite(held.previous)
        if plan == held.previous:
            return built
        commitments = Commitments(**(dict(held) | {"previous": plan}))
        fields = dict(built.problem) | {"commitments": commitments}
        return replace(built, problem=Problem(**fields))


def revise(
    session: Session, now: datetime, actor: Actor, network_id: str, change: Change
) -> Revised:
    """
    Put a changed plan into force, checked as a whole.

    Raises
    ------
    PlanMoved
        If plan or data have changed meanwhile: ``Database.run`` tries again.
    SlotTaken
        If a slot that the change seats cannot be had any more.
    Invalid
        If the rows do not make a problem.
    UnverifiedPlan
        A defect of ours: the checker refused the plan, and nothing is written.

    """
    # Who has lost once waits for the others instead of computing in vain again.
    network_of(session, network_id, lock=session.info.get("try", 1) > 1)
    built, broken, revision = _to_be_changed(session, now, network_id, change)
    for visit_id in sorted(change.freed):
        revision.lift(visit_id)
    try:
        change.apply(revision)
    except solver_errors.SlotTaken as taken:
        raise SlotTaken(taken.visit_id, taken.rules) from None
    plan = revision.checked_plan()
    version = record_in_force(
        session, now, actor, built, plan, kind=change.kind, reason=change.reason
    )
    if version is not None and version.revision is not None:
        origin_at = built.problem.origin_at
        come_into_force(session, network_id, version.revision, origin_at, plan)
        note_sound(session, built, version.revision, revision)
    lapsed = forget_lapsed(session, now, actor, network_id)
    mark_broken(session, now, built, broken)
    return Revised(version, plan, built, broken, lapsed)


def _to_be_changed(
    session: Session, now: datetime, network_id: str, change: Change
) -> tuple[Built, tuple[Broken, ...], Revision]:
    """The plan in force, seated, with visits of it that cannot stay."""
    is_as_it_is = change.rewrite is as_it_is
    if not change.freed and is_as_it_is:
        there = seated(session, network_id, now)
        revision = there.copy()
        if not revision.broken and not revision.stranded:
            return there.built, there.broken, revision
    lapsed = lapsed_holds(build(session, network_id, now).held, now)
    there = seat(
        lambda out: change.rewritten(build(session, network_id, now, freed=out)),
        change.freed | lapsed,
        lambda revision: (*revision.broken, *_take_out_stranded(revision)),
        staying=change.freed - lapsed,
        sound=partial(sound_visits, session) if is_as_it_is else nobody,
    )
    return there.built, there.broken, there.copy()


def _take_out_stranded(revision: Revision) -> Iterator[Broken]:
    """Take out what waits for, or needs, a visit that has lapsed or is broken."""
    while stranded := revision.stranded:
        for visit_id in stranded:
            slot = revision.placed(visit_id)
            revision.lift(visit_id)
            rules = () if slot is None else revision.misfits(slot)
            yield Broken(visit_id=visit_id, rules=rules or ("visit_windows",))
