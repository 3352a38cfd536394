"""Another's object is answered as a missing one, in every look-up there is."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from scheduler.access.principals import Principal, authenticate
from scheduler.access.roles import Role
from scheduler.access.viewing import Viewer
from scheduler.database.database import Database
from scheduler.errors import Invalid, NotFound
from solver.plan.plan import Plan
from tests.api.attacks import tenants
from tests.api.attacks.tenants import ELSEWHERE, NETWORK, A, B, C, Tenant
from tests.api.attacks.world import FINALLY, World
from tests.api.attacks.worlds import world_in

OWN: dict[Role, tuple[str, ...]] = {
    Role.SITE_STAFF: ("site", "unit", "trial", "participant", "visit", "claim"),
    Role.PRODUCTION: ("unit", "site", "trial", "batch", "vial", "shipment", "order"),
    Role.STUDY_MANAGER: ("site", "unit", "trial", "participant", "visit", "job"),
    Role.PLANNER: ("site", "unit", "trial", "participant", "visit", "batch", "vial"),
    Role.AUDITOR: ("site", "unit", "trial", "participant", "visit", "batch", "vial"),
}
"""What somebody limited to one sponsor finds of it, among others of the network."""

LIMITS: dict[Role, tuple[str, ...]] = {
    Role.SITE_STAFF: ("site", "participant", "visit", "claim", "shipment"),
    Role.PRODUCTION: ("unit", "batch", "vial", "shipment", "order", "departure"),
    Role.STUDY_MANAGER: ("trial", "participant", "visit", "job", "shipment"),
    Role.PLANNER: (
        *("site", "unit", "trial", "participant", "visit", "batch", "vial"),
        *("order", "shipment", "departure", "job", "claim"),
    ),
    Role.AUDITOR: (
        *("site", "unit", "trial", "participant", "visit", "batch", "vial"),
        *("order", "shipment", "departure", "job", "claim"),
    ),
}
"""What they do not find of the other sponsor."""

MISSING: dict[str, Any] = dict.fromkeys(OWN[Role.PRODUCTION], "missing") | {
    "participant": "missing",
    "visit": "missing",
    "claim": "missing",
    "job": "missing",
    "departure": "missing",
}


@pytest.fixture(scope="module")
def world(
    migrated_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Two sponsors in one network, and a third elsewhere; nobody changes anything."""
    path = tmp_path_factory.mktemp("viewing") / "world.sqlite"
    shutil.copyfile(migrated_file, path)
    database = Database(f"sqlite:///{path}")
    try:
        yield world_in(database)
    finally:
        database.close()


def principal(world: World, role: Role, tenant: Tenant | None = None) -> Principal:
    """Who somebody is."""
    key = world.who(role, tenant).key
    assert key is not None
    with world.database.reading() as session:
        found = authenticate(session, FINALLY, key)
    assert found is not None
    return found


@contextmanager
def looking(
    world: World, role: Role, tenant: Tenant | None = None, network: str = NETWORK
) -> Iterator[Viewer]:
    """Somebody who looks at a network."""
    with world.database.reading() as session:
        yield Viewer(session, FINALLY, principal(world, role, tenant), network)


def belongings(world: World, tenant: Tenant) -> dict[str, str]:
    """One id of each kind that belongs to a tenant."""
    plan = world.plans[ELSEWHERE if tenant is C else NETWORK]
    return {
        "site": tenant.site,
        "unit": tenant.unit,
        "trial": tenant.trial,
        "participant": tenant.participant(tenants.FIRST),
        "visit": tenant.visit(tenants.FIRST),
        "claim": tenant.of_site("K"),
        "order": tenant.order,
        "job": world.jobs[tenant],
    } | _supplied(plan, tenant)


def _supplied(plan: Plan, tenant: Tenant) -> dict[str, str]:
    visit_id = tenant.visit(tenants.FIRST)
    (dose,) = [each for each in plan.administrations if each.visit_id == visit_id]
    vial = next(each for each in plan.vials if each.id in dose.vial_ids)
    shipment = next(each for each in plan.shipments if each.id == vial.shipment_id)
    return {"batch": shipment.batch_id, "vial": vial.id, "shipment": shipment.id}


def look_up(viewer: Viewer, kind: str) -> Callable[[str], object]:
    """How something of a kind is looked up; claims are found as visits are."""
    found: Callable[[str], object] = getattr(
        viewer, "visit" if kind == "claim" else kind
    )
    return found


def refusal(viewer: Viewer, kind: str, id: str) -> str:
    """The words in which a look-up is refused, without the id."""
    with pytest.raises(NotFound) as raised:
        look_up(viewer, kind)(id)
    return str(raised.value).replace(id, "…")


