"""People who sign in with an identity provider, by a code that names nobody."""

import hashlib

_SHOWN = 16
"""Letters of the hash in an actor's code: enough to tell all people apart."""


def hash_of(issuer: str, subject: str) -> str:
    """A person of a provider: SHA-256, hexadecimal; the same person, the same hash."""
    parts = (issuer.encode(), subject.encode())
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8) + part)
    return digest.hexdigest()


def actor_id_of(subject_hash: str) -> str:
    """
    The code under which a person acts.

    It is of the person and not of the grant: who gets another grant does not become
    a second person, where two have to decide.
    """
    return f"oidc:{subject_hash[:_SHOWN]}"
