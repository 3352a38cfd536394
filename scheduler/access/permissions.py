"""What each role may do; on which objects, its scope says (``viewing``)."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from scheduler.access.roles import Role, ScopeKind


class Permission(StrEnum):
    """Something that a role may do, or not."""

    SEE_NETWORK = "see_network"
    SEE_PARTICIPANTS = "see_participants"
    CHANGE_PARTICIPANTS = "change_participants"
    SEE_VISITS = "see_visits"
    REQUEST_VISITS = "request_visits"
    BOOK = "book"
    RECORD_DOSES = "record_doses"
    SEE_DEMAND = "see_demand"
    MAKE_BATCHES = "make_batches"
    PLACE_ORDERS = "place_orders"
    SEE_SHIPMENTS = "see_shipments"
    SEND_SHIPMENTS = "send_shipments"
    RECEIVE_SHIPMENTS = "receive_shipments"
    CHANGE_DEPARTURES = "change_departures"
    SEE_OUTAGES = "see_outages"
    REPORT_OUTAGES = "report_outages"
    SEE_PLANS = "see_plans"
    DECIDE_PLANS = "decide_plans"
    REPLAN = "replan"
    PAUSE_TRIALS = "pause_trials"
    SEE_SCENARIOS = "see_scenarios"
    ASK_WHAT_IFS = "ask_what_ifs"
    SEE_JOBS = "see_jobs"
    SEE_WORKERS = "see_workers"
    CHANGE_SCHEDULES = "change_schedules"
    EXCHANGE_FILES = "exchange_files"
    SEE_NOTICES = "see_notices"
    SEE_AUDIT = "see_audit"
    SEE_SETTINGS = "see_settings"
    CHANGE_SETTINGS = "change_settings"
    MANAGE_KEYS = "manage_keys"
    MANAGE_CHANNELS = "manage_channels"

    @property
    def needs_whole_network(self) -> bool:
        """Whether a key that is limited to sites, units or trials is refused."""
        return self in _WHOLE

    @property
    def concerns_all(self) -> frozenset[ScopeKind]:
        """
        Kinds to some of which a key for it must not be limited.

        A batch is made for all sites and trials alike, a package travels for all
        trials, and a trial goes on at all of its sites: who may answer for some of
        them only does not answer for it.
        """
        return _CONCERNS_ALL.get(self, frozenset())


_WHOLE = frozenset(
    {
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
)

_EVERYBODY = frozenset({ScopeKind.SITE, ScopeKind.TRIAL})
_ALL_TRIALS = frozenset({ScopeKind.TRIAL})
_ALL_PLACES = frozenset({ScopeKind.SITE, ScopeKind.UNIT})
_CONCERNS_ALL: Mapping[Permission, frozenset[ScopeKind]] = MappingProxyType(
    {
        Permission.SEE_DEMAND: _EVERYBODY,
        Permission.MAKE_BATCHES: _EVERYBODY,
        Permission.PLACE_ORDERS: _EVERYBODY,
        Permission.SEND_SHIPMENTS: _ALL_TRIALS,
        Permission.RECEIVE_SHIPMENTS: _ALL_TRIALS,
        Permission.CHANGE_DEPARTURES: _ALL_TRIALS,
        Permission.SEE_OUTAGES: _ALL_TRIALS,
        Permission.REPORT_OUTAGES: _ALL_TRIALS,
        Permission.PAUSE_TRIALS: _ALL_PLACES,
    }
)

_OF_SITES = frozenset(
    {
        Permission.SEE_NETWORK,
        Permission.SEE_PARTICIPANTS,
        Permission.CHANGE_PARTICIPANTS,
        Permission.SEE_VISITS,
        Permission.REQUEST_VISITS,
        Permission.BOOK,
        Permission.RECORD_DOSES,
        Permission.SEE_SHIPMENTS,
        Permission.RECEIVE_SHIPMENTS,
        Permission.SEE_OUTAGES,
        Permission.REPORT_OUTAGES,
        Permission.SEE_PLANS,
        Permission.SEE_NOTICES,
    }
)
_OF_UNITS = frozenset(
    {
        Permission.SEE_NETWORK,
        Permission.SEE_DEMAND,
        Permission.MAKE_BATCHES,
        Permission.PLACE_ORDERS,
        Permission.SEE_SHIPMENTS,
        Permission.SEND_SHIPMENTS,
        Permission.CHANGE_DEPARTURES,
        Permission.SEE_OUTAGES,
        Permission.REPORT_OUTAGES,
        Permission.SEE_PLANS,
        Permission.SEE_NOTICES,
    }
)
_OF_TRIALS = frozenset(
    {
        Permission.SEE_NETWORK,
        Permission.SEE_PARTICIPANTS,
        Permission.SEE_VISITS,
        Permission.SEE_PLANS,
        Permission.SEE_NOTICES,
        Permission.REPLAN,
        Permission.PAUSE_TRIALS,
        Permission.SEE_JOBS,
    }
)
_READING = frozenset(each for each in Permission if each.value.startswith("see_"))
_PLANNING = frozenset(
    set(Permission)
    - {
        Permission.CHANGE_SETTINGS,
        Permission.MANAGE_KEYS,
        Permission.MANAGE_CHANNELS,
        Permission.SEE_AUDIT,
    }
)

PERMISSIONS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.SITE_STAFF: _OF_SITES,
        Role.PRODUCTION: _OF_UNITS,
        Role.STUDY_MANAGER: _OF_TRIALS,
        Role.PLANNER: _PLANNING,
        Role.AUDITOR: _READING,
        Role.ADMINISTRATOR: frozenset(Permission),
    }
)
"""Who may do what."""
