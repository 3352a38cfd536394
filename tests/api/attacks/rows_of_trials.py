"""Rows of trials."""

from scheduler.access.roles import ScopeKind
from tests.api.attacks.rows import MANAGERS, PLANNING, Row
from tests.api.attacks.rows_of_visits import because

_PAUSING = frozenset({MANAGERS}) | PLANNING
_BEYOND_PLACES = frozenset({ScopeKind.SITE, ScopeKind.UNIT})

ROWS = {
    "pause_trial": Row(_PAUSING, barred=_BEYOND_PLACES, body=because),
    "resume_trial": Row(  # it is not paused
        _PAUSING, 409, barred=_BEYOND_PLACES, body=because
    ),
}
