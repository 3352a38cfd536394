"""People with keys: each role for one sponsor, for all of a network, and nobody."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from scheduler.access import keys
from scheduler.access.roles import Role, ScopeKind
from scheduler.actors import Actor
from tests.api.attacks.tenants import ELSEWHERE, NETWORK, NOW, A, B, C, Tenant

TERMINAL = Actor("test:terminal")

_SITE, _UNIT, _TRIAL = ScopeKind.SITE, ScopeKind.UNIT, ScopeKind.TRIAL

LIMITS: Mapping[Role, tuple[ScopeKind, ...]] = {
    Role.SITE_STAFF: (_SITE,),
    Role.PRODUCTION: (_UNIT,),
    Role.STUDY_MANAGER: (_TRIAL,),
    Role.PLANNER: (_SITE, _UNIT, _TRIAL),
    Role.AUDITOR: (_SITE, _UNIT, _TRIAL),
}
"""What keys of a role are limited to, where they are of one sponsor."""


@dataclass(frozen=True)
class Attacker:
    """
    Somebody who asks.

    Parameters
    ----------
    role
        ``None``: nobody known.
    tenant
        Whom the key is limited to; ``None``: to nobody in its network.
    network
        ``None``: all networks.
    """

    name: str
    key: str | None
    role: Role | None = None
    tenant: Tenant | None = None
    network: str | None = None

    @property
    def limits(self) -> frozenset[ScopeKind]:
        """Kinds that the key is limited in, inside its network."""
        if self.tenant is None or self.role is None:
            return frozenset()
        return frozenset(LIMITS[self.role])

    @property
    def actor(self) -> Actor:
        """Who makes what is changed with the key."""
        assert self.key is not None
        return Actor(f"key:{self.key_id}")

    @property
    def key_id(self) -> str:
        """The public part of the key."""
        assert self.key is not None
        return self.key.split("_")[1]

    @property
    def headers(self) -> dict[str, str]:
        """What is sent along."""
        return {} if self.key is None else {"Authorization": f"Bearer {self.key}"}


def name_of(role: Role, tenant: Tenant | None, network: str = NETWORK) -> str:
    """What an attacker is called."""
    return f"{role.value} of {tenant.word if tenant else network}"


def people(session: Session) -> dict[str, Attacker]:
    """All of them, by name."""
    found = [_administrator(session)]
    for tenant in (A, B, C):
        found += [_limited(session, role, tenant) for role in LIMITS]
    for network in (NETWORK, ELSEWHERE):
        for role in (Role.PLANNER, Role.AUDITOR):
            limit = {ScopeKind.NETWORK: [network]}
            name = name_of(role, None, network)
            _, text = keys.create(
                session, NOW, TERMINAL, name=name, role=role, scope=limit
            )
            found.append(Attacker(name, text, role, None, network))
    found.extend(_unknown(session))
    return {each.name: each for each in found}


def _administrator(session: Session) -> Attacker:
    role = Role.ADMINISTRATOR
    _, text = keys.create(session, NOW, TERMINAL, name="administrator", role=role)
    return Attacker(role.value, text, role)


def _limited(session: Session, role: Role, tenant: Tenant) -> Attacker:
    network = ELSEWHERE if tenant is C else NETWORK
    ids = {_SITE: tenant.site, _UNIT: tenant.unit, _TRIAL: tenant.trial}
    scope = {kind: [ids[kind]] for kind in LIMITS[role]}
    _, text = keys.create(
        session,
        NOW,
        TERMINAL,
        name=tenant.of_trial(role.value),
        role=role,
        scope={ScopeKind.NETWORK: [network], **scope},
    )
    return Attacker(name_of(role, tenant), text, role, tenant, network)


def _unknown(session: Session) -> Iterator[Attacker]:
    role = Role.ADMINISTRATOR
    yield Attacker("anonymous", None)
    _, expired = keys.create(
        session,
        NOW,
        TERMINAL,
        name="expired",
        role=role,
        expires_at=NOW + timedelta(minutes=1),
    )
    yield Attacker("expired", expired)
    row, revoked = keys.create(session, NOW, TERMINAL, name="revoked", role=role)
    keys.revoke(session, NOW, TERMINAL, key_id=row.id, reason="for the test")
    yield Attacker("revoked", revoked)
    last = "0" if expired[-1] != "0" else "1"
    yield Attacker("wrong secret", expired[:-1] + last)
    yield Attacker("malformed", "tp_nonsense")
    yield Attacker("no key at all", "Basic dXNlcjpwYXNz")
