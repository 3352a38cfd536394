"""What is asked of keys; written by ``api.client.generate``, not by hand."""

from collections.abc import Iterator
from typing import Unpack

from api.client.caller import Caller, Options, v1
from api.schemas.keys import KeyAsked, KeyMade, KeyRead, Revocation


class Keys:
    """What is asked of keys."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def list_keys(self, *, limit: int | None = None) -> Iterator[KeyRead]:
        """All keys there ever were, the oldest first."""
        return self._caller.pages(v1("keys"), KeyRead, {"limit": limit})

    def create_key(self, body: KeyAsked, **options: Unpack[Options]) -> KeyMade:
        """Make a key; the answer shows it this once, and is kept without it."""
        return self._caller.changed(v1("keys"), KeyMade, body, options)

    def get_key(self, key_id: str) -> KeyRead:
        """A key, without what it is, with its ETag."""
        return self._caller.got(v1("keys", key_id), KeyRead)

    def revoke_key(
        self, key_id: str, body: Revocation, **options: Unpack[Options]
    ) -> KeyRead:
        """Refuse a key from the next request on, for good."""
        return self._caller.changed(
            v1("keys", key_id, "revocation"), KeyRead, body, options
        )
