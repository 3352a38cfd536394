"""How a network is run: how long holds last, what is frozen, who may approve."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.errors import Invalid, NotFound
from scheduler.networks.models import Network
from scheduler.networks.revisions import touch
from solver.errors import Issue

LONGEST_HOLD_MINUTES = 7 * 24 * 60
MOST_FROZEN_HOURS = 14 * 24
LONGEST_PROPOSAL_HOURS = 14 * 24
_SHORTEST_REASON = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """
    How a network is run.

    Parameters
    ----------
    hold_minutes
        How long a hold lasts.
    frozen_hours
        Bookings so near are moved by a person's decision only.
    needs_second_person
        Whether who proposed a plan, or asked for it, may not approve it.
    replans_on_events
        Whether what happens asks for a replan.
    publishes_by_itself
        Whether a replan that nobody asked for may come into force without a person.
    proposals_last_hours
        For how long a proposal of such a replan may be approved.
    """

    hold_minutes: int
    frozen_hours: int
    needs_second_person: bool
    replans_on_events: bool
    publishes_by_itself: bool
    proposals_last_hours: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsChange:
    """What is to be otherwise; ``None`` stays as it is."""

    hold_minutes: int | None = None
    frozen_hours: int | None = None
    needs_second_person: bool | None = None
    replans_on_events: bool | None = None
    publishes_by_itself: bool | None = None
    proposals_last_hours: int | None = None


def settings_of(session: Session, network_id: str) -> Settings:
    """
    How a network is run.

    Raises
    ------
    NotFound
        If there is no such network.

    """
    network = session.get(Network, network_id, populate_existing=True)
    if network is None:
        raise NotFound("network", network_id)
    return Settings(
        hold_minutes=network.hold_minutes,
        frozen_hours=network.frozen_hours,
        needs_second_person=network.needs_second_person,
        replans_on_events=network.replans_on_events,
        publishes_by_itself=network.publishes_by_itself,
        proposals_last_hours=network.proposals_last_hours,
    )


def change_settings(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    change: SettingsChange,
    reason: str,
) -> Settings:
    """
    Run a network otherwise from now on; holds that are there last as they were told.

    Raises
    ------
    NotFound
        If there is no such network.
    Invalid
        If it cannot be run so, or nobody says why: every issue.

    """
    audited(session, now, actor, "change settings", chain=network_id, reason=reason)
    before = settings_of(session, network_id)
    if issues := list(_issues(change, reason)):
        raise Invalid(issues)
    said = {name: value for name, value in asdict(change).items() if value is not None}
    after = Settings(**(asdict(before) | said))
    if after == before:
        return before
    network = session.get_one(Network, network_id)
    for name, value in said.items():
        setattr(network, name, value)
    touch(session, network_id)
    return after


def _issues(change: SettingsChange, reason: str) -> Iterator[Issue]:
    if len(reason.strip()) < _SHORTEST_REASON:
        yield Issue("reason", "say why, in three letters or more")
    minutes, hours = change.hold_minutes, change.frozen_hours
    lasting = change.proposals_last_hours
    if minutes is not None and not 1 <= minutes <= LONGEST_HOLD_MINUTES:
        yield Issue("hold_minutes", f"is not between 1 and {LONGEST_HOLD_MINUTES}")
    if hours is not None and not 0 <= hours <= MOST_FROZEN_HOURS:
        yield Issue("frozen_hours", f"is not between 0 and {MOST_FROZEN_HOURS}")
    if lasting is not None and not 1 <= lasting <= LONGEST_PROPOSAL_HOURS:
        place = "proposals_last_hours"
        yield Issue(place, f"is not between 1 and {LONGEST_PROPOSAL_HOURS}")
