"""Hundreds of malformed planning files: every operator on every field it fits."""

from collections.abc import Callable, Iterator

from tests.scheduler.imports.malformed_clinic import CLINIC_OPERATORS
from tests.scheduler.imports.mutations import (
    Mutant,
    cut_off,
    fields,
    leaves_named,
    missing_field,
    not_an_object,
    not_text,
    number_as,
    object_as_list,
    of_kind,
    other_version,
    repeated_element,
    repeated_key,
    too_deep,
    unknown_field,
)

_P = ("products", 0)
_PROCESS = ("lines", 0, "processes", 0)
_PERSON = ("participants", 0)
_DEFINITION = ("trials", 0, "visit_definitions", 0)
_OPENING = ("sites", 0, "opening")
_REFERENCES = (
    *("product", "unit", "site", "trial", "procedure", "definition", "follows"),
    "vehicle",
)
_INSTANTS = (
    *("as_of", "start_at", "end_at", "departs_at", "lapses_at", "measured_at"),
    *("calibrated_at", "expires_at", "last_elution_at", "returns_at"),
)
_GENERATOR = ("generators", 0)
_OFFER = ("supplies", 1)
_SHUTTLE = ("lanes", 2, "shuttle")
_LICENCE = ("sites", 0, "licences", 0)
_DATES = ("first_date", "valid_from", "valid_to", "weighed_on", "anchor_date")
_MBQ = ("activity_mbq", "content_mbq", "cap_mbq", "min_mbq", "target_mbq", "sample_mbq")

