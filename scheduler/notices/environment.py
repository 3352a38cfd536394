"""What the environment says of the ways out of the house."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_network
from urllib.parse import unquote, urlsplit

from scheduler.errors import NotReady
from scheduler.notices.addresses import is_mailbox
from scheduler.notices.places import Network

WEBHOOK_NETWORKS = "TRACERPLAN_WEBHOOK_NETWORKS"
SMTP_URL = "TRACERPLAN_SMTP_URL"
MAIL_FROM = "TRACERPLAN_MAIL_FROM"

_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


class MailSecurity(StrEnum):
    """How a mail server is spoken to, as the scheme of its address."""

    TLS = "smtps"
    STARTTLS = "smtp+starttls"
    NONE = "smtp"


_PORTS: Mapping[MailSecurity, int] = {
    MailSecurity.TLS: 465,
    MailSecurity.STARTTLS: 587,
    MailSecurity.NONE: 25,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """
    The server that mail is handed to.

    Parameters
    ----------
    sender
        Whom the mail is from.
    """

    security: MailSecurity
    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)


def webhook_networks() -> tuple[Network, ...]:
    """
    Networks that webhooks may go to although they are not public; usually none.

    Raises
    ------
    NotReady
        If the environment lists something else than networks.

    """
    listed = os.environ.get(WEBHOOK_NETWORKS, "").split(",")
    try:
        return tuple(ip_network(each.strip()) for each in listed if each.strip())
    except ValueError as error:
        raise NotReady(f"{WEBHOOK_NETWORKS}: {error}") from None


def mail_server() -> MailServer | None:
    """
    The mail server; ``None`` if there is none.

    Raises
    ------
    NotReady
        If the environment says a part of it only, something that is no address, or
        a password that anybody on the way could read.

    """
    url, sender = (os.environ.get(each, "") for each in (SMTP_URL, MAIL_FROM))
    if not (url or sender):
        return None
    if not (url and sender):
        raise NotReady(f"{SMTP_URL} and {MAIL_FROM} belong together: set both or none")
    if not is_mailbox(sender):
        raise NotReady(f"{MAIL_FROM} is no address, as tracerplan@hospital.example")
    try:
        parts = urlsplit(url)
        security = MailSecurity(parts.scheme)
        port = parts.port or _PORTS[security]
    except ValueError:
        raise NotReady(f"{SMTP_URL} is no address, as smtps://host:465") from None
    host = parts.hostname or ""
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    is_open = security is MailSecurity.NONE and host not in _THIS_MACHINE
    if not host or (user and is_open):
        raise NotReady(f"{SMTP_URL} names no host, or would show its password")
    return MailServer(
        security=security,
        host=host,
        port=port,
        sender=sender,
        user=user,
        password=password,
    )
