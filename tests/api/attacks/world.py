"""What the attacks are made on: two networks, and those who ask."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from scheduler.access.roles import Role
from scheduler.database.database import Database
from solver.plan.plan import Plan
from tests.api.attacks.people import Attacker, name_of
from tests.api.attacks.tenants import ELSEWHERE, NETWORK, C, Tenant

MONDAY = datetime(2026, 9, 14, tzinfo=UTC)
FINALLY = MONDAY + timedelta(hours=8, minutes=25)
"""When the attacks are made: Monday's first dose has been given."""


@dataclass
class World:
    """
    A database with everything in it, and those who ask.

    Parameters
    ----------
    people
        By name.
    jobs, proposals, scenarios, grants
        Of each tenant: a job that somebody of theirs asked for, the number of a plan
        version that nobody has decided on, a what-if, and somebody who signs in.
    plans
        What is in force when the attacks are made, by network.
    outages
        Of each tenant: the number of one of its scanner.
    channels, notices
        Of each tenant: a channel for its trial, and something that its people are told.
    tokens
        Offers of visits, by the number of the participant.
    """

    database: Database
    people: dict[str, Attacker] = field(default_factory=dict)
    jobs: dict[Tenant, str] = field(default_factory=dict)
    proposals: dict[Tenant, int] = field(default_factory=dict)
    scenarios: dict[Tenant, str] = field(default_factory=dict)
    grants: dict[Tenant, str] = field(default_factory=dict)
    channels: dict[Tenant, str] = field(default_factory=dict)
    notices: dict[Tenant, str] = field(default_factory=dict)
    outages: dict[Tenant, int] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)
    tokens: dict[tuple[Tenant, int], str] = field(default_factory=dict)

    def who(self, role: Role, tenant: Tenant | None = None) -> Attacker:
        """Somebody of a role: of one tenant, or else of the whole first network."""
        if role is Role.ADMINISTRATOR:
            return self.people[role.value]
        return self.people[name_of(role, tenant)]


def network_of(tenant: Tenant) -> str:
    """The network a tenant is in."""
    return ELSEWHERE if tenant is C else NETWORK