OPERATORS: dict[str, Callable[[], Iterator[Mutant]]] = {
    "missing field": missing_field,
    "unknown field": unknown_field,
    "repeated key": repeated_key,
    "repeated element": repeated_element,
    "object as list": object_as_list,
    "cut off": cut_off,
    "not text": not_text,
    "not an object": not_an_object,
    "too deep": too_deep,
    "other version": other_version,
    "number as text": of_kind(int | float, "7"),  # type: ignore[arg-type]
    "number as boolean": of_kind(int | float, True),  # type: ignore[arg-type]
    "number as list": of_kind(int | float, [1]),  # type: ignore[arg-type]
    "text as number": of_kind(str, 7),
    "text as object": of_kind(str, {}),
    "boolean as number": of_kind(bool, 1),
    "NaN": number_as("NaN"),
    "infinity": number_as("-Infinity"),
    "beyond all bounds": number_as("1e309"),
    "negative": number_as("-1"),
    "huge whole number": number_as("9" * 400),
    "too many digits": number_as("1.00000000000000000000000001"),
    "unknown name": leaves_named("nobody", *_REFERENCES),
    "empty name": leaves_named("", "id", "name", "kind"),
    "naive instant": leaves_named("2026-03-23T08:00", *_INSTANTS),
    "instant without a day": leaves_named("2026-02-30T08:00Z", *_INSTANTS),
    "instant as a number in text": leaves_named("1774000000", *_INSTANTS),
    "instant in another age": leaves_named("0001-01-01T00:00+14:00", *_INSTANTS),
    "date without a day": leaves_named("2026-02-29", *_DATES),
    "date in another order": leaves_named("23.03.2026", *_DATES),
    "date in another age": leaves_named("1926-03-23", *_DATES),
    "unknown zone": leaves_named("Europe/Atlantis", "zone"),
    "path as zone": leaves_named("../../etc/passwd", "zone"),
    "clock beyond the day": leaves_named("24:30", "at", "departs", "reference_clock"),
    "less than 1 MBq": leaves_named(0.999, *_MBQ),
    "over a petabecquerel": leaves_named(1_000_000_001, *_MBQ),
    "huge capacity": fields(1_000_001, (*_PROCESS, "capacity_gbq")),
    "weight": fields(1.9, (*_PERSON, "weight_kg")),
    "great weight": fields(350.1, (*_PERSON, "weight_kg")),
    "future weight": fields("2026-03-21", (*_PERSON, "weighed_on")),
    "old weight": fields("2026-02-17", (*_PERSON, "weighed_on")),
    "unknown nuclide": fields("Xx-999", (*_P, "nuclide")),
    "far half-life": fields(11.4, ("products", 1, "half_life_override", "hours")),
    "no shelf life": fields({}, (*_P, "shelf_life")),
    "unknown dose level": fields("DL9", (*_PERSON, "dose_level")),
    "span backwards": fields(["16:00-07:00"], (*_OPENING, "weekly", "mon")),
    "empty span": fields(["07:00-07:00"], (*_OPENING, "weekly", "mon")),
    "unknown weekday": fields({"monday": []}, (*_OPENING, "weekly")),
    "unknown holidays": fields("XX", (*_OPENING, "holidays")),
    "date closed and open": fields(["2026-03-26"], (*_OPENING, "closed_dates")),
    "two EOS windows": fields(
        {"weekly": {"mon": ["05:00-06:00", "07:00-08:00"]}}, (*_PROCESS, "eos_hours")
    ),
    "cut-off after the run": fields(
        {"working_days_before": 0, "at": "23:00"}, (*_PROCESS, "cutoff")
    ),
    "empty validity": fields("2025-12-31", ("authorisations", 0, "valid_to")),
    "empty block": fields(
        "2026-03-23T07:00+01:00", (*_PERSON, "unavailable", 0, "end_at")
    ),
    "dates backwards": fields("2026-03-01", (*_PERSON, "visits", 2, "latest_date")),
    "target outside its range": fields(
        {"kind": "range", "min_mbq": 10, "target_mbq": 9, "max_mbq": 11},
        (*_DEFINITION, "alternatives", 1, "prescription"),
    ),
    "unknown kind of window": fields({"kind": "soon"}, (*_DEFINITION, "window")),
    "circle of visits": fields("X7Q2-2", (*_PERSON, "visits", 0, "follows")),
    "scan without minutes": fields(0, ("claims", 0, "scan_minutes")),
    "uptake backwards": fields(10, ("procedures", 0, "scan", "uptake_to_minutes")),
    "too fine a share": fields(2.55, (*_P, "residual_percent")),
    "counted and listed": fields(3, ("places", 1, "count")),
    "both kinds of lane": fields(
        {"door_to_door_minutes": 60, "hours": {}}, ("lanes", 0, "on_demand")
    ),
    "neither kind of lane": fields(None, ("lanes", 1, "on_demand")),
    "now after the horizon": fields("2026-05-01T00:00Z", ("as_of",)),
    "other kind of equipment": fields("tea", (*_PROCESS, "uses", 0, "kind")),
    "other kind of beam": fields("tea", (*_PROCESS, "irradiation", "equipment_kind")),
    "unknown generator": fields(["G9"], ("lines", 1, "processes", 0, "generators")),
    "generator twice": fields(["G1"] * 2, ("lines", 1, "processes", 0, "generators")),
    "generator of another nuclide": fields(["G1"], (*_PROCESS, "generators")),
    "beam and generator": fields(
        {"minutes": 5, "saturation_gbq": 5}, ("lines", 1, "processes", 0, "irradiation")
    ),
    "wrong parent": fields("Mo-99", (*_GENERATOR, "parent")),
    "more than all of it": fields(100.1, (*_GENERATOR, "efficiency_percent")),
    "nothing of it": fields(0, (*_PROCESS, "yield_percent")),
    "elution in the future": fields(
        "2026-03-20T12:01+01:00", (*_GENERATOR, "last_elution_at")
    ),
    "regrowth within the spacing": fields(239, (*_GENERATOR, "regrowth_minutes")),
    "discard without regrowth": fields(None, (*_GENERATOR, "regrowth_minutes")),
    "two lead times": fields(
        {"days_before": 1, "working_days_before": 1, "at": "12:00"},
        (*_OFFER, "cutoff"),
        (*_OFFER, "free_cancellation"),
        (*_PROCESS, "cutoff"),
    ),
    "no lead time": fields({"at": "12:00"}, (*_OFFER, "cutoff")),
    "half a lead time": fields({"weekday": "mon", "at": "12:00"}, (*_OFFER, "cutoff")),
    "weekday after the date": fields(
        {"weekday": "sat", "weeks_before": 0, "at": "12:00"}, (*_OFFER, "cutoff")
    ),
    "placed on no date": fields("2026-03-26", (*_OFFER, "placed", 0, "reference_date")),
    "placed too many": fields(5, (*_OFFER, "placed", 0, "portions")),
    "cost of free cancelling": fields(None, (*_OFFER, "free_cancellation")),
    "offered on no date": fields({"weekdays": []}, (*_OFFER, "reference_dates")),
    "offer without a name of its own": fields(None, (*_OFFER, "id")),
    "never open": fields({}, ("equipment", 0, "hours"), (*_SHUTTLE, "hours")),
    "unknown vehicles": fields(["van-9"], (*_SHUTTLE, "vehicles")),
    "back before it arrives": fields(34, (*_SHUTTLE, "round_trip_minutes")),
    "unknown nuclide of a licence": fields(["Xx-9"], (*_LICENCE, "nuclides")),
    "nuclide twice": fields(["Lu-177", "177Lu"], (*_LICENCE, "nuclides")),
    "held of nothing known": fields("Xx-9", ("sites", 0, "inventory", 0, "nuclide")),
    "in use of whole vials": fields(4, ("products", 1, "shelf_life", "in_use_hours")),
    "hold without lapse": fields("confirmed", ("commitments", "visits", 0, "firmness")),
    "lost and measured": fields(
        ["L1/FDG/2026-03-23/1/fly/2026-03-23T0810/v1"], ("commitments", "lost_vials")
    ),
    **CLINIC_OPERATORS,
}


WITHOUT_PLACE = {"cut off", "not text", "not an object", "too deep", "object as list"}
"""Operators whose files may be refused as a whole."""


def malformed_files() -> Iterator[tuple[str, str, bytes]]:
    """Operator, field and bytes of every malformed file."""
    for operator, mutants in OPERATORS.items():
        for field, data in mutants():
            yield operator, field, data
