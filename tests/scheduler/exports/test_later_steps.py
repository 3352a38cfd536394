"""What comes after a dose, and on what it hangs, is where people look for it."""

from io import StringIO

from rich.console import Console

from scheduler.exports.day_sheets import DaySheet, DoseRow
from scheduler.exports.html.page import render_page
from scheduler.exports.levels import level_rows_of
from scheduler.exports.references import issues
from scheduler.exports.tables import runs_table, sheet_table
from scheduler.exports.views import Views, to_json, views
from solver.plan.result import Level, LevelName
from tests.scheduler.exports.sample_therapy import THERAPY, sample_therapy
from tests.scheduler.exports.sample_week import sample_week


def _views() -> Views:
    return views(*sample_therapy())


def _oslo(day: int) -> DaySheet:
    return next(
        sheet
        for sheet in _views().sheets
        if (sheet.site_id, sheet.day.day) == ("OUS", day)
    )


def _dose() -> DoseRow:
    return next(row for row in _oslo(2).doses if row.visit_id == THERAPY)


def _text(sheet: DaySheet) -> str:
    console = Console(file=StringIO(), width=200, color_system=None)
    console.print(sheet_table(sheet))
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_the_sample_resolves() -> None:
    """The later scan and its resources are known."""
    assert list(issues(*sample_therapy())) == []


def test_a_later_scan_is_on_the_sheet_of_its_day() -> None:
    """Injected on Monday, scanned on Tuesday: it is on Tuesday's sheet alone."""
    assert _oslo(2).later_scans == ()
    row = _oslo(3).later_scans[0]

    assert (row.visit_id, row.name, row.scan_min) == (THERAPY, "24 h", 30)
    assert row.scan_at.isoformat() == "2026-03-03T12:00:00+01:00"
    assert row.injection_at.isoformat() == "2026-03-02T10:00:00+01:00"
    assert (row.scanner, row.scan_operator) == ("PET 1", "OUS R1")
    assert _dose().num_later_scans == 1


def test_a_stay_ends_on_the_sheet_of_its_last_day() -> None:
    """The place is held to 08:20, cleaning included: discharge at 08:00."""
    dose = _dose()
    row = _oslo(3).discharges[0]

    assert dose.discharge_at is not None
    assert dose.discharge_at.isoformat() == "2026-03-03T08:00:00+01:00"
    assert (row.visit_id, row.discharge_at) == (THERAPY, dose.discharge_at)
    assert _oslo(2).discharges == ()


def test_an_arrival_leaves_time_for_tests() -> None:
    """90 minutes of tests outlast 45 of preparation: 08:30 for 10:00."""
    assert f"{_dose().arrival_at:%H:%M}" == "08:30"


def test_a_visit_without_a_scan_says_when_it_ends() -> None:
    """In Tromsø the infusion of 30 minutes is observed for two hours."""
    dose = next(
        row
        for sheet in views(*sample_week()).sheets
        for row in sheet.doses
        if row.visit_id == "V30"
    )

    # Injected on Wednesday at 13:00: to 15:30 of the same day.
    assert dose.discharge_at is not None
    assert dose.discharge_at.isoformat() == "2026-03-04T15:30:00+01:00"


def test_a_dose_says_on_what_it_hangs() -> None:
    """Its level is conditional; the count is pending, after the order closed."""
    dose = _dose()

    assert dose.cohort is not None
    assert (dose.cohort.name, dose.cohort.is_conditional) == ("Dose level 2", True)
    # What has been passed is not waited for.
    assert [(row.name, row.is_ordered_at_risk) for row in dose.pending] == [
        ("blood count", True)
    ]
    assert dose.pending[0].due_at.isoformat() == "2026-03-01T15:00:00+01:00"


def test_an_order_says_who_is_at_risk() -> None:
    """The order closes two weeks ahead, runs a day: one visit alone is at risk."""
    runs = {row.batch_id: row.at_risk for row in _views().runs}

    assert runs.pop("O-LU") == (THERAPY,)
    assert set(runs.values()) == {()}


