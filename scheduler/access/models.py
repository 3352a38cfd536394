"""API keys, as rows; a key itself is never stored."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.access.roles import Role
from scheduler.database.base import Base, one_of


class ApiKey(Base):
    """
    A key: its public part, the hash of its secret, its role and scope.

    Parameters
    ----------
    scope
        Ids of the sites, units, trials and networks it is good for, by kind; a kind
        that is missing is not limited.
    """

    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    secret_hash: Mapped[str] = mapped_column(String(64))
    role: Mapped[Role] = mapped_column(one_of(Role, "role"))
    scope: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None]

    def state(self, now: datetime) -> str:
        """Whether it holds: ``active``, ``expired`` or ``revoked``."""
        if self.revoked_at is not None:
            return "revoked"
        is_over = self.expires_at is not None and self.expires_at <= now
        return "expired" if is_over else "active"
