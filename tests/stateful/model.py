"""
What should happen, as plain dictionaries: how each visit, batch and package stands.

Knows nothing of plans, rules or rows. It says which commands are refused, and how;
where that is up to the rules of the plan (is an old offer still good? who loses a dose
to a low yield?) it says so, and takes over what came of it.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

FROZEN = timedelta(hours=24)
HOLD = timedelta(minutes=30)
INJECTION = timedelta(minutes=5)
SCAN = timedelta(minutes=20)

ENDED = frozenset({"administered", "no_show", "cancelled"})
PROMISED = frozenset({"held", "confirmed"})
LOST = frozenset({"failed", "declined", "recalled"})

Span = tuple[str, datetime, datetime]


@dataclass(frozen=True)
class Place:
    """Where and when somebody is booked: room, nurse, scanner, technologist."""

    injection_at: datetime
    scan_at: datetime
    resources: tuple[str, ...]
    batch_id: str

    @property
    def spans(self) -> frozenset[Span]:
        """What is held, from when, until when."""
        room, nurse, scanner, technologist = self.resources
        return frozenset(
            {
                (room, self.injection_at, self.scan_at),
                (nurse, self.injection_at, self.injection_at + INJECTION),
                (scanner, self.scan_at, self.scan_at + SCAN),
                (technologist, self.scan_at, self.scan_at + SCAN),
            }
        )

    def is_in_the_way(self, other: "Place") -> bool:
        """Whether nobody can be at both."""
        return any(
            mine == theirs and start < their_end and their_start < end
            for mine, start, end in self.spans
            for theirs, their_start, their_end in other.spans
        )

    def later(self, minutes: int) -> "Place":
        """The same, so much later."""
        span = timedelta(minutes=minutes)
        return Place(
            self.injection_at + span, self.scan_at + span, self.resources, self.batch_id
        )


@dataclass
class Visit:
    """
    A visit: ``open``, ``forecast``, ``held``, ``confirmed``, ``broken``, or ended.

    Parameters
    ----------
    planned
        Where a dose that was given had been planned.
    token
        The offer that was taken.
    """

    state: str = "open"
    place: Place | None = None
    lapses_at: datetime | None = None
    planned: Place | None = None
    token: str | None = None

    def put(self, state: str, place: Place | None = None) -> None:
        """Change how it stands."""
        self.state, self.place = state, place
        self.lapses_at = self.token = None


@dataclass
class Model:
    """
    All that is known.

    Parameters
    ----------
    follows
        Who comes again, and after which visit.
    closes
        When each batch closes for orders.
    batches, packages, versions
        What has become of them; left out: planned.
    kept
        Batches that are made, whoever still needs them.
    """

    now: datetime
    closes: dict[str, datetime]
    follows: dict[str, str]
    visits: dict[str, Visit] = field(default_factory=dict)
    batches: dict[str, str] = field(default_factory=dict)
    packages: dict[str, str] = field(default_factory=dict)
    versions: dict[int, str] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    weights: dict[str, dict[date, Decimal]] = field(default_factory=dict)
    released: dict[str, object] = field(default_factory=dict)
    spilled: set[str] = field(default_factory=set)
    has_plan: bool = False

    def pass_time(self, now: datetime) -> None:
        """Holds lapse, batches close, and who was only forecast was not there."""
        self.now = now
        for visit in self.visits.values():
            has_lapsed = visit.lapses_at is not None and visit.lapses_at <= now
            if visit.state == "held" and has_lapsed:
                visit.put("open")
        self.settle()

    def settle(self) -> None:
        """Batches that have closed, or were accepted, are made from now on."""
        for batch_id in self.drawn_from():
            is_closed = self.closes[batch_id] < self.now
            if is_closed or self.batches.get(batch_id, "planned") != "planned":
                self.kept.add(batch_id)

    def drawn_from(self) -> set[str]:
        """Batches somebody has a dose of."""
        return {visit.place.batch_id for visit in self.booked().values() if visit.place}

    def booked(self) -> dict[str, Visit]:
        """Visits with a place, given ones included."""
        return {key: each for key, each in self.visits.items() if each.place}

    def is_made(self, batch_id: str) -> bool:
        """Whether the plan has a batch."""
        return batch_id in self.drawn_from() | self.kept

    def drawers(self, *batch_ids: str) -> set[str]:
        """Who is still to have a dose of these batches."""
        return {
            key
            for key, each in self.booked().items()
            if each.place and each.place.batch_id in batch_ids
            if each.state not in ENDED
        }

    def is_given(self, batch_id: str) -> bool:
        """Whether somebody had a dose of it."""
        return any(
            each.place is not None and each.place.batch_id == batch_id
            for each in self.visits.values()
            if each.state == "administered"
        )

    def is_frozen(self, visit: Visit) -> bool:
        """Whether it is so near that only a decision moves it."""
        return (
            visit.state == "confirmed"
            and visit.place is not None
            and visit.place.injection_at < self.now + FROZEN
        )

    def followers(self, visit_id: str) -> list[str]:
        """Booked visits that come after one."""
        return [
            key
            for key, first in self.follows.items()
            if first == visit_id
            and self.visits[key].state not in ENDED
            and self.visits[key].place is not None
        ]

    def surely_taken(self, visit_id: str, place: Place) -> bool:
        """Whether a slot is gone for certain."""
        batch = self.batches.get(place.batch_id, "planned")
        is_closed = self.closes[place.batch_id] < self.now
        return (
            place.injection_at < self.now
            or batch in LOST
            or (is_closed and not self.is_made(place.batch_id))
            or any(
                place.is_in_the_way(each.place)
                for key, each in self.booked().items()
                if key != visit_id and each.place
            )
        )

    def lose(self, visit_ids: Collection[str]) -> None:
        """They have no dose any more: what was promised to them is broken."""
        for visit_id in visit_ids:
            visit = self.visits[visit_id]
            visit.put("broken" if visit.state == "confirmed" else "open")

    def shown(self, visit: Visit) -> str:
        """The state as staff see it."""
        return "frozen" if self.is_frozen(visit) else visit.state
