"""Who may do what, written down a second time by hand."""

from itertools import combinations

import pytest

from scheduler.access.permissions import PERMISSIONS, Permission
from scheduler.access.principals import Principal
from scheduler.access.roles import Role, ScopeKind
from scheduler.access.viewing import is_limited, require_permission
from scheduler.actors import Actor
from scheduler.errors import Forbidden

ROLES = (
    Role.SITE_STAFF,
    Role.PRODUCTION,
    Role.STUDY_MANAGER,
    Role.PLANNER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)

TABLE = """
see_network          yes yes yes yes yes yes
see_participants     yes  -  yes yes yes yes
change_participants  yes  -   -  yes  -  yes
see_visits           yes  -  yes yes yes yes
request_visits       yes  -   -  yes  -  yes
book                 yes  -   -  yes  -  yes
record_doses         yes  -   -  yes  -  yes
see_demand            -  yes  -  yes yes yes
make_batches          -  yes  -  yes  -  yes
place_orders          -  yes  -  yes  -  yes
see_shipments        yes yes  -  yes yes yes
send_shipments        -  yes  -  yes  -  yes
receive_shipments    yes  -   -  yes  -  yes
change_departures     -  yes  -  yes  -  yes
see_outages          yes yes  -  yes yes yes
report_outages       yes yes  -  yes  -  yes
see_plans            yes yes yes yes yes yes
decide_plans          -   -   -  yes  -  yes
replan                -   -  yes yes  -  yes
pause_trials          -   -  yes yes  -  yes
see_scenarios         -   -   -  yes yes yes
ask_what_ifs          -   -   -  yes  -  yes
see_jobs              -   -  yes yes yes yes
see_workers           -   -   -  yes yes yes
change_schedules      -   -   -  yes  -  yes
exchange_files        -   -   -  yes  -  yes
see_notices          yes yes yes yes yes yes
see_audit             -   -   -   -  yes yes
see_settings          -   -   -  yes yes yes
change_settings       -   -   -   -   -  yes
manage_keys           -   -   -   -   -  yes
manage_channels       -   -   -   -   -  yes
"""
"""Permissions, and whether each role has them, in the order of ``ROLES``."""

WHOLE = {
    Permission.DECIDE_PLANS,
    Permission.SEE_SCENARIOS,
    Permission.ASK_WHAT_IFS,
    Permission.SEE_WORKERS,
    Permission.CHANGE_SCHEDULES,
    Permission.EXCHANGE_FILES,
    Permission.SEE_AUDIT,
    Permission.SEE_SETTINGS,
    Permission.CHANGE_SETTINGS,
}
"""What no key may do that is limited to sites, units or trials."""

ALL_TRIALS = {
    Permission.SEE_DEMAND,
    Permission.MAKE_BATCHES,
    Permission.PLACE_ORDERS,
    Permission.SEND_SHIPMENTS,
    Permission.RECEIVE_SHIPMENTS,
    Permission.CHANGE_DEPARTURES,
    Permission.SEE_OUTAGES,
    Permission.REPORT_OUTAGES,
}
"""What a key that is limited to trials may not do: it is about all of them."""

ALL_SITES = {
    Permission.SEE_DEMAND,
    Permission.MAKE_BATCHES,
    Permission.PLACE_ORDERS,
    Permission.PAUSE_TRIALS,
}
"""What a key that is limited to sites may not do."""

ALL_UNITS = {Permission.PAUSE_TRIALS}
"""What a key that is limited to units may not do."""


def rows() -> dict[Permission, dict[Role, bool]]:
    """The table, read."""
    found = {}
    for line in TABLE.strip().splitlines():
        name, *cells = line.split()
        given = dict(zip(ROLES, (each == "yes" for each in cells), strict=True))
        found[Permission(name)] = given
    return found


def somebody(role: Role, *kinds: ScopeKind) -> Principal:
    """Somebody limited to one object of some kinds."""
    return Principal(Actor("key:1"), role, {kind: frozenset({"x"}) for kind in kinds})


def may(principal: Principal, permission: Permission) -> bool:
    """Whether they are let through."""
    try:
        require_permission(principal, permission)
    except Forbidden:
        return False
    return True


def test_every_permission_has_a_row() -> None:
    """
    A new permission, or a new role, is decided on here as well.
    """
    assert rows().keys() == set(Permission)
    assert set(ROLES) == set(Role) == PERMISSIONS.keys()


@pytest.mark.parametrize("role", Role)
def test_roles_may_do_what_the_table_says(role: Role) -> None:
    """
    No less, and no more.
    """
    table = rows()

    for permission in Permission:
        expected = table[permission][role]
        assert (permission in PERMISSIONS[role]) is expected, permission
        assert may(somebody(role), permission) is expected, permission


@pytest.mark.parametrize("role", Role)
def test_a_limit_takes_away_what_is_about_all(role: Role) -> None:
    """
    Whatever a key is limited to: it may never do more, and not what concerns others.
    """
    table = rows()
    inner = (ScopeKind.SITE, ScopeKind.UNIT, ScopeKind.TRIAL)
    sets = [each for n in range(4) for each in combinations(inner, n)]

    for kinds in sets:
        for permission in Permission:
            refused = (
                (bool(kinds) and permission in WHOLE)
                or (ScopeKind.TRIAL in kinds and permission in ALL_TRIALS)
                or (ScopeKind.SITE in kinds and permission in ALL_SITES)
                or (ScopeKind.UNIT in kinds and permission in ALL_UNITS)
            )
            found = may(somebody(role, *kinds), permission)
            assert found is (table[permission][role] and not refused), (
                kinds,
                permission,
            )


def test_a_network_is_no_limit_inside_of_it() -> None:
    """
    A planner of one network sees the whole of it.
    """
    planner = somebody(Role.PLANNER, ScopeKind.NETWORK)

    assert not is_limited(planner)
    assert may(planner, Permission.DECIDE_PLANS)
    assert is_limited(somebody(Role.PLANNER, ScopeKind.NETWORK, ScopeKind.SITE))


@pytest.mark.parametrize("role", Role)
def test_a_refusal_says_what_is_missing(role: Role) -> None:
    """
    The role and the permission, and nothing of what is there.
    """
    for permission in set(Permission) - PERMISSIONS[role]:
        with pytest.raises(Forbidden) as raised:
            require_permission(somebody(role), permission)

        words = permission.value.replace("_", " ")
        assert str(raised.value) == f"a key of role {role.value} may not {words}"