def test_a_result_that_is_due_in_time_is_no_risk() -> None:
    """A count that is due in the very minute in which the order closes is in time."""
    problem, result = sample_therapy()
    cutoff_min = problem.orders[0].cutoff_min
    gate = problem.visits[28].gates[1]
    visit = problem.visits[28].model_copy(
        update={"gates": (gate.model_copy(update={"due_min": cutoff_min}),)}
    )
    timely = problem.model_copy(
        update={"visits": (*problem.visits[:28], visit, *problem.visits[29:])}
    )
    shown = views(timely, result)

    assert visit.id == THERAPY
    assert {row.at_risk for row in shown.runs} == {()}
    dose = next(
        row for sheet in shown.sheets for row in sheet.doses if row.visit_id == THERAPY
    )
    assert [row.is_ordered_at_risk for row in dose.pending] == [False]


def test_tables_show_what_comes_later() -> None:
    """Conditions on the day of the dose, scan and discharge on theirs."""
    monday, tuesday = _text(_oslo(2)), _text(_oslo(3))

    assert "10:00  NT-129 (V29): Dose level 2 (conditional)" in monday
    assert (
        "10:00  NT-129 (V29): blood count due Sun 1 Mar 15:00 +01:00, ordered at risk"
    ) in monday
    assert "to 3 Mar 08:00" in monday
    assert (
        "12:00  NT-129 (V29), 24 h after [177Lu]Lu-PSMA-617, PET 1, 30 min, OUS R1"
    ) in tuesday
    assert "08:00  NT-129 (V29), Chair 2" in tuesday


def test_the_run_table_names_who_is_at_risk() -> None:
    """The column is there only if somebody is."""
    console = Console(file=StringIO(), width=220, color_system=None)
    console.print(runs_table(_views().runs))
    console.print(runs_table(views(*sample_week()).runs))
    assert isinstance(console.file, StringIO)

    assert console.file.getvalue().count("Ordered at risk") == 1


def test_the_page_shows_what_comes_later() -> None:
    """Sheets and charts of the page know the later scan, the stay and the condition."""
    page = render_page(*sample_therapy())

    for part in (
        "blood count due Sun 1 Mar 15:00 +01:00, ordered at risk",
        "Dose level 2 (conditional)",
        "<small>to 3 Mar 08:00</small>",
        "<small>1 later scan</small>",
        "<h5>Later scans</h5>",
        "<h5>Discharges</h5>",
        '<small class="open">at risk: V29</small>',
        "24 h after [177Lu]Lu-PSMA-617, scan Tue 3 Mar 12:00 +01:00, PET 1 for scanner",
        "discharge Tue 3 Mar 08:00 +01:00",
    ):
        assert part in page


def test_rows_go_to_machines() -> None:
    """The JSON of the views has the new rows."""
    shown = to_json(_oslo(3))

    assert isinstance(shown, dict)
    assert shown["later_scans"][0]["scan_at"] == "2026-03-03T12:00:00+01:00"


def test_an_unknown_later_scan_is_found() -> None:
    """A scan its procedure does not have, and a scanner nobody has, are issues."""
    problem, result = sample_therapy()
    assert result.plan is not None
    administrations = list(result.plan.administrations)
    dose = administrations[28]
    booked = dose.later_scans[0]
    occupation = booked.occupations[0].model_copy(update={"resource_id": "X"})
    administrations[28] = dose.model_copy(
        update={
            "later_scans": (
                booked.model_copy(
                    update={"name": "48 h", "occupations": (occupation,)}
                ),
            )
        }
    )
    plan = result.plan.model_copy(update={"administrations": tuple(administrations)})

    found = issues(problem, result.model_copy(update={"plan": plan}))

    assert [str(issue) for issue in found] == [
        "plan.administrations[V29]: unknown resource 'X'",
        "plan.administrations[V29]: unknown later scan '48 h'",
    ]


def test_every_level_has_words() -> None:
    """No level of the objective is without a label; a rate is in percent."""
    rows = level_rows_of(
        [Level(name=name, priority=None, value=125, bound=125) for name in LevelName]
    )

    assert len({row.label for row in rows}) == len(LevelName)
    refusal = next(row for row in rows if row.name == "refusal_permille")
    assert refusal.value_text == "12.5 %"
