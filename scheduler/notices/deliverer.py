"""A thread that delivers notices while a worker works."""

import logging
from threading import Event, Thread
from types import TracebackType
from typing import Self

from scheduler.clock import Clock
from scheduler.database.database import Database
from scheduler.notices.delivering import Senders, deliver_due
from scheduler.notices.emails import Emails
from scheduler.notices.environment import mail_server, webhook_networks
from scheduler.notices.models import ChannelKind
from scheduler.notices.webhooks import Webhooks

_EVERY_S = 1.0

_LOG = logging.getLogger(__name__)


class Deliverer:
    """
    Delivers what is due, beside whatever else its block does.

    What it cannot do now, for want of a database for example, it tries again.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        senders: Senders,
        *,
        every_s: float = _EVERY_S,
    ) -> None:
        self._database = database
        self._clock = clock
        self._senders = senders
        self._every_s = every_s
        self._is_over = Event()
        self._thread = Thread(target=self._run, name="deliverer", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_over.set()
        self._thread.join()

    def _run(self) -> None:
        is_failing = False
        while not self._is_over.is_set():
            taken = 0
            try:
                taken = deliver_due(self._database, self._clock(), self._senders)
                is_failing = False
            except Exception:  # noqa: BLE001 - the thread lives as long as its block
                if not is_failing:
                    _LOG.exception("notices wait: they cannot be delivered now")
                is_failing = True
            if not taken:
                self._is_over.wait(self._every_s)


def senders_of_environment() -> Senders:
    """
    What this machine can send with.

    Raises
    ------
    NotReady
        If the environment says something impossible.

    """
    senders: dict[ChannelKind, Webhooks | Emails] = {
        ChannelKind.WEBHOOK: Webhooks(webhook_networks())
    }
    server = mail_server()
    if server is not None:
        senders[ChannelKind.EMAIL] = Emails(server)
    return senders
