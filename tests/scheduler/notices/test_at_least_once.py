"""Deliveries to a receiver that is down, and by senders that die."""

import subprocess
import sys
from datetime import timedelta
from ipaddress import ip_network

from scheduler.database.database import Database
from scheduler.notices.delivering import TAKEN, deliver_due
from scheduler.notices.models import ChannelKind, DeliveryState
from scheduler.notices.webhooks import Webhooks
from tests.architecture.repository import ROOT
from tests.scheduler.notices.receivers import desk, status
from tests.scheduler.notices.told import NOW, added, deliveries, told, with_places

SENDERS = {ChannelKind.WEBHOOK: Webhooks([ip_network("127.0.0.0/8")])}


def test_who_is_killed_after_it_was_accepted_sends_it_again(
    database: Database,
) -> None:
    """
    Under the same id, so that the receiver knows it; not before it is taken for dead.
    """
    with_places(database)
    with desk() as receiver:
        added(database, receiver.url)
        told(database)
        command = [
            *(sys.executable, "-m", "tests.scheduler.notices.sender_that_dies"),
            *(database.url, NOW.isoformat()),
        ]
        died = subprocess.run(command, cwd=ROOT, timeout=60, check=False)
        early = deliver_due(database, NOW + TAKEN / 2, SENDERS)
        late = deliver_due(database, NOW + TAKEN, SENDERS)

        assert died.returncode == -9
        assert (early, late) == (0, 1)
        ids = [each.headers["webhook-id"] for each in receiver.posted]
        assert len(ids) == 2
        assert len(set(ids)) == 1
        assert receiver.posted[0].body == receiver.posted[1].body
        assert deliveries(database)[0].state is DeliveryState.DELIVERED


def test_a_receiver_that_is_down_for_a_while_misses_nothing(
    sqlite_database: Database,
) -> None:
    """
    Every notice arrives when it is there again, whatever was told meanwhile.
    """
    database, now = with_places(sqlite_database), NOW
    with desk() as receiver:
        added(database, receiver.url)
        receiver.answer = status(503)
        for number in range(6):
            told(database, f"A-{number}")
            now += timedelta(seconds=20)
            deliver_due(database, now, SENDERS)
        receiver.answer = status(200)
        receiver.posted.clear()
        for _ in range(30):
            now += timedelta(seconds=20)
            deliver_due(database, now, SENDERS)

        assert len(receiver.posted) == 6
    states = {each.state for each in deliveries(database)}
    assert states == {DeliveryState.DELIVERED}
