"""Write a plan that comes into force: close what it changes, add what is new."""

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import Column, CursorResult, Table, insert, select, tuple_, update
from sqlalchemy.orm import Session

from scheduler.database.base import Base
from scheduler.planning.accounts import Account, Key
from scheduler.planning.balances import Balance
from scheduler.planning.instants import Instants
from scheduler.planning.problem_builder import Built
from scheduler.planning.written import ITEMS, KEYS, Columns, Rows, columns_of
from solver.plan.plan import Plan

_BALANCES = cast(Table, Balance.__table__)
_DATED = frozenset({"network_id", "first_revision", "until_revision"})
_UNTOLD = ("is_fact",)
_Keyed = dict[tuple[Any, ...], Columns]

_AT_ONCE = 200
"""Keys in one statement: SQLite takes no more than 999 values."""


def put_in_force(
    session: Session,
    built: Built,
    revision: int,
    wanted: Rows,
    balances: dict[Key, Account],
) -> int:
    """
    Write the rows of a plan; returns how many were closed and added.

    The caller has claimed the revision in this transaction: the plan that ``built``
    holds is still in force. The database refuses what overlaps or overdraws, whatever
    was computed.
    """
    before: Rows = {}
    if built.held is not None:
        instants = Instants(built.held.origin_at)
        before = columns_of(built.held.plan, instants, frozenset())
    there = {
        item: _as_held(session, item, built.network_id, before.get(item, []))
        for item in ITEMS
    }
    return _write(session, built.network_id, revision, (there, wanted), balances)


def write_rows(
    session: Session,
    network_id: str,
    revision: int,
    written: tuple[Plan, Instants, frozenset[str]],
    balances: dict[Key, Account],
) -> int:
    """Write a plan, its minutes as instants, with the visits of it that are facts."""
    there = {item: _as_read(session, item, network_id) for item in ITEMS}
    rows = (there, columns_of(*written))
    return _write(session, network_id, revision, rows, balances)


def _write(
    session: Session,
    network_id: str,
    revision: int,
    rows: tuple[dict[type[Base], _Keyed], Rows],
    balances: dict[Key, Account],
) -> int:
    """
    Write the rows that are wanted in place of those that are there.

    Rows that both have stay as they are.
    """
    there, wanted = rows
    changed = {
        item: _difference(there[item], _keyed(item, wanted[item])) for item in ITEMS
    }
    for item, (gone, _) in changed.items():
        _close(session, item, network_id, gone, revision)
    settle(session, network_id, balances)
    for item, (_, added) in changed.items():
        new = [
            {**each, "network_id": network_id, "first_revision": revision}
            for each in added
        ]
        if new:
            session.connection().execute(insert(_table(item)), new)
    return sum(len(gone) + len(added) for gone, added in changed.values())


def _table(item: type[Base]) -> Table:
    return cast(Table, item.__table__)


def _keyed(item: type[Base], rows: Iterable[Columns]) -> _Keyed:
    keys = KEYS[item]
    return {tuple(each[key] for key in keys): each for each in rows}


def _difference(
    there: _Keyed, wanted: _Keyed
) -> tuple[list[tuple[Any, ...]], list[Columns]]:
    """Keys of the rows in force that are not wanted as they are, and what is new."""
    gone = [key for key, value in there.items() if wanted.get(key) != value]
    added = [value for key, value in wanted.items() if there.get(key) != value]
    return gone, added


def _as_read(session: Session, item: type[Base], network_id: str) -> _Keyed:
    """The rows in force."""
    rows = _in_force(session, item, network_id, _table(item).columns)
    return _keyed(
        item,
        (
            {name: value for name, value in row.items() if name not in _DATED}
            for row in rows.mappings()
        ),
    )


def _as_held(
    session: Session, item: type[Base], network_id: str, held: list[Columns]
) -> _Keyed:
    """
    The rows in force, as the plan that was read before has them.

    Which there are is asked again, and what a plan does not tell: what has happened.
    """
    columns = _table(item).columns
    asked = [*KEYS[item], *(name for name in _UNTOLD if name in columns)]
    rows = _in_force(session, item, network_id, [columns[name] for name in asked])
    known, num_keys = _keyed(item, held), len(KEYS[item])
    there: _Keyed = {}
    for row in rows:
        key = tuple(row[:num_keys])
        there[key] = {**known.get(key, {}), **dict(zip(asked, row, strict=True))}
    return there


def _in_force(
    session: Session,
    item: type[Base],
    network_id: str,
    columns: Iterable[Column[Any]],
) -> CursorResult[Any]:
    table = _table(item).columns
    return session.connection().execute(
        select(*columns).where(
            table.network_id == network_id, table.until_revision.is_(None)
        )
    )


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
