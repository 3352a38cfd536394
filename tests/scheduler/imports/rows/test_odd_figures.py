import json
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.database.database import Database
from tests.scheduler.imports.rows.coming_back import comes_back
from tests.scheduler.imports.small_file import a_file

_OFFSETS = st.sampled_from(["Z", "+00:00", "+05:45", "-11:00", "+14:00", "-23:59"])
_WEIGHTS = st.decimals(
    min_value=2, max_value=350, places=12, allow_nan=False, allow_infinity=False
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    weight=_WEIGHTS,
    activity=st.decimals(min_value=1, max_value=400, places=9),
    hour=st.integers(0, 23),
    offsets=st.tuples(_OFFSETS, _OFFSETS),
    note=st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9
    ),
)
def test_odd_figures_come_back(
    sqlite_database: Database,
    weight: Decimal,
    activity: Decimal,
    hour: int,
    offsets: tuple[str, str],
    note: str,
) -> None:
    """
    Many digits, instants of other clocks and letters of any script are kept.

    All examples are imported into one network, so that each changes the one before.
    """
    file = _odd(weight, activity, hour, offsets, note)

    comes_back(sqlite_database, file)


def _odd(
    weight: Decimal, activity: Decimal, hour: int, offsets: tuple[str, str], note: str
) -> bytes:
    file: dict[str, Any] = a_file(commitments=None)
    participant = file["participants"][0]
    participant["weight_kg"] = "@weight@"
    participant["unavailable"] = [
        {
            "start_at": f"2026-03-24T{hour:02}:07{offsets[0]}",
            "end_at": f"2026-03-26T{hour:02}:08{offsets[1]}",
            "note": note,
        }
    ]
    file["claims"][0]["activity_mbq"] = "@activity@"
    text = json.dumps(file)
    text = text.replace('"@weight@"', f"{weight:f}")
    return text.replace('"@activity@"', f"{activity:f}").encode()
