"""The ids of each sponsor, by the names that parameters and fields have for them."""

from collections.abc import Mapping

from scheduler.access.roles import Role
from tests.api.attacks import tenants
from tests.api.attacks.tenants import Tenant
from tests.api.attacks.world import World, network_of

NEMO = Tenant("Nemo")
"""A sponsor who is nowhere: every id of it is missing."""

NO_JOB = "00000000-0000-4000-8000-000000000000"

VAN = "2026-09-15T1030"
"""Begins the departure that nothing has been sent with yet."""


def batch_of(tenant: Tenant, day: int) -> str:
    """Id of the run of a day: Monday's is 14."""
    return f"{tenant.of_unit('H')}/{tenant.of_unit('ZR')}/2026-09-{day}/1"


def shipment_of(tenant: Tenant, day: int) -> str:
    """Id of the shipment of a run."""
    return f"{batch_of(tenant, day)}/{tenant.of_unit('L')}/2026-09-{day}T0730"


def ids_of(world: World, tenant: Tenant) -> Mapping[str, object]:
    """Ids of a sponsor, by name of parameter or field."""
    is_there = tenant in world.jobs
    visit = tenant.visit(tenants.OPEN)
    key = world.who(Role.SITE_STAFF, tenant).key_id if is_there else "0" * 12
    return {
        "network_id": network_of(tenant) if is_there else "nowhere",
        "site_id": tenant.site,
        "site": tenant.site,
        "unit_id": tenant.unit,
        "unit": tenant.unit,
        "trial_id": tenant.trial,
        "trial": tenant.trial,
        "participant_id": tenant.participant(tenants.OPEN),
        "visit_id": visit,
        "follows": visit,
        "needs": visit,
        "definition_id": tenant.of_trial("scan"),
        "batch_id": batch_of(tenant, 15),
        "vial_id": f"{shipment_of(tenant, 15)}/v1",
        "shipment_id": shipment_of(tenant, 15),
        "departure_id": f"{tenant.of_unit('L')}/{VAN}",
        "order_id": tenant.order,
        "scanner_id": tenant.of_site("PET0"),
        "scanner": tenant.of_site("PET0"),
        "resource_id": tenant.of_site("PET0"),
        "outage_number": world.outages.get(tenant, 999),
        "number": world.proposals.get(tenant, 999),
        "job_id": world.jobs.get(tenant, NO_JOB),
        "scenario_id": world.scenarios.get(tenant, NO_JOB),
        "key_id": key,
        "channel_id": world.channels.get(tenant, "ch_0"),
        "notice_id": world.notices.get(tenant, "nt_0"),
        "grant_id": world.grants.get(tenant, "0" * 12),
        "subject": visit,
        "cohort": tenant.of_trial("C1"),
        "arm": tenant.of_trial("arm"),
        "dose_level": tenant.of_trial("level"),
        "gate": tenant.of_trial("blood"),
        "product_id": tenant.of_unit("ZR"),
    }
