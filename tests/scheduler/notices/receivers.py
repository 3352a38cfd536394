"""Servers on this machine that receive webhooks and mail, as a test has them answer."""

import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Posted:
    """A request, as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Desk:
    """Receives webhooks; ``answer`` says what with."""

    port: int = 0
    posted: list[Posted] = field(default_factory=list)
    answer: Callable[[BaseHTTPRequestHandler], None] = lambda _: None

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}/notices?desk=1"


def status(code: int, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    """An answer without a body."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


@contextmanager
def desk(tls: ssl.SSLContext | None = None) -> Iterator[Desk]:
    """Somebody who receives webhooks, and accepts them unless told otherwise."""
    found = Desk(answer=status(204))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            found.posted.append(
                Posted(
                    self.command,
                    self.path,
                    {name.lower(): value for name, value in self.headers.items()},
                    self.rfile.read(length),
                )
            )
            found.answer(self)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_: Any) -> None:
            """Whoever hangs up has a reason to."""

    server = Server(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    found.port = server.server_address[1]
    with _serving(server):
        yield found


@dataclass
class Mailed:
    """A mail, as it came."""

    sender: str
    recipients: list[str]
    data: bytes


@dataclass
class PostOffice:
    """Receives mail; ``refusals`` are answered in place of a greeting or a command."""

    port: int = 0
    mailed: list[Mailed] = field(default_factory=list)
    refusals: dict[str, bytes] = field(default_factory=dict)


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """Somebody who receives mail over SMTP (RFC 5321), as much of it as is needed."""
    found = PostOffice()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say(b"220 here")
            mailed = Mailed("", [], b"")
            while line := self.rfile.readline().strip():
                verb, _, rest = line.decode(errors="replace").partition(" ")
                refusal = found.refusals.get(verb.upper())
                if refusal is not None:
                    self._say(refusal)
                elif verb.upper() == "MAIL":
                    mailed = Mailed(rest, [], b"")
                    self._say(b"250 fine")
                elif verb.upper() == "RCPT":
                    mailed.recipients.append(rest)
                    self._say(b"250 fine")
                elif verb.upper() == "DATA":
                    self._say(b"354 go on")
                    mailed.data = b"".join(iter(self.rfile.readline, b".\r\n"))
                    found.mailed.append(mailed)
                    self._say(b"250 fine")
                elif verb.upper() == "QUIT":
                    self._say(b"221 bye")
                    return
                else:
                    self._say(b"250 fine")

        def _say(self, line: bytes) -> None:
            self.wfile.write(line + b"\r\n")

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    server = Server(("127.0.0.1", 0), Handler)
    found.port = server.server_address[1]
    with _serving(server):
        yield found


@contextmanager
def _serving(server: socketserver.TCPServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
