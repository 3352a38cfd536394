"""What is asked of access; written by ``api.client.generate``, not by hand."""

from api.client.caller import Caller, v1
from api.schemas.me import MeRead


class Access:
    """What is asked of access."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def get_me(self) -> MeRead:
        """Who the key belongs to, what it is good for, and what it may do."""
        return self._caller.got(v1("me"), MeRead)
