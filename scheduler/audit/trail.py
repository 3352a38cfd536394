"""What one transaction has to say for itself, until it is written as entries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from scheduler import canonical
from scheduler.actors import Actor
from scheduler.audit.chain import Content, instant_text
from scheduler.audit.changes import Change, merged

_PLACE = "audit"


class AuditMissing(RuntimeError):
    """A change that nobody accounts for: a defect of ours, never committed."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A use case that began: who asked for what, when and why."""

    chain: str
    at: datetime
    actor: Actor
    action: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Note:
    """What is told beside the rows."""

    chain: str
    subject: str
    facts: dict[str, Any]


@dataclass(slots=True)
class Trail:
    """
    All that happened in a transaction so far, in its order.

    Nothing is ever taken out but what a savepoint took back: each is a list, and a
    savepoint remembers how long they were.
    """

    openings: list[Opening] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    is_written: bool = False

    def require(self, chains: Iterable[str], what: str) -> None:
        """
        Refuse changes in chains that no use case was opened for.

        Raises
        ------
        AuditMissing
            If there is such a chain, or if the entry is written already.

        """
        opened = {each.chain for each in self.openings}
        if missing := sorted(set(chains) - opened):
            raise AuditMissing(f"{what}: nothing says who, in {', '.join(missing)}")
        if self.is_written:
            raise AuditMissing(f"{what}: after the audit entry was written")

    def lengths(self) -> tuple[int, int, int]:
        """How much there is, to come back to."""
        return len(self.openings), len(self.notes), len(self.changes)

    def cut(self, lengths: tuple[int, int, int]) -> None:
        """Forget what came later."""
        lists: tuple[list[Any], ...] = self.openings, self.notes, self.changes
        for each, length in zip(lists, lengths, strict=True):
            del each[length:]

    def contents(self) -> list[Content]:
        """The entries to be written: one per chain in which something changed."""
        chains = sorted({each.chain for each in self.openings})
        found = (self._content(chain) for chain in chains)
        return [content for content in found if content is not None]

    def _content(self, chain: str) -> Content | None:
        first, *steps = (each for each in self.openings if each.chain == chain)
        notes = (each for each in self.notes if each.chain == chain)
        told = [
            *({"note": each.subject, "facts": each.facts} for each in notes),
            *map(_told, merged(each for each in self.changes if each.chain == chain)),
        ]
        if not told:
            return None
        return Content(
            chain=chain,
            number=0,
            at=instant_text(first.at),
            actor=first.actor.id,
            action=first.action,
            reason=first.reason,
            request_id=first.actor.request_id,
            changes=_settled([*(_step(first, each) for each in steps), *told]),
            previous_hash="",
        )


def trail_of(session: Session) -> Trail:
    """The trail of the session's transaction."""
    found = session.info.get(_PLACE)
    if not isinstance(found, Trail):
        found = session.info[_PLACE] = Trail()
    return found


def forget(session: Session) -> None:
    """Begin anew: the transaction is over."""
    session.info.pop(_PLACE, None)


def _settled(told: list[dict[str, Any]]) -> str:
    """Canonical JSON that is written the same way again after it was read."""
    return canonical.dumps(canonical.loads(canonical.dumps(told)))


def _told(change: Change) -> dict[str, Any]:
    sides = {"old": change.old, "new": change.new}
    return {
        "row": change.table,
        "key": canonical.loads(change.key),
        **{name: side for name, side in sides.items() if side is not None},
    }


def _step(first: Opening, step: Opening) -> dict[str, Any]:
    """A use case inside another, as far as it differs from that."""
    told: dict[str, Any] = {"step": step.action}
    if step.reason != first.reason:
        told["reason"] = step.reason
    if step.actor != first.actor:
        told["actor"] = step.actor.id
    if step.at != first.at:
        told["at"] = instant_text(step.at)
    return told
