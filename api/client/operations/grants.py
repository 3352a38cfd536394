"""What is asked of grants; written by ``api.client.generate``, not by hand."""

from collections.abc import Iterator
from typing import Unpack

from api.client.caller import Caller, Options, v1
from api.schemas.grants import GrantAsked, GrantRead
from api.schemas.keys import Revocation


class Grants:
    """What is asked of grants."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def list_grants(self, *, limit: int | None = None) -> Iterator[GrantRead]:
        """All grants there ever were, the oldest first."""
        return self._caller.pages(v1("grants"), GrantRead, {"limit": limit})

    def create_grant(self, body: GrantAsked, **options: Unpack[Options]) -> GrantRead:
        """Let somebody in who signs in with an identity provider."""
        return self._caller.changed(v1("grants"), GrantRead, body, options)

    def get_grant(self, grant_id: str) -> GrantRead:
        """A grant, without whom it is for, with its ETag."""
        return self._caller.got(v1("grants", grant_id), GrantRead)

    def revoke_grant(
        self, grant_id: str, body: Revocation, **options: Unpack[Options]
    ) -> GrantRead:
        """Refuse somebody from the next request on, whatever token they have."""
        return self._caller.changed(
            v1("grants", grant_id, "revocation"), GrantRead, body, options
        )
