"""Published decay figures; each test passes the half-life its source quotes."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from solver.activity import Activity, ActivityKind
from solver.decay import decay_factor, longest_age_min, need_kbq

HOUR_MIN = 60
DAY_MIN = 24 * HOUR_MIN

F18_MIN = 109.77  # ICRP-107
LU177_MIN = 6.647 * DAY_MIN  # label
RA223_MIN = 11.43 * DAY_MIN  # ICRP-107, and what the label's table fits
RA223_LABEL_MIN = 11.4 * DAY_MIN

# Xofigo, US label: day from calibration, decay factor.
XOFIGO_TABLE = [(-14, 2.296), (-7, 1.502), (0, 0.982), (7, 0.643), (14, 0.420)]
# The table is for noon US Central; calibration is noon Central European, 7 h before.
XOFIGO_SHIFT_MIN = 7 * HOUR_MIN


@pytest.mark.parametrize(("day", "factor"), XOFIGO_TABLE)
def test_xofigo_table(day: int, factor: float) -> None:
    """The label's decay factors follow from 11.43 d and the zone of calibration."""
    elapsed = day * DAY_MIN + XOFIGO_SHIFT_MIN

    assert round(decay_factor(elapsed, RA223_MIN), 3) == factor


def test_xofigo_table_fails_with_the_rounded_half_life() -> None:
    """The 11.4 d that labels print do not reproduce the label's own table."""
    elapsed = -14 * DAY_MIN + XOFIGO_SHIFT_MIN

    assert round(decay_factor(elapsed, RA223_LABEL_MIN), 3) == 2.301


def test_xofigo_table_fails_without_the_zone() -> None:
    """Without the seven hours the calibration day would read 1 for 0.982."""
    assert round(decay_factor(0, RA223_MIN), 3) == 1.0


@pytest.mark.parametrize(("day", "factor"), XOFIGO_TABLE)
def test_xofigo_table_from_calendar_times(day: int, factor: float) -> None:
    """Noon in Chicago and noon in Oslo, in winter, are the table's seven hours."""
    calibration = datetime(2026, 1, 20, 12, 0, tzinfo=ZoneInfo("Europe/Oslo"))
    noon = datetime(2026, 1, 20, 12, 0, tzinfo=ZoneInfo("America/Chicago"))
    vial = Activity(
        value_kbq=1_000_000,
        at=calibration,
        kind=ActivityKind.REFERENCE,
        is_measured=False,
    )
    left = vial.available_kbq(noon + timedelta(days=day), RA223_MIN)

    assert round(left / 1_000_000, 3) == factor


@pytest.mark.parametrize(
    ("content_kbq", "hours"),
    [
        (12_500_000, 120.7),  # Pluvicto, 12.5 mL at 1 GBq/mL
        (7_500_000, 3.1),  # Pluvicto, 7.5 mL
        (9_250_000, 51.4),  # Lutathera, 25.0 mL at 370 MBq/mL
        (7_585_000, 5.7),  # Lutathera, 20.5 mL
    ],
    ids=["Pluvicto 12.5 mL", "Pluvicto 7.5 mL", "Lutathera 25 mL", "Lutathera 20.5 mL"],
)
def test_lutetium_vials_last_as_labeled(content_kbq: int, hours: float) -> None:
    """A Lu-177 vial holds 7.4 GBq for as many hours as its volume was chosen for."""
    age = longest_age_min(7_400_000, content_kbq, LU177_MIN)

    assert round(age / HOUR_MIN, 1) == hours


@pytest.mark.parametrize(
    ("minutes", "share"),
    [(30, 0.827), (60, 0.685), (90, 0.566), (120, 0.469), (180, 0.321), (240, 0.220)],
)
def test_fluorine_remaining(minutes: int, share: float) -> None:
    """What is left of F-18 after half an hour to four hours."""
    assert round(decay_factor(minutes, F18_MIN), 3) == share


@pytest.mark.parametrize(
    ("patients", "first_min", "gbq"),
    [(8, 60, 6.2), (12, 60, 15.3), (16, 60, 34.5), (12, 240, 47.5)],
    ids=["8", "12", "16", "12 remote"],
)
def test_fdg_needed_at_eos(patients: int, first_min: int, gbq: float) -> None:
    """The EOS activity for 250 MBq every 30 min more than doubles per four patients."""
    total = sum(
        need_kbq(250_000, first_min + 30 * position, F18_MIN)
        for position in range(patients)
    )

    assert round(total / 1_000_000, 1) == gbq


@pytest.mark.parametrize(
    ("weight_kg", "days"), [(70, 8.9), (80, 6.7), (100, 3.0), (120, 0.0)]
)
def test_one_xofigo_vial_is_enough_until(weight_kg: int, days: float) -> None:
    """One vial of 6.6 MBq holds 55 kBq/kg until a day that falls with the weight."""
    age = longest_age_min(55 * weight_kg, 6_600, RA223_MIN)

    assert round(age / DAY_MIN, 1) == days


def test_xofigo_vial_of_120_kg_is_exact() -> None:
    """At 120 kg one vial is enough at the reference minute, and not one later."""
    assert need_kbq(55 * 120, 0, RA223_MIN) == 6_600
    assert need_kbq(55 * 120, 1, RA223_MIN) == 6_601
