"""No bit of an entry can be changed unseen."""

import random
from collections.abc import Iterator
from typing import Any

from scheduler.audit.chain import GENESIS, Entry, Head, hash_of
from scheduler.audit.verification import Judge
from tests.scheduler.audit.trails import CONTENT

FLIPS = 10_000


def test_every_flipped_bit_is_found() -> None:
    """Ten thousand entries with one bit of one text flipped, and none goes unseen."""
    chain = list(_chain(5))
    randomly = random.Random(27)

    unseen = [
        flipped
        for flipped in (_flipped(chain, randomly) for _ in range(FLIPS))
        if _issues(flipped) == 0
    ]

    assert _issues(chain) == 0
    assert unseen == []


def _chain(length: int) -> Iterator[Entry]:
    previous = GENESIS
    for number in range(1, length + 1):
        content = CONTENT._replace(
            number=number, reason=f"no. {number}", previous_hash=previous
        )
        previous = hash_of(content)
        yield Entry(content, previous)


def _issues(chain: list[Entry]) -> int:
    judge = Judge("norway")
    for entry in chain:
        judge.follow(entry)
    return len(judge.end(Head("norway", 5, list(_chain(5))[-1].hash)).issues)


def _flipped(chain: list[Entry], randomly: random.Random) -> list[Entry]:
    place = randomly.randrange(len(chain))
    entry = chain[place]
    texts = {
        name: value
        for name, value in (*entry.content._asdict().items(), ("hash", entry.hash))
        if isinstance(value, str)
    }
    name = randomly.choice(sorted(texts))
    data = bytearray(texts[name].encode())
    data[randomly.randrange(len(data))] ^= 1 << randomly.randrange(8)
    text: Any = data.decode(errors="surrogateescape")
    changed = (
        entry._replace(hash=text)
        if name == "hash"
        else entry._replace(content=entry.content._replace(**{name: text}))
    )
    return [*chain[:place], changed, *chain[place + 1 :]]
