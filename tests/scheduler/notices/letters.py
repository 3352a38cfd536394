"""Letters, and senders that keep what they were handed."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from scheduler.notices.letters import Letter
from tests.scheduler.notices.told import NETWORK, NOW

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - a public example

_LETTER = Letter(
    id="nt_1",
    channel_id="ch_1",
    network_id=NETWORK,
    at=NOW,
    kind="visit_moved",
    subject="A-1",
    details={"was_at": "2026-03-02T09:00+01:00", "reason": "the scanner is out"},
    address="https://desk.example/notices",
    secret=SECRET,
)


def a_letter(**fields: Any) -> Letter:
    """A letter, with some fields replaced."""
    return replace(_LETTER, **fields)


@dataclass
class Kept:
    """A sender that keeps letters, and first does what a test wants."""

    first: Callable[[Letter], None] = lambda _: None
    letters: list[Letter] = field(default_factory=list)

    def send(self, letter: Letter) -> None:
        """Keep it."""
        self.first(letter)
        self.letters.append(letter)

    @property
    def subjects(self) -> list[str]:
        """What they are about."""
        return [each.subject for each in self.letters]
