"""Who may use the application, as rows: no key, and no name, is ever stored."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, text
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
        return state_of(self.revoked_at, self.expires_at, now)


class Grant(Base):
    """
    What somebody may do who signs in with an identity provider.

    Parameters
    ----------
    issuer
        The provider.
    subject_hash
        Whom it is for, as ``subjects.hash_of`` has it; a subject may be an address
        of a person, which neither this row nor the audit trail has to know.
    scope
        As that of a key.
    """

    __tablename__ = "grants"
    __table_args__ = (
        Index(
            "uq_grants_subject_hash",
            "subject_hash",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    issuer: Mapped[str] = mapped_column(String(500))
    subject_hash: Mapped[str] = mapped_column(String(64))
    role: Mapped[Role] = mapped_column(one_of(Role, "role"))
    scope: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None]

    def state(self, now: datetime) -> str:
        """Whether it holds: ``active``, ``expired`` or ``revoked``."""
        return state_of(self.revoked_at, self.expires_at, now)


def state_of(
    revoked_at: datetime | None, expires_at: datetime | None, now: datetime
) -> str:
    """Whether something holds: ``active``, ``expired`` or ``revoked``."""
    if revoked_at is not None:
        return "revoked"
    is_over = expires_at is not None and expires_at <= now
    return "expired" if is_over else "active"
