"""Clients that ask for changes without a pause, and remember every answer."""

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

import httpx2

REPLAYED = "Idempotency-Replayed"

_PAUSE_S = 0.15
_AGAIN_S = 0.1
_LONGEST_S = 40.0
"""Of one request: longer than writers wait for each other on SQLite."""

_GIVE_UP_S = 120.0
"""How long a client goes on asking for the same."""

_LATER = frozenset({502, 503})
_REFUSED = frozenset({409, 412})


@dataclass(frozen=True)
class Answered:
    """A change that was acknowledged: what was asked for, and the answer."""

    kind: str
    key: str
    path: str
    body: Mapping[str, Any]
    status: int
    content: bytes
    is_replayed: bool


@dataclass
class Told:
    """
    What clients were told, good and bad.

    Parameters
    ----------
    num_unavailable
        Answers by which they are to ask again.
    num_cut
        Requests that nobody answered.
    longest_s
        What a request took at most, answered or not [s].
    """

    answered: list[Answered] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)
    num_refused: int = 0
    num_unavailable: int = 0
    num_cut: int = 0
    longest_s: float = 0.0


class Caller(Thread):
    """
    One client of one network, whose visits nobody else books.

    It sends a change under the same key until it knows how that ended.
    """

    def __init__(
        self, address: str, network: str, key: str, visits: list[str], seed: int
    ) -> None:
        super().__init__(name=f"caller of {network}", daemon=True)
        self.network = network
        self.standing = dict.fromkeys(visits, "open")
        self.told = Told()
        self.client = httpx2.Client(
            base_url=f"{address}/api/v1/networks/{network}/",
            headers={"Authorization": f"Bearer {key}"},
            timeout=_LONGEST_S,
        )
        self._chance = random.Random(seed)
        self._is_over = Event()

    def run(self) -> None:
        """Ask until it is over, and know how everything ended."""
        while not self._is_over.is_set():
            try:
                self._ask_for_something()
            except Exception as error:  # noqa: BLE001 - the test has to hear of it
                self.told.defects.append(f"{type(error).__name__}: {error}")
                return
            time.sleep(_PAUSE_S)

    def stop(self) -> None:
        """Ask for nothing new, and wait for what was asked for."""
        self._is_over.set()
        self.join(_GIVE_UP_S)

    def answered(self, kind: str) -> list[Answered]:
        """What was acknowledged of a kind."""
        return [each for each in self.told.answered if each.kind == kind]

    def send(self, key: str, path: str, body: Mapping[str, Any]) -> httpx2.Response:
        """One request, once."""
        return self.client.post(path, json=body, headers={"Idempotency-Key": key})

    def _ask_for_something(self) -> None:
        lot = self._chance.random()
        if lot < 0.15:
            self._change("replan", "replans", {"time_limit_s": 1})
        elif lot < 0.25:
            self._change("enrol", "participants", {"trial_id": "T", "site_id": "S"})
        elif lot < 0.3:
            self._approve()
        else:
            self._book()

    def _book(self) -> None:
        visit = self._chance.choice(sorted(self.standing))
        path = f"visits/{visit}"
        if self.standing[visit] == "confirmed":
            self._go_on(visit, "cancel", f"{path}/cancellation", "cancelled")
        elif self.standing[visit] == "cancelled":
            self._go_on(visit, "reopen", f"{path}/reopening", "open")
        else:
            offers = self._look(f"{path}/offers")["offers"]
            if offers:
                token = self._chance.choice(offers)["token"]
                done = self._change("confirm", f"{path}/confirmation", {"offer": token})
                if done is not None:
                    self.standing[visit] = "confirmed"

    def _go_on(self, visit: str, kind: str, path: str, standing: str) -> None:
        if self._change(kind, path, {"reason": "as agreed"}) is not None:
            self.standing[visit] = standing

    def _approve(self) -> None:
        plans = self._look("plans?state=proposed")["items"]
        if plans:
            path = f"plans/{plans[0]['number']}/approval"
            self._change("approve plan", path, {"reason": "as agreed"})

    def _look(self, path: str) -> dict[str, Any]:
        until = time.monotonic() + _GIVE_UP_S
        while time.monotonic() < until:
            response = self._answer(lambda: self.client.get(path))
            if response is not None:
                found: dict[str, Any] = response.raise_for_status().json()
                return found
        raise TimeoutError(f"GET {path} was never answered")

    def _change(self, kind: str, path: str, body: Mapping[str, Any]) -> Answered | None:
        key = f"{self._chance.getrandbits(128):032x}"
        until = time.monotonic() + _GIVE_UP_S
        while time.monotonic() < until:
            response = self._answer(lambda: self.send(key, path, body))
            if response is None:
                continue
            if response.status_code in _REFUSED:
                self.told.num_refused += 1
                return None
            response.raise_for_status()
            answer = Answered(
                kind,
                key,
                path,
                body,
                response.status_code,
                response.content,
                REPLAYED in response.headers,
            )
            self.told.answered.append(answer)
            return answer
        raise TimeoutError(f"POST {path} was never answered")

    def _answer(self, ask: Any) -> httpx2.Response | None:
        """What came back; ``None`` if it has to be asked again."""
        began = time.monotonic()
        try:
            response: httpx2.Response = ask()
        except httpx2.TransportError:
            response = None  # type: ignore[assignment]
            self.told.num_cut += 1
        self.told.longest_s = max(self.told.longest_s, time.monotonic() - began)
        if response is not None and response.status_code not in _LATER:
            return response
        if response is not None:
            self.told.num_unavailable += 1
            if response.headers.get("Content-Type") != "application/problem+json":
                self.told.defects.append(f"no problem: {response.text}")
        time.sleep(_AGAIN_S)
        return None
