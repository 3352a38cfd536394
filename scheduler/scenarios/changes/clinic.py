"""What-if: scanners and places more or fewer, people away."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from scheduler.imports.planning_file.closures import ResourceKind, owner_of
from scheduler.imports.planning_file.schema_clinic import (
    ListedPlace,
    PlaceData,
    ScannerData,
)
from scheduler.scenarios.changes.base import ChangeBase, Lasting, Turn
from scheduler.scenarios.changes.file_draft import FileDraft
from solver.problem.base import Id, Name


class AddScanner(ChangeBase):
    """
    One more scanner, like one there is: same site, kind, hours and certificates.

    Its maintenance is its own: none.
    """

    turn: ClassVar = Turn.ADDED
    spelling: ClassVar = "add scanner like {like} as {scanner}"

    change: Literal["add_scanner"] = "add_scanner"
    scanner: Id = Field(description="The new one.")
    like: Id = Field(description="The one it is like.")

    def on_file(self, draft: FileDraft) -> None:
        """Put it beside the others."""
        scanners = draft.file.scanners
        draft.require_free(scanners, self.scanner, "scanner", "scanner")
        like = draft.known(scanners, self.like, "like", "scanner")
        own = {"id": self.scanner, "name": self.scanner, "maintenance": ()}
        draft.put(scanners=(*scanners, ScannerData(**dict(like) | own)))

    def words(self) -> str:
        """What is changed, for people."""
        return f"one more scanner, {self.scanner}, like {self.like}"


class CloseScanner(Lasting):
    """A scanner is not there."""

    turn: ClassVar = Turn.CLOSED
    spelling: ClassVar = "close scanner {scanner} [{start_at}] [{end_at}]"

    change: Literal["close_scanner"] = "close_scanner"
    scanner: Id

    def on_file(self, draft: FileDraft) -> None:
        """Take the time out of its hours."""
        draft.known(draft.file.scanners, self.scanner, "scanner", "scanner")
        draft.close(self, (ResourceKind.SCANNER, self.scanner))

    def words(self) -> str:
        """What is changed, for people."""
        return f"scanner {self.scanner} closed {self.lasting}"


class AddPlace(ChangeBase):
    """More places of a kind that the site has, open when those are."""

    turn: ClassVar = Turn.ADDED
    spelling: ClassVar = "add place {kind} at {site} [{count}]"

    change: Literal["add_place"] = "add_place"
    site: Id
    kind: Name = Field(description="'uptake', 'infusion'.")
    count: Annotated[int, Field(ge=1, le=50)] = 1

    def on_file(self, draft: FileDraft) -> None:
        """Count them among those there are, or list them after these."""
        draft.site(self.site, "site")
        draft.decide("kind", "places", self.kind, "at", self.site)
        there = [
            (position, each)
            for position, each in enumerate(draft.file.places)
            if (each.site, each.kind) == (self.site, self.kind)
        ]
        if not there:
            raise draft.refuse("kind", f"{self.site} has no place {self.kind!r} yet")
        position, old = there[-1]
        new = draft.record(PlaceData, "count", **dict(old) | self._more(old))
        places = draft.file.places
        draft.put(places=(*places[:position], new, *places[position + 1 :]))

    def _more(self, old: PlaceData) -> dict[str, object]:
        if old.count is not None:
            return {"count": old.count + self.count}
        first = len(old.listed) + 1
        added = tuple(
            ListedPlace(
                id=f"{self.site}/{self.kind}/{number}",
                name=f"{old.name or self.kind} {number}",
            )
            for number in range(first, first + self.count)
        )
        return {"listed": (*old.listed, *added)}

    def words(self) -> str:
        """What is changed, for people."""
        places = "one more place" if self.count == 1 else f"{self.count} more places"
        return f"{places}, {self.kind}, at {self.site}"


class ClosePlace(Lasting):
    """A chair, room or bed is not there."""

    turn: ClassVar = Turn.CLOSED
    spelling: ClassVar = "close place {place} [{start_at}] [{end_at}]"

    change: Literal["close_place"] = "close_place"
    place: Id = Field(description="As it is called in a plan: 'ULV/infusion/2'.")

    def on_file(self, draft: FileDraft) -> None:
        """Take the time out of its hours."""
        if owner_of(draft.file, ResourceKind.PLACE, self.place) is None:
            raise draft.refuse("place", f"there is no place {self.place!r}")
        draft.close(self, (ResourceKind.PLACE, self.place))

    def words(self) -> str:
        """What is changed, for people."""
        return f"place {self.place} closed {self.lasting}"


class Absence(Lasting):
    """Somebody of the staff is away."""

    turn: ClassVar = Turn.CLOSED
    spelling: ClassVar = "absence of {person} [{start_at}] [{end_at}]"

    change: Literal["absence"] = "absence"
    person: Id = Field(description="A code.")

    def on_file(self, draft: FileDraft) -> None:
        """Take the time out of the shifts."""
        draft.known(draft.file.people, self.person, "person", "person")
        draft.close(self, (ResourceKind.PERSON, self.person))

    def words(self) -> str:
        """What is changed, for people."""
        return f"{self.person} away {self.lasting}"
