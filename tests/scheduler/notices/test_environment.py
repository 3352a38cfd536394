from ipaddress import ip_network

import pytest

from scheduler.errors import NotReady
from scheduler.notices.environment import (
    MAIL_FROM,
    SMTP_URL,
    WEBHOOK_NETWORKS,
    MailSecurity,
    mail_server,
    webhook_networks,
)

SENDER = "tracerplan@hospital.example"


@pytest.fixture(autouse=True)
def nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is set."""
    for name in (MAIL_FROM, SMTP_URL, WEBHOOK_NETWORKS):
        monkeypatch.delenv(name, raising=False)


def test_by_default_only_the_public_and_no_mail() -> None:
    """
    Nothing is sent inside, and nothing is mailed.
    """
    assert webhook_networks() == ()
    assert mail_server() is None


def test_networks_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    With commas and blanks between them.
    """
    monkeypatch.setenv(WEBHOOK_NETWORKS, "10.1.0.0/16, fd12::/16,127.0.0.1")

    assert webhook_networks() == tuple(
        map(ip_network, ("10.1.0.0/16", "fd12::/16", "127.0.0.1/32"))
    )


@pytest.mark.parametrize(
    ("url", "security", "place"),
    [
        ("smtps://mail.example", MailSecurity.TLS, ("mail.example", 465)),
        ("smtp+starttls://mail.example", MailSecurity.STARTTLS, ("mail.example", 587)),
        ("smtp://mail.example:2525", MailSecurity.NONE, ("mail.example", 2525)),
        ("smtp://u:p%40ss@localhost", MailSecurity.NONE, ("localhost", 25)),
    ],
)
def test_the_address_says_how_safe_it_is(
    monkeypatch: pytest.MonkeyPatch, url: str, security: str, place: tuple[str, int]
) -> None:
    """
    TLS at once, after STARTTLS, or none; a password is shown by no repr.
    """
    monkeypatch.setenv(SMTP_URL, url)
    monkeypatch.setenv(MAIL_FROM, SENDER)

    server = mail_server()
    assert server is not None
    assert (server.security, (server.host, server.port)) == (security, place)
    assert server.password in {"", "p@ss"}
    assert "p@ss" not in repr(server)


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("smtps://mail.example", ""),
        ("", SENDER),
        ("smtps://mail.example", "Tracerplan <tracerplan@hospital.example>"),
        ("smtps://mail.example", "a@b.example\nBcc: c@d.example"),
        ("https://mail.example", SENDER),
        ("mail.example", SENDER),
        ("smtps://", SENDER),
        ("smtps://mail.example:many", SENDER),
        ("smtp://user:secret@mail.example", SENDER),
    ],
)
def test_what_is_impossible_is_refused(
    monkeypatch: pytest.MonkeyPatch, url: str, sender: str
) -> None:
    """
    Half of it, no address, or a password in the clear; which nobody repeats.
    """
    monkeypatch.setenv(SMTP_URL, url)
    monkeypatch.setenv(MAIL_FROM, sender)

    with pytest.raises(NotReady) as refused:
        mail_server()

    assert "secret" not in str(refused.value)


def test_what_is_no_network_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Rather than have webhooks fail one by one.
    """
    monkeypatch.setenv(WEBHOOK_NETWORKS, "10.1.2.3/8")

    with pytest.raises(NotReady, match="has host bits set"):
        webhook_networks()
