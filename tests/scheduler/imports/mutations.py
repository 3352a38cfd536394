"""Ways to spoil a planning file: each yields the field it spoils, and the bytes."""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

from tests.scheduler.imports.small_file import SMALL_FILE, as_bytes

Path = tuple[str | int, ...]
Mutant = tuple[str, bytes]

REQUIRED: dict[Path, tuple[str, ...]] = {
    (): ("schema_version", "name", "as_of", "horizon", "products", "units", "sites"),
    ("horizon",): ("first_date", "days", "zone"),
    ("products", 0): ("id", "name", "nuclide", "presentation", "shelf_life"),
    ("products", 1, "half_life_override"): ("hours", "source"),
    ("units", 0): ("id", "name", "zone"),
    ("lines", 0): ("id", "name", "unit", "hours", "max_runs_per_day", "processes"),
    ("lines", 0, "processes", 0): (
        "product",
        "eos_hours",
        "cutoff",
        "synthesis_minutes",
        "capacity_gbq",
        "quality_control_minutes",
    ),
    ("lines", 0, "processes", 0, "irradiation"): ("minutes", "saturation_gbq"),
    ("lines", 0, "processes", 0, "uses", 0): (
        "kind",
        "starts_minutes_after_eos",
        "minutes",
    ),
    ("equipment", 0): ("id", "name", "unit", "kind", "hours"),
    ("generators", 0): (
        *("id", "name", "unit", "parent", "daughter", "activity_gbq"),
        *("calibrated_at", "efficiency_percent", "spacing_minutes"),
        *("discard_after_hours", "elutions_left", "expires_at", "last_elution_at"),
    ),
    ("supplies", 0): ("product", "unit", "reference_dates", "reference_clock", "ready"),
    ("supplies", 1, "placed", 0): ("reference_date", "portions"),
    ("sites", 0, "licences", 0): ("id", "nuclides", "max_gbq"),
    ("sites", 0, "inventory", 0): ("nuclide", "activity_gbq", "measured_at"),
    ("vehicles", 0): ("id", "name"),
    ("lanes", 2, "shuttle"): ("vehicles", "hours", "every_minutes", "travel_minutes"),
    ("lanes", 2, "extra_departures", 0): ("vehicle", "returns_at", "departs_at"),
    ("authorisations", 0): ("unit", "product", "site", "trial", "valid_from"),
    ("sites", 0): ("id", "name", "zone", "opening"),
    ("places", 0): ("site", "kind", "count"),
    ("scanners", 0): ("id", "name", "site", "kind"),
    ("people", 0): ("id", "site", "roles", "shifts"),
    ("lanes", 0): ("id", "name", "unit", "site"),
    ("lanes", 1): ("on_demand",),
    ("procedures", 0): ("id", "place_kind", "injection_minutes", "injection_role"),
    ("trials", 0): ("id", "name", "active_sites", "dose_tables"),
    ("trials", 0, "visit_definitions", 0): ("id", "procedure", "product", "window"),
    ("participants", 0): ("id", "trial", "site", "consented", "visits", "weight_kg"),
    ("participants", 0, "visits", 2): ("id", "definition", "earliest_date"),
    ("claims", 0): ("id", "product", "site", "procedure", "activity_mbq", "start_at"),
    ("scanners", 0, "certificates", 0): ("class_name", "valid_from", "valid_to"),
    ("people", 0, "breaks", 0): ("between", "minutes"),
    ("procedures", 3, "stay"): ("from_hours", "to_hours"),
    ("procedures", 3, "later_scans", 0): ("name", "role", "after_hours"),
    ("separations", 0): ("before", "after", "min_gap_hours"),
    ("trials", 0, "series", 0): ("id",),
    ("trials", 0, "cohorts", 0): ("id", "name", "level"),
    ("trials", 0, "arms", 0): ("id", "name", "visits"),
    ("trials", 0, "visit_definitions", 3, "gates", 0): ("name", "valid_days", "due"),
    ("participants", 1, "exposures", 1): ("substance", "given_at"),
    ("participants", 1, "baselines", 0): ("series",),
    ("participants", 1, "cycles", 0): ("id", "definition", "last_cycle"),
    ("participants", 1, "cycles", 0, "results", 0): ("cycle", "gate", "status"),
    ("commitments",): ("previous",),
    ("commitments", "previous"): ("origin_at", "plan"),
    ("commitments", "visits", 0): ("visit", "firmness", "lapses_at"),
}


_SIGNED = "starts_minutes_after_eos"
"""The one number that may be negative."""


def at(document: Any, path: Path) -> Any:
    """The value at a path."""
    for step in path:
        document = document[step]
    return document


def replaced(path: Path, value: object) -> bytes:
    """The small file with one value replaced."""
    document = copy.deepcopy(SMALL_FILE)
    at(document, path[:-1])[path[-1]] = value
    return as_bytes(document)


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value that is neither an object nor a list."""
    if isinstance(value, dict | list):
        keys = value.keys() if isinstance(value, dict) else range(len(value))
        for key in keys:
            yield from leaves(value[key], (*path, key))
    else:
        yield path, value


def objects(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every object."""
    if isinstance(value, dict):
        yield path
    if isinstance(value, dict | list):
        keys = value.keys() if isinstance(value, dict) else range(len(value))
        for key in keys:
            yield from objects(value[key], (*path, key))


