"""Everything that is there when the attacks begin, put there by use cases."""

from typing import Any

from sqlalchemy import select

from scheduler.access import grants
from scheduler.access.roles import Role, ScopeKind
from scheduler.database.database import Database
from scheduler.imports.service import import_file
from scheduler.notices import telling
from scheduler.notices.audience import Audience
from scheduler.notices.channels import add_channel
from scheduler.notices.models import ChannelKind, Notice
from scheduler.planning.problem_builder import build
from scheduler.production.forecasting import Forecasting
from scheduler.production.forecasts import keep
from tests.api.attacks.history import History
from tests.api.attacks.people import TERMINAL, people
from tests.api.attacks.planning import planning_file
from tests.api.attacks.tenants import (
    ELSEWHERE,
    NETWORK,
    NOW,
    OPEN,
    A,
    B,
    C,
    Tenant,
)
from tests.api.attacks.world import FINALLY, World, network_of


def build_world(database: Database) -> World:
    """Import both networks, and have happen what happens until Monday morning."""
    world = World(database)
    with database.writing() as session:
        for network, inside in ((NETWORK, (A, B)), (ELSEWHERE, (C,))):
            data = planning_file(network, *inside)
            import_file(session, NOW, TERMINAL, data, network_id=network)
    with database.writing() as session:
        world.people = people(session)
        for tenant in (A, B, C):
            row = grants.grant(session, NOW, TERMINAL, **_signing_in(tenant))
            world.grants[tenant] = row.id
    histories = [History(world, tenant) for tenant in (A, B, C)]
    for tell in (
        History.friday,
        History.monday,
        History.propose,
        History.wonder,
    ):
        for each in histories:
            tell(each)
    for tenant in (A, B, C):
        _tell(world, tenant)
    for network in (NETWORK, ELSEWHERE):
        with database.reading() as session:
            built = build(session, network, FINALLY)
            world.plans[network] = built.problem.commitments.previous
            made = Forecasting(built, FINALLY).made()
        with database.writing() as session:
            keep(session, network, made)
    return world


def _tell(world: World, tenant: Tenant) -> None:
    """A channel for a trial, and something that all people of a tenant are told."""
    network = network_of(tenant)
    audience = Audience((tenant.site,), (tenant.unit,), (tenant.trial,))
    reason = tenant.of_trial("because of")
    with world.database.writing() as session:
        channel, _ = add_channel(
            session,
            NOW,
            TERMINAL,
            network_id=network,
            kind=ChannelKind.EMAIL,
            address=f"{tenant.of_trial('desk')}@site.example",
            scope={ScopeKind.TRIAL: [tenant.trial]},
        )
        telling.tell(
            session,
            NOW,
            network_id=network,
            kind="told",
            subject=tenant.visit(OPEN),
            audience=audience,
            details={"reason": reason},
        )
        of_network = select(Notice.id).where(Notice.network_id == network)
        newest = of_network.order_by(Notice.number.desc()).limit(1)
        world.notices[tenant] = session.scalars(newest).one()
    world.channels[tenant] = channel.id


def _signing_in(tenant: Tenant) -> dict[str, Any]:
    """Somebody of a tenant who signs in elsewhere."""
    network = [network_of(tenant)]
    return {
        "issuer": "https://sign-in.example",
        "subject": tenant.of_trial("somebody"),
        "name": tenant.of_trial("desk"),
        "role": Role.SITE_STAFF,
        "scope": {ScopeKind.NETWORK: network, ScopeKind.SITE: [tenant.site]},
    }
