"""`tracerplan serve`: the application over HTTP, until SIGINT or SIGTERM."""

import logging
import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import typer

from api.app import create_app
from api.garbage import keep_out_of_the_way
from api.serving.attendance import Attendance, worker_command
from api.serving.logs import log_lines
from api.serving.scenes import Scene, real
from api.serving.server import Server, address_of, is_for_all, listener
from api.state import State
from scheduler.cli.failures import ExitCode, bad_input, complain, exit_codes
from scheduler.cli.rehearsing import is_rehearsal
from scheduler.clockwork.registry import PERIODICS
from scheduler.clockwork.waking import waking
from scheduler.config import tick_seconds

_LOG = logging.getLogger("tracerplan.serving")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be served, and where."""

    host: str
    port: int
    is_demo: bool

    def scene(self, address: str) -> AbstractContextManager[Scene]:
        """What is served."""
        if not self.is_demo:
            return real()
        from api.serving.demo import demo  # noqa: PLC0415 - nobody else needs it

        return demo(address)


def serve_until_told(wanted: Wanted) -> ExitCode:
    """Serve until SIGINT or SIGTERM; the worker ends with it."""
    with exit_codes():
        if is_rehearsal():
            raise bad_input("--now", "is for one command: `serve --demo` rehearses")
        with listener(wanted.host, wanted.port) as listening:
            if is_for_all(listening):
                complain(
                    f"{wanted.host}: others reach this without TLS; put a proxy that "
                    "speaks TLS before it, or keys and data can be read on the way"
                )
            with wanted.scene(address_of(listening)) as scene:
                log_lines(logging.INFO)
                _serve(scene, listening)
        return ExitCode.FINE


def _serve(scene: Scene, listening: socket.socket) -> None:
    state = State(scene.database, scene.clock, scene.credentials)
    with (
        _attended(scene) as attendance,
        waking(scene.database, scene.clock, PERIODICS, every_s=tick_seconds()),
    ):

        def begin() -> None:
            keep_out_of_the_way()
            attendance.start()
            for line in scene.told:
                typer.echo(line)
            typer.echo(f"Ready: {address_of(listening)} (/docs describes it)")

        def end() -> None:
            state.stopping.set()
            attendance.ask_to_stop()

        Server(create_app(state), begin, end).run([listening])


@contextmanager
def _attended(scene: Scene) -> Iterator[Attendance]:
    """What attends to the worker, which has ended when the block has."""
    command = worker_command(scene.ahead)
    attendance = Attendance(command, scene.environment, _LOG.warning)
    try:
        yield attendance
    finally:
        attendance.stop()
