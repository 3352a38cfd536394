from datetime import timedelta

from scheduler.notices.retrying import LASTS, next_attempt
from tests.scheduler.notices.told import NOW


def test_pauses_grow_until_three_days_are_over() -> None:
    """
    The pauses are 5, 20, 80, 320, 1280, 5120 and 20480 s, and then 12 h at a time, each
    up to a quarter longer: at least 4 and at most 6 of the long ones fit in 3 days.
    """
    now, attempts, pauses = NOW, 0, []
    while True:
        attempts += 1
        again_at = next_attempt(attempts, NOW, now)
        if again_at is None:
            break
        pauses.append((again_at - now).total_seconds())
        now = again_at

    least = [5, 20, 80, 320, 1280, 5120, 20480, *[43200] * (len(pauses) - 7)]
    assert 11 <= len(pauses) <= 13
    assert all(a <= b <= 1.25 * a + 1e-3 for a, b in zip(least, pauses, strict=True))
    assert now < NOW + LASTS


def test_what_failed_together_does_not_come_back_together() -> None:
    """
    Chance spreads attempts.
    """
    found = {next_attempt(5, NOW, NOW) for _ in range(50)}

    assert len(found) > 40


def test_a_receiver_that_asks_for_rest_has_it() -> None:
    """
    An hour is longer than the pause would be; a second is not.
    """
    assert next_attempt(1, NOW, NOW, wait_s=3600) == NOW + timedelta(hours=1)
    again_at = next_attempt(2, NOW, NOW, wait_s=1)
    assert again_at is not None
    assert again_at >= NOW + timedelta(seconds=20)


def test_a_receiver_that_asks_for_too_much_rest_is_given_up() -> None:
    """
    However far away the instant is that it names.
    """
    assert next_attempt(1, NOW, NOW, wait_s=1e18) is None
