"""Scopes: which networks, sites, units and trials a key is good for."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.access.roles import Role, ScopeKind
from scheduler.networks.models import Network
from scheduler.production.models import Unit
from scheduler.sites.models import Site
from scheduler.trials.models import Trial
from solver.errors import Issue

Scope = Mapping[ScopeKind, Collection[str]]
"""Ids by kind; a kind that is missing is not limited."""

_TABLES: dict[ScopeKind, type[Site | Unit | Trial]] = {
    ScopeKind.SITE: Site,
    ScopeKind.UNIT: Unit,
    ScopeKind.TRIAL: Trial,
}

_NEEDED = {
    Role.SITE_STAFF: ScopeKind.SITE,
    Role.PRODUCTION: ScopeKind.UNIT,
    Role.STUDY_MANAGER: ScopeKind.TRIAL,
}
"""What a role is about, and so has to be limited to."""


def stored_form(scope: Scope) -> dict[str, Any]:
    """The scope as a key's row has it."""
    return {ScopeKind(kind).value: sorted(set(ids)) for kind, ids in scope.items()}


def scope_issues(session: Session, role: Role, scope: Scope) -> Iterator[Issue]:
    """
    What is wrong with a scope.

    Sites, units and trials go by an id inside their network: a key that is limited
    to some of them is of one network, or it would be good for namesakes elsewhere.
    """
    if role is Role.ADMINISTRATOR and scope:
        yield Issue("scope", "an administrator is not limited")
    needed = _NEEDED.get(role)
    if needed is not None and needed not in scope:
        yield Issue(f"scope.{needed.value}", f"{role.value} needs at least one")
    for kind, ids in scope.items():
        if not ids:
            yield Issue(f"scope.{kind.value}", "names nothing: leave it out instead")
    networks = sorted(set(scope.get(ScopeKind.NETWORK, ())))
    is_inside = any(kind in _TABLES for kind in scope)
    if is_inside and len(networks) != 1:
        yield Issue("scope.network", "has to be the one that the others are of")
    yield from _unknown(
        ScopeKind.NETWORK, networks, session.scalars(select(Network.id))
    )
    if len(networks) == 1:
        for kind in (each for each in _TABLES if each in scope):
            table = _TABLES[kind]
            known = select(table.id).where(table.network_id == networks[0])
            yield from _unknown(kind, scope[kind], session.scalars(known))


def _unknown(
    kind: ScopeKind, named: Collection[str], known: Iterable[str]
) -> Iterator[Issue]:
    for each in sorted(set(named) - set(known)):
        yield Issue(f"scope.{kind.value}", f"there is no {kind.value} {each}")
