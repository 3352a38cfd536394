"""Whether what is recorded of the plan in force still holds together."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scheduler.errors import Invalid
from scheduler.jobs.models import Event
from scheduler.planning.accounts import Account, accounts
from scheduler.planning.balances import Balance
from scheduler.planning.digests import digest_of
from scheduler.planning.instants import Instants
from scheduler.planning.problem_builder import Built, build, network_of
from scheduler.planning.read_back import plan_at, version_of_revision
from scheduler.planning.versions import PlanKind, PlanState, PlanVersion
from solver.checks import check
from solver.errors import Issue
from solver.plan.plan import Plan
from solver.plan.shifting import shifted

_NOTHING = Account(0, 0)


def recheck(
    session: Session, network_id: str, now: datetime | None = None
) -> list[Issue]:
    """
    Everything that is wrong with the plan in force, as it is recorded.

    Its rows make the plan that its version names, and no other version is approved. The
    independent checker passes it against the problem as recorded, and what it uses up
    is what the balances say. What came with a planning file was never checked: with a
    *now* only.

    Parameters
    ----------
    now
        *Now* of the problem; if left out, the instant of the decision, or of the last
        event since: what was known by then is in the rows.

    Raises
    ------
    NotFound
        If there is no such network.

    """
    network = network_of(session, network_id)
    version = version_of_revision(session, network_id, network.plan_revision)
    found = list(_versions(session, network_id, network.plan_revision, version))
    if version is None:
        return found
    plan = plan_at(session, network_id, network.plan_revision, version.origin_at)
    if digest_of(plan, Instants(version.origin_at)) != version.digest:
        found.append(Issue(_place(version), "its rows make another plan"))
    if version.kind is PlanKind.IMPORT and now is None:
        return found
    known = (version.decided_at, _last_event_at(session, network_id))
    known_at = max((each for each in known if each), default=network.as_of)
    try:
        built = build(session, network_id, now or known_at)
    except Invalid as error:
        return [*found, *error.issues]
    plan = shifted(plan, built.instants.minute(version.origin_at))
    found += (
        Issue(f"{_place(version)}.{each.rule}", f"{each.subject}: {each.message}")
        for each in check(built.problem, plan)
    )
    found += _balances(session, built, plan)
    return found


def _last_event_at(session: Session, network_id: str) -> datetime | None:
    return session.scalar(
        select(func.max(Event.at)).where(Event.network_id == network_id)
    )


def _versions(
    session: Session, network_id: str, revision: int, version: PlanVersion | None
) -> Iterator[Issue]:
    """The version in force is approved, and no other one is."""
    if version is None:
        if revision:
            yield Issue("plan_versions", f"none has revision {revision}, in force")
    elif version.state is not PlanState.APPROVED:
        yield Issue(_place(version), f"it is in force, and {version.state}")
    numbers = session.scalars(
        select(PlanVersion.number)
        .where(
            PlanVersion.network_id == network_id,
            PlanVersion.state == PlanState.APPROVED,
        )
        .order_by(PlanVersion.number)
    ).all()
    others = [each for each in numbers if version is None or each != version.number]
    if others:
        listed = ", ".join(map(str, others))
        yield Issue("plan_versions", f"approved, and not in force: {listed}")


def _balances(session: Session, built: Built, plan: Plan) -> Iterator[Issue]:
    """Every balance is what the plan uses, and what there is."""
    rows = session.scalars(
        select(Balance)
        .where(Balance.network_id == built.network_id)
        .execution_options(populate_existing=True)
    )
    there = {(row.kind, row.key): Account(row.used, row.available) for row in rows}
    due = accounts(built.problem, plan)
    for key in sorted(there.keys() | due.keys()):
        recorded, wanted = there.get(key, _NOTHING), due.get(key, _NOTHING)
        if recorded != wanted:
            kind, name = key
            yield Issue(
                f"balances.{kind}[{name}]",
                f"{recorded.used} of {recorded.available}, and the plan uses "
                f"{wanted.used} of {wanted.available}",
            )


def _place(version: PlanVersion) -> str:
    return f"plan_versions[{version.number}]"
