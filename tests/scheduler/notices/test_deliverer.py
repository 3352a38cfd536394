import threading
import time
from collections.abc import Callable

import pytest

from scheduler.database.database import Database
from scheduler.notices import deliverer
from scheduler.notices.deliverer import Deliverer, senders_of_environment
from scheduler.notices.delivering import deliver_due
from scheduler.notices.environment import MAIL_FROM, SMTP_URL
from scheduler.notices.models import ChannelKind
from tests.scheduler.notices.letters import Kept
from tests.scheduler.notices.told import NOW, added, told, with_places


def within(seconds: float, is_so: Callable[[], bool]) -> bool:
    """Whether something is so before the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.01)
    return False


def test_what_is_told_leaves_within_two_seconds(sqlite_database: Database) -> None:
    """
    While its block lasts; it ends with it.
    """
    database, kept = with_places(sqlite_database), Kept()
    added(database)
    with Deliverer(database, lambda: NOW, {ChannelKind.WEBHOOK: kept}):
        told(database)
        assert within(2, lambda: kept.subjects == ["A-1"])
    told(database, "A-2")

    assert not any(each.name == "deliverer" for each in threading.enumerate())
    assert kept.subjects == ["A-1"]


def test_what_fails_is_told_once_and_tried_again(
    sqlite_database: Database,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """
    A database that is away for a while is no reason to end.
    """
    tries: list[int] = []

    def away(*arguments: object) -> int:
        tries.append(1)
        if len(tries) < 4:
            raise OSError("the database is away")
        return deliver_due(*arguments)  # type: ignore[arg-type]

    database, kept = with_places(sqlite_database), Kept()
    added(database)
    told(database)
    monkeypatch.setattr(deliverer, "deliver_due", away)
    senders = {ChannelKind.WEBHOOK: kept}
    with Deliverer(database, lambda: NOW, senders, every_s=0.01):
        assert within(5, lambda: kept.subjects == ["A-1"])

    assert caplog.text.count("notices wait") == 1


def test_mail_needs_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Webhooks need nothing but an address.
    """
    monkeypatch.delenv(SMTP_URL, raising=False)
    monkeypatch.delenv(MAIL_FROM, raising=False)
    assert senders_of_environment().keys() == {ChannelKind.WEBHOOK}

    monkeypatch.setenv(SMTP_URL, "smtps://mail.example")
    monkeypatch.setenv(MAIL_FROM, "tracerplan@hospital.example")

    assert senders_of_environment().keys() == set(ChannelKind)
