"""People at their desks: what they ask for, in which order, and how long they think."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx2

Answer = dict[str, Any]

LOST = frozenset({"slot_taken", "wrong_state", "plan_moved", "data_needed"})
"""Codes of refusals that are an answer: somebody else was first."""


@dataclass
class Measured:
    """
    How long each kind of request took [s], and what went wrong.

    Parameters
    ----------
    begins
        From when on it counts, by the clock of ``time.perf_counter``.
    """

    begins: float = 0.0
    took: dict[str, list[float]] = field(default_factory=dict)
    lost: dict[str, int] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def note(self, kind: str, began: float, response: httpx2.Response) -> None:
        """One answer."""
        if began < self.begins:
            return
        self.took.setdefault(kind, []).append(time.perf_counter() - began)
        if response.is_success:
            return
        code = response.json().get("code", "")
        if response.status_code == httpx2.codes.CONFLICT and code in LOST:
            self.lost[kind] = self.lost.get(kind, 0) + 1
        else:
            self.errors.append(f"{kind}: {response.status_code} {response.text[:300]}")


@dataclass(frozen=True)
class Desk:
    """
    Where somebody works.

    Parameters
    ----------
    key
        Their API key.
    site_id
        Their site; ``None`` for production, which looks at batches only.
    """

    key: str
    site_id: str | None


class User:
    """Somebody who asks, thinks, and asks again."""

    def __init__(
        self,
        client: httpx2.AsyncClient,
        desk: Desk,
        measured: Measured,
        chance: random.Random,
        think_s: float,
    ) -> None:
        self._client = client
        self._desk = desk
        self._measured = measured
        self._chance = chance
        self._think_s = think_s

    async def work(self, until: float) -> None:
        """Go on until the day is over."""
        await asyncio.sleep(self._chance.uniform(0, self._think_s))
        while time.perf_counter() < until:
            await self._errand()()

    def _errand(self) -> Callable[[], Awaitable[None]]:
        if self._desk.site_id is None:
            return self._look_at_batches
        errands = [self._look, self._book, self._promise, self._move]
        return self._chance.choices(errands, (50, 25, 15, 10))[0]

    async def _look_at_batches(self) -> None:
        found = await self._get("batch demand", "batches")
        if found and found["items"]:
            batch = self._chance.choice(found["items"])
            await self._get("one batch", f"batches/{_quoted(batch['batch_id'])}")

    async def _look(self) -> None:
        """The list, two visits of it, and what one of them might have instead."""
        rows = await self._rows({})
        for row in self._some(rows, 2):
            await self._get("one visit", f"visits/{_quoted(row['visit_id'])}")
        for row in self._some(_in(rows, "open", "forecast", "confirmed"), 1):
            await self._offers(row)

    async def _book(self) -> None:
        """Two thirds hold a slot, ask the participant, and confirm it."""
        for row in self._some(await self._rows({"state": "open"}), 1):
            offers = await self._offers(row)
            for offer in self._some(offers, 1):
                asked = {"offer": offer["token"]}
                if self._chance.random() < 2 / 3:
                    if await self._post("hold", row, "hold", asked):
                        await self._post("confirm", row, "confirmation", {})
                else:
                    await self._post("confirm", row, "confirmation", asked)

    async def _promise(self) -> None:
        """What the plan has for a visit is promised as it is."""
        rows = await self._rows({"state": "forecast"})
        for row in self._some(rows, 1):
            await self._get("one visit", f"visits/{_quoted(row['visit_id'])}")
            await self._post("confirm", row, "confirmation", {})

    async def _move(self) -> None:
        for row in self._some(await self._rows({"state": "confirmed"}), 1):
            offers = await self._offers(row)
            for offer in self._some(offers, 1):
                asked = {"offer": offer["token"], "reason": "the participant asked"}
                await self._post("move", row, "move", asked)

    async def _rows(self, wanted: dict[str, str]) -> list[Answer]:
        asked = {"site_id": self._desk.site_id or "", "limit": "100"} | wanted
        found = await self._get("list of visits", "visits", asked)
        rows: list[Answer] = found["items"] if found else []
        return rows

    async def _offers(self, row: Answer) -> list[Answer]:
        path = f"visits/{_quoted(row['visit_id'])}/offers"
        found = await self._get("offers", path)
        offers: list[Answer] = found["offers"] if found else []
        return offers

    async def _get(
        self, kind: str, path: str, asked: dict[str, str] | None = None
    ) -> Answer | None:
        return await self._sent(kind, "GET", path, params=asked)

    async def _post(
        self, kind: str, row: Answer, action: str, body: Answer
    ) -> Answer | None:
        path = f"visits/{_quoted(row['visit_id'])}/{action}"
        key = {"Idempotency-Key": str(uuid4())}
        return await self._sent(kind, "POST", path, json=body, headers=key)

    async def _sent(
        self, kind: str, method: str, path: str, **more: Any
    ) -> Answer | None:
        headers = {"Authorization": f"Bearer {self._desk.key}"}
        headers |= more.pop("headers", {})
        began = time.perf_counter()
        response = await self._client.request(method, path, headers=headers, **more)
        self._measured.note(kind, began, response)
        answer: Answer | None = response.json() if response.is_success else None
        await asyncio.sleep(self._chance.expovariate(1 / self._think_s))
        return answer

    def _some(self, rows: list[Answer], number: int) -> list[Answer]:
        return self._chance.sample(rows, min(number, len(rows)))


def _in(rows: list[Answer], *states: str) -> list[Answer]:
    return [each for each in rows if each["state"] in states]


def _quoted(id: str) -> str:
    return id.replace("/", "%2F")
