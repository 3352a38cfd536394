"""What a plan is recognized by, wherever its minutes are counted from."""

import hashlib
import json

from scheduler import canonical
from scheduler.planning.instants import Instants
from scheduler.planning.items import OccupationRow
from scheduler.planning.written import KEYS, Columns, Rows, columns_of
from solver.plan.plan import Plan


def digest_of(plan: Plan, instants: Instants) -> str:
    """SHA-256 of all rows of a plan in canonical JSON, with instants."""
    return digest_of_rows(columns_of(plan, instants, frozenset()))


def digest_of_rows(rows: Rows) -> str:
    """The same of a plan whose rows are there; what has happened is no other plan."""
    planned: Rows = dict(rows)
    planned[OccupationRow] = [{**row, "is_fact": False} for row in rows[OccupationRow]]
    text = _dumps(
        {
            item.__name__: sorted(
                planned[item], key=lambda row: [str(row[key]) for key in keys]
            )
            for item, keys in KEYS.items()
        }
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _dumps(rows: dict[str, list[Columns]]) -> str:
    """
    What ``canonical.dumps`` makes of them, at a third of its time.

    Their keys are text, and their values are in JSON's own words but for instants.
    """
    return json.dumps(
        rows,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
        default=canonical.plain,
    )
