"""What the environment says: where the data are, and who signs people in."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import platformdirs

from scheduler.errors import NotReady

DATABASE_URL = "TRACERPLAN_DATABASE_URL"
DATA_DIRECTORY = "TRACERPLAN_DATA_DIR"
SOLVER_MEMORY = "TRACERPLAN_SOLVER_MEMORY_MB"
SOLVES = "TRACERPLAN_SOLVES"
TICK_SECONDS = "TRACERPLAN_TICK_SECONDS"
AUDIT_HEADS_DIRECTORY = "TRACERPLAN_AUDIT_HEADS_DIR"
BACKUP_DIRECTORY = "TRACERPLAN_BACKUP_DIR"
OIDC_ISSUER = "TRACERPLAN_OIDC_ISSUER"
OIDC_AUDIENCE = "TRACERPLAN_OIDC_AUDIENCE"
OIDC_JWKS = "TRACERPLAN_OIDC_JWKS"

_SOLVER_MEMORY_MB = 16 * 1024
"""Of address space, of which OR-Tools reserves far more than it uses."""

_MOST_SOLVES = 64

_TICK_S = 5
_LONGEST_TICK_S = 60

_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Provider:
    """
    An identity provider (OpenID Connect).

    Parameters
    ----------
    issuer, audience
        What its tokens have to say of whom they are from, and for whom.
    jwks_url
        Where it shows the keys that it signs with.
    """

    issuer: str
    audience: str
    jwks_url: str


def data_directory() -> Path:
    """Where everything is kept that nobody gave another place for."""
    named = os.environ.get(DATA_DIRECTORY)
    return Path(named) if named else platformdirs.user_data_path("tracerplan")


def database_url() -> str:
    """Address of the database: one SQLite file in the data directory by default."""
    named = os.environ.get(DATABASE_URL)
    return named or f"sqlite:///{data_directory() / 'tracerplan.sqlite'}"


def solver_memory_mb() -> int | None:
    """
    Address space that one solve may take [MiB]; ``None``, asked for by 0, is all.

    Raises
    ------
    NotReady
        If the environment says something else than a whole number.

    """
    named = os.environ.get(SOLVER_MEMORY) or str(_SOLVER_MEMORY_MB)
    if not (named.isascii() and named.isdigit()):
        raise NotReady(f"{SOLVER_MEMORY} is no whole number of megabytes")
    return int(named) or None


def solves() -> int:
    """
    How many jobs of one worker have the solver at work at once.

    Raises
    ------
    NotReady
        If the environment says something else than a number of them.

    """
    named = os.environ.get(SOLVES) or "1"
    if not (named.isascii() and named.isdigit() and 1 <= int(named) <= _MOST_SOLVES):
        raise NotReady(f"{SOLVES} is no whole number from 1 to {_MOST_SOLVES}")
    return int(named)


def tick_seconds() -> int:
    """
    How often the clock is looked at [s].

    Raises
    ------
    NotReady
        If the environment says something else than a number of seconds up to a minute.

    """
    named = os.environ.get(TICK_SECONDS) or str(_TICK_S)
    if not (named.isascii() and named.isdigit()) or not (
        1 <= int(named) <= _LONGEST_TICK_S
    ):
        raise NotReady(f"{TICK_SECONDS} is no whole number from 1 to {_LONGEST_TICK_S}")
    return int(named)


def directory_named(variable: str) -> Path | None:
    """A directory that the environment names; ``None`` if it names none."""
    named = os.environ.get(variable)
    return Path(named) if named else None


def identity_provider() -> Provider | None:
    """
    Who signs people in; ``None`` if nobody does, so that API keys are the only way.

    Raises
    ------
    NotReady
        If the environment says a part of it only, or names an address at which
        anybody on the way could put in keys of their own.

    """
    names = (OIDC_ISSUER, OIDC_AUDIENCE, OIDC_JWKS)
    issuer, audience, jwks_url = (os.environ.get(each) or "" for each in names)
    if not (issuer or audience or jwks_url):
        return None
    if not (issuer and audience and jwks_url):
        raise NotReady(f"{', '.join(names)} belong together: set all or none")
    if not _is_safe(jwks_url):
        raise NotReady(f"{OIDC_JWKS} is no https address")
    return Provider(issuer, audience, jwks_url)


def _is_safe(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    if not host:
        return False
    is_here = parts.scheme == "http" and host in _THIS_MACHINE
    return parts.scheme == "https" or is_here