@pytest.mark.parametrize("role", OWN)
@pytest.mark.parametrize("tenant", [A, B], ids=lambda each: each.word)
def test_everybody_finds_their_own(world: World, role: Role, tenant: Tenant) -> None:
    """
    What is at their site, from their unit, in their trial; and of the others'
    kinds what is theirs, too.
    """
    mine = belongings(world, tenant)

    with looking(world, role, tenant) as viewer:
        for kind in OWN[role]:
            found = look_up(viewer, kind)(mine[kind])
            assert getattr(found, "id", found) == mine[kind]


@pytest.mark.parametrize("role", LIMITS)
@pytest.mark.parametrize(("mine", "other"), [(A, B), (B, A)], ids=["of B", "of A"])
def test_the_others_are_not_there(
    world: World, role: Role, mine: Tenant, other: Tenant
) -> None:
    """
    Refused in the same words as what is nowhere.
    """
    theirs = belongings(world, other)
    with looking(world, role, mine) as viewer:
        theirs["departure"] = next(
            departure_id
            for departure_id, ends in viewer.supplies.departures.items()
            if ends.unit_id == other.unit
        )
        for kind in LIMITS[role]:
            assert refusal(viewer, kind, theirs[kind]) == refusal(
                viewer, kind, MISSING[kind]
            ), kind


def test_nobody_sees_another_network(world: World) -> None:
    """
    Neither the network nor, under its name in their own, anything of it.
    """
    theirs = belongings(world, C)

    for role in LIMITS:
        for tenant in (A, None):
            if tenant is None and role not in {Role.PLANNER, Role.AUDITOR}:
                continue
            for network in (ELSEWHERE, "missing"):
                with (
                    pytest.raises(NotFound, match=f"there is no network {network}"),
                    looking(world, role, tenant, network),
                ):
                    pass
    with looking(world, Role.PLANNER) as viewer:
        for kind, their_id in theirs.items():
            assert refusal(viewer, kind, their_id) == refusal(
                viewer, kind, MISSING[kind]
            )


@pytest.mark.parametrize(
    "kind", ["site", "unit", "trial", "participant", "visit", "batch", "vial"]
)
def test_what_a_field_names_is_refused_at_the_field(world: World, kind: str) -> None:
    """
    Another's and a missing one alike.
    """
    theirs = belongings(world, B)[kind]

    with looking(world, Role.PLANNER, A) as viewer:
        told = []
        for named in (theirs, "missing"):
            with pytest.raises(Invalid) as raised:
                viewer.named(kind, named, "some_field")
            (issue,) = raised.value.issues
            told.append((issue.place, issue.message.replace(named, "…")))
    assert told[0] == told[1]
    assert told[0][0] == "some_field"


def test_what_has_ended_is_still_theirs(world: World) -> None:
    """
    Cancelled, withdrawn, broken, given: found by its own people, and by no others.
    """
    numbers = (tenants.CANCELLED, tenants.WITHDRAWN, tenants.BROKEN, tenants.FIRST)

    with looking(world, Role.SITE_STAFF, A) as viewer:
        mine = [viewer.sees_visit(A.visit(each)) for each in numbers]
        theirs = [viewer.sees_visit(B.visit(each)) for each in numbers]
    assert mine == [True] * 4
    assert theirs == [False] * 4


def test_a_clinical_claim_is_of_no_trial(world: World) -> None:
    """
    Its site sees it, and no key that is limited to trials.
    """
    claim = A.of_site("K")

    seen = {}
    for role in OWN:
        with looking(world, role, A) as viewer:
            seen[role] = viewer.sees_visit(claim)
    assert [role for role, is_seen in seen.items() if is_seen] == [Role.SITE_STAFF]


def test_production_knows_no_participant(world: World) -> None:
    """
    It sees doses; neither visits nor whose they are, not even of its own batches.
    """
    with looking(world, Role.PRODUCTION, A) as viewer:
        for kind in ("participant", "visit", "claim"):
            mine = belongings(world, A)[kind]
            assert refusal(viewer, kind, mine) == refusal(viewer, kind, "missing")


def test_a_job_is_of_whoever_asked(world: World) -> None:
    """
    Or of those who are not limited; each finds it in its own network only.
    """
    found = {}
    for who in (A, B, None):
        role = Role.STUDY_MANAGER if who else Role.PLANNER
        with looking(world, role, who) as viewer:
            found[who] = [
                _is_there(viewer.job, world.jobs[tenant]) for tenant in (A, B, C)
            ]

    assert found == {
        A: [True, False, False],
        B: [False, True, False],
        None: [True, True, False],
    }


def _is_there(look_up: Callable[[str], object], id: str) -> bool:
    try:
        look_up(id)
    except NotFound:
        return False
    return True


@pytest.mark.parametrize(
    "number", [0, -1, 10**6, 2**31 - 1], ids=["none", "below", "high", "highest"]
)
def test_a_plan_version_is_one_of_the_network(world: World, number: int) -> None:
    """
    And no other number.
    """
    with looking(world, Role.AUDITOR, A) as viewer:
        assert viewer.version(1) == 1
        with pytest.raises(NotFound, match=f"there is no plan version {number}"):
            viewer.version(number)
