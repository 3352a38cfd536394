"""Resources that a planning file closes for a while, each in its own words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from scheduler.imports.planning_file.convert_clinic import place_ids
from scheduler.imports.planning_file.schema import PlanningFile
from scheduler.imports.planning_file.schema_calendar import Block
from scheduler.imports.planning_file.schema_clinic import PlaceClosure, PlaceData
from solver.problem.base import Record


class ResourceKind(StrEnum):
    """What may be closed; a cyclotron is equipment, a nurse a person."""

    SCANNER = "scanner"
    PLACE = "place"
    PERSON = "person"
    LINE = "line"
    EQUIPMENT = "equipment"

    @property
    def is_of_unit(self) -> bool:
        """Whether it belongs to a production unit; else to a site."""
        return self in {ResourceKind.LINE, ResourceKind.EQUIPMENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """A resource cannot be used in ``[start_at, end_at)``."""

    kind: ResourceKind
    resource_id: str
    start_at: datetime
    end_at: datetime
    note: str = ""

    @property
    def block(self) -> Block:
        """The same in the words of the file."""
        block = Block(start_at=self.start_at, end_at=self.end_at, note=self.note)
        if self.kind is ResourceKind.PLACE:
            return PlaceClosure(**dict(block), place=self.resource_id)
        return block


class _Words(NamedTuple):
    """Lists of a file that hold resources of a kind, and what closes them."""

    records: str
    blocks: str


_WORDS: Mapping[ResourceKind, _Words] = MappingProxyType(
    {
        ResourceKind.SCANNER: _Words("scanners", "maintenance"),
        ResourceKind.PLACE: _Words("places", "closures"),
        ResourceKind.PERSON: _Words("people", "absences"),
        ResourceKind.LINE: _Words("lines", "maintenance"),
        ResourceKind.EQUIPMENT: _Words("equipment", "blocks"),
    }
)

_Blocks = tuple[Block, ...]


def closed(file: PlanningFile, closures: Iterable[Closure]) -> PlanningFile:
    """
    The file with some resources closed.

    What it does not have, or what is closed so already, is left alone.
    """

    def also(there: _Blocks, more: _Blocks) -> _Blocks:
        return there + tuple(each for each in more if each not in there)

    return _changed(file, closures, also)


def opened(file: PlanningFile, closures: Iterable[Closure]) -> PlanningFile:
    """The file without just these closures: ``closed`` taken back."""

    def without(there: _Blocks, less: _Blocks) -> _Blocks:
        return tuple(each for each in there if each not in less)

    return _changed(file, closures, without)


def owner_of(file: PlanningFile, kind: ResourceKind, resource_id: str) -> str | None:
    """The site or unit of a resource; ``None`` if there is no such resource."""
    for each in getattr(file, _WORDS[kind].records):
        if resource_id in _ids(each):
            owner: str = each.unit if kind.is_of_unit else each.site
            return owner
    return None


def _changed(
    file: PlanningFile,
    closures: Iterable[Closure],
    change: Callable[[_Blocks, _Blocks], _Blocks],
) -> PlanningFile:
    by_kind: dict[ResourceKind, list[Closure]] = {}
    for each in closures:
        by_kind.setdefault(each.kind, []).append(each)
    if not by_kind:
        return file
    fields = dict(file)
    for kind, wanted in by_kind.items():
        words = _WORDS[kind]
        fields[words.records] = tuple(
            _with(record, words.blocks, wanted, change)
            for record in fields[words.records]
        )
    return PlanningFile(**fields)


def _with(
    record: Record,
    field: str,
    wanted: Iterable[Closure],
    change: Callable[[_Blocks, _Blocks], _Blocks],
) -> Record:
    ids = _ids(record)
    blocks = tuple(each.block for each in wanted if each.resource_id in ids)
    if not blocks:
        return record
    fields = dict(record)
    return type(record)(**fields | {field: change(fields[field], blocks)})


def _ids(record: Any) -> frozenset[str]:
    """What resources of a record go by."""
    if isinstance(record, PlaceData):
        return frozenset(place_id for place_id, _ in place_ids(record))
    return frozenset({record.id})
