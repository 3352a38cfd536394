"""What must not be heard by whom, and where it could be hidden."""

import base64
import binascii
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import unquote

from scheduler.access.roles import Role
from tests.api.attacks.asking import Answer
from tests.api.attacks.people import Attacker
from tests.api.attacks.tenants import A, B, C, Part, Tenant
from tests.api.attacks.world import World, network_of

_ENCODED = re.compile(r"[A-Za-z0-9_+/-]{16,}={0,2}")
_DEEPEST = 3


def forbidden(world: World, attacker: Attacker) -> dict[str, str]:
    """Words that somebody must not be told, and whose they are."""
    found: dict[str, str] = {}
    for tenant in (A, B, C):
        is_theirs = attacker.tenant in (None, tenant)
        is_near = attacker.network in (None, network_of(tenant))
        if attacker.role is not None and is_theirs and is_near:
            continue
        theirs = tenant.canaries().items()
        known = met(attacker, tenant)
        found |= {word: tenant.word for part, word in theirs if part not in known}
        for each in world.people.values():
            if each.tenant is tenant:
                found[each.key_id] = f"a key of {tenant.word}"
        found[world.jobs[tenant]] = f"a job of {tenant.word}"
    return found


def met(attacker: Attacker, other: Tenant) -> frozenset[Part]:
    """What somebody has to know of another: A's unit makes one dose for B's site."""
    if attacker.tenant is B and other is A:
        return frozenset({Part.UNIT})
    if attacker.role is Role.PRODUCTION and attacker.tenant is A and other is B:
        return frozenset({Part.SITE})
    return frozenset()


def heard(answer: Answer, *sent: str) -> str:
    """All that an answer says, also encoded, but for what was sent."""
    told = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    texts = list(_said(f"{told}\n{answer.body.decode(errors='replace')}"))
    said = "\n".join(texts)
    for each in sorted(sent, key=len, reverse=True):
        said = said.replace(each, "…")
    return said


def _said(text: str, depth: int = 0) -> Iterator[str]:
    yield text
    if "%" in text:
        yield unquote(text)
    if depth == _DEEPEST:
        return
    for found in set(_ENCODED.findall(text)):
        for data in _decoded(found):
            yield from _said(data.decode(errors="replace"), depth + 1)


def _decoded(text: str) -> Iterator[bytes]:
    plain = text.rstrip("=").replace("-", "+").replace("_", "/")
    with suppress(ValueError, binascii.Error):
        data = base64.b64decode(plain + "=" * (-len(plain) % 4))
        yield data
        with suppress(zlib.error):
            yield zlib.decompress(data)
