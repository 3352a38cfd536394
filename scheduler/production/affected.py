"""Who is affected by what happened: read off the plan that was in force."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.jobs.happenings import happened
from scheduler.networks.revisions import touch
from scheduler.planning.commitments import Held
from scheduler.planning.problem_builder import Built
from scheduler.planning.revise import Change, revise
from scheduler.planning.versions import PlanKind
from scheduler.production.losses_told import tell_losses
from solver.problem.commitments import Firmness


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """
    A visit, as the plan had it.

    Parameters
    ----------
    injection_at
        By the clocks of the site.
    firmness
        How firmly it was promised; ``None``: nobody was told yet.
    rules
        Names of the rules that keep it from staying; none if it has happened.
    """

    visit_id: str
    site_id: str
    product_id: str
    injection_at: datetime
    firmness: Firmness | None
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """
    Something that happened, and whom it costs the visit.

    Parameters
    ----------
    is_new
        Whether it was not known before; what was known changes nothing.
    lost
        Visits that the plan in force does not serve any more, by time.
    version
        Number of the plan version that came into force; ``None`` if the plan stayed.
    """

    subject: str
    state: str
    is_new: bool = True
    lost: tuple[Affected, ...] = ()
    version: int | None = None

    @property
    def wants_replan(self) -> bool:
        """Whether somebody is to be planned anew."""
        return bool(self.lost)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told of something that happened: its event, and why the plan changes."""

    kind: str
    subject: str
    state: str
    reason: str
    details: Mapping[str, Any]


def settle(
    session: Session, now: datetime, actor: Actor, network_id: str, told: Told
) -> Happening:
    """
    Change the plan in force as rows say that have just changed; note the event.

    Promises that cannot be kept any more are marked broken, and nobody is planned
    anew: the event says whether that is wanted.
    """
    touch(session, network_id)
    revised = revise(
        session, now, actor, network_id, Change(PlanKind.EVENT, told.reason)
    )
    rules = {each.visit_id: each.rules for each in revised.broken}
    lost = affected(revised.built, rules.keys(), rules)
    details = {
        "wants_replan": bool(lost),
        "lost": [each.visit_id for each in lost],
        "reason": told.reason,
    }
    happened(
        session,
        now,
        actor,
        network_id,
        told.kind,
        told.subject,
        {**told.details, **details},
    )
    tell_losses(
        session,
        now,
        revised.built,
        (told.kind, told.subject, told.reason),
        [
            {
                "visit_id": each.visit_id,
                "product_id": each.product_id,
                "was_at": each.injection_at,
                "rules": each.rules,
            }
            for each in lost
        ],
    )
    version = revised.version
    return Happening(
        subject=told.subject,
        state=told.state,
        lost=lost,
        version=None if version is None else version.number,
    )


def affected(
    built: Built,
    visit_ids: Collection[str],
    rules: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[Affected, ...]:
    """Visits of the plan in force, by the time of their injection."""
    held = held_of(built)
    visits = {each.id: each for each in built.problem.visits}
    zones = {each.id: ZoneInfo(each.zone) for each in built.problem.sites}
    found = []
    for each in built.problem.commitments.previous.administrations:
        visit = visits.get(each.visit_id)
        if visit is None or each.visit_id not in visit_ids:
            continue
        promise = held.promises.get(each.visit_id)
        at = built.instants.at(each.injection_min)
        found.append(
            Affected(
                visit_id=visit.id,
                site_id=visit.site_id,
                product_id=visit.product_id,
                injection_at=at.astimezone(zones[visit.site_id]),
                firmness=None if promise is None else promise.firmness,
                rules=(rules or {}).get(visit.id, ()),
            )
        )
    return tuple(sorted(found, key=lambda each: (each.injection_at, each.visit_id)))


def held_of(built: Built) -> Held:
    """What holds of a plan that is in force."""
    if built.held is None:
        raise ValueError(f"network {built.network_id} has no plan")
    return built.held
