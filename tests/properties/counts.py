"""How much to try: a little in every run, much where verification is asked for."""

import os

SHARE = float(os.environ.get("TRACERPLAN_VERIFY_SHARE", "1.0"))
"""Share of the full counts that tests marked ``verify`` go through."""


def share(count: int) -> int:
    """The share of a full count, at least one."""
    return max(1, round(count * SHARE))
