"""Visits that must come before those that are promised."""

from scheduler.imports.planning_file.counted_on import counted_on
from tests.scheduler.planning.seeds import file_of


def test_a_cycle_counts_on_those_before() -> None:
    """
    Each follows the one before it; later ones are not counted on.
    """
    found = counted_on(file_of("ra223-bergen"), {"BRG-01-ra/4"})

    assert found >= {"BRG-01-ra/3", "BRG-01-ra/4"}
    assert "BRG-01-ra/5" not in found
    assert all(each.startswith("BRG-01-ra/") for each in found)


def test_a_dose_level_counts_on_its_sentinel_and_on_the_level_below() -> None:
    """
    The third level counts on the second, and so on the first.
    """
    file = file_of("pb212-fih")
    first = {f"LEAD-0{number}-pb/1" for number in (1, 2, 3)}
    second = {f"LEAD-0{number}-pb/1" for number in (4, 5, 6)}

    assert counted_on(file, {"LEAD-02-pb/1"}) == {"LEAD-01-pb/1", "LEAD-02-pb/1"}
    assert counted_on(file, {"LEAD-06-pb/1"}) >= first | {
        "LEAD-04-pb/1",
        "LEAD-06-pb/1",
    }
    assert counted_on(file, {"LEAD-08-pb/1"}) >= first | second | {"LEAD-07-pb/1"}


def test_what_nothing_is_promised_of_counts_on_nothing() -> None:
    """
    Nobody is promised anything: nothing is kept.
    """
    assert counted_on(file_of("pb212-fih"), ()) == frozenset()
