"""E-mail: a notice as plain text, by the SMTP server of the environment."""

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from scheduler.exports.local_time import moment_text
from scheduler.notices.environment import MailSecurity, MailServer
from scheduler.notices.letters import PATIENCE_S, Letter, NotDelivered
from scheduler.notices.wording import lines_of, title_of

_LONGEST_SUBJECT = 200


class Emails:
    """
    Mails letters.

    Parameters
    ----------
    patience_s
        How long the server may take for each answer [s].
    """

    def __init__(
        self,
        server: MailServer,
        *,
        patience_s: float = PATIENCE_S,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._server = server
        self._patience_s = patience_s
        self._tls = tls or ssl.create_default_context()

    def send(self, letter: Letter) -> None:
        """
        Mail it; the server has accepted it then.

        Raises
        ------
        NotDelivered
            If it has not.

        """
        try:
            with self._opened() as connection:
                connection.send_message(
                    message_of(letter, self._server.sender),
                    self._server.sender,
                    [letter.address],
                )
        except smtplib.SMTPResponseException as error:
            raise NotDelivered(f"the mail server answered {error.smtp_code}") from None
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            raise NotDelivered(f"the mail server answered {code}") from None
        except (OSError, ValueError) as error:
            told = type(error).__name__
            raise NotDelivered(f"no answer of the mail server: {told}") from None

    def _opened(self) -> smtplib.SMTP:
        """A connection to the server, as safe as was asked for."""
        server = self._server
        place = server.host, server.port
        if server.security is MailSecurity.TLS:
            opened: smtplib.SMTP = smtplib.SMTP_SSL(
                *place, timeout=self._patience_s, context=self._tls
            )
        else:
            opened = smtplib.SMTP(*place, timeout=self._patience_s)
        try:
            if server.security is MailSecurity.STARTTLS:
                opened.starttls(context=self._tls)
            if server.user:
                opened.login(server.user, server.password)
        except BaseException:
            opened.close()
            raise
        return opened


def message_of(letter: Letter, sender: str) -> EmailMessage:
    """
    A letter as a mail.

    Its id is that of the notice on this channel, however often it is mailed. No header
    has a line of somebody else's: what is no printable letter is marked.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = letter.address
    message["Subject"] = _header_text(title_of(letter.kind, letter.subject))
    message["Date"] = format_datetime(letter.at)
    domain = sender.rpartition("@")[2]
    message["Message-ID"] = f"<{letter.id}.{letter.channel_id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    head = (
        title_of(letter.kind, letter.subject),
        f"Network {letter.network_id}, {moment_text(letter.at)}",
    )
    message.set_content("\n".join([*head, "", *lines_of(letter.details), ""]))
    return message


def _header_text(text: str) -> str:
    """A text of a line's length that no encoded word (RFC 2047) hides in."""
    return text.replace("=?", "= ?")[:_LONGEST_SUBJECT]
