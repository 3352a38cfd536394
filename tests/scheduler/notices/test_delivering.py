import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest

from scheduler.database.database import Database
from scheduler.notices import delivering
from scheduler.notices.delivering import PUT_OFF, TAKEN, deliver_due
from scheduler.notices.letters import Letter, NotDelivered
from scheduler.notices.models import ChannelKind, DeliveryState
from tests.scheduler.notices.letters import Kept
from tests.scheduler.notices.told import (
    NOW,
    added,
    at,
    deliveries,
    told,
    with_places,
)

WEBHOOK, EMAIL = ChannelKind.WEBHOOK, ChannelKind.EMAIL


def refuse(letter: Letter) -> None:
    """Accept nothing."""
    raise NotDelivered("it answered 500")


def test_what_is_told_is_sent_once_and_in_order(database: Database) -> None:
    """
    The letter says what the notice says; a second round has nothing to do.
    """
    with_places(database)
    channel, secret = added(database)
    for number in range(5):
        told(database, f"A-{number}", reason="snow")
    kept = Kept()

    assert deliver_due(database, NOW, {WEBHOOK: kept}) == 5
    assert deliver_due(database, at(days=9), {WEBHOOK: kept}) == 0
    assert kept.subjects == [f"A-{number}" for number in range(5)]
    letter = kept.letters[0]
    assert (letter.channel_id, letter.secret) == (channel.id, secret)
    assert (letter.address, letter.kind) == (channel.address, "visit_moved")
    assert letter.details == {"reason": "snow"}
    assert letter.at.isoformat() == "2026-03-02T09:00:00+01:00"
    for each in deliveries(database):
        assert (each.state, each.attempts) == (DeliveryState.DELIVERED, 1)
        assert each.delivered_at == NOW


def test_a_letter_does_not_show_its_secret(sqlite_database: Database) -> None:
    """
    Neither in a log nor in a traceback.
    """
    database = with_places(sqlite_database)
    added(database)
    told(database)
    kept = Kept()
    deliver_due(database, NOW, {WEBHOOK: kept})

    assert "whsec_" not in repr(kept.letters)


def test_what_is_not_accepted_is_sent_again_and_given_up(database: Database) -> None:
    """
    Under one id, later and later, for three days.
    """
    with_places(database)
    added(database)
    told(database)
    now, ids, pauses = NOW, set(), []

    def failing(letter: Letter) -> None:
        ids.add(letter.id)
        refuse(letter)

    while (found := deliveries(database)[0]).state is DeliveryState.WAITING:
        pauses.append(found.next_at - now)
        now = found.next_at
        assert deliver_due(database, now - timedelta(seconds=1), {}) == 0
        assert deliver_due(database, now, {WEBHOOK: Kept(failing)}) == 1

    assert (found.state, found.attempts) == (DeliveryState.GIVEN_UP, len(pauses))
    assert found.last_error == "it answered 500"
    assert len(ids) == 1
    assert timedelta(days=2) < now - NOW < timedelta(days=3)
    assert deliver_due(database, at(days=30), {WEBHOOK: Kept()}) == 0


def test_what_follows_a_failure_waits_a_little_and_keeps_its_order(
    database: Database,
) -> None:
    """
    A channel that fails is not asked again for each of what it was to get.
    """
    with_places(database)
    added(database)
    for number in range(3):
        told(database, f"A-{number}")
    tried: list[str] = []

    def failing(letter: Letter) -> None:
        tried.append(letter.subject)
        refuse(letter)

    deliver_due(database, NOW, {WEBHOOK: Kept(failing)})
    first, *others = deliveries(database)
    kept = Kept()
    deliver_due(database, first.next_at, {WEBHOOK: kept})

    assert tried == ["A-0"]
    assert [each.attempts for each in (first, *others)] == [1, 0, 0]
    assert {each.next_at for each in others} == {NOW + PUT_OFF}
    assert kept.subjects == ["A-0", "A-1", "A-2"]


