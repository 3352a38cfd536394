"""The rows people see: run table, day sheets, who is not served, levels."""

import json
from datetime import timedelta

from scheduler.exports.views import Views, to_json, views
from solver.plan.result import SolveStatus
from tests.scheduler.exports.sample_week import empty_result, sample_week


def _views() -> Views:
    return views(*sample_week())


def test_a_run_reads_in_the_producers_time() -> None:
    """EOS, dispatch, release and deadline of a run, as its producer's clock shows."""
    row = next(row for row in _views().runs if row.batch_id == "R-FDG-mon")

    assert (row.product, row.unit, row.line) == (
        "[18F]FDG",
        "Oslo cyclotron",
        "Hot cell 1",
    )
    assert row.reference_at.isoformat() == "2026-03-02T06:30:00+01:00"
    # EOS + 40 min by construction; EOS + 35 min of quality control.
    assert row.first_dispatch_at is not None
    assert row.first_dispatch_at - row.reference_at == timedelta(minutes=40)
    assert row.release_at - row.reference_at == timedelta(minutes=35)
    assert row.order_deadline_at.isoformat() == "2026-03-01T15:00:00+01:00"
    # Four unit doses for Oslo, three for Trondheim.
    assert (row.num_doses, row.num_vials) == (7, 7)
    assert row.sites == ("Oslo", "Trondheim")
    assert (row.slack_min, row.lost_first) == (26, ("V01",))


def test_runs_are_listed_by_time() -> None:
    """The run table follows the day, whatever the plan's order."""
    times = [row.reference_at for row in _views().runs]

    assert len(times) == 7
    assert times == sorted(times)


def test_an_order_has_no_line() -> None:
    """A bought product has a reference time and readiness in place of EOS."""
    row = next(row for row in _views().runs if row.batch_id == "O-LU")

    assert row.line is None
    assert row.reference_at.isoformat() == "2026-03-02T12:00:00+01:00"
    assert row.release_at.isoformat() == "2026-03-02T06:00:00+01:00"


def test_a_fact_has_no_slack() -> None:
    """What has happened cannot be late any more."""
    problem, result = sample_week()
    committed = type(problem).model_validate_json(
        json.dumps(
            {
                **json.loads(problem.model_dump_json()),
                "commitments": {
                    "previous": json.loads(result.model_dump_json())["plan"],
                    "batches": [{"batch_id": "R-FDG-mon", "firmness": "fact"}],
                },
            }
        )
    )

    row = next(
        row for row in views(committed, result).runs if row.batch_id == "R-FDG-mon"
    )

    assert (row.firmness, row.slack_min, row.lost_first) == ("fact", None, ())


def test_a_site_reads_its_own_clock() -> None:
    """Helsinki is an hour ahead of Oslo: 11:30 in Oslo is 12:30 there."""
    sheet = next(sheet for sheet in _views().sheets if sheet.site == "Helsinki")

    assert sheet.zone == "Europe/Helsinki"
    assert sheet.doses[0].injection_at.isoformat() == "2026-03-02T12:30:00+02:00"


def test_a_dose_says_all_that_is_needed() -> None:
    """Arrival, draw, usable interval, vial, place, scanner and people of one dose."""
    dose = _views().sheets[0].doses[0]

    assert (dose.visit_id, dose.participant, dose.trial) == (
        "V01",
        "NT-101",
        "NORPET-2",
    )
    assert f"{dose.arrival_at:%H:%M} {dose.injection_at:%H:%M}" == "07:30 08:00"
    assert (dose.draw_kbq, dose.draw_ul) == (250_000, None)
    assert f"{dose.usable_from_at:%H:%M}-{dose.usable_until_at:%H:%M}" == "07:48-08:15"
    assert dose.batch_ids == ("R-FDG-mon",)
    assert dose.vial_ids == ("R-FDG-mon/CYC-OUS/V01",)
    assert (dose.place, dose.scanner, dose.scan_min) == ("Chair 1", "PET 1", 20)
    assert dose.scan_at is not None
    assert f"{dose.scan_at:%H:%M}" == "09:00"
    assert dose.staff == "OUS N1, OUS R1"


def test_clinical_claims_have_no_code() -> None:
    """A claim without a participant reads "clinical"."""
    doses = [dose for sheet in _views().sheets for dose in sheet.doses]

    clinical = [dose for dose in doses if dose.trial is None]

    assert clinical
    assert {dose.participant for dose in clinical} == {"clinical"}


def test_every_dose_is_on_exactly_one_sheet() -> None:
    """Sheets leave nobody out and name nobody twice; times ascend on each."""
    shown = _views()

    visits = [dose.visit_id for sheet in shown.sheets for dose in sheet.doses]

    assert sorted(visits) == [f"V{number:02}" for number in range(1, 31)]
    for sheet in shown.sheets:
        times = [dose.injection_at for dose in sheet.doses]
        assert times == sorted(times)
        assert {time.date() for time in times} <= {sheet.day}


def test_deliveries_precede_the_doses() -> None:
    """A sheet lists what arrives that day, with the end of its receiving check."""
    first = _views().sheets[0].deliveries[1]

    assert (first.batch_id, first.num_vials) == ("R-FDG-mon", 4)
    assert f"{first.arrives_at:%H:%M} {first.usable_at:%H:%M}" == "07:35 07:45"


def test_not_served_carry_their_rules() -> None:
    """Left out, deferred and broken are apart, each with what is known of it."""
    shown = _views()

    assert [(row.visit_id, row.rules, row.is_impossible) for row in shown.left_out] == [
        ("W1", ("occupancy", "visit_windows"), False),
        ("W2", ("shelf_life",), True),
    ]
    decide_by_at = shown.deferred[0].decide_by_at
    assert decide_by_at.isoformat() == "2026-03-04T15:00:00+01:00"
    assert [(row.visit_id, row.is_served) for row in shown.broken] == [("V03", True)]


def test_levels_are_said_in_words() -> None:
    """A level reads with its unit and whether its value is proved."""
    rows = [
        (row.label, row.priority, row.value_text, row.bound_text, row.is_proved)
        for row in _views().levels
    ]

    assert rows[1] == ("Visits served in window", "other", "28", "29", False)
    assert rows[2][2:] == ("412\u202f000 NOK", "398\u202f500 NOK", False)


def test_without_a_plan_the_views_are_empty() -> None:
    """No plan: no runs, no sheets, no levels, and still a status."""
    problem, _ = sample_week()

    shown = views(problem, empty_result(problem, SolveStatus.NO_PLAN))

    assert (shown.runs, shown.sheets, shown.levels) == ((), (), ())
    assert (shown.num_served, shown.num_visits) == (0, 33)
    assert shown.status == "no_plan"


def test_views_are_json() -> None:
    """Rows go to machines as plain JSON, times as ISO 8601 with offset."""
    shown = json.loads(json.dumps(to_json(_views())))

    assert shown["runs"][0]["reference_at"] == "2026-03-02T06:30:00+01:00"
    assert shown["sheets"][0]["day"] == "2026-03-02"
    assert shown["sheets"][0]["doses"][0]["vial_ids"] == ["R-FDG-mon/CYC-OUS/V01"]
