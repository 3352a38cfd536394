"""Who is concerned by a notice: sites, units and trials."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, select, true

from scheduler.access.roles import ScopeKind
from scheduler.notices.models import Notice, NoticeAudience

Scope = Mapping[ScopeKind, Collection[str]]
"""Ids by kind, as that of a key; a kind that is missing is not limited."""


@dataclass(frozen=True, slots=True)
class Audience:
    """
    Whom a notice is for; all of them are told the same.

    Whoever is limited to some sites, units or trials is told what is for one of each:
    a visit is for its site and its trial, so that production, which answers for units,
    is not told of it. Who sees the whole network is told everything.
    """

    site_ids: Collection[str] = ()
    unit_ids: Collection[str] = ()
    trial_ids: Collection[str] = ()

    @property
    def ids(self) -> Mapping[ScopeKind, frozenset[str]]:
        """What it names, by kind."""
        return {
            ScopeKind.SITE: frozenset(self.site_ids),
            ScopeKind.UNIT: frozenset(self.unit_ids),
            ScopeKind.TRIAL: frozenset(self.trial_ids),
        }

    def includes(self, scope: Scope) -> bool:
        """Whether who is limited to this is among them."""
        named = self.ids
        return all(not named[kind].isdisjoint(scope[kind]) for kind in _inside(scope))


def is_for(scope: Scope) -> ColumnElement[bool]:
    """The notices whose audience includes a scope, as a condition."""
    return and_(
        true(),
        *(
            select(NoticeAudience.object_id)
            .where(
                NoticeAudience.network_id == Notice.network_id,
                NoticeAudience.notice_id == Notice.id,
                NoticeAudience.kind == kind,
                NoticeAudience.object_id.in_(sorted(scope[kind])),
            )
            .exists()
            for kind in _inside(scope)
        ),
    )


def _inside(scope: Scope) -> list[ScopeKind]:
    """Of what a network consists; which network it is, everybody knows already."""
    return [kind for kind in scope if kind is not ScopeKind.NETWORK]
