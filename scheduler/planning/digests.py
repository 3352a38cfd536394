"""What a plan is recognized by, wherever its minutes are counted from."""

import hashlib

from scheduler import canonical
from scheduler.planning.instants import Instants
from scheduler.planning.written import KEYS, columns_of
from solver.plan.plan import Plan


def digest_of(plan: Plan, instants: Instants) -> str:
    """SHA-256 of all rows of a plan in canonical JSON, with instants."""
    rows = columns_of(plan, instants, frozenset())
    text = canonical.dumps(
        {
            item.__name__: sorted(
                rows[item], key=lambda row: [str(row[key]) for key in keys]
            )
            for item, keys in KEYS.items()
        }
    )
    return hashlib.sha256(text.encode()).hexdigest()
