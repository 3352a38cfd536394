"""What has to be true after a race, whoever won."""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from sqlalchemy import select

from scheduler.audit.reading import verify_chain
from scheduler.database.database import Database
from scheduler.networks.models import Network
from scheduler.planning.promises import Promise
from scheduler.planning.read_back import plan_at, version_of_revision
from scheduler.planning.recheck import recheck
from solver.plan.plan import Plan
from tests.races.racing import Attempt
from tests.races.ward import NETWORK, NOW


def plan_in_force(database: Database) -> Plan:
    """The plan in force after a race, its minutes counted from its own origin."""
    with database.reading() as session:
        network = session.get_one(Network, NETWORK)
        version = version_of_revision(session, NETWORK, network.plan_revision)
        assert version is not None
        return plan_at(session, NETWORK, network.plan_revision, version.origin_at)


def promised_visits(database: Database) -> set[str]:
    """Visits that are promised."""
    with database.reading() as session:
        found = session.scalars(
            select(Promise.visit_id).where(
                Promise.network_id == NETWORK, Promise.broken_at.is_(None)
            )
        )
        return set(found)


def faults(database: Database, ended: Iterable[Attempt]) -> list[str]:
    """
    Everything that is wrong after a race.

    Whoever was told to have won is in the plan in force where the last of its
    attempts put it, nobody else is, nothing overlaps, every check passes, the audit
    trail is whole, and who lost was told why.
    """
    ended = list(ended)
    plan = plan_in_force(database)
    booked = {each.visit_id for each in plan.administrations}
    won = {each["visit"] for each in ended if each["won"] and "visit" in each}
    found = [f"{each} won, and is not booked" for each in sorted(won - booked)]
    promised = promised_visits(database)
    found += [f"{each} won, and is not promised" for each in sorted(won - promised)]
    found += [f"overlap on {each}" for each in _overlaps(plan)]
    found += [
        f"{each} lost and was not told why"
        for each in ended
        if not each["won"] and not each.get("why") and "defect" not in each
    ]
    found += [each["defect"] for each in ended if "defect" in each]
    with database.reading() as session:
        found += [f"recheck: {each}" for each in recheck(session, NETWORK, NOW)]
        found += [f"audit: {each}" for each in verify_chain(session, NETWORK)]
    return found


def _overlaps(plan: Plan) -> list[str]:
    """Resources that two visits hold at one time."""
    found = []
    held = sorted(
        (each.resource_id, each.start_min, each.end_min)
        for administration in plan.administrations
        for each in administration.occupations
    )
    for (resource, _, end), (other, start, _) in pairwise(held):
        if resource == other and start < end:
            found.append(f"{resource} at minute {start}")
    return found


def times_won(ended: Iterable[Attempt]) -> Counter[str]:
    """How often each visit won."""
    return Counter(each["visit"] for each in ended if each["won"])
