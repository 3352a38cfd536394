"""Many requests under many keys, each sent again and again, and what comes of them."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlalchemy import func, select

from api.changes import Change, Changes, Changing
from api.routing import router_of
from api.schemas.types import Ask, Id, Told
from scheduler.access import keys
from scheduler.access.models import ApiKey
from scheduler.access.permissions import Permission
from scheduler.access.roles import Role
from scheduler.audit.models import AuditEntry
from scheduler.idempotency.models import GivenReply
from tests.api.bare import Answer, Bare, answer_to

AT_ONCE = 12
"""Requests that are under way at the same time."""

TOGETHER = 40
"""Keys whose requests are sent in one disorder."""

MakesDep = Annotated[Changing, Depends(Changes(Permission.MANAGE_KEYS))]


class Wanted(Ask):
    """Something that may be done as often as one likes."""

    name: Id


class Made(Told):
    """What was made: each time something else."""

    id: str
    name: str


def effects() -> APIRouter:
    """A route of which every call makes one row more."""
    router = router_of("effects", "/effects")

    @router.post("", operation_id="make_effect", response_model=Made)
    def make_effect(changing: MakesDep, body: Wanted) -> Response:
        def work(change: Change) -> Made:
            made, _ = keys.create(
                change.session,
                change.now,
                change.actor,
                name=body.name,
                role=Role.ADMINISTRATOR,
            )
            return Made(id=made.id, name=made.name)

        return changing.make(work, status=201)

    return router


@dataclass
class Sent:
    """What came back, by key: answers to the request, and to another one."""

    answers: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    others: dict[str, Answer] = field(default_factory=dict)


def send_all(bare: Bare, num_keys: int, seed: int) -> Sent:
    """Send each of many keys two to five times, and another request under each."""
    bare.app.include_router(effects())
    random, sent = Random(seed), Sent()
    names = [f"key-{number}" for number in range(num_keys)]
    late: list[str] = []
    for start in range(0, num_keys, TOGETHER):
        part = names[start : start + TOGETHER]
        wanted = late + [name for name in part for _ in range(random.randint(1, 4))]
        random.shuffle(wanted)
        asyncio.run(_send(bare, wanted, sent))
        late = part  # once more when others are sent, long after the first
    asyncio.run(_send(bare, late, sent))
    for start in range(0, num_keys, TOGETHER):
        asyncio.run(_send_others(bare, names[start : start + TOGETHER], sent))
    return sent


async def _send(bare: Bare, names: Sequence[str], sent: Sent) -> None:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(name: str) -> None:
        async with gate:
            answer = await _answer(bare, name, {"name": name})
        sent.answers[name].append(answer)

    await asyncio.gather(*map(one, names))


async def _send_others(bare: Bare, names: Sequence[str], sent: Sent) -> None:
    answers = await asyncio.gather(
        *(_answer(bare, each, {"name": f"not {each}"}) for each in names)
    )
    sent.others.update(zip(names, answers, strict=True))


async def _answer(bare: Bare, key: str, body: object) -> Answer:
    return await answer_to(
        bare.app,
        "POST",
        b"/api/v1/effects",
        json.dumps(body).encode(),
        Authorization=f"Bearer {bare.text}",
        Content_Type="application/json",
        Idempotency_Key=key,
    )


def faults(bare: Bare, sent: Sent, num_keys: int) -> list[str]:
    """Everything that is wrong with what came back, and with what is there."""
    found = []
    for name, answers in sorted(sent.answers.items()):
        bodies = {(status, body) for status, _, body in answers}
        firsts = [each for each in answers if "idempotency-replayed" not in each[1]]
        if len(bodies) != 1 or {status for status, _ in bodies} != {201}:
            found.append(f"{name}: answered in different ways: {bodies}")
        if len(firsts) != 1:
            found.append(f"{name}: done {len(firsts)} times, as the answers say")
    if len(sent.answers) != num_keys:
        found.append(f"{len(sent.answers)} keys were answered")
    for name, (status, _, body) in sorted(sent.others.items()):
        if status != 422 or json.loads(body)["code"] != "idempotency_key_reused":
            found.append(f"{name}: another request was answered {status}")
    return found + _faults_of_rows(bare, sent, num_keys)


def _faults_of_rows(bare: Bare, sent: Sent, num_keys: int) -> list[str]:
    told = {json.loads(answers[0][2])["id"] for answers in sent.answers.values()}
    with bare.database.reading() as session:
        made = set(session.scalars(select(ApiKey.id)))
        entries, replies = (
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (AuditEntry, GivenReply)
        )
    own = {bare.text.split("_")[1]}
    found = []
    if made - own != told:
        found.append(f"{len(made) - 1} effects, {len(told)} of which were told")
    if entries - 1 != num_keys:
        found.append(f"{entries - 1} entries of the audit trail")
    if replies != num_keys:
        found.append(f"{replies} answers are kept")
    return found
