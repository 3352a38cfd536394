"""What every decision on a plan version has in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import note
from scheduler.errors import Invalid, NotFound, PlanOutdated, WrongState
from scheduler.jobs.happenings import happened
from scheduler.planning.causes import Why
from scheduler.planning.changes_told import tell_changes
from scheduler.planning.digests import digest_of
from scheduler.planning.problem_builder import Built, network_of
from scheduler.planning.promises_after import settle_promises
from scheduler.planning.recording import bring_into_force, record_in_force
from scheduler.planning.versions import PlanState, PlanVersion
from solver.errors import Issue
from solver.plan.plan import Plan

SHORTEST_REASON = 3


def version_named(session: Session, network_id: str, number: int) -> PlanVersion:
    """
    A version by its number; nobody else decides on it until the transaction ends.

    Raises
    ------
    NotFound
        If there is no such network or version.

    """
    network_of(session, network_id, lock=True)
    version = session.get(PlanVersion, (network_id, number), populate_existing=True)
    if version is None:
        raise NotFound("plan version", number)
    return version


def reason_said(reason: str) -> str:
    """
    The reason, without blanks around it.

    Raises
    ------
    Invalid
        If it is none.

    """
    said = reason.strip()
    if len(said) < SHORTEST_REASON:
        message = f"say why, in {SHORTEST_REASON} letters at least"
        raise Invalid([Issue("reason", message)])
    return said


def require(version: PlanVersion, state: PlanState, action: str) -> None:
    """
    Refuse a version in another state.

    Raises
    ------
    WrongState
        If it is in another state.

    """
    if version.state is not state:
        raise WrongState("plan version", version.number, version.state.value, action)


def decide(
    version: PlanVersion, state: PlanState, now: datetime, actor: Actor, reason: str
) -> None:
    """Write down a decision."""
    version.state = state
    version.decided_at = now
    version.decided_by = actor.id
    version.reason = reason


@dataclass(frozen=True)
class Present:
    """Who decides, when, for which state of the network, and on which plan."""

    session: Session
    now: datetime
    actor: Actor
    built: Built
    plan: Plan

    def put(self, version: PlanVersion, reason: str) -> PlanVersion:
        """Put a version into force, or what it has become as another."""
        if digest_of(self.plan, self.built.instants) == version.digest:
            bring_into_force(
                self.session,
                self.now,
                self.actor,
                version,
                self.built,
                self.plan,
                reason=reason,
            )
            return version
        in_force = self.record(version, reason)
        if in_force is None:
            reasons = ["with what was booked since it is the plan in force"]
            raise PlanOutdated(version.number, reasons)
        became = f"in force as version {in_force.number}, with bookings made since"
        decide(version, PlanState.OUTDATED, self.now, self.actor, became)
        return in_force

    def record(self, version: PlanVersion, reason: str) -> PlanVersion | None:
        """Put the plan into force as a new version; ``None`` if it is in force."""
        return record_in_force(
            self.session,
            self.now,
            self.actor,
            self.built,
            self.plan,
            kind=version.kind,
            reason=reason,
        )

    def tell(
        self,
        version: PlanVersion,
        kind: str,
        reason: Why,
        rules: Mapping[str, tuple[str, ...]],
        booked: Sequence[str] = (),
    ) -> None:
        """
        Settle the promises, and say what happened to everybody it concerns.

        Parameters
        ----------
        reason
            Why, as each of them may know it.
        rules
            Rules that broke promises, by visit.
        booked
            Visits that were taken over from the plan in force.
        """
        session, now, actor, built = self.session, self.now, self.actor, self.built
        why = (version, reason, rules)
        tell_changes(session, now, built, self.plan, why)
        found = settle_promises(session, now, actor, version, built, self.plan, rules)
        details: dict[str, Any] = {
            "revision": version.revision,
            "base_revision": built.plan_revision,
            "booked_since": booked,
            "restored": found.restored,
            "moved": found.moved,
            "lost": found.lost,
            "wants_replan": False,
        }
        subject = str(version.number)
        happened(session, now, actor, built.network_id, kind, subject, details)
        note(session, f"plan version {subject}", digest=version.digest, **details)
        session.flush()
