"""What is asked of system; written by ``api.client.generate``, not by hand."""

from api.client.caller import Caller, at
from api.schemas.system import Health


class System:
    """What is asked of system."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def health(self) -> Health:
        """Whether the process answers."""
        return self._caller.got(at("healthz"), Health)

    def readiness(self) -> Health:
        """Whether the database answers, and has the tables of this version."""
        return self._caller.got(at("readyz"), Health)

    def metrics(self) -> str:
        """Counts of requests and how long they took, for Prometheus."""
        return self._caller.got_text(at("metrics"))
