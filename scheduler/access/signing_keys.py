"""The keys that an identity provider signs with, asked for now and then."""

import logging
import math
import threading
import time
from collections.abc import Callable

from jwt import PyJWK, PyJWKClient

from scheduler.errors import NotReady

_LOG = logging.getLogger("tracerplan.access")

KEPT_S = 300.0
"""How long keys are good for before they are asked for anew."""

PAUSE_S = 30.0
"""Between two questions for a key that is not known, or after one without answer."""

_TIMEOUT_S = 3.0


class SigningKeys:
    """
    The keys of one provider.

    Whatever people send, the provider is asked at most once in ``PAUSE_S``; who
    asks meanwhile gets the answer of before.

    Parameters
    ----------
    url
        Where the provider shows them (JWKS).
    clock
        Seconds that only go on.
    """

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = PyJWKClient(
            url, lifespan=KEPT_S, timeout=_TIMEOUT_S, cooldown_duration=PAUSE_S
        )
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[str, PyJWK] = {}
        self._asked_at = self._answered_at = -math.inf

    def get(self, key_id: str) -> PyJWK | None:
        """
        A key; ``None`` if the provider has none of this id.

        Raises
        ------
        NotReady
            If the provider has to be asked, and does not answer.

        """
        found = self._known.get(key_id)
        if found is not None and self._is_fresh():
            return found
        with self._lock:
            is_known = key_id in self._known and self._is_fresh()
            if not is_known and self._clock() - self._asked_at >= PAUSE_S:
                self._ask()
            if not self._is_fresh():
                raise NotReady("the identity provider cannot be asked now: try again")
            return self._known.get(key_id)

    def _is_fresh(self) -> bool:
        return self._clock() - self._answered_at < KEPT_S

    def _ask(self) -> None:
        self._asked_at = self._clock()
        try:
            found = self._client.get_signing_keys(refresh=True)
        except Exception as error:  # noqa: BLE001 - whatever a provider may send
            _LOG.warning("the identity provider does not answer: %r", error)
            return
        self._known = {each.key_id: each for each in found if each.key_id}
        self._answered_at = self._asked_at
