import base64
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_network
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from scheduler.notices.letters import NotDelivered
from scheduler.notices.webhooks import Webhooks
from tests.scheduler.notices.letters import SECRET, a_letter
from tests.scheduler.notices.receivers import Desk, desk, status
from tests.scheduler.notices.test_signing import by_hand
from tests.scheduler.notices.told import NOW

HERE = [ip_network("127.0.0.0/8"), ip_network("::1")]


@pytest.fixture
def receiver() -> Iterator[Desk]:
    """Somebody who accepts what is posted."""
    with desk() as found:
        yield found


def sender(**settings: float) -> Webhooks:
    """A sender that may post to this machine."""
    return Webhooks(HERE, clock=lambda: NOW, **settings)  # type: ignore[arg-type]


def failure(url: str, **settings: float) -> NotDelivered:
    """Why something was not accepted."""
    with pytest.raises(NotDelivered) as caught:
        sender(**settings).send(a_letter(address=url))
    return caught.value


def test_a_notice_is_posted_and_signed(receiver: Desk) -> None:
    """
    A receiver that knows the secret finds it whole, and computes the same signature.
    """
    sender().send(a_letter(address=receiver.url, secret=SECRET))

    posted = receiver.posted[0]
    at = str(int(NOW.timestamp()))
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    signed = by_hand(key, b"nt_1." + at.encode() + b"." + posted.body)
    assert (posted.path, posted.headers["webhook-id"]) == ("/notices?desk=1", "nt_1")
    assert posted.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert posted.headers["webhook-timestamp"] == at
    assert posted.headers["webhook-signature"] == f"v1,{signed}"
    assert json.loads(posted.body) == {
        "type": "visit_moved",
        "timestamp": "2026-03-02T08:00+00:00",
        "data": {
            "id": "nt_1",
            "network_id": "norway",
            "subject": "A-1",
            "details": {
                "was_at": "2026-03-02T09:00+01:00",
                "reason": "the scanner is out",
            },
        },
    }


@pytest.mark.parametrize("code", [200, 201, 202, 204])
def test_success_is_accepted(receiver: Desk, code: int) -> None:
    """
    Whatever kind of success it is.
    """
    receiver.answer = status(code)

    sender().send(a_letter(address=receiver.url))

    assert len(receiver.posted) == 1


@pytest.mark.parametrize("code", [300, 400, 401, 404, 410, 500, 503])
def test_anything_else_is_not(receiver: Desk, code: int) -> None:
    """
    The failure says which, and nothing of what the receiver says besides.
    """
    receiver.answer = status(code)

    assert str(failure(receiver.url)) == f"it answered {code}"


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_nobody_is_followed_elsewhere(receiver: Desk, code: int) -> None:
    """
    Where a receiver points may be inside.
    """
    with desk() as other:
        receiver.answer = status(code, Location=other.url)

        assert str(failure(receiver.url)) == f"it answered {code}"
        assert (len(receiver.posted), other.posted) == (1, [])


def test_this_machine_is_refused_unless_allowed(receiver: Desk) -> None:
    """
    No connection is made at all.
    """
    with pytest.raises(NotDelivered, match="not allowed"):
        Webhooks().send(a_letter(address=receiver.url))

    assert receiver.posted == []


def test_no_proxy_of_the_environment_is_asked(
    receiver: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A proxy would connect to where it likes.
    """
    with desk() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        sender().send(a_letter(address=receiver.url))

        assert (len(receiver.posted), proxy.posted) == (1, [])


def _hang(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(5)


def _trickle(handler: BaseHTTPRequestHandler) -> None:
    """One letter of a header after the other, each in time."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    for _ in range(100):
        time.sleep(0.05)
        handler.wfile.write(b"x")


def _hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def _nonsense(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"220 here\r\n\r\n")


def _too_much(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000)


@pytest.mark.parametrize("answer", [_hang, _trickle, _hang_up, _nonsense, _too_much])
def test_nobody_waits_for_long(receiver: Desk, answer: object) -> None:
    """
    The answer as a whole has to come in time, and has to be one.
    """
    receiver.answer = answer  # type: ignore[assignment]
    began = time.monotonic()

    found = failure(receiver.url, patience_s=0.3)

    assert time.monotonic() - began < 2
    assert str(found).startswith("no answer: ")


def test_nobody_there() -> None:
    """
    A port at which nobody listens.
    """
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]

        assert str(failure(f"http://127.0.0.1:{port}/")) == (
            "no answer: ConnectionRefusedError"
        )


@pytest.mark.parametrize(
    ("said", "wait_s"),
    [
        ("120", 120),
        ("Mon, 02 Mar 2026 08:01:30 GMT", 90),
        ("Mon, 02 Mar 2026 07:00:00 GMT", 0),
        ("soon", 0),
        ("-5", 0),
        ("", 0),
        ("Mon, 02 Mar 9999999 08:01:30 GMT", 0),
    ],
)
def test_how_long_a_receiver_wants_to_be_left_alone(
    receiver: Desk, said: str, wait_s: float
) -> None:
    """
    In seconds, or until an instant; it is 08:00:00 now.
    """
    receiver.answer = status(503, Retry_After=said)

    assert failure(receiver.url).wait_s == wait_s


def test_only_whom_the_certificate_names_is_posted_to(tmp_path: Path) -> None:
    """
    By its name, although the connection is made to an address.
    """
    certificate = _certificate(tmp_path, "localhost")
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate)
    trusting = ssl.create_default_context(cafile=certificate)
    with desk(server) as receiver:
        letters = [
            a_letter(address=f"https://{host}:{receiver.port}/")
            for host in ("localhost", "127.0.0.1")
        ]
        Webhooks(HERE, tls=trusting).send(letters[0])
        with pytest.raises(NotDelivered, match="SSLCertVerificationError"):
            Webhooks(HERE, tls=trusting).send(letters[1])
        with pytest.raises(NotDelivered, match="SSLCertVerificationError"):
            Webhooks(HERE).send(letters[0])

        assert len(receiver.posted) == 1
        assert receiver.posted[0].headers["host"] == f"localhost:{receiver.port}"


def test_a_handshake_that_never_ends(tmp_path: Path) -> None:
    """
    Somebody who accepts connections, and says nothing.
    """
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        began = time.monotonic()

        assert "no answer" in str(failure(f"https://127.0.0.1:{port}/", patience_s=0.3))
        assert time.monotonic() - began < 2


def test_many_silent_addresses_take_no_longer_than_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """
    A name may lead to a hundred places of which none ever answers.
    """
    tried: list[object] = []

    def silent(place: tuple[str, int], timeout_s: float) -> None:
        tried.append(place)
        time.sleep(min(timeout_s, 0.1))
        raise TimeoutError

    monkeypatch.setattr("scheduler.notices.webhooks.places_of", lambda *_: ["::1"] * 99)
    monkeypatch.setattr(socket, "create_connection", silent)

    assert "TimeoutError" in str(failure("https://site.example/", patience_s=0.25))
    assert 1 <= len(tried) <= 3


def test_no_thread_is_left(receiver: Desk) -> None:
    """
    What watches the time ends with what it watches.
    """
    before = threading.active_count()
    sender(patience_s=30).send(a_letter(address=receiver.url))
    time.sleep(0.1)

    assert threading.active_count() <= before + 1  # the receiver's own


def _certificate(folder: Path, host: str) -> Path:
    """A certificate of a host by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path
