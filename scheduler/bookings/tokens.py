"""An offer as a line of text, to be handed back when it is taken."""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from scheduler import canonical
from scheduler.errors import Invalid
from scheduler.planning.instants import Instants
from solver.errors import Issue
from solver.plan.slot import Slot

_MINUTE, _INSTANT = "_min", "_at"
_DIGITS = 12
_LONGEST = 20_000


def token_of(slot: Slot, network_id: str, instants: Instants) -> str:
    """
    A slot as text that stays the same for as long as the slot does.

    It holds instants: the plan may count its minutes from elsewhere by the time it is
    handed back. It is no secret, and no promise: whoever takes it is checked.
    """
    fields = _renamed(
        slot.model_dump(mode="json"),
        (_MINUTE, _INSTANT),
        lambda minute: instants.at(minute).isoformat(timespec="minutes"),
    )
    text = canonical.dumps({"network": network_id, "slot": fields}).encode()
    return f"{_digest(text)}.{base64.urlsafe_b64encode(text).decode().rstrip('=')}"


def short_of(token: str) -> str:
    """What people call an offer: the beginning of its token."""
    return token.partition(".")[0]


def slot_of(token: str, network_id: str, visit_id: str, instants: Instants) -> Slot:
    """
    The slot of an offer.

    Raises
    ------
    Invalid
        If it is not a whole offer, or one for another visit.

    """
    document = _document(token)
    if document.get("network") != network_id:
        raise _refused("is an offer of another network")
    try:
        fields = _renamed(
            document["slot"],
            (_INSTANT, _MINUTE),
            lambda text: instants.minute(_instant(text)),
        )
        slot = Slot.model_validate_json(json.dumps(fields))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        told = "" if isinstance(error, ValidationError) else f": {error}"
        raise _refused(f"is not an offer of ours{told}") from None
    if slot.visit_id != visit_id:
        raise _refused(f"is an offer for visit {slot.visit_id}, not {visit_id}")
    return slot


def _document(token: str) -> dict[str, Any]:
    digest, _, body = token.partition(".")
    if len(token) > _LONGEST:
        raise _refused("is too long")
    try:
        text = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    except (binascii.Error, ValueError):
        raise _refused("is not an offer of ours") from None
    if digest != _digest(text):
        raise _refused("is damaged: its digest is another one")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise _refused("is not an offer of ours") from None
    if not isinstance(document, dict):
        raise _refused("is not an offer of ours")
    return document


def _digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()[:_DIGITS]


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(f"{text} has no offset")
    return found


def _renamed(value: Any, names: tuple[str, str], change: Callable[[Any], Any]) -> Any:
    """The value with fields of one ending called by another, their values changed."""
    old, new = names
    if isinstance(value, list):
        return [_renamed(each, names, change) for each in value]
    if not isinstance(value, dict):
        return value
    found = {}
    for name, each in value.items():
        if name.endswith(old):
            found[name.removesuffix(old) + new] = None if each is None else change(each)
        else:
            found[name] = _renamed(each, names, change)
    return found


def _refused(message: str) -> Invalid:
    return Invalid([Issue("offer", message)])
