import email
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default

import pytest

from scheduler.notices.emails import Emails, message_of
from scheduler.notices.environment import MailSecurity, MailServer
from scheduler.notices.letters import Letter, NotDelivered
from tests.scheduler.notices.letters import a_letter
from tests.scheduler.notices.receivers import PostOffice, post_office

TO = "desk@site.example"
SENDER = "tracerplan@hospital.example"


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """Somebody who accepts mail."""
    with post_office() as found:
        yield found


def mail(
    office: PostOffice,
    letter: Letter,
    *,
    security: MailSecurity = MailSecurity.NONE,
    user: str = "",
) -> None:
    """Mail a letter."""
    server = MailServer(
        security=security,
        host="127.0.0.1",
        port=office.port,
        sender=SENDER,
        user=user,
        password=user,
    )
    Emails(server, patience_s=1).send(letter)


def received(office: PostOffice) -> EmailMessage:
    """The mail that came, read."""
    found = email.message_from_bytes(office.mailed[0].data, policy=default)
    assert isinstance(found, EmailMessage)
    return found


def test_what_changed_old_new_and_why(office: PostOffice) -> None:
    """
    Plain text, from us to one mailbox, that names the notice whenever it is mailed.
    """
    letter = a_letter(
        address=TO,
        details={
            "was_at": "2026-03-02T09:00+01:00",
            "is_at": "2026-03-03T10:30+01:00",
            "reason": "the scanner in Ålesund is out",
            "rules": [],
            "version": 4,
            "is_frozen": False,
        },
    )
    mail(office, letter)

    found = received(office)
    assert (found["From"], found["To"]) == (SENDER, TO)
    assert found["Subject"] == "Visit moved: A-1"
    assert found["Message-ID"] == "<nt_1.ch_1@hospital.example>"
    assert found.get_content_type() == "text/plain"
    assert found.get_content().splitlines() == [
        "Visit moved: A-1",
        "Network norway, Mon 2 Mar 08:00 +00:00",
        "",
        "was at: 2026-03-02T09:00+01:00",
        "is at: 2026-03-03T10:30+01:00",
        "reason: the scanner in Ålesund is out",
        "version: 4",
        "is frozen: no",
    ]
    assert office.mailed[0].recipients == [f"TO:<{TO}>"]


@pytest.mark.parametrize(
    "evil",
    [
        "A-1\r\nBcc: other@elsewhere.example",
        "A-1\nX-Evil: yes\n\nbody",
        "A-1\r",
        "A-1\u2028Bcc: other@elsewhere.example",
        "A-1\x00",
        "=?utf-8?q?A=0D=0ABcc:_other=40elsewhere.example?=",
        "\u202eevil",
        "=?utf-8?b?DQpCY2M6IG90aGVyQGVsc2V3aGVyZS5leGFtcGxl?=",
        "==?utf-8?q?_=0D=0AX-Evil:_yes?=",
        "A" * 3000,
    ],
)
def test_no_header_has_a_line_of_somebody_else(office: PostOffice, evil: str) -> None:
    """
    Whatever a subject or a detail is called: there are our headers, and no others.
    """
    letter = a_letter(address=TO, subject=evil, details={evil: evil})
    mail(office, letter)

    found = received(office)
    assert sorted(found.keys()) == [
        "Auto-Submitted",
        "Content-Transfer-Encoding",
        "Content-Type",
        "Date",
        "From",
        "MIME-Version",
        "Message-ID",
        "Subject",
        "To",
    ]
    assert office.mailed[0].recipients == [f"TO:<{TO}>"]
    assert len(office.mailed) == 1
    assert len(found.get_content().splitlines()) == 4


@pytest.mark.parametrize(
    ("verb", "answer"),
    [
        ("MAIL", b"451 later"),
        ("RCPT", b"550 nobody of that name"),
        ("DATA", b"554 no"),
        ("EHLO", b"421 busy"),
    ],
)
def test_a_refusal_is_told_by_its_code(
    office: PostOffice, verb: str, answer: bytes
) -> None:
    """
    Nothing that the server says besides.
    """
    office.refusals = {verb: answer, "HELO": answer}

    with pytest.raises(NotDelivered, match=f"answered {answer[:3].decode()}$"):
        mail(office, a_letter(address=TO))


def test_no_mail_in_the_clear_where_it_has_to_be_safe(office: PostOffice) -> None:
    """
    A server that knows no STARTTLS, or speaks no TLS, gets neither mail nor password.
    """
    for security in (MailSecurity.STARTTLS, MailSecurity.TLS):
        with pytest.raises(NotDelivered):
            mail(office, a_letter(address=TO), security=security, user="u")

    assert office.mailed == []


def test_nobody_there() -> None:
    """
    A server that does not listen.
    """
    with pytest.raises(NotDelivered, match="no answer of the mail server"):
        mail(PostOffice(port=1), a_letter(address=TO))


def test_a_message_is_the_same_each_time() -> None:
    """
    Who gets it twice knows it by its id.
    """
    first, second = (message_of(a_letter(address=TO), SENDER) for _ in range(2))

    assert first.as_bytes() == second.as_bytes()
