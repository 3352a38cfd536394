"""The server: listens, tells when it does, and ends without leaving anybody waiting."""

import ipaddress
import os
import socket
from collections.abc import Callable
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from scheduler.cli.failures import bad_input

_Found = tuple[Any, Any, int, str, Any]
"""One of the addresses that a name stands for."""

_BACKLOG = 2048

_GRACE_S = 10
"""How long answers that were begun may take when it is to end."""


def listener(host: str, port: int) -> socket.socket:
    """
    A socket that listens.

    Raises
    ------
    BadInput
        If there is no such address here, or somebody else has it.

    """
    try:
        found: list[_Found] = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except OSError as error:
        raise bad_input(host, (error.strerror or str(error)).lower()) from None
    except UnicodeError:
        raise bad_input("--host", "is no name of a host") from None
    reasons = []
    for family, _, _, _, address in found:
        try:
            return socket.create_server(address, family=family, backlog=_BACKLOG)
        except OSError as error:
            reasons.append(os.strerror(error.errno) if error.errno else str(error))
    raise bad_input(f"{host}:{port}", reasons[0].lower())


def address_of(listening: socket.socket) -> str:
    """Where it can be reached, for example ``http://127.0.0.1:8000``."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def is_for_all(listening: socket.socket) -> bool:
    """Whether others than this machine reach it."""
    host = listening.getsockname()[0].partition("%")[0]
    return not ipaddress.ip_address(host).is_loopback


class Server(uvicorn.Server):
    """
    Serves an application until SIGINT or SIGTERM; the second ends it at once.

    Parameters
    ----------
    on_start
        Called as soon as it answers.
    on_stop
        Called when it is to end, before it waits for answers that were begun.
    """

    def __init__(
        self, app: ASGIApp, on_start: Callable[[], None], on_stop: Callable[[], None]
    ) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                log_config=None,
                log_level="warning",
                access_log=False,  # the application has its own, without ids
                proxy_headers=False,  # anybody could send them
                server_header=False,
                lifespan="off",
                timeout_graceful_shutdown=_GRACE_S,
            )
        )
        self._on_start = on_start
        self._on_stop = on_stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        self._on_start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End, and let streams know first."""
        self._on_stop()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Note a signal, and do not raise it again once the server has ended."""
        self.force_exit = self.should_exit
        self.should_exit = True
