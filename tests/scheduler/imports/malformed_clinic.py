"""Malformed protocols, courses and staff: what only the clinic's side can get wrong."""

from collections.abc import Callable, Iterator

from tests.scheduler.imports.mutations import Mutant, fields, leaves_named

_THERAPY = ("procedures", 3)
_SCAN = (*_THERAPY, "later_scans", 0)
_TRIAL = ("trials", 0)
_COURSE = (*_TRIAL, "visit_definitions", 3)
_GATE = (*_COURSE, "gates", 0)
_LEVEL = (*_TRIAL, "cohorts", 0)
_PERSON = ("participants", 1)
_CYCLES = (*_PERSON, "cycles", 0)
_RESULT = (*_CYCLES, "results", 0)
_VISIT = (*_PERSON, "visits", 0)
_BREAK = ("people", 0, "breaks", 0)

CLINIC_OPERATORS: dict[str, Callable[[], Iterator[Mutant]]] = {
    "unknown name of a protocol": leaves_named(
        "nobody",
        "needs",
        "arm",
        "cohort",
        "series",
        "gate",
        "substance",
        "sentinel_visit",
        "before",
        "after",
        "certified_class",
    ),
    "naive instant of a course": leaves_named(
        "2026-03-18T08:00", "taken_at", "due_at", "given_at", "previous_dose_at"
    ),
    "date of a course without a day": leaves_named(
        "2026-02-29", "last_date", "asked_on", "earliest_date", "latest_date"
    ),
    "dynamic scan after the injection": fields(
        30, ("procedures", 2, "scan", "uptake_to_minutes")
    ),
    "observation and stay": fields(60, (*_THERAPY, "observation_minutes")),
    "stay backwards": fields(17, (*_THERAPY, "stay", "to_hours")),
    "stay in fractions of a minute": fields(18.01, (*_THERAPY, "stay", "from_hours")),
    "night in a place that closes": fields("uptake", (*_THERAPY, "place_kind")),
    "two offsets": fields(7, (*_SCAN, "after_days"), (*_SCAN, "from_minutes")),
    "no offset": fields(None, (*_SCAN, "after_hours")),
    "half a range": fields(None, ("procedures", 4, "later_scans", 0, "to_minutes")),
    "range backwards": fields(89, ("procedures", 4, "later_scans", 0, "to_minutes")),
    "tolerance of a range": fields(
        1, ("procedures", 4, "later_scans", 0, "plus_hours")
    ),
    "scan before its injection": fields(25, (*_SCAN, "minus_hours")),
    "offset in fractions of a minute": fields(24.001, (*_SCAN, "after_hours")),
    "scans that overlap": fields(130, (*_SCAN, "plus_hours")),
    "extra minutes that overlap": fields(6926, (*_PERSON, "extra_minutes")),
    "scan twice": fields("day 7", (*_SCAN, "name")),
    "interval before the previous": fields(43, (*_COURSE, "window", "minus_days")),
    "two validities": fields(5, (*_GATE, "valid_hours")),
    "no validity": fields(None, (*_GATE, "valid_days")),
    "validity that ends before": fields(9, (*_GATE, "valid_days")),
    "sample without a result": fields(None, (*_GATE, "due")),
    "result before the sample": fields(
        {"days_before": 10, "at": "08:59"}, (*_GATE, "due")
    ),
    "gate twice": fields("pregnancy test", (*_GATE, "name")),
    "result of the future": fields("2026-03-20T12:01+01:00", (*_RESULT, "taken_at")),
    "result of another age": fields("2021-03-20T12:01+01:00", (*_RESULT, "taken_at")),
    "result that is due": fields("2026-03-21T08:00+01:00", (*_RESULT, "due_at")),
    "result that is overdue": fields(
        "2026-03-20T11:59+01:00", (*_CYCLES, "results", 1, "due_at")
    ),
    "result of no cycle": fields(5, (*_RESULT, "cycle")),
    "result twice": fields("pregnancy test", (*_RESULT, "gate")),
    "unknown status": fields("perhaps", (*_RESULT, "status")),
    "no result, and overdue": fields([], (*_CYCLES, "results")),
    "no cycle": fields(0, (*_CYCLES, "last_cycle")),
    "cohort of a later cycle": fields(2, (*_CYCLES, "first_cycle")),
    "cycles without an interval": fields("baseline", (*_CYCLES, "definition")),
    "half a first window": fields(None, (*_CYCLES, "latest_date")),
    "name of a cycle": fields("Y3K9-lu/2", (*_VISIT, "id")),
    "needs itself": fields("Y3K9-pet", (*_VISIT, "needs")),
    "asked in the future": fields(
        "2026-03-21", (*_VISIT, "asked_on"), (*_CYCLES, "asked_on")
    ),
    "dose in the future": fields("2026-03-21T00:00Z", (*_PERSON, "previous_dose_at")),
    "dose given twice": fields("2026-02-11", (*_PERSON, "previous_dose_date")),
    "exposure of two kinds": fields(
        "2026-03-01", (*_PERSON, "exposures", 1, "first_date")
    ),
    "exposure backwards": fields("2026-02-28", (*_PERSON, "exposures", 0, "last_date")),
    "baseline of nothing": fields({"series": "response"}, (*_PERSON, "baselines", 0)),
    "two gaps": fields(3, ("separations", 1, "min_gap_hours")),
    "no gap": fields(None, ("separations", 0, "min_gap_hours")),
    "gap in fractions of a minute": fields(1.001, ("separations", 0, "min_gap_hours")),
    "separation of treatments": fields("metformin", ("separations", 0, "after")),
    "treatment of a product's name": fields("FDG", ("treatments", 0)),
    "arm twice": fields("B", (*_TRIAL, "arms", 0, "id")),
    "arm with a visit of no trial": fields(
        "nothing", (*_TRIAL, "arms", 1, "visits", 0)
    ),
    "level twice": fields(2, (*_LEVEL, "level")),
    "sentinel of another level": fields("X7Q2-2", (*_LEVEL, "sentinel_visit")),
    "gap without a sentinel": fields(None, (*_LEVEL, "sentinel_visit")),
    "unknown state": fields("ajar", (*_LEVEL, "state")),
    "certificate backwards": fields(
        "2025-12-31", ("scanners", 0, "certificates", 0, "valid_to")
    ),
    "long break": fields(121, (*_BREAK, "minutes")),
    "break over midnight": fields("23:00-01:00", (*_BREAK, "between")),
    "handled less than anything": fields(0, ("people", 0, "max_handled_gbq_per_day")),
}
