from hypothesis import given
from hypothesis import strategies as st

from scheduler.imports.rows.positions import STEP, positions

_TOKENS = st.lists(st.sampled_from("abcdefgh"), unique=True)


def test_first_positions_leave_room() -> None:
    """
    What is new stands in its order, with room for what comes between later.
    """
    found = positions([], ["a", "b", "c"])

    assert found == [STEP, 2 * STEP, 3 * STEP]


def test_removed_rows_leave_a_gap() -> None:
    """
    Nothing moves up when a row before it goes.
    """
    found = positions([("a", 10), ("b", 20), ("c", 30)], ["a", "c"])

    assert found == [10, 30]


def test_new_rows_come_between() -> None:
    """
    Two rows between 10 and 40 stand at a third and at two thirds.
    """
    found = positions([("a", 10), ("d", 40)], ["a", "b", "c", "d"])

    assert found == [10, 20, 30, 40]


def test_a_changed_row_takes_the_place_of_the_old_one() -> None:
    """
    What stands where another stood has its position.
    """
    found = positions([("a", 10), ("b", 20), ("c", 30)], ["a", "B", "c"])

    assert found == [10, 20, 30]


def test_rows_are_numbered_anew_where_there_is_no_room() -> None:
    """
    Between 10 and 11 nothing fits.
    """
    found = positions([("a", 10), ("c", 11)], ["a", "b", "c"])

    assert found == [STEP, 2 * STEP, 3 * STEP]


@given(before=_TOKENS, after=_TOKENS)
def test_positions_ascend_and_what_is_last_added_moves_nothing(
    before: list[str], after: list[str]
) -> None:
    """
    Whatever came, went or changed places: positions ascend, and equal lists keep all.
    """
    first = positions([], before)
    second = positions(list(zip(before, first, strict=True)), after)
    third = positions(list(zip(after, second, strict=True)), after)

    assert second == sorted(set(second))
    assert len(second) == len(after)
    assert third == second


@given(before=_TOKENS, gone=st.sets(st.sampled_from("abcdefgh")))
def test_what_stays_keeps_its_position(before: list[str], gone: set[str]) -> None:
    """
    Taking rows out, or putting them back in, touches no other row.
    """
    whole = dict(zip(before, positions([], before), strict=True))
    rest = [each for each in before if each not in gone]
    less = dict(zip(rest, positions(list(whole.items()), rest), strict=True))
    again = dict(zip(before, positions(list(less.items()), before), strict=True))

    assert less == {name: whole[name] for name in rest}
    assert {name: again[name] for name in rest} == less