def test_kinds_without_a_sender_fail_and_say_so(sqlite_database: Database) -> None:
    """
    A mailbox where no mail server is set shows in the list of channels.
    """
    database = with_places(sqlite_database)
    added(database, "desk@site.example", kind=EMAIL)
    told(database)
    deliver_due(database, NOW, {WEBHOOK: Kept()})

    found = deliveries(database)[0]
    assert (found.state, found.attempts) == (DeliveryState.WAITING, 1)
    assert found.last_error == "nothing is set to send email with"


def test_a_sender_with_a_fault_holds_up_nobody(
    sqlite_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """
    It is told in the log, without the secret, and tried again.
    """

    def fault(letter: Letter) -> None:
        raise ZeroDivisionError

    database = with_places(sqlite_database)
    _, secret = added(database)
    added(database, "desk@site.example", kind=EMAIL)
    told(database)
    kept = Kept()
    deliver_due(database, NOW, {WEBHOOK: Kept(fault), EMAIL: kept})

    failed = {each.last_error for each in deliveries(database)}
    assert failed == {None, "it could not be sent: ZeroDivisionError"}
    assert kept.subjects == ["A-1"]
    assert "ZeroDivisionError" in caplog.text
    assert secret is not None
    assert secret not in caplog.text


def test_a_slow_channel_delays_no_other(sqlite_database: Database) -> None:
    """
    They are written to at the same time.
    """
    database = with_places(sqlite_database)
    other_is_done = Event()
    added(database)
    added(database, "desk@site.example", kind=EMAIL)
    told(database)

    def slow(letter: Letter) -> None:
        assert other_is_done.wait(10)

    senders = {WEBHOOK: Kept(slow), EMAIL: Kept(lambda _: other_is_done.set())}
    deliver_due(database, NOW, senders)

    states = {each.state for each in deliveries(database)}
    assert states == {DeliveryState.DELIVERED}


def test_several_who_deliver_send_each_once(database: Database) -> None:
    """
    Four at once, until nothing is due: what one has taken the others leave alone.
    """
    with_places(database)
    for _ in range(3):
        added(database)
    for number in range(20):
        told(database, f"A-{number}")
    kept, start = Kept(lambda _: time.sleep(random.uniform(0, 0.005))), Barrier(4)

    def deliver(_: int) -> None:
        start.wait()
        while deliver_due(database, NOW, {WEBHOOK: kept}, limit=7):
            pass

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(deliver, range(4)))

    sent = Counter((each.id, each.channel_id) for each in kept.letters)
    assert len(sent) == 60
    assert set(sent.values()) == {1}
    assert {each.attempts for each in deliveries(database)} == {1}


def test_who_is_taken_for_dead_says_nothing_any_more(database: Database) -> None:
    """
    Its late failure does not undo what another has done meanwhile.
    """
    with_places(database)
    added(database)
    told(database)
    second = Kept()

    def late(letter: Letter) -> None:
        deliver_due(database, NOW + TAKEN, {WEBHOOK: second})
        refuse(letter)

    deliver_due(database, NOW, {WEBHOOK: Kept(late)})

    found = deliveries(database)[0]
    assert (found.state, found.attempts) == (DeliveryState.DELIVERED, 2)
    assert found.last_error is None
    assert second.subjects == ["A-1"]


def test_who_is_slow_gives_back_the_rest(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Before others take it for dead, and have sent it twice.
    """
    database = with_places(sqlite_database)
    added(database)
    for number in range(3):
        told(database, f"A-{number}")
    monkeypatch.setattr(delivering, "LONGEST_S", -1.0)
    kept = Kept()
    deliver_due(database, NOW, {WEBHOOK: kept})

    found = deliveries(database)
    assert kept.subjects == ["A-0"]
    assert [each.attempts for each in found] == [1, 0, 0]
    assert {each.next_at for each in found[1:]} == {NOW + PUT_OFF}
