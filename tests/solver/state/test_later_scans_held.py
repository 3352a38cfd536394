from solver.plan.plan import BookedScan, Occupation, Purpose
from solver.state.frame import Frame
from solver.state.index import Index
from solver.state.placement import Channel, Placement
from solver.state.record import to_plan
from solver.state.state import State
from tests.solver.ward import DAY, a_later_scan, a_patient, a_stay, on_the_ward


def occupation(
    resource_id: str, purpose: Purpose, start_min: int, end_min: int
) -> Occupation:
    """One resource, held."""
    return Occupation(
        resource_id=resource_id,
        purpose=purpose,
        start_min=start_min,
        end_min=end_min,
    )


SCAN = BookedScan(
    name="24 h",
    scan_start_min=2050,
    occupations=(
        occupation("PET", Purpose.SCANNER, 2040, 2090),
        occupation("technologist", Purpose.SCAN, 2040, 2080),
    ),
)
SEAT = Placement(
    visit_id="V1",
    alternative=0,
    injection_min=600,
    scan_start_min=None,
    channel=Channel("O1", 600, "lane", 0),
    occupations=(
        occupation("chair", Purpose.PLACE, 600, 660),
        occupation("nurse", Purpose.INJECTION, 600, 660),
    ),
    later_scans=(SCAN,),
)


def a_state() -> State:
    """One visit that is followed by a scan after 24 to 25 hours."""
    stay = a_stay(later_scans=(a_later_scan(),))
    return State(Index(on_the_ward(a_patient(participant_id="P"), procedures=(stay,))))


def test_a_later_scan_takes_scanner_and_person_and_gives_them_back() -> None:
    """
    The scanner is taken in [2040, 2090), the technologist in [2040, 2080).
    """
    state = a_state()
    frame = Frame(2000, 2100)
    state.insert(SEAT)

    assert frame.full & ~frame.cut(state.free["PET"]) == frame.span(2040, 2090)
    held = frame.full & ~frame.cut(state.free["technologist"])
    assert held == frame.span(2040, 2080)
    state.remove("V1")
    assert frame.cut(state.free["PET"]) == frame.full
    assert frame.cut(state.free["technologist"]) == frame.full


def test_a_participant_is_busy_during_later_scans() -> None:
    """
    The infusion is [600, 660), the scan with set-up [2040, 2080), without cleaning.
    """
    state = a_state()
    state.insert(SEAT)

    during = state.busy["P"]
    state.remove("V1")

    assert during == ((600, 660), (2040, 2080))
    assert state.busy["P"] == ()


def test_later_scans_are_written_down() -> None:
    """
    The plan has them as they were booked.
    """
    plan = to_plan(a_state().index, {"V1": SEAT})

    assert plan.administrations[0].later_scans == (SCAN,)


def test_a_placement_knows_its_scans_and_all_it_holds() -> None:
    """
    One later scan on PET at 2050; four resources are held.
    """
    assert SEAT.scans == (("PET", 2050),)
    assert [each.resource_id for each in SEAT.held] == [
        *("chair", "nurse"),
        *("PET", "technologist"),
    ]
    assert SCAN.scan_start_min - SEAT.injection_min == DAY + 10
