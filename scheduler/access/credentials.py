"""Who somebody is, told from what they send along: an API key, or a bearer token."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from scheduler.access.principals import Principal, authenticate
from scheduler.access.texts import PREFIX


class Tokens(Protocol):
    """Bearer tokens of people who sign in elsewhere."""

    def principal(
        self, session: Session, now: datetime, text: str, *, request_id: str | None
    ) -> Principal | None:
        """Who has this token; ``None`` for whatever is no token that holds now."""


@dataclass(frozen=True)
class Credentials:
    """
    What is accepted.

    Parameters
    ----------
    tokens
        ``None``: API keys only.
    """

    tokens: Tokens | None = None

    def principal(
        self,
        session: Session,
        now: datetime,
        text: str,
        *,
        request_id: str | None = None,
    ) -> Principal | None:
        """Who sends this; ``None`` for whatever does not hold now."""
        if text.startswith(PREFIX) or self.tokens is None:
            return authenticate(session, now, text, request_id=request_id)
        return self.tokens.principal(session, now, text, request_id=request_id)
