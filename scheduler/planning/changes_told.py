"""Tell everybody whom a plan that comes into force concerns: old, new and why."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from scheduler.notices.telling import Audience, tell
from scheduler.planning.causes import Why, concerned
from scheduler.planning.problem_builder import Built, units_of_batches
from scheduler.planning.versions import PlanVersion
from solver.plan.difference import Change, ChangeKind, difference
from solver.plan.plan import Plan
from solver.units import gbq

VISITS, BATCHES = "visits_replanned", "batches_replanned"
"""Kinds of notice."""

RESTORED = "restored"
"""How a visit changes that was lost, and is to be just as it was promised."""

_Told = tuple[Audience, dict[str, Any]]


def tell_changes(
    session: Session,
    now: datetime,
    built: Built,
    plan: Plan,
    why: tuple[PlanVersion, Why, Mapping[str, tuple[str, ...]]],
) -> None:
    """
    Tell sites and study managers of visits, and units of runs and orders.

    Each site is told once for each trial, of all visits that change there; each unit
    once. Who had lost a promised slot is told the new one beside the promised one.

    Parameters
    ----------
    built
        What the plan was checked for, with the plan that was in force before.
    why
        The version that has come into force, the reason as each may know it, and
        rules that broke promises, by visit. What a person has written of the version
        is for those who see all of the network.
    """
    version, reasons, rules = why
    for kind, name, found in (
        (VISITS, "visits", _visits(built, plan, rules)),
        (BATCHES, "batches", _batches(built, plan)),
    ):
        by_audience: defaultdict[Audience, list[dict[str, Any]]] = defaultdict(list)
        for audience, change in found:
            by_audience[audience].append(change)
        for audience, changes in by_audience.items():
            tell(
                session,
                now,
                network_id=built.network_id,
                kind=kind,
                subject=str(version.number),
                audience=audience,
                details={"reason": reasons.told(audience), name: changes},
            )


def _visits(
    built: Built, plan: Plan, rules: Mapping[str, tuple[str, ...]]
) -> Iterator[_Told]:
    visits = {each.id: each for each in built.problem.visits}
    zones = {each.id: ZoneInfo(each.zone) for each in built.problem.sites}
    seats = {each.visit_id: each for each in plan.administrations}
    for kind, change in _changes(built, plan, rules):
        visit, seat = visits.get(change.id), seats.get(change.id)
        if visit is None:  # not asked for any more
            continue
        yield (
            concerned(visit),
            {
                "visit_id": visit.id,
                "change": kind,
                **_moment(built, change, zones[visit.site_id]),
                "resources": (
                    []
                    if seat is None
                    else sorted({each.resource_id for each in seat.occupations})
                ),
                "rules": change.rules,
            },
        )


def _changes(
    built: Built, plan: Plan, rules: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, Change]]:
    """How visits change; what was lost and promised counts from what was promised."""
    there = {each.visit_id for each in built.in_force.administrations}
    found = difference(built.problem.commitments.previous, plan, rules).visits
    for change in found:
        if change.kind is not ChangeKind.LOST or change.id in there:
            yield change.kind.value, change
    same = {each.id for each in found} | there
    for each in plan.administrations:
        if each.visit_id not in same:
            minute = each.injection_min
            again = Change(each.visit_id, ChangeKind.ADDED, minute, minute)
            yield RESTORED, again


def _batches(built: Built, plan: Plan) -> Iterator[_Told]:
    before = built.in_force
    units = units_of_batches(built.problem) | built.lost
    zones = {each.id: ZoneInfo(each.zone) for each in built.problem.units}
    was, now = (
        {each.id: gbq(each.activity_kbq) for each in plan.batches}
        for plan in (before, plan)
    )
    for change in difference(before, plan, {}).batches:
        unit_id = units.get(change.id)
        if unit_id is None:  # neither made nor asked for any more
            continue
        yield (
            Audience(unit_ids=(unit_id,)),
            {
                "batch_id": change.id,
                "change": change.kind.value,
                **_moment(built, change, zones[unit_id]),
                "was_gbq": was.get(change.id),
                "is_gbq": now.get(change.id),
            },
        )


def _moment(built: Built, change: Change, zone: ZoneInfo) -> dict[str, Any]:
    """From when to when something changes, by the clocks of its place."""
    was_at, is_at = (
        None if minute is None else built.instants.at(minute).astimezone(zone)
        for minute in (change.before_min, change.after_min)
    )
    return {"was_at": was_at, "is_at": is_at}