def _named(path: Path) -> str:
    return ".".join(map(str, path))


def of_kind(kind: type, value: object) -> Callable[[], Iterator[Mutant]]:
    """Every leaf of one kind becomes a value of another kind."""

    def mutants() -> Iterator[Mutant]:
        for path, leaf in leaves(SMALL_FILE):
            if isinstance(leaf, kind) and isinstance(leaf, bool) == (kind is bool):
                yield _named(path), replaced(path, value)

    return mutants


def number_as(text: str) -> Callable[[], Iterator[Mutant]]:
    """Every number of people's units becomes some bytes that JSON has no word for."""

    def mutants() -> Iterator[Mutant]:
        for path, leaf in leaves(SMALL_FILE):
            if type(leaf) in {int, float} and not {"plan", _SIGNED} & {*path}:
                marked = replaced(path, "@here@")
                yield _named(path), marked.replace(b'"@here@"', text.encode())

    return mutants


def fields(value: object, *paths: Path) -> Callable[[], Iterator[Mutant]]:
    """These fields become this value."""

    def mutants() -> Iterator[Mutant]:
        for path in paths:
            yield _named(path), replaced(path, value)

    return mutants


def leaves_named(value: object, *names: str) -> Callable[[], Iterator[Mutant]]:
    """All fields of these names become this value."""

    def mutants() -> Iterator[Mutant]:
        for path, _ in leaves(SMALL_FILE):
            if path[-1] in names:
                yield _named(path), replaced(path, value)

    return mutants


def missing_field() -> Iterator[Mutant]:
    """A required field is not there."""
    for path, names in REQUIRED.items():
        for name in names:
            document = copy.deepcopy(SMALL_FILE)
            del at(document, path)[name]
            yield _named((*path, name)), as_bytes(document)


def unknown_field() -> Iterator[Mutant]:
    """An object has a field too many."""
    for path in objects(SMALL_FILE):
        if path[-1:] == ("dose_tables",) or "dose_tables" in path[:-1]:
            continue
        document = copy.deepcopy(SMALL_FILE)
        at(document, path)["colour"] = "blue"
        yield _named(path), as_bytes(document)


def repeated_key() -> Iterator[Mutant]:
    """An object has the first of its keys twice."""
    for path in objects(SMALL_FILE):
        document = copy.deepcopy(SMALL_FILE)
        target = at(document, path)
        if target:
            key = next(iter(target))
            target["@twice@"] = target[key]
            text = json.dumps(document).replace('"@twice@"', json.dumps(key))
            yield _named(path), text.encode()


def repeated_element() -> Iterator[Mutant]:
    """A list of things with ids has one of them twice."""
    for name, value in SMALL_FILE.items():
        if isinstance(value, list) and name != "authorisations":
            document = copy.deepcopy(SMALL_FILE)
            document[name].append(copy.deepcopy(value[0]))
            yield name, as_bytes(document)


def object_as_list() -> Iterator[Mutant]:
    """An object becomes a list."""
    for path in objects(SMALL_FILE):
        yield _named(path), replaced(path, []) if path else b"[]"


def cut_off() -> Iterator[Mutant]:
    """The file ends too early."""
    whole = as_bytes(SMALL_FILE)
    for share in range(12):
        yield f"{share}/12", whole[: len(whole) * share // 12]


def not_text() -> Iterator[Mutant]:
    """Bytes that are not a UTF-8 JSON document."""
    whole = as_bytes(SMALL_FILE)
    yield "latin-1", whole.replace(b'"small"', "'små'".encode("latin-1"))
    yield "utf-16", whole.decode().encode("utf-16")
    yield "broken", whole.replace(b"small", b"\xff\xfe")
    yield "zero bytes", b"\0" * 100
    yield "blank", b" \n"
    yield "only a BOM", b"\xef\xbb\xbf"
    yield "half a surrogate pair", whole.replace(b'"small"', b'"\\ud800"')
    yield "single quotes", whole.replace(b'"', b"'")
    yield "comment", b"// hello\n" + whole
    yield "two documents", whole + whole
    yield "trailing comma", whole[:-1] + b",}"


def not_an_object() -> Iterator[Mutant]:
    """The top level is something else."""
    for text in ("null", "true", "1", '"x"', "[]", "[{}]", "NaN"):
        yield text, text.encode()


def too_deep() -> Iterator[Mutant]:
    """Nested deeper than any document is."""
    for depth in (64, 65, 500, 5_000, 200_000):
        yield str(depth), b'{"name":' + b"[" * depth + b"]" * depth + b"}"


def other_version() -> Iterator[Mutant]:
    """A schema version that is not known."""
    for version in (0, 2, 99, -1, "1", 1.0, None, True, [1]):
        yield repr(version), replaced(("schema_version",), version)
