"""Write a plan that comes into force: close what it changes, add what is new."""

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import Table, insert, select, tuple_, update
from sqlalchemy.orm import Session

from scheduler.database.base import Base
from scheduler.planning.accounts import Account, Key, accounts
from scheduler.planning.balances import Balance
from scheduler.planning.instants import Instants
from scheduler.planning.written import ITEMS, KEYS, Columns, columns_of
from solver.plan.plan import Plan
from solver.problem.commitments import Firmness
from solver.problem.problem import Problem

_BALANCES = cast(Table, Balance.__table__)
_AT_ONCE = 200
"""Keys in one statement: SQLite takes no more than 999 values."""


def put_in_force(
    session: Session, network_id: str, revision: int, problem: Problem, plan: Plan
) -> int:
    """
    Write the rows of a plan; returns how many were closed and added.

    The caller has claimed the revision in this transaction. The database refuses
    what overlaps or overdraws, whatever was computed.
    """
    facts = frozenset(
        each.visit_id
        for each in problem.commitments.visits
        if each.firmness is Firmness.FACT
    )
    written = (plan, Instants(problem.origin_at), facts)
    return write_rows(session, network_id, revision, written, accounts(problem, plan))


def write_rows(
    session: Session,
    network_id: str,
    revision: int,
    written: tuple[Plan, Instants, frozenset[str]],
    balances: dict[Key, Account],
) -> int:
    """
    Write a plan, its minutes as instants, with the visits of it that are facts.

    Rows that it shares with the plan in force stay as they are.
    """
    wanted = columns_of(*written)
    changed = {
        table: _difference(session, table, network_id, wanted[table]) for table in ITEMS
    }
    for table, (gone, _) in changed.items():
        _close(session, table, network_id, gone, revision)
    settle(session, network_id, balances)
    for table, (_, added) in changed.items():
        rows = [
            {**each, "network_id": network_id, "first_revision": revision}
            for each in added
        ]
        if rows:
            session.connection().execute(insert(_table(table)), rows)
    return sum(len(gone) + len(added) for gone, added in changed.values())


def _table(item: type[Base]) -> Table:
    return cast(Table, item.__table__)


def _difference(
    session: Session, item: type[Base], network_id: str, wanted: list[Columns]
) -> tuple[list[tuple[Any, ...]], list[Columns]]:
    """Keys of the rows in force that are not wanted as they are, and what is new."""
    keys = KEYS[item]
    columns = _table(item).columns
    rows = session.connection().execute(
        select(_table(item)).where(
            columns.network_id == network_id, columns.until_revision.is_(None)
        )
    )
    there = {
        tuple(row[key] for key in keys): {
            name: value
            for name, value in row.items()
            if name not in {"network_id", "first_revision", "until_revision"}
        }
        for row in rows.mappings()
    }
    new = {tuple(each[key] for key in keys): each for each in wanted}
    gone = [key for key, value in there.items() if new.get(key) != value]
    added = [value for key, value in new.items() if there.get(key) != value]
    return gone, added


def _close(
    session: Session,
    item: type[Base],
    network_id: str,
    keys: list[tuple[Any, ...]],
    revision: int,
) -> None:
    table = _table(item)
    names = tuple_(*(table.columns[name] for name in KEYS[item]))
    for some in _in_parts(keys):
        session.connection().execute(
            update(table)
            .where(
                table.c.network_id == network_id,
                table.c.until_revision.is_(None),
                names.in_(some),
            )
            .values(until_revision=revision)
        )


def _in_parts(keys: list[tuple[Any, ...]]) -> Iterable[list[tuple[Any, ...]]]:
    for start in range(0, len(keys), _AT_ONCE):
        yield keys[start : start + _AT_ONCE]


def settle(session: Session, network_id: str, wanted: dict[Key, Account]) -> None:
    """
    Bring the balances to what the plan uses, by additions only.

    The caller holds the network: what is read here is changed by nobody else.
    """
    connection = session.connection()
    rows = connection.execute(
        select(_BALANCES).where(_BALANCES.c.network_id == network_id)
    ).mappings()
    there = {
        (row["kind"], row["key"]): Account(row["used"], row["available"])
        for row in rows
    }
    none = Account(0, 0)
    for key in sorted(there.keys() | wanted.keys()):
        before, after = there.get(key, none), wanted.get(key, none)
        if before == after:
            continue
        if key in there:
            connection.execute(
                update(_BALANCES)
                .where(
                    _BALANCES.c.network_id == network_id,
                    _BALANCES.c.kind == key[0],
                    _BALANCES.c.key == key[1],
                )
                .values(
                    used=_BALANCES.c.used + (after.used - before.used),
                    available=_BALANCES.c.available
                    + (after.available - before.available),
                )
            )
            continue
        connection.execute(
            insert(_BALANCES).values(
                network_id=network_id,
                kind=key[0],
                key=key[1],
                used=after.used,
                available=after.available,
            )
        )
