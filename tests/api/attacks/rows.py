"""Who may do what, and how each operation is asked: written by hand, row by row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from scheduler.access.roles import Role, ScopeKind
from tests.api.attacks.people import Attacker
from tests.api.attacks.tenants import Tenant
from tests.api.attacks.world import World

Sample = Callable[[World, Tenant], Any]
"""Something of a request, as one sponsor sends it."""

STAFF, MAKERS, MANAGERS = Role.SITE_STAFF, Role.PRODUCTION, Role.STUDY_MANAGER
PLANNERS, AUDITORS, ADMINISTRATORS = Role.PLANNER, Role.AUDITOR, Role.ADMINISTRATOR

EVERYONE = frozenset(Role)
PLANNING = frozenset({PLANNERS, ADMINISTRATORS})
CLINIC_SEEN = frozenset({STAFF, MANAGERS, AUDITORS}) | PLANNING
CLINIC_DONE = frozenset({STAFF}) | PLANNING
SUPPLY_SEEN = frozenset({MAKERS, AUDITORS}) | PLANNING
SUPPLY_DONE = frozenset({MAKERS}) | PLANNING

WHOLE = frozenset({ScopeKind.SITE, ScopeKind.UNIT, ScopeKind.TRIAL})
BEYOND_UNITS = frozenset({ScopeKind.SITE, ScopeKind.TRIAL})
BEYOND_TRIALS = frozenset({ScopeKind.TRIAL})


@dataclass(frozen=True)
class Row:
    """
    One operation.

    Parameters
    ----------
    roles
        Who may; ``None``: whoever asks, known or not.
    best
        The status of the sample, asked by somebody unlimited.
    barred
        Kinds of limits with which a key may not, as what it asks about is of several.
    no_own
        Roles whose limited keys have nothing of this kind that is theirs.
    path, query, body
        What is sent in place of the usual ids.
    otherwise
        The status for roles to whom what is asked about by the sample is not theirs.
    shared
        Names of ids that several sponsors know: what is there is told to all of them.
    """

    roles: frozenset[Role] | None
    best: int = 200
    barred: frozenset[ScopeKind] = frozenset()
    no_own: frozenset[Role] = frozenset()
    path: Sample | None = None
    query: Sample | None = None
    body: Sample | None = None
    shared: frozenset[str] = frozenset()
    otherwise: Mapping[Role, int] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def may(self, attacker: Attacker) -> bool:
        """Whether somebody may ask for it."""
        if self.roles is None:
            return True
        return attacker.role in self.roles and not self.barred & attacker.limits

    def expected(self, attacker: Attacker) -> int:
        """The status for somebody who may, asking about what is theirs."""
        has_none = attacker.tenant is not None and attacker.role in self.no_own
        usual = self.best if attacker.role is None else self._best_for(attacker.role)
        return 404 if has_none else usual

    def _best_for(self, role: Role) -> int:
        return self.otherwise.get(role, self.best)
